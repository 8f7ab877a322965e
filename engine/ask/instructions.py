"""What a draft shall say, out of "write to Lee that I'm late", as the steer of a suggestion."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.judge.folding import fold

_POLITE = re.compile(r"^(?:(?:please|hey|sotto|por favor|bitte)[,:]? |(?:can|could|would) you (?:please )?)+", re.I)
#: What only says that something is to be written, and to whom.
_WRITES = (
    r"write|reply|respond|answer|text|message|email|dm|tell|inform|warn|let|draft|compose|prepare|suggest|send|"
    r"escrib[ei]|respond[ea]|contest[ae]|dile|di|avisa|mándale|manda|écris|ecris|réponds|reponds|dis|préviens|envoie|"
    r"schreibe?|antworte?|sage?|informiere?|schicke?|escreve|escreva|responda|diz|diga|avise"
)
_PLAIN = re.compile(rf"^(?:{_WRITES})\b", re.I)
_LINK = re.compile(
    r"^[\s,:;–-]*(?:that|know that|know|saying that|saying|to say that|to say|about the fact that|a message saying|"
    r"que|dass|daß|de que|diciendo que|back that|back)?[\s,:;–-]*",
    re.I,
)
_OTHER = re.compile(
    r"^(?:ask|thank|remind|invite|apologi[sz]e to|congratulate|say|pregúntale|frag|demande|pergunta)", re.I
)


def instruction(text: str, names: Sequence[tuple[int, int]]) -> str:
    """The steer in a wish for a draft, "" where it only says to whom ("answer Kim").

    Args:
        names: code points [start, end) of the person's name in `text`.
    """
    if not names:
        return ""
    start, end = names[0][0], names[-1][1] if names[-1][0] <= names[0][1] + 1 else names[0][1]
    before = " ".join(_POLITE.sub("", text[:start].strip()).split())
    behind = re.sub(r"^['’]s\b", "", text[end:]).strip().rstrip(" .") or ""
    low = fold(before).text
    if _PLAIN.match(low):
        return _LINK.sub("", behind, count=1).strip()
    if _OTHER.match(low):
        verb = re.sub(r"\s+(?:to|a|à|ao|an)$", "", before, flags=re.I)
        them = "" if low.startswith(("say", "ask", "frag", "pregunta", "demande", "pergunta")) else " them"
        return " ".join(f"{verb}{them} {behind}".split())
    return behind

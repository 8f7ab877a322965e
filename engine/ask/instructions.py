"""What a draft shall say, out of "write to Lee that I'm late", as the steer of a suggestion."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.judge.folding import fold
from engine.reply.steer import main_clause

_POLITE = re.compile(r"^(?:(?:please|hey|sotto|por favor|bitte)[,:]? |(?:can|could|would) you (?:please )?)+", re.I)
#: What only says that something is to be written, and to whom.
_WRITES = (
    r"write|reply|respond|answer|text|message|email|dm|tell|inform|warn|let|draft|compose|prepare|suggest|send|"
    r"redacta|redige|rédige|entwirf|escrib[ei]|respond[ea]|contest[ae]|dile|di|avisa|av[íi]sale|mándale|manda|écris|ecris|réponds|reponds|dis|préviens|envoie|"
    r"schreibe?|antworte?|sage?|informiere?|schicke?|escreve|escreva|responda|diz|diga|avise"
)
_PLAIN = re.compile(rf"^(?:{_WRITES})\b", re.I)
_LINK = re.compile(
    r"^[\s,:;–-]*(?:that|know that|know|saying that|saying|to say that|to say|about the fact that|a message saying|"
    r"que|dass|daß|de que|diciendo que|back that|back)?[\s,:;–-]*",
    re.I,
)
_OTHER = re.compile(
    r"^(?:ask|thank|remind|invite|apologi[sz]e to|congratulate|say|preg[uú]nta|frag|demande|pergunt|pide|pídele|pede|"
    r"remercie|agrad[eé]ce|bedank|danke|gratulier|félicite|felic[ií]ta|entschuldig|excuse)",
    re.I,
)
#: English verbs that need somebody behind them once the name is gone.
_NEEDS_THEM = re.compile(r"^(?:thank|remind|invite|apologi[sz]e|congratulate)", re.I)
_BECAUSE = re.compile(r"^[\s,:;–-]*(?:dass|daß)\s+", re.I)


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
        said = _LINK.sub("", behind, count=1).strip()
        return (main_clause(said) or said) if _BECAUSE.match(behind) else said
    if _OTHER.match(low):
        verb = re.sub(r"\s+(?:to|a|à|ao|an|bei|la|o)$", "", re.sub(r"\s+(?:la|o|a)$", "", before), flags=re.I)
        them = " them" if _NEEDS_THEM.match(low) else ""
        return " ".join(f"{verb}{them} {behind}".split())
    return behind

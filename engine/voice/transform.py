"""A text put into somebody's style without a model: case, contractions, punctuation, emoji, filler words.

What is said never changes: words with digits, links, addresses, quoted words, names and negations stay exactly as
they are.
Applying twice is applying once.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from engine.domain import StyleProfile
from engine.expressions import late
from engine.voice import features
from engine.voice.vocabulary import DAYS, MONTHS, WORD, is_common, listed, plain

_GLAD = late(
    r"\b(thanks|thank you|great|perfect|lovely|see you|can't wait|happy|amazing|welcome|yay|gracias|danke|"
    r"merci|obrigad[oa]|genial|perfecto|perfekt|super|parfait|perfeito)\b",
    re.I,
)
_GRAVE = late(
    r"\b(sorry|unfortunately|afraid|can'?t|cannot|not|no|won'?t|don'?t|sad|refund|cancel|lo siento|leider|"
    r"désolée?|desculp\w*)\b|n't\b",
    re.I,
)
#: What stays as it is: quoted words, links, addresses and words with digits.
_QUOTED_OR_WORD = late(r"(\"[^\"\n]+\"|“[^”\n]+”|«[^»\n]+»|„[^“\n]+“)|[^\s\"“«„]+|[\"“«„]")
_FIXED = late(r"://|www\.|@|\d", re.I)
_QUOTE = late(r"[\"“”«»„]")
#: Given names that are everyday words too; at the start of a sentence they are taken for names.
_ALSO_NAMES = listed(
    "mark bill rose grace faith joy june april frank grant art pat sue drew chase hunter dawn ivy lily daisy ruby "
    "pearl amber jade olive hazel violet rob nick dean miles max ray guy jack carol robin rich dale lane reed brook "
    "christian"
)
#: Words of every sentence that the counted list lacks, and that name nobody.
_EVERYDAY = listed(
    "whose mine hers everybody however although though whilst amongst meanwhile moreover therefore hence hooray hurray"
)
_FILLERS = (
    (late(r"\bjust wanted to (?:say|let you know) (?:that )?", re.I), ""),
    (late(r"\bI (?:just )?wanted to let you know (?:that )?", re.I), ""),
    (late(r"\bplease feel free to\b", re.I), "feel free to"),
    (late(r"\bplease do not hesitate to\b", re.I), "feel free to"),
    (late(r"\b(?:very|really) (?=(?:happy|glad|sorry|pleased)\b)", re.I), ""),
)


def apply(text: str, profile: StyleProfile) -> str:
    """The text in this person's style, bubble by bubble (lines). Unknown people (no samples) change nothing.

    Only English is contracted or expanded; case, endings and emoji work in every language with letters.
    """
    if not profile.samples_count:
        return text
    return "\n".join(_bubble(line, profile) if line.strip() else line for line in text.split("\n"))


def _bubble(line: str, profile: StyleProfile) -> str:
    steps: tuple[Callable[[str, StyleProfile], str], ...] = (
        _bare,
        _shorten,
        _contract,
        _punctuate,
        _case,
        _adorn,
    )
    for step in steps:
        styled = step(line, profile)
        line = styled if styled.strip() else line
    return line


def _shorten(line: str, profile: StyleProfile) -> str:
    if profile.response_brevity < 0.6:
        return line
    return _outside(line, _without_fillers)


def _without_fillers(part: str) -> str:
    for pattern, put in _FILLERS:
        part = pattern.sub(put, part)
    return part


def _contract(line: str, profile: StyleProfile) -> str:
    if profile.contraction_preference >= 0.7:
        return _outside(line, lambda part: _LONG.sub(_to_short, part))
    if profile.contraction_preference <= 0.3:
        return _outside(line, lambda part: _SHORT.sub(_to_long, part))
    return line


_TO_SHORT = {long: short for short, long in features.CONTRACTIONS} | {"can not": "can't"}
_TO_LONG = dict(features.CONTRACTIONS)
#: "have" is only shortened as a helper ("I have been"), never as a possession or duty ("I have to"); nothing is
#: shortened at the end of a clause ("yes, it is"). "it's been" is "it has been" and never becomes "it is been".
_LONG = late(
    r"\b(?:("
    + "|".join(long for long in _TO_SHORT if not long.endswith(" have"))
    + r")(?=\s+[^\W\d_])(?!\s+(?:not|and|or|but|so|if|because|too|also|as well)\b)|"
    r"((?:i|we) have)(?=\s+(?:been|got|had|done|seen|made|sent|never|already|just|\w{2,}ed)\b))\b",
    re.I,
)
_SHORT = late(
    r"\b(" + "|".join(short.replace("'", "['’]") for short in _TO_LONG) + r")\b(?!\s+(?:been|got|had|\w+ed|\w+en)\b)",
    re.I,
)


def _to_short(found: re.Match[str]) -> str:
    return _cased_like(found.group(), _TO_SHORT[found.group().lower()])


def _to_long(found: re.Match[str]) -> str:
    return _cased_like(found.group(1), _TO_LONG[plain(found.group(1))])


def _cased_like(was: str, now: str) -> str:
    if was[0] == "I" and now[0] == "i" and now[1] in " '":
        return "I" + now[1:]
    return now[0].upper() + now[1:] if was[0].isupper() else now


def _outside(line: str, change: Callable[[str], str]) -> str:
    """Change everything but quoted words, links, addresses and words with digits."""
    parts, at = [], 0
    for start, end in kept_spans(line):
        parts += [change(line[at:start]), line[start:end]]
        at = end
    return "".join([*parts, change(line[at:])])


def kept_spans(line: str) -> list[tuple[int, int]]:
    """Where quoted words, links, addresses and words with digits stand, in order."""
    return [hit.span() for hit in _QUOTED_OR_WORD.finditer(line) if hit.group(1) or _FIXED.search(hit.group())]


def is_kept(word: str) -> bool:
    """Whether a word without spaces is a link, an address or has a digit."""
    return _FIXED.search(word) is not None


def _punctuate(line: str, profile: StyleProfile) -> str:
    match profile.punctuation_style:
        case "minimal":
            line = re.sub(r"!{2,}", "!", line)
            return re.sub(r"(?<=[^.!?…\s])\.(\s*)$", r"\1", line)
        case "expressive" if (
            _GLAD.search(line) and not _GRAVE.search(line) and "!" not in line and not _QUOTE.search(line)
        ):
            return re.sub(r"(?<=[^\W\d_])(?:\.(?=\s*$|\s+[^\W\d_])|$)", "!", line, count=1)
        case "standard":
            line = re.sub(r"!{2,}", "!", line)
            asks = re.match(
                r"\W*(who|what|when|where|why|how|which|can|could|would|will|do|does|did|is|are|shall)\b",
                line,
                re.I,
            )
            return line + "." if re.search(r"[^\W\d_]$", line) and not asks and not _last_word_is_kept(line) else line
    return line


def _last_word_is_kept(line: str) -> bool:
    last = line.split()[-1]
    return is_kept(last) or "." in last or len(line.split()) < 2


def _case(line: str, profile: StyleProfile) -> str:
    match profile.capitalization:
        case "lowercase":
            return _lowered(line)
        case "sentence":
            return _raised(line)
    return line


_SMALL_I = late(r"\bI(?=\b|['’])(?![.&/])")
_OPENS = late(r"(?:^[^\w@#]*|[.!?…]\s+)([^\W\d_]+(?:['’][^\W\d_]+)?)")


def _lowered(line: str) -> str:
    """Small sentence starts, i and days; names and whatever is written large throughout stay."""
    fixed = {place for start, end in kept_spans(line) for place in range(start, end)}
    starts = {hit.start(1) for hit in _OPENS.finditer(line)}

    def small(hit: re.Match[str]) -> str:
        word = hit.group()
        if hit.start() in fixed or (len(word) > 1 and not word[1:].islower()):
            return word
        opens = hit.start() in starts and _is_everyday(word)
        return word.lower() if opens or _is_day(word) else word

    return _outside(WORD.sub(small, line), lambda part: _SMALL_I.sub("i", part))


def _is_everyday(word: str) -> bool:
    return plain(word) not in _ALSO_NAMES and (plain(word) in _EVERYDAY or is_common(word))


def _is_day(word: str) -> bool:
    small = plain(word)
    return small in DAYS or (small in MONTHS and small not in {"may", "mar", "march"})


def _raised(line: str) -> str:
    line = _outside(line, lambda part: re.sub(r"\bi(?=\b|['’])(?![.\w-])", "I", part))
    found = re.match(r"[^\w@]*([^\W\d_])", line)
    if (
        not found
        or is_kept(line.split()[0])
        or _QUOTE.search(line, 0, found.start(1))
        or not re.match(r"[^\w@]*[^\W\d_]+\b(?![.@_-])", line)
    ):
        return line
    at = found.start(1)
    first = WORD.match(line, at)
    if first is not None and not first.group()[1:].islower() and len(first.group()) > 1:
        return line  # a name with capitals of its own, like iPhone
    return line[:at] + line[at].upper() + line[at + 1 :]


def _bare(line: str, profile: StyleProfile) -> str:
    """Without emoji, for somebody who sends none; a line of nothing else keeps them."""
    if profile.emoji_usage >= 0.03 or not features.emoji_in(line) or _QUOTE.search(line):
        return line
    bare = re.sub(r" {2,}", " ", features.without_emoji(line))
    return bare if re.search(r"\w", bare) else line


def _adorn(line: str, profile: StyleProfile) -> str:
    """With one of the person's warm emoji at the end of a glad line, as often as they do it themselves."""
    warm = [sign for sign in profile.emoji if sign in features.WARM_EMOJI and sign not in profile.never][:2]
    if not warm or profile.emoji_usage < 0.35 or not _GLAD.search(line) or _GRAVE.search(line):
        return line
    lot = zlib.crc32(line.encode())
    if features.emoji_in(line) or lot % 1000 >= 1000 * profile.emoji_usage:
        return line
    return f"{line.rstrip()} {warm[lot % len(warm)]}"

"""What can be counted in the texts of one person: case, punctuation, contractions, emoji, formality."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import emoji as emoji_names

from engine.voice.vocabulary import WORD, listed, plain

#: What is written together or apart: (short form, long form), both in small letters.
CONTRACTIONS = (
    ("i'm", "i am"),
    ("i'll", "i will"),
    ("i've", "i have"),
    ("you're", "you are"),
    ("you'll", "you will"),
    ("we're", "we are"),
    ("we'll", "we will"),
    ("we've", "we have"),
    ("they're", "they are"),
    ("that's", "that is"),
    ("it's", "it is"),
    ("don't", "do not"),
    ("doesn't", "does not"),
    ("didn't", "did not"),
    ("can't", "cannot"),
    ("couldn't", "could not"),
    ("won't", "will not"),
    ("wouldn't", "would not"),
    ("isn't", "is not"),
    ("aren't", "are not"),
    ("wasn't", "was not"),
    ("haven't", "have not"),
    ("shouldn't", "should not"),
)
_SHORT = re.compile(r"\b(" + "|".join(short.replace("'", "['’]") for short, _ in CONTRACTIONS) + r")(?!\w)", re.I)
_LONG = re.compile(r"\b(" + "|".join(long for _, long in CONTRACTIONS) + r"|can not)(?=\s+\w)", re.I)

_FORMAL = listed(
    "dear regards sincerely kindly please thank would could shall however therefore regarding attached "
    "appreciate assist ensure confirm inform furthermore respectively hereby sir madam sehr geehrte "
    "cordialement atentamente estimado estimada prezado prezada madame monsieur veuillez"
)
_LOOSE = listed(
    "hey yeah yep nah lol haha hahaha omg btw gonna wanna gotta u ur r thx pls plz cuz tho cool awesome xx "
    "xo ok kk yay yup hiya ya dude mate tbh idk lmao sup cos jaja salut vale"
)
_OPENING = re.compile(
    r"^(hi there|hey there|hello there|good (?:morning|afternoon|evening)|hi|hey|hello|hiya|heya|morning|"
    r"dear|hola|buenas|hallo|guten tag|moin|servus|bonjour|salut|coucou|oi|olá)\b",
    re.I,
)
_CLOSING = re.compile(
    r"(kind regards|best regards|all the best|best wishes|best|regards|cheers|thanks so much|many thanks|"
    r"thank you|thanks|take care|talk soon|speak soon|see you soon|see you|see ya|have a (?:great|good|"
    r"lovely|nice) \w+|xx+|xo|x|saludos|un abrazo|besos|liebe grüße|viele grüße|lg|vg|bis bald|à bientôt|"
    r"bises|bisous|abraços|beijos)[\s!.,]*(?:\W{0,4})$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts over texts. Shares are in [0, 1]; a share of nothing is None.

    Attributes:
        lowercase: share of cased sentence starts written small. ended: share of bubbles with . ? or ! at their end.
        loud: exclamation marks a bubble. contracted: share of contractible places that are contracted.
    """

    n: int
    mean_length: float
    lowercase: float | None
    ended: float
    full_stops: float
    loud: float
    contracted: float | None
    with_emoji: float
    emoji: Counter[str]
    formality: float


def measure(bubbles: Sequence[str]) -> Measured:
    """Count over the bubbles (single sent texts) of one person; an empty sequence gives zeros and None."""
    n = len(bubbles)
    used: Counter[str] = Counter()
    with_emoji = 0
    for bubble in bubbles:
        found = emoji_in(bubble)
        used.update(found)
        with_emoji += bool(found)
    bare = [without_emoji(bubble) for bubble in bubbles]
    starts = [start for text in bare for start in _sentence_starts(text)]
    short = sum(len(_SHORT.findall(text)) for text in bare)
    long = sum(len(_LONG.findall(text)) for text in bare)
    return Measured(
        n=n,
        mean_length=_per(sum(map(len, bubbles)), n),
        lowercase=_per(sum(start.islower() for start in starts), len(starts)) if starts else None,
        ended=_per(sum(text.endswith((".", "!", "?", "…")) for text in bare), n),
        full_stops=_per(sum(text.endswith(".") and not text.endswith("..") for text in bare), n),
        loud=_per(sum(text.count("!") for text in bare), n),
        contracted=short / (short + long) if short + long else None,
        with_emoji=_per(with_emoji, n),
        emoji=used,
        formality=formality(bare),
    )


def formality(texts: Sequence[str]) -> float:
    """0 (hey u coming lol) … 1 (Dear Ms Hall, I would kindly …); 0.5 when nothing speaks either way.

    Formal and loose words, weighed by how often they come, moved by sentence starts and ends.
    """
    counted = Counter(plain(word) for text in texts for word in WORD.findall(text))
    formal = sum(counted[word] for word in _FORMAL)
    loose = sum(counted[word] for word in _LOOSE)
    lean = (formal - loose) / (formal + loose + 2)
    n = max(len(texts), 1)
    tidy = sum(text[:1].isupper() and text.rstrip().endswith((".", "?", "!")) for text in texts) / n
    return round(min(1.0, max(0.0, 0.5 + 0.4 * lean + 0.2 * (tidy - 0.5))), 4)


def emoji_in(text: str) -> list[str]:
    """The emoji of a text in order; a sequence joined by the system counts as one."""
    if not may_hold_emoji(text):
        return []
    return [found["emoji"] for found in emoji_names.emoji_list(text)]


def greeting(text: str) -> str | None:
    """The opening words of a text in small letters, if it opens with a greeting."""
    found = _OPENING.match(text.strip())
    return plain(found.group(1)) if found else None


def closing(text: str) -> str | None:
    """The closing words of a text in small letters, if it closes with any and says something else before."""
    found = _CLOSING.search(without_emoji(text))
    if not found or (found.start() and text[found.start() - 1].isalnum()):
        return None
    return plain(found.group(1)) if found.start() > 0 else None


def phrases(texts: Sequence[str], limit: int = 12) -> tuple[str, ...]:
    """Word groups of two to four that come back, most telling first; each in at least 3 texts and 2 % of them."""
    counted: Counter[str] = Counter()
    for text in texts:
        for part in re.split(r"[.!?,;:\n]+", text):
            spoken = [plain(word) for word in WORD.findall(part)]
            groups = {" ".join(spoken[at : at + size]) for size in (2, 3, 4) for at in range(len(spoken) - size + 1)}
            counted.update(groups)
    least = max(3, round(0.02 * len(texts)))
    ranked = sorted(
        ((n * len(group.split()) ** 1.5, group) for group, n in counted.items() if n >= least and _tells(group)),
        key=lambda entry: (-entry[0], entry[1]),
    )
    kept: list[str] = []
    for _, group in ranked:
        if not any(group in other or other in group for other in kept):
            kept.append(group)
        if len(kept) == limit:
            break
    return tuple(kept)


_PALE = listed(
    "the a an and or of to in on for at is are was were be it i you we he she they this that my your me "
    "with so but if have has do will can as not just"
)


def _tells(group: str) -> bool:
    spoken = group.split()
    return any(word not in _PALE for word in spoken) and spoken[-1] not in {
        "the",
        "a",
        "an",
        "of",
        "to",
        "and",
        "my",
    }


def _sentence_starts(text: str) -> list[str]:
    return [found.group(1) for found in re.finditer(r"(?:^|[.!?]\s+)([^\W\d_])", text) if _cased(found.group(1))]


def _cased(letter: str) -> bool:
    return letter.lower() != letter.upper()


def without_emoji(text: str) -> str:
    """The text without its emoji and outer space; inner space is left as it was."""
    return str(emoji_names.replace_emoji(text, "")).strip() if may_hold_emoji(text) else text.strip()


def may_hold_emoji(text: str) -> bool:
    """A cheap no: everything below U+203C but © and ® is no emoji, and typographic quotes are below."""
    return not text.isascii() and max(text) >= "\u203c"


def _per(part: float, whole: int) -> float:
    return part / whole if whole else 0.0

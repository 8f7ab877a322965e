"""What can be counted in the texts of one person: case, punctuation, contractions, emoji, formality."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import emoji as emoji_names

from engine.voice.vocabulary import listed, plain, words

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
_WARM = listed(
    "thanks thank thx love lovely loved dear hun hon babe darling sweet sweetie glad happy hope hugs hug miss "
    "wonderful appreciate xx xxx xo welcome gracias danke merci obrigado obrigada cariño amor schatz liebe chéri "
    "chérie querida querido bisous besos beijos"
)
#: Emoji that only add warmth.
WARM_EMOJI = listed("😊 🙂 ☺️ 😀 😃 😄 😁 🥰 ❤️ 🤍 🧡 💛 💕 🙏 👍 🙌 ✨ 🎉 📸 🤗 👌 👏 💫 🌸 🌞 ☀️")
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
class Seen:
    """What one sent text adds to the counts of a style; every field is a number that is added or taken away.

    Attributes:
        starts, lowercase: sentence starts with case, and those written small.
        ended, full_stops: whether it ends with . ? ! …, with a single full stop. loud: exclamation marks.
        short, long: contractible places written together, apart.
        formal, loose: words of either register.
        warm: whether a warm word or emoji is in it.
    """

    characters: int
    starts: int
    lowercase: int
    ended: int
    full_stops: int
    loud: int
    short: int
    long: int
    formal: int
    loose: int
    warm: int
    emoji: tuple[str, ...]


def see(text: str) -> Seen:
    """Count one sent text."""
    found = tuple(emoji_in(text))
    bare = without_emoji(text)
    starts = _sentence_starts(bare)
    spoken = words(bare)
    return Seen(
        characters=len(text),
        starts=len(starts),
        lowercase=sum(start.islower() for start in starts),
        ended=bare.endswith((".", "!", "?", "…")),
        full_stops=bare.endswith(".") and not bare.endswith(".."),
        loud=bare.count("!"),
        short=len(_SHORT.findall(bare)),
        long=len(_LONG.findall(bare)),
        formal=sum(word in _FORMAL for word in spoken),
        loose=sum(word in _LOOSE for word in spoken),
        warm=any(word in _WARM for word in spoken) or any(sign in WARM_EMOJI for sign in found),
        emoji=found,
    )


def formality(texts: Sequence[str]) -> float:
    """How formal some texts are together, as in `register`."""
    return register([see(text) for text in texts])


def register(seen: Sequence[Seen]) -> float:
    """How formal texts are together that were looked at, as in `formality_of`."""
    return formality_of(
        formal=sum(one.formal for one in seen),
        loose=sum(one.loose for one in seen),
        care=care(
            sum(one.starts for one in seen),
            sum(one.lowercase for one in seen),
            sum(one.ended for one in seen),
            len(seen),
        ),
    )


def care(starts: int, lowercase: int, ended: int, n_texts: int) -> float:
    """How carefully texts are set, 0 … 1: the mean of sentences begun large and texts ended with a sign.

    Where no sentence begins with a letter that could be large, the ends alone speak; of no texts 0.5.
    """
    if not n_texts:
        return 0.5
    ends = ended / n_texts
    return (ends + 1 - lowercase / starts) / 2 if starts else ends


def formality_of(*, formal: int, loose: int, care: float) -> float:
    """0 (hey u coming lol) … 1 (Dear Ms Hall, I would kindly …); 0.5 when nothing speaks either way.

    Formal and loose words, weighed by how often they come, moved by `care`. Formal words count as far as the writer
    takes care: "could u confirm pls thank you" is polite, not formal. Weights set by hand.
    """
    lean = (formal - loose) / (formal + loose + 2)
    return round(min(1.0, max(0.0, 0.5 + 0.4 * (lean * care if lean > 0 else lean) + 0.25 * (care - 0.5))), 4)


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


def groups(text: str) -> set[str]:
    """Word groups of two to four in a text that could tell whose it is; signs part them."""
    found: set[str] = set()
    for part in re.split(r"[.!?,;:\n]+", text):
        spoken = words(part)
        for size in (2, 3, 4):
            found.update(" ".join(spoken[at : at + size]) for at in range(len(spoken) - size + 1))
    return {group for group in found if _tells(group)}


def phrases(counted: Mapping[str, int], n_texts: int, limit: int = 12) -> tuple[str, ...]:
    """Word groups that come back, most telling first; each in at least 3 texts and 2 % of them."""
    least = max(3, round(0.02 * n_texts))
    ranked = sorted(
        ((n * len(group.split()) ** 1.5, group) for group, n in counted.items() if n >= least),
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

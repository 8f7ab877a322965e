"""How the person writes, in a few words that a language model understands."""

from __future__ import annotations

from engine.domain import StyleProfile
from engine.reply.hygiene import as_data
from engine.voice.vocabulary import is_common, words

#: Bubbles a turn from which a person sends several short messages at once.
SEVERAL = 1.7
#: Words never to write that a model is told; the others are only looked for in what it wrote.
_MOST_NEVER = 8
LANGUAGES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "pt": "Portuguese"}


def style_card(profile: StyleProfile) -> str:
    """One paragraph; "" for somebody of whom nothing is known."""
    if not profile.samples_count:
        return ""
    facts = [
        f"about {round(profile.avg_length, -1) or 5:.0f} characters a message",
        {"lowercase": "no capital letters", "sentence": "normal capital letters"}.get(profile.capitalization, ""),
        {"minimal": "hardly any full stops", "expressive": "exclamation marks"}.get(profile.punctuation_style, ""),
        "formal" if profile.formality >= 0.7 else ("casual" if profile.formality <= 0.4 else ""),
        "warm" if profile.warmth >= 0.7 else ("matter-of-fact" if profile.warmth <= 0.2 else ""),
        _brevity(profile.response_brevity),
        _contractions(profile.contraction_preference),
        f"emoji like {' '.join(profile.emoji[:3])}" if profile.emoji_usage >= 0.1 and profile.emoji else "no emoji",
    ]
    sentences = [
        "How you write: " + ", ".join(fact for fact in facts if fact) + ".",
        _listed("You often begin with", profile.greetings[:2]),
        _listed("You often end with", profile.closings[:2]),
        _listed("You like to say", tuple(filter(_tells_of_nobody, profile.common_phrases))[:4]),
        _listed("Never write", profile.never[:_MOST_NEVER]),
        _bubbles(profile.bubbles_per_turn),
        _languages(profile.languages),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _tells_of_nobody(phrase: str) -> bool:
    """Whether words that came back in many conversations may be told in any of them: everybody uses each of them."""
    return all(map(is_common, words(phrase)))


def _brevity(value: float) -> str:
    if value >= 0.75:
        return "answers of a few words"
    return "long answers" if value <= 0.25 else ""


def _contractions(preference: float) -> str:
    if preference >= 0.8:
        return "short forms like I'm"
    return "long forms like I am" if preference <= 0.2 else ""


def _listed(lead: str, words: tuple[str, ...]) -> str:
    said = [f"“{text}”" for word in words if (text := as_data(word))]
    return f"{lead} {' or '.join(said)}." if said else ""


def _bubbles(per_turn: float) -> str:
    if per_turn < SEVERAL:
        return ""
    return "You often send two short messages instead of one: put each on a line of its own."


def _languages(tongues: tuple[str, ...]) -> str:
    named = [LANGUAGES[tongue] for tongue in tongues if tongue in LANGUAGES]
    return f"You write {' and '.join(named)}." if len(named) > 1 else ""

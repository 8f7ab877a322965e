"""The prompt a language model continues: system part, then the conversation as Them and Me."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from engine.domain import Message, Risk, StyleProfile, Theme
from engine.reply.hygiene import as_data
from engine.reply.stance import is_careful

#: Where a reply in the plain form ends.
STOPS = ("\nThem:", "\nMe:", "\n\n")
#: Messages of history; the newest are kept.
MAX_MESSAGES = 10
THEM, ME = "Them:", "Me:"


def plain(messages: Sequence[Message], *, system: str = "", max_messages: int = MAX_MESSAGES) -> str:
    """The plain form, for base models: an optional system part, one line a message, and an open `Me:`.

    Messages of ONE conversation, oldest first; only spoken ones with words count, and each is a single line without
    invisible characters, so that nobody can write a line for the other side. A burst stays several lines.
    """
    lines = [f"{ME if one.from_me else THEM} {text}" for one, text in _spoken(messages, max_messages)]
    head = [system.strip(), ""] if system.strip() else []
    return "\n".join([*head, *lines, ME])


def chat(messages: Sequence[Message], *, system: str, max_messages: int = MAX_MESSAGES) -> list[tuple[str, str]]:
    """(role, text) pairs for a chat template: system, then user (them) and assistant (me), bursts joined by lines."""
    pairs: list[tuple[str, str]] = [("system", system.strip())] if system.strip() else []
    for one, text in _spoken(messages, max_messages):
        role = "assistant" if one.from_me else "user"
        if pairs and pairs[-1][0] == role:
            pairs[-1] = (role, f"{pairs[-1][1]}\n{text}")
        else:
            pairs.append((role, text))
    return pairs


def system(profile: StyleProfile, risk: Risk | None = None, *, notes: Sequence[str] = ()) -> str:
    """The system part: what the task is, how the person writes, what is known, and the stance at high risk.

    `notes` are the person's own lines (boundaries, rate card, recalled moments of this contact).
    """
    parts = [_resource("system.txt"), _style_card(profile)]
    if is_careful(risk):
        parts.append(_resource("careful.txt"))
    if notes:
        parts.append("What you know:\n" + "\n".join(f"- {as_data(note)}" for note in notes))
    return "\n\n".join(part for part in parts if part)


def instruction(move: str, theme: str | Theme) -> str:
    """What sets one option apart; it comes last, so that everything before it is decoded once."""
    return f"Write one reply that would {_MOVES[move]}. Tone: {theme}."


_MOVES = {
    "agree": "agree or say yes",
    "decline": "kindly say no",
    "defer": "put the answer off without promising anything",
    "ask": "ask the one thing that is still unclear",
    "inform": "give the information they asked for",
    "boundary": "set a clear, polite limit",
    "close": "close the exchange warmly",
}


def _spoken(messages: Sequence[Message], limit: int) -> list[tuple[Message, str]]:
    said = [(one, as_data(one.text)) for one in messages if one.spoken and not one.one_time_code]
    return [(one, text) for one, text in said if text][-limit:]


def _style_card(profile: StyleProfile) -> str:
    if not profile.samples_count:
        return ""
    facts = [
        f"about {round(profile.avg_length)} characters a message",
        {"lowercase": "no capital letters", "sentence": "normal capital letters"}.get(profile.capitalization, ""),
        {"minimal": "hardly any full stops", "expressive": "exclamation marks"}.get(profile.punctuation_style, ""),
        "formal" if profile.formality >= 0.7 else ("casual" if profile.formality <= 0.4 else ""),
        f"emoji like {' '.join(profile.emoji[:3])}" if profile.emoji_usage >= 0.1 and profile.emoji else "no emoji",
    ]
    return "How you write: " + ", ".join(fact for fact in facts if fact) + "."


def _resource(name: str) -> str:
    return (resources.files("resources") / "prompts" / name).read_text(encoding="utf-8").strip()

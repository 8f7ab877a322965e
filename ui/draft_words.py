"""The words on a draft: where it comes from, how it sounds, and how it is read aloud."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app.provenance import Recalled
from app.wording import replies
from engine.domain import Move, Option, Suggestions
from ui.painting import bars
from ui.plain import one_line, plain_tip

#: How the version of an endpoint begins.
REMOTE = "remote:"
HOLDING_BACK = (Move.DECLINE, Move.DEFER)
DECIDE = "No draft, needs your decision"
#: No more drafts than these are counted aloud: those that stand in sight.
COUNTED = 3
WRITING_HERE = "↩ use, Esc leave"
SHORT_WHENCE = "by Sotto, not sent"
VOICE_WORDS = ("barely", "a little", "somewhat", "mostly", "very")


def whence(made: Suggestions, options: Sequence[Option]) -> str:
    """Who wrote a set of drafts, said truthfully: the model, the person themselves, or nobody in particular."""
    past = replies.others(options)
    if made.mode == "model":
        some = f", some from {past}" if past else ""
        return f"{_written(made.model_version)}{some}, not sent"
    why = replies.why_not(made.fallback_reason)
    return f"from {past or replies.PHRASES}" + (f" · {why}" if why else ", not sent")


def _written(model_version: str) -> str:
    if model_version.startswith(REMOTE):
        return f"written on your box {model_version.removeprefix(REMOTE).partition('@')[0]}"
    return "written by Sotto on this Mac" if sys.platform == "darwin" else "written by Sotto on this computer"


def aloud(n_drafts: int, silent_reason: str | None) -> str:
    """What is announced when drafts are there, or none came for what was wished."""
    if n_drafts and not silent_reason:
        return "1 draft ready" if n_drafts == 1 else f"{min(n_drafts, COUNTED)} drafts ready"
    return DECIDE if silent_reason == "money" else replies.silence(silent_reason or "")[0]


def origin(option: Option, n_recalled: int = 0) -> str:
    """What to know about it first: something to check, or what it rests on; `n_recalled` facts have their source."""
    if option.warnings:
        return "look before sending"
    if option.unsourced:
        count = len(option.unsourced)
        return "1 fact to check" if count == 1 else f"{count} facts to check"
    if option.move in HOLDING_BACK:
        return "always offered"
    if n_recalled:
        return "1 fact" if n_recalled == 1 else f"{n_recalled} facts"
    return {"past_reply": "your past reply", "acknowledgement": "just noted"}.get(option.origin, "")


def origin_role(option: Option, n_recalled: int) -> str:
    """The colour of these words."""
    if option.warnings or option.unsourced:
        return "risk.check.text"
    return "accent.base" if n_recalled and option.move not in HOLDING_BACK else "text.tertiary"


def voice(option: Option) -> str:
    """How much it sounds like the person, in words."""
    return f"sounds like you: {VOICE_WORDS[bars(option.voice_match) - 1]}"


def hint(option: Option) -> str:
    """The tooltip: what it does, how it sounds, what to look at."""
    parts = [replies.descriptor(option.descriptor), voice(option), *map(replies.warning, option.warnings)]
    return plain_tip(" · ".join(part for part in parts if part))


def spoken(option: Option, number: int, total: int, recalled: Sequence[Recalled] = ()) -> str:
    """A draft read aloud."""
    parts = [
        f"Draft {number} of {total}",
        replies.chip(option).lower(),
        "written by Sotto",
        f"voice match {bars(option.voice_match)} of 5",
        replies.confidence(option.confidence).lower(),
        _recalled_aloud(len(recalled)) or origin(option),
    ]
    parts += [replies.warning(code).rstrip(".") for code in option.warnings]
    return ", ".join(part for part in parts if part) + ": " + one_line(option.text)


def _recalled_aloud(count: int) -> str:
    return "" if not count else "1 recalled fact" if count == 1 else f"{count} recalled facts"

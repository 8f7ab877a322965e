"""What a row of the message table is: every code is either known here or kept as unknown and counted."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.domain import Filter, Kind

TAPBACKS = ("love", "like", "dislike", "laugh", "emphasize", "question", "emoji", "sticker")
_TAPBACK_ADDED = 2000
_TAPBACK_REMOVED = 3000
_STICKER_ON_BUBBLE = 1000
_POLL_VOTE = 4000

#: Association types of rows that are ordinary messages (2 and 3 are headings of app rows).
_NOT_ASSOCIATED = (0, 2, 3)
_SENT_LATER = (2, 4)

_GROUP_EVENTS = {
    (1, 0): "added",
    (1, 1): "removed",
    (3, 0): "left",
    (3, 1): "photo_changed",
    (3, 2): "photo_removed",
}
_FILTER_ACTIONS = {1: Filter.ALLOWED, 2: Filter.JUNK, 3: Filter.PROMOTION, 4: Filter.TRANSACTION}

_TARGET = re.compile(r"^(?:p:(-?\d{1,9})/|bp:)?(.+)$", re.DOTALL)
_EMOJI_SAID = re.compile(r"^(?:Reacted|Removed an?) (\S+) (?:to|from) ")
_EFFECT = re.compile(r"^com\.apple\.(?:MobileSMS\.expressivesend\.|messages\.effect\.CK)(\w+?)(?:Effect)?$")
_CODE_WORD = re.compile(
    r"\b(?:code|otp|passcode|pin|verification|c[oó]digo|verificaci[oó]n|bestätigungscode|tan)\b", re.IGNORECASE
)
_CODE_DIGITS = re.compile(r"(?<![\d.,$€£#/-])(?:G-)?\d{3}[- ]?\d{1,5}(?![\d.,/]\d|\d)")


class Marks(NamedTuple):
    """The columns a row is classified by; missing ones are 0."""

    item_type: int
    group_action: int
    association: int
    schedule_type: int
    schedule_state: int
    is_audio: bool
    is_system: bool


def of_row(marks: Marks) -> tuple[Kind, int] | None:
    """Kind and unknown code of a row that is no ordinary message; None for one that is."""
    match marks.item_type:
        case 0:
            return _of_association(marks)
        case 1 | 2 | 3:
            return Kind.GROUP_ACTION, 0
        case 4:
            return Kind.LOCATION, 0
        case 5:
            return Kind.SYSTEM, 0
        case 6:
            return Kind.SHAREPLAY, 0
        case unknown:
            return Kind.UNKNOWN, unknown


def _of_association(marks: Marks) -> tuple[Kind, int] | None:
    kind = marks.association
    if kind in _NOT_ASSOCIATED:
        pending = marks.schedule_type != 0 and marks.schedule_state not in _SENT_LATER
        return (Kind.SCHEDULED, 0) if pending else None
    if tapback_kind(kind) is not None:
        return Kind.TAPBACK, 0
    if kind == _STICKER_ON_BUBBLE:
        return Kind.STICKER, 0
    if kind == _POLL_VOTE:
        return Kind.POLL_VOTE, 0
    return Kind.UNKNOWN, kind


def tapback_kind(association: int) -> tuple[str, bool] | None:
    """(name, removed) of an association type that is a reaction, else None."""
    for first, removed in ((_TAPBACK_ADDED, False), (_TAPBACK_REMOVED, True)):
        if first <= association < first + len(TAPBACKS):
            return TAPBACKS[association - first], removed
    return None


def target(reference: str) -> tuple[str, int]:
    """(guid, part) of an associated message: `p:N/guid`, `bp:guid` (the balloon, part 0) or a bare guid."""
    match = _TARGET.match(reference)
    if match is None:
        return "", 0
    return match[2], int(match[1] or 0)


def emoji_said(text: str) -> str | None:
    """The emoji of a reaction whose column is missing, out of the row's own words."""
    match = _EMOJI_SAID.match(text)
    return match[1] if match else None


def event(marks: Marks, *, title: str | None, other_is_sender: bool) -> str:
    """What happened to the group, as a code."""
    if marks.item_type == 2:
        return "renamed" if title else "name_removed"
    if marks.item_type == 1 and other_is_sender:
        return "changed_number"
    return _GROUP_EVENTS.get((marks.item_type, marks.group_action), "settings_changed")


def effect(style: str) -> str | None:
    """The name of a bubble or screen effect in lower case, or the id as it is."""
    match = _EFFECT.match(style)
    return match[1].lower() if match else style or None


def message_filter(filter_action: int, is_spam: int) -> Filter:
    """Where the system filed one message (27+), or whether it was reported (10.15+)."""
    return Filter.JUNK if is_spam and filter_action != 1 else _FILTER_ACTIONS.get(filter_action, Filter.MAIN)


def chat_filter(is_filtered: int, is_blackholed: int, is_pending_review: int) -> Filter:
    """Where the system filed a chat."""
    if is_blackholed:
        return Filter.BLACKHOLED
    if is_filtered == 2:
        return Filter.JUNK
    return Filter.UNKNOWN_SENDER if is_filtered or is_pending_review else Filter.MAIN


def reads_like_a_code(text: str) -> bool:
    """Whether a short sender's text gives a one-time code: a word for it and a group of 4–8 digits."""
    return len(text) <= 400 and _CODE_WORD.search(text) is not None and _CODE_DIGITS.search(text) is not None

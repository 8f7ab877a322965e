"""A thread as a list of things to paint: day lines, bubbles in runs, closed placeholders, notes. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from app.desk_rows import AttachmentLine, Tapback, ThreadLine
from engine.domain import Kind, RedFlag, Severity
from ui import times
from ui.plain import one_line

RUN_GAP = timedelta(hours=1)
#: Longer texts are cut in the bubble; nobody reads on, and the layout stays quick.
LONGEST = 4000
#: Code of a tapback → how it is shown, and how it is told.
REACTIONS = {
    "love": ("♥", "loved"),
    "like": ("👍", "liked"),
    "dislike": ("👎", "disliked"),
    "laugh": ("Ha", "laughed at"),
    "emphasize": ("!!", "emphasized"),
    "question": ("?", "questioned"),
    "sticker": ("•", "put a sticker on"),
}
HIGH = (Severity.CRITICAL, Severity.HIGH)


class ItemKind(StrEnum):
    """What is painted."""

    DAY = "day"
    BUBBLE = "bubble"
    CARD = "card"
    UNSENT = "unsent"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Mark:
    """A red-flag span of a text, in code points, with the number it has in the risk panel."""

    start: int
    end: int
    number: int
    level: str
    pattern_name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the thread view.

    Attributes:
        part: 0 for the text of a message, 1… for its files; (message_id, part) is stable.
        detail: second line of a card.
        footer: what stands under a bubble: time, edited, read.
        url: where a closed link leads; never opened without asking. on_disk: a file that can be looked at.
        answers: id of the message that is quoted, 0 if it is not loaded.
        spoken: how it is read aloud.
        end: nothing follows; the row leaves room below itself.
    """

    kind: ItemKind
    message_id: int
    part: int
    text: str
    from_me: bool = False
    detail: str = ""
    icon: str = ""
    quote: str = ""
    sender: str = ""
    footer: str = ""
    spoken: str = ""
    first: bool = True
    last: bool = True
    end: bool = False
    reactions: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    url: str = ""
    on_disk: bool = False
    edited: bool = False
    answers: int = 0

    def __hash__(self) -> int:
        """Its place tells it from the others of a thread; shapes are looked up by it at every paint."""
        return hash((self.message_id, self.part))


def answered_at(lines: Sequence[ThreadLine]) -> datetime | None:
    """When the person answered last in these lines."""
    return max((line.sent_at for line in lines if line.from_me and not line.unsent), default=None)


def marks_of(
    flags: Sequence[RedFlag], lines: Sequence[ThreadLine], answered: datetime | None = None
) -> dict[int, tuple[Mark, ...]]:
    """Spans to paint by message id; only flags the person has not answered since, here or at `answered`."""
    found_at = answered_at(lines)
    since = max((when for when in (found_at, answered) if when is not None), default=None)
    open_ids = {str(line.message_id) for line in lines if since is None or line.sent_at > since}
    found: dict[int, tuple[Mark, ...]] = {}
    for number, flag in enumerate(flags, 1):
        if flag.message_id in open_ids:
            level = "high" if flag.severity in HIGH else "check"
            mark = Mark(flag.span[0], flag.span[1], number, level, flag.pattern_name)
            found[int(flag.message_id)] = (*found.get(int(flag.message_id), ()), mark)
    return found


def items(
    lines: Sequence[ThreadLine],
    *,
    name: str,
    is_group: bool,
    now: datetime,
    flags: Sequence[RedFlag] = (),
    answered: datetime | None = None,
) -> list[Item]:
    """Everything to paint for these lines, oldest first; `name` is the conversation's, `answered` as in `marks_of`."""
    marks = marks_of(flags, lines, answered)
    texts = {line.guid: line for line in lines}
    made: list[Item] = []
    days = _days(lines, now)
    goes_on = [
        n + 1 < len(lines) and days[n] == days[n + 1] and _same_run(line, lines[n + 1]) for n, line in enumerate(lines)
    ]
    for at, line in enumerate(lines):
        if not at or days[at - 1] != days[at]:
            made.append(Item(ItemKind.DAY, line.message_id, -1, days[at], spoken=days[at]))
        first, last = not (at and goes_on[at - 1]), not goes_on[at]
        speaker, marked = who(line, name), marks.get(line.message_id, ())
        if _is_plain(line):
            made.append(_plain(line, speaker, marked, first=first, last=last, is_group=is_group))
        else:
            made += _in_run(_parts(line, speaker, marked, texts), line, first=first, last=last, is_group=is_group)
    if made:
        made[-1] = replace(made[-1], end=True)
    return made


def who(line: ThreadLine, name: str) -> str:
    """Who said it, for reading aloud."""
    return "You" if line.from_me else one_line(line.sender or name)


def _days(lines: Sequence[ThreadLine], now: datetime) -> list[str]:
    """The day of each line in words, found once a day."""
    found: dict[date, str] = {}
    dates = [line.sent_at.astimezone().date() for line in lines]
    for line, on in zip(lines, dates, strict=True):
        if on not in found:
            found[on] = times.day(line.sent_at, now)
    return [found[on] for on in dates]


def _is_plain(line: ThreadLine) -> bool:
    """Whether it is a text and nothing else, as nearly all lines are."""
    odd = line.unsent or line.attachments or line.extra or line.tapbacks or line.reply_to
    return line.kind is Kind.TEXT and not odd and bool(line.text.strip())


def _plain(line: ThreadLine, speaker: str, marks: tuple[Mark, ...], *, first: bool, last: bool, is_group: bool) -> Item:
    """What `_parts` and `_in_run` make of a plain line, in one step."""
    cut, kept, spoken = _words(line, f"{speaker}, {times.clock(line.sent_at)}", marks)
    return Item(
        ItemKind.BUBBLE, line.message_id, 0, cut, from_me=line.from_me, marks=kept, spoken=spoken,
        first=first, last=last, edited=line.edited,
        sender=one_line(line.sender) if is_group and first and not line.from_me else "",
        footer=_footer(line) if last or line.edited else "",
    )  # fmt: skip


def _in_run(parts: list[Item], line: ThreadLine, *, first: bool, last: bool, is_group: bool) -> list[Item]:
    if not parts or parts[0].kind is ItemKind.NOTE:
        return parts
    placed = [replace(part, first=first and n == 0, last=last and n == len(parts) - 1) for n, part in enumerate(parts)]
    if is_group and first and not line.from_me:
        placed[0] = replace(placed[0], sender=one_line(line.sender))
    if (last or line.edited) and not line.unsent:
        placed[-1] = replace(placed[-1], footer=_footer(line), edited=line.edited)
    return placed


def _same_run(one: ThreadLine, two: ThreadLine) -> bool:
    """Whether two lines of one day belong together."""
    if one.unsent or two.unsent:
        return False
    if {one.kind, two.kind} & {Kind.GROUP_ACTION, Kind.SYSTEM}:
        return False
    same_side = one.from_me == two.from_me and one.sender == two.sender
    return same_side and two.sent_at - one.sent_at < RUN_GAP


def _footer(line: ThreadLine) -> str:
    if line.from_me and line.read_at is not None:
        return f"Read {times.clock(line.read_at)}"
    words = times.clock(line.sent_at)
    if line.edited:
        words += " · Edited"
    return words


def _parts(line: ThreadLine, speaker: str, marks: tuple[Mark, ...], texts: dict[str, ThreadLine]) -> list[Item]:
    clock = times.clock(line.sent_at)
    if line.unsent:
        words = f"{speaker} unsent a message · {clock}"
        return [Item(ItemKind.UNSENT, line.message_id, 0, words, from_me=line.from_me, spoken=words)]
    if line.kind in (Kind.GROUP_ACTION, Kind.SYSTEM, Kind.SHAREPLAY):
        words = one_line(line.text) or "Something about this conversation changed"
        return [Item(ItemKind.NOTE, line.message_id, 0, f"{words} · {clock}", spoken=f"{words}, {clock}")]
    reactions = tuple(_reaction(tapback) for tapback in line.tapbacks)
    target = texts.get(line.reply_to or "")
    quote = _quote(target, line)
    made: list[Item] = []
    for n, file in enumerate(line.attachments, 1):
        made.append(_file(line, n, file, f"{speaker}, {clock}"))
    card = _card(line, len(line.attachments) + 1, f"{speaker}, {clock}")
    if card is not None:
        made.append(card)
    shown = () if card is None else (card.text, line.extra.get("url"))
    if line.text.strip() and one_line(line.text) not in shown:
        bubble = _bubble(line, f"{speaker}, {clock}", marks, quote)
        made.append(replace(bubble, answers=target.message_id) if target is not None else bubble)
    if not made:
        unread = line.kind is Kind.UNKNOWN or not line.readable
        words = "Sotto can’t read this message yet" if unread else "Empty message"
        made.append(Item(ItemKind.UNSENT, line.message_id, 0, words, from_me=line.from_me, spoken=words))
    made[-1] = replace(made[-1], reactions=reactions, spoken=_with_reactions(made[-1].spoken, line.tapbacks))
    return made


def _words(line: ThreadLine, said: str, marks: tuple[Mark, ...]) -> tuple[str, tuple[Mark, ...], str]:
    """The words of a bubble, the marks that fit them, and both read aloud."""
    cut = line.text[:LONGEST] + (" …" if len(line.text) > LONGEST else "")
    flagged = "".join(f" Marked {mark.number}." for mark in marks)
    kept = tuple(mark for mark in marks if 0 <= mark.start < mark.end <= len(cut))
    return cut, kept, f"{said}, {one_line(cut, 1000)}{flagged}"


def _bubble(line: ThreadLine, said: str, marks: tuple[Mark, ...], quote: str) -> Item:
    cut, kept, spoken = _words(line, said, marks)
    return Item(ItemKind.BUBBLE, line.message_id, 0, cut, from_me=line.from_me, quote=quote, spoken=spoken, marks=kept)


def _file(line: ThreadLine, part: int, file: AttachmentLine, said: str) -> Item:
    kind, icon = _kind_of(file)
    detail = " · ".join(
        word
        for word in (kind, times.size(file.total_bytes), "on this Mac" if file.on_disk else "not on this Mac")
        if word
    )
    title = one_line(file.name) or kind
    return Item(
        ItemKind.CARD, line.message_id, part, title, from_me=line.from_me, detail=detail, icon=icon,
        spoken=f"{said}, {title}, {detail.replace(' · ', ', ')}", on_disk=file.on_disk,
    )  # fmt: skip


def _kind_of(file: AttachmentLine) -> tuple[str, str]:
    mime = file.mime_type or ""
    for start, word, icon in (
        ("image/", "Photo", "photo"),
        ("video/", "Video", "play"),
        ("audio/", "Audio", "voice"),
    ):
        if mime.startswith(start):
            return word, icon
    return "Document", "attachment"


def _card(line: ThreadLine, part: int, said: str) -> Item | None:
    """Links, apps, polls and places as closed placeholders; None for a plain message."""
    extra = {key: one_line(value) for key, value in line.extra.items() if isinstance(value, str)}
    url = extra.get("url", "")
    host = urlsplit(url).hostname or "" if _is_link(url) else ""
    if host:
        title, detail, icon = extra.get("title") or host, f"{host} · link kept closed", "link"
    elif line.kind is Kind.APP:
        title, detail, icon = (
            extra.get("title") or extra.get("name") or "App message",
            extra.get("name") or "App",
            "info",
        )
    elif line.kind is Kind.POLL:
        title, detail, icon = extra.get("title") or line.text or "Poll", "Poll", "info"
    elif line.kind is Kind.LOCATION:
        title, detail, icon = "Location", "not opened", "info"
    elif line.kind is Kind.AUDIO and not line.attachments:
        title, detail, icon = "Audio message", "not on this Mac", "voice"
    elif line.kind is Kind.STICKER and not line.attachments:
        title, detail, icon = "Sticker", "not opened", "photo"
    else:
        return None
    return Item(
        ItemKind.CARD, line.message_id, part, one_line(title), from_me=line.from_me, detail=detail, icon=icon,
        spoken=f"{said}, {one_line(title)}, {detail.replace(' · ', ', ')}", url=url if host else "",
    )  # fmt: skip


def _is_link(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _quote(target: ThreadLine | None, line: ThreadLine) -> str:
    if not line.reply_to:
        return ""
    if target is None:
        return "An earlier message"
    return one_line(target.text, 160) if not target.unsent else "A message that was unsent"


def _reaction(tapback: Tapback) -> str:
    return tapback.emoji or REACTIONS.get(tapback.kind, ("•", ""))[0]


def _with_reactions(spoken: str, tapbacks: Sequence[Tapback]) -> str:
    return spoken + "".join(f" {one_line(tap.sender) or 'You'} {_reacted(tap)} it." for tap in tapbacks)


def _reacted(tapback: Tapback) -> str:
    if tapback.emoji:
        return f"put {tapback.emoji} on"
    return REACTIONS.get(tapback.kind, ("", "reacted to"))[1]

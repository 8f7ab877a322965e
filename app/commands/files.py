"""Input files of the command line: JSON, JSON lines or plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from engine.domain import Message
from engine.problems import BadFile

Shape = TypeVar("Shape")


def json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """(line number from 1, value) of each non-empty line; a file that is one JSON document is one line.

    Raises:
        BadFile: missing, unreadable, not UTF-8, or a line that is not JSON.
    """
    text = text_of(path)
    try:
        yield 1, msgspec.json.decode(text)
        return
    except RecursionError:
        raise BadFile(path=str(path), line=0, why="too_deep") from None
    except msgspec.DecodeError:
        pass
    for number, line in enumerate(lines_of(text), start=1):
        if line.strip():
            try:
                yield number, msgspec.json.decode(line)
            except (msgspec.DecodeError, RecursionError):
                raise BadFile(path=str(path), line=number, why="not_json") from None


def document_of(path: Path, shape: type[Shape]) -> Shape:
    """The one value of a file as a `shape` (whatever msgspec converts to).

    Raises:
        BadFile: it cannot be read, or is no such value.
    """
    for number, value in json_lines(path):
        try:
            return msgspec.convert(value, shape)
        except msgspec.ValidationError:
            raise BadFile(path=str(path), line=number, why="wrong_fields") from None
    raise BadFile(path=str(path), line=0, why="empty")


def text_of(path: Path) -> str:
    """A whole text file.

    Raises:
        BadFile: missing, unreadable or not UTF-8.
    """
    try:
        return path.expanduser().read_text(encoding="utf-8")
    except OSError as error:
        raise BadFile(path=str(path), line=0, why=type(error).__name__) from None
    except UnicodeDecodeError:
        raise BadFile(path=str(path), line=0, why="not_utf8") from None


def lines_of(text: str) -> list[str]:
    """Lines as JSON lines have them: `splitlines` would also cut at characters that may stand inside a text."""
    return text.replace("\r\n", "\n").split("\n")


def texts_of(path: Path) -> dict[str, str]:
    """The messages of a triage file by their id (`message_id`, else their position from 0): `text` or `message` of each
    JSON line, else the lines themselves."""
    if not path.name.endswith((".json", ".jsonl")):
        return {str(at): line for at, line in enumerate(line for line in lines_of(text_of(path)) if line.strip())}
    texts: dict[str, str] = {}
    for number, value in json_lines(path):
        for item in value if isinstance(value, list) else [value]:
            found = item if isinstance(item, str) else _field(item, ("text", "message"))
            if not isinstance(found, str):
                raise BadFile(path=str(path), line=number, why="no_text")
            named = _field(item, ("message_id", "id"))
            key = str(len(texts)) if named is None else str(named)
            texts[key if key not in texts else f"{key}#{len(texts)}"] = found
    return texts


def conversation_of(path: Path, *, now: datetime) -> list[tuple[str, list[Message]]]:
    """The conversations of a file: `{"messages": [{"direction", "text", "sent_at"?}]}` per line, or one bare list.

    Messages without a time are taken as a minute apart, the last one now.

    Raises:
        BadFile: it cannot be read, or holds no conversation.
    """
    found = []
    for number, value in json_lines(path):
        name = str(_field(value, ("conversation_id", "id")) or number)
        rows = value if isinstance(value, list) else _field(value, ("messages",))
        if not isinstance(rows, list):
            raise BadFile(path=str(path), line=number, why="no_messages")
        found.append((name, messages_of(rows, now=now, path=path, line=number)))
    if not found:
        raise BadFile(path=str(path), line=0, why="empty")
    return found


def messages_of(rows: list[Any], *, now: datetime, path: Path, line: int) -> list[Message]:
    """Rows of a file as messages; position is the id where none is given."""
    messages = []
    for at, row in enumerate(rows):
        text, direction = _field(row, ("text",)), _field(row, ("direction",))
        if not isinstance(text, str) or direction not in ("incoming", "outgoing"):
            raise BadFile(path=str(path), line=line, why="bad_message")
        messages.append(
            Message(
                message_id=str(_field(row, ("message_id", "id")) or at),
                from_me=direction == "outgoing",
                text=text,
                sent_at=_time(_field(row, ("sent_at",))) or now - timedelta(minutes=len(rows) - 1 - at),
                sender="" if direction == "outgoing" else "them",
            )
        )
    return messages


def _time(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return None
    return when if when.tzinfo else None


def _field(row: object, names: tuple[str, ...]) -> object:
    if not isinstance(row, dict):
        return None
    return next((row[name] for name in names if name in row), None)

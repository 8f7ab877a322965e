"""What `sotto memory` is given: a JSON document, options of the command line, or both; options win."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
import typer

from app.commands.files import text_of
from app.store.memories import ME, Stored
from engine.problems import BadFile
from engine.remembered import Said

Wish = TypeVar("Wish", bound=msgspec.Struct)
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
#: How the person is called where a line of the command line or a role names them.
OWN = frozenset({"me", "outgoing", "assistant"})


class Storing(msgspec.Struct):
    """`sotto memory store`."""

    contact_id: Key
    messages: Annotated[list[str | dict[str, Any]], msgspec.Meta(min_length=1)]
    user_id: Key = ME
    conversation_id: str | None = None
    summary: str | None = None
    metadata: dict[str, Any] = {}

    def stored(self) -> Stored:
        """The same as the store takes it."""
        said = tuple(_said(one, at) for at, one in enumerate(self.messages))
        words = "\n".join(one.text for one in said)
        return Stored(self.conversation_id, self.summary or "", words, said, self.metadata)


class Question(msgspec.Struct):
    """`sotto memory recall`."""

    contact_id: Key
    query: str
    user_id: Key = ME
    top_k: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3


class Injection(msgspec.Struct):
    """`sotto memory inject`."""

    contact_id: Key
    messages: list[dict[str, Any]]
    user_id: Key = ME
    query: str | None = None
    top_k: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3

    def asked(self) -> str:
        """What is looked for: the query, or what the last message says."""
        last = self.messages[-1].get("content", "") if self.messages else ""
        return self.query or (last if isinstance(last, str) else "")


def read_wish(kind: type[Wish], file: Path | None, **options: object) -> Wish:
    """The document of the file with the options laid over it; numbers may stand for ids.

    Raises:
        BadFile: unreadable, not JSON, or a field is missing or wrong.
        typer.BadParameter: without a file, an option is missing or wrong.
    """
    document: Any = {}
    if file is not None:
        try:
            document = msgspec.json.decode(sys.stdin.read() if str(file) == "-" else text_of(file))
        except (msgspec.DecodeError, RecursionError):
            raise BadFile(path=str(file), line=1, why="not_json") from None
    if not isinstance(document, dict):
        raise BadFile(path=str(file), line=1, why="not an object")
    for name in ("user_id", "contact_id", "conversation_id"):
        if isinstance(document.get(name), int) and not isinstance(document[name], bool):
            document[name] = str(document[name])
    document |= {name: value for name, value in options.items() if value is not None}
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        if file is not None:
            raise BadFile(path=str(file), line=1, why="wrong_fields") from None
        raise typer.BadParameter(str(error).replace("Object m", "m")) from None


def _said(one: str | dict[str, Any], at: int) -> Said:
    if isinstance(one, str):
        who, colon, rest = one.partition(":")
        own = bool(colon) and who.strip().casefold() in OWN
        return Said(str(at), "outgoing" if own else "incoming", rest.strip() if own else one)
    text = one.get("text", one.get("content"))
    if not isinstance(text, str):
        raise typer.BadParameter("each message needs a text")
    who = str(one.get("direction", one.get("role", ""))).casefold()
    return Said(
        message_id=str(one.get("message_id", one.get("id", at))),
        direction="outgoing" if who in OWN else "incoming",
        text=text,
        sent_at=_time(one.get("sent_at")),
        sender=str(one.get("sender", one.get("speaker", ""))),
    )


def _time(value: object) -> datetime | None:
    """An ISO time with a zone; None for anything else."""
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return when if when is not None and when.tzinfo else None

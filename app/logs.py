"""Logs that cannot hold content: event codes, ids, counts, durations, exception classes and code locations.

Exceptions carry message text (of 15 ordinary exception types, 12 show it in `str`, `repr` or traceback), so
their words are never written: neither here nor by the excepthooks that `start` puts in place of Python's.
Everything goes through one handler on the root logger; what it does not know to be harmless it leaves out.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import TracebackType

import msgspec

#: Loggers of ours; of all others only name, level and exception class are written.
OUR_ROOMS = ("sotto", "app", "engine", "importers", "ui")

LARGEST_BYTES = 1_000_000
REFUSED = "…"

_PROJECT = Path(__file__).resolve().parent.parent
_CODE = re.compile(r"[a-z][a-z0-9_.]{0,63}", re.ASCII)
_CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,47}", re.ASCII)
_TEMPLATE = re.compile(r"[\x20-\x7e]{1,120}", re.ASCII)
#: Text among the values of a template: one short word in lower case, such as "terminated".
_WORD = re.compile(r"[a-z_]{1,16}", re.ASCII)
#: Facts that may be text, if they look like a name in code; all other facts are numbers.
_NAMES = frozenset(
    [
        "problem",
        "exception",
        "at",
        "why",
        "step",
        "outcome",
        "process",
        "backend",
        "version",
        "kind",
        "child",
        "verb",
    ]
)
_BUG = logging.getLogger("sotto")


def event(code: str, *, level: int = logging.INFO, **facts: object) -> None:
    """Log what happened: a code such as "sync_finished", with numbers and names in code, nobody's words."""
    _BUG.log(level, code, extra={"facts": facts})


def bug(error: BaseException) -> None:
    """Log an error that is our fault, by class and place."""
    event("bug", level=logging.ERROR, exception=class_of(error), at=place_of(error))


def start(folder: Path | None, process: str) -> PrivateHandler:
    """Send all logs of this process to `folder`/<process>.jsonl (None: nowhere); errors print no words.

    Args:
        process: "desktop" or "command"; children log nowhere, by their own name.
    """
    handler = PrivateHandler(None if folder is None else folder / f"{process}.jsonl")
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old, PrivateHandler):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.raiseExceptions = False  # it prints tracebacks
    sys.excepthook = _on_error
    threading.excepthook = _on_thread_error
    sys.unraisablehook = _on_unraisable
    return handler


def class_of(error: BaseException) -> str:
    """The class of an error and of what caused it, as "KeyError<-UnicodeDecodeError"; no word of its text."""
    names: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(names) < 4:
        names.append(type(seen).__name__)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "<-".join(names)


def place_of(error: BaseException) -> str:
    """Where in our code an error passed last, as "app/intake.py:120:write"; "" if it never did."""
    places = [
        f"{path.relative_to(_PROJECT).as_posix()}:{frame.lineno}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__, limit=-64)
        if (path := Path(frame.filename)).is_relative_to(_PROJECT) and ".venv" not in path.parts
    ]
    return places[-1] if places else ""


class PrivateHandler(logging.Handler):
    """Writes one JSON line a record, content-free, to a file of mode 0600; keeps one older file.

    The file is made with the first record that finds its folder; what comes before is dropped, so that nothing makes
    a home only to log in it.
    """

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self._path = path
        self._number: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a log that cannot be written is no reason to stop."""
        try:
            number = self._opened()
            if number is not None:
                os.write(number, msgspec.json.encode(described(record)) + b"\n")
        except OSError:
            return

    def _opened(self) -> int | None:
        if self._number is None and self._path is not None and self._path.parent.is_dir():
            if self._path.exists() and self._path.stat().st_size > LARGEST_BYTES:
                self._path.replace(self._path.with_suffix(".old.jsonl"))
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            self._number = os.open(self._path, flags, 0o600)
        return self._number

    def close(self) -> None:
        """Close the file; later records are dropped."""
        self._path = None
        if self._number is not None:
            os.close(self._number)
            self._number = None
        super().close()


def described(record: logging.LogRecord) -> dict[str, object]:
    """What may be written of a record."""
    line: dict[str, object] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name if _CLASS.fullmatch(record.name) else REFUSED,
    }
    if record.name.partition(".")[0] in OUR_ROOMS and isinstance(record.msg, str):
        # A text without values may have been put together at run time: only codes may come without.
        plain = _TEMPLATE if record.args else _CODE
        line["event"] = record.msg if plain.fullmatch(record.msg) else REFUSED
        if record.args:
            values = record.args.values() if isinstance(record.args, Mapping) else record.args
            line["values"] = [_harmless("", value) for value in values]
        facts = getattr(record, "facts", {})
        line.update({key: _harmless(key, value) for key, value in facts.items() if _CODE.fullmatch(key)})
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        line |= {"exception": class_of(error), "at_code": place_of(error)}
    return line


def _harmless(name: str, value: object) -> object:
    match value:
        case bool() | int() | float() | None:
            return value
        case Enum():
            return value.name
        case str() if name.endswith("_id") and re.fullmatch(r"[0-9a-f-]{1,40}", value):
            return value
        case str() if not name and _WORD.fullmatch(value):
            return value
        case str() if name in _NAMES and _named_in_code(value):
            return value
        case _:
            return REFUSED


def _named_in_code(value: str) -> bool:
    return all(_CLASS.fullmatch(part) or part.isdigit() for part in re.split(r"<-|:|/", value)) or value == ""


def _on_error(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    bug(error.with_traceback(where))
    _say(error)


def _on_thread_error(hook: threading.ExceptHookArgs) -> None:
    if hook.exc_value is not None:
        _on_error(hook.exc_type, hook.exc_value, hook.exc_traceback)


def _on_unraisable(hook: sys.UnraisableHookArgs) -> None:
    if hook.exc_value is not None:
        _on_error(hook.exc_type, hook.exc_value, hook.exc_traceback)


def _say(error: BaseException) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"Sotto made a mistake: {class_of(error)} at {place_of(error) or 'unknown'}\n")

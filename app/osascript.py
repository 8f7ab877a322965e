"""Speaking to Messages on a Mac: a constant script on stdin, in which words are nothing but code points.

Nothing of the text or of the recipient stands in arguments, the environment or a log. What the program says is never
kept either, but for the number of its error.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from enum import StrEnum

from engine.problems import ChatNotOpen, MessagesNotRunning, Problem, ScriptMissing, SendingDenied, SendingFailed

PROGRAM = "osascript"
#: The first send waits for the system's question whether Sotto may control Messages.
PATIENCE_S = 120.0
#: Code points on one line: long lists make the compiler of the script stumble.
PIECE = 200

OPENING = 'set theText to ""\n'
ADDING = "set theText to theText & (character id {%s})\n"
SENDING = """\
set theChat to character id {%s}
tell application "Messages" to send theText to chat id theChat
"""

#: What the program is told of the environment.
_KEPT = ("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LANG", "__CF_USER_TEXT_ENCODING")
_NUMBER = re.compile(rb"\((-?\d{1,6})\)\s*\Z")
#: Errors after which nothing can have gone out; any other leaves that open.
_CERTAIN: dict[int, type[Problem]] = {
    -1743: SendingDenied,
    -1744: SendingDenied,
    -1728: ChatNotOpen,
    -1719: ChatNotOpen,
    -600: MessagesNotRunning,
    -10810: MessagesNotRunning,
    -10827: MessagesNotRunning,
    -1700: SendingFailed,
    -1708: SendingFailed,
    -2740: SendingFailed,
    -2741: SendingFailed,
    -2753: SendingFailed,
}


class Ran(StrEnum):
    """How the script ended: Messages took the text, or nobody knows whether it did."""

    TAKEN = "taken"
    IN_DOUBT = "in_doubt"


def script(text: str, chat_guid: str) -> str:
    """The script that sends a text to one chat: the three constants above, filled with digits and commas."""
    lines = [OPENING]
    lines += [ADDING % _points(text[at : at + PIECE]) for at in range(0, len(text), PIECE)]
    return "".join([*lines, SENDING % _points(chat_guid)])


def send(text: str, chat_guid: str, *, search: str | None = None, within_s: float = PATIENCE_S) -> Ran:
    """Let Messages send a text; returns when the script ended or was ended.

    Args:
        search: folders in which the program is looked for, as PATH writes them; None for PATH itself.

    Raises:
        SendingDenied, ChatNotOpen, MessagesNotRunning, ScriptMissing, SendingFailed: certainly nothing was sent.
    """
    program = shutil.which(PROGRAM, path=search)
    if program is None:
        raise ScriptMissing
    try:
        process = subprocess.Popen(
            [program, "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=dict(_environment()),
            cwd="/",
            start_new_session=True,
        )
    except OSError:
        raise ScriptMissing from None
    with process:
        try:
            _out, said = process.communicate(script(text, chat_guid).encode("ascii"), timeout=within_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return Ran.IN_DOUBT
    return _read(process.returncode, said)


def _read(code: int, said: bytes) -> Ran:
    if code == 0:
        return Ran.TAKEN
    found = _NUMBER.search(said[-200:])
    number = int(found[1]) if found else 0
    if (certain := _CERTAIN.get(number)) is not None:
        raise certain(number=number)
    return Ran.IN_DOUBT


def _points(text: str) -> str:
    return ", ".join(str(ord(character)) for character in text)


def _environment() -> Iterator[tuple[str, str]]:
    for name in _KEPT:
        if (value := os.environ.get(name)) is not None:
            yield name, value

"""A stand-in for osascript and Messages: it reads the code points of our script and writes rows as Messages does.

Run as a program it is `osascript`; `install` puts it into a folder under that name. What it is to do stands in a
file beside it, because it is given next to nothing of the environment.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ADDING = re.compile(r"set theText to theText & \(character id \{([0-9, ]*)\}\)")
CHAT = re.compile(r"set theChat to character id \{([0-9, ]+)\}")


def install(folder: Path, source: Path, **plan: Any) -> Path:
    """Put the program into a folder; returns the folder.

    Args:
        plan: writes (bool) a row, with these columns; slow_s before it; says (int) the number of an error; code it
            exits with.
    """
    folder.mkdir(exist_ok=True)
    program = folder / "osascript"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]\n"
        f"import standin_messages\nsys.exit(standin_messages.main({str(folder)!r}))\n"
    )
    program.chmod(0o755)
    (folder / "plan.json").write_text(json.dumps({"source": str(source), "writes": True} | plan))
    return folder


def runs(folder: Path) -> list[dict[str, Any]]:
    """What the program was asked, run by run."""
    log = folder / "log.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def read(script: str) -> tuple[str, str]:
    """(text, chat) of a script; anything but the constants, digits and commas is refused."""
    first, *middle, chat, last = script.splitlines()
    assert first == 'set theText to ""', first
    assert last == 'tell application "Messages" to send theText to chat id theChat', last
    pieces = [ADDING.fullmatch(line) for line in middle]
    named = CHAT.fullmatch(chat)
    assert named is not None
    assert all(pieces)
    return "".join(_said(piece[1]) for piece in pieces if piece), _said(named[1])


def main(folder: str) -> int:
    """Be osascript."""
    here = Path(folder)
    plan = json.loads((here / "plan.json").read_text())
    text, chat = read(sys.stdin.read())
    with (here / "log.jsonl").open("a") as log:
        told = {"text": text, "chat": chat, "argv": sys.argv[1:], "env": dict(os.environ), "cwd": str(Path.cwd())}
        log.write(json.dumps(told) + "\n")
    time.sleep(plan.get("slow_s", 0))
    if plan["writes"]:
        write(Path(plan["source"]), chat, text, **plan.get("columns", {}))
    if "says" in plan:
        sys.stderr.write(f"0:52: execution error: Messages got an error: {text} ({plan['says']})\n")
    return int(plan.get("code", 1 if "says" in plan else 0))


def write(source: Path, chat: str, text: str, **columns: Any) -> None:
    """A row of mine in a chat, with its body only in `attributedBody`."""
    from importers.demo.chatdb import ChatDatabase

    with ChatDatabase(source) as chats:
        (rowid,) = chats.db.execute("SELECT ROWID FROM chat WHERE guid = ?", (chat,)).fetchone()
        chats.add_message(rowid, text, at=datetime.now(UTC), from_me=True, guid=str(uuid.uuid4()).upper(), **columns)


def _said(points: str) -> str:
    return "".join(chr(int(point)) for point in points.split(",") if point.strip())

"""The words of quick reply."""

from __future__ import annotations

from typing import Final

TITLE: Final = "Needs you"
#: Shown of all that need a reply.
SOME: Final = "{shown} of {total}"
CLEAR: Final = ("You’re clear", "Nobody is waiting for you.")
NOT_SHOWN: Final = "No draft shown. Open the window to see why."
WRITING: Final = "Writing…"
NONE_YET: Final = "No draft yet. You can write your own."
WRITE: Final = "Write a reply"
BY_SOTTO: Final = "Draft by Sotto, not sent"
#: Before who wrote it where it was not a model here: "from your past replies, not sent".
DRAFT: Final = "Draft {whence}"
OWN: Final = "Your words, not sent"
#: "1 of 3"
PLACE: Final = "{at} of {total}"
PAUSED: Final = "Paused until {clock}. Sotto still reads."


def counted(shown: int, total: int) -> str:
    """ "5 of 8", or only the number where all are shown; "" for nobody."""
    if not total:
        return ""
    return str(total) if shown == total else SOME.format(shown=shown, total=total)

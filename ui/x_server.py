"""A connection of our own to the X server of this machine."""

from __future__ import annotations

import os
import re
from typing import Any

#: Screens of this machine; a display elsewhere would be an internet socket, and Sotto opens none by itself.
_HERE = re.compile(r"(?:unix)?:(\d+(?:\.\d+)?)")


def connect() -> Any:
    """An open `Xlib.display.Display`, to be closed; None where there is no X server on this machine."""
    from Xlib import display, error  # python-xlib is there on Linux only

    found = _HERE.fullmatch(os.environ.get("DISPLAY", ""))
    if found is None:
        return None
    try:
        return display.Display(f"unix:{found[1]}")  # named so, the library never falls back to TCP
    except (error.DisplayError, OSError):
        return None

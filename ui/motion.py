"""Whether the window moves: the person's own wish, or what the system says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache

from app.settings import Motion

#: Who is asked, and the answer that means "do not move".
ASKED = {
    "darwin": (("/usr/bin/defaults", "read", "com.apple.universalaccess", "reduceMotion"), "1"),
    "linux": (("gsettings", "get", "org.gnome.desktop.interface", "enable-animations"), "false"),
}
PATIENCE_S = 1.0


def reduced(wish: Motion) -> bool:
    """Whether nothing is to move; a system that says nothing wants motion."""
    return wish is Motion.REDUCED or (wish is Motion.SYSTEM and _system_reduces(sys.platform))


@cache
def _system_reduces(platform: str) -> bool:
    """Qt does not tell this; asked once, because it costs some milliseconds."""
    if platform not in ASKED:
        return False
    (program, *arguments), reducing = ASKED[platform]
    found = shutil.which(program)
    if found is None:
        return False
    try:
        said = subprocess.run([found, *arguments], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return said.stdout.strip() == reducing

"""What the worker's process may not do, told to the system, which keeps to it whatever a model file makes it do.

Linux: no more memory of its own than allowed (RLIMIT_DATA: private writable pages, so that mapped weights are not
counted), no file written (RLIMIT_FSIZE), no core dumped, because a core would hold the prompt. Decoding on the
processor writes no file. Elsewhere only the core is forbidden: macOS accepts a limit of memory without keeping it,
and its GPU compiles shaders into files.
"""

from __future__ import annotations

import sys

#: With a limit of one byte Linux hands no core to a crash reporter's pipe either, which it does with 0 (core(5) says
#: that the limit is not enforced for pipes; fs/coredump.c refuses 1).
NO_CORE = 1


def confine(memory_bytes: int, *, file_bytes: int = 0) -> int:
    """Give up rights of this process, for good.

    Args:
        memory_bytes: of its own, 0 for no limit. A lower limit that the process was started with stays.
        file_bytes: how large a file it may write; 0 for none at all.

    Returns:
        the limit of memory that holds, in bytes; 0 where there is none.
    """
    dump_no_core()
    if sys.platform != "linux":
        return 0
    import resource  # there is none on Windows

    _lower(resource.RLIMIT_FSIZE, file_bytes)
    return _lower(resource.RLIMIT_DATA, memory_bytes) if memory_bytes > 0 else 0


def dump_no_core() -> None:
    """Let a crash of this process, and of those that it starts, write no file with what it held; for good.

    Being dumpable at all is not given up on Linux (PR_SET_DUMPABLE): it would take `/proc` of this process from the
    desktop's portals, which look there before they choose files or show a notification.
    """
    if sys.platform == "win32":
        return
    import resource  # there is none on Windows

    _lower(resource.RLIMIT_CORE, NO_CORE if sys.platform == "linux" else 0)


def _lower(what: int, limit: int) -> int:
    """Set a limit, and that it cannot be raised again; returns the one that holds."""
    if sys.platform == "win32":
        return 0
    import resource  # there is none on Windows

    _, highest = resource.getrlimit(what)
    if highest != resource.RLIM_INFINITY:
        limit = min(limit, highest)
    resource.setrlimit(what, (limit, limit))
    return limit

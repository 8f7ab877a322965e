"""What the keys of the pages beside the inbox do: each is a method of its page."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Act → the method of the page, or of a part of it, that carries it out, and what it is called with.
ACTS: dict[str, tuple[str, tuple[object, ...]]] = {
    "sprint_send": ("deeds.send", ()),
    "sprint_done": ("deeds.finish", ()),
    "sprint_skip": ("deeds.skip", ()),
    "sprint_snooze": ("deeds.set_aside", ()),
    "sprint_pause": ("pause", ()),
    "sprint_reject": ("deeds.reject", ()),
    "sprint_write": ("deeds.write", ()),
    "sprint_edit": ("deeds.edit", ()),
    "sprint_steer": ("deeds.steer", ()),
    "sprint_new_drafts": ("deeds.want", ()),
    **{f"sprint_choose_{n}": ("deeds.choose", (n,)) for n in range(1, 10)},
    **{f"sprint_steer_{n}": ("deeds.steer", (n - 1,)) for n in range(1, 5)},
    "ask_next_pane": ("next_pane", ()),
    "ask_previous_pane": ("next_pane", (-1,)),
}


def page_acts(window: MainWindow) -> dict[str, Callable[[], object]]:
    """Every act by its name in `ui.keys`; the key works while its page is in sight, and only then."""

    def act(name: str, arguments: tuple[object, ...]) -> Callable[[], object]:
        return lambda: attrgetter(name)(window.page)(*arguments)

    return {key: act(name, arguments) for key, (name, arguments) in ACTS.items()}

"""Which pages there are beside the inbox: their places in the rail, and who makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ui.page import Page
from ui.rail import Place

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: In the order of the rail.
PLACES: tuple[Place, ...] = ()

#: Makes a page when it is first gone to; modules of pages are imported there, so that the window starts fast.
PAGES: Mapping[str, Callable[[MainWindow], Page]] = {}

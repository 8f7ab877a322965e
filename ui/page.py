"""What every page of the window is: a surface that is told when it comes in sight and what happens."""

from __future__ import annotations

from app.events import Event
from ui.surface import Surface
from ui.theme import Theme


class Page(Surface):
    """A page; what it does not answer to, it leaves to the window."""

    def __init__(self, theme: Theme, fill: str = "bg.page") -> None:
        super().__init__(theme, fill)

    def enter(self) -> None:
        """The page comes in sight: read what it shows and take the focus."""

    def leave(self) -> None:
        """Another page comes in sight."""

    def hear(self, event: Event) -> None:
        """Something happened in the core, told to the page in sight."""

    def fit(self, width: int, height: int) -> None:
        """The window has this room, in logical px."""

    def take_question(self, question: str) -> None:
        """A question to the history was asked elsewhere in the window; the page that answers takes it."""

    def step_back(self) -> bool:
        """Esc: one level back inside the page; False leaves the page."""
        return False

"""What every page of the window is: a surface that is told when it comes in sight and what happens."""

from __future__ import annotations

from app.events import Event
from engine.domain import Option
from ui.surface import Surface
from ui.theme import Theme


class Page(Surface):
    """A page; what it does not answer to, it leaves to the window.

    Attributes:
        with_rail: the rail stands beside it.
    """

    with_rail = True

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

    def take_back(self) -> bool:
        """Z: undo an act of this page that the window does not know of; False where there is none."""
        return False

    def take_text(self, conversation_id: int, text: str, option: Option | None) -> bool:
        """A reply that was counted comes back; False lets the inbox take it."""
        return False

    def step_back(self) -> bool:
        """Esc: one level back inside the page; False leaves the page."""
        return False

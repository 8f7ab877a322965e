"""The line above the drafts: how many, who wrote them, the rest of them, new ones, and Stop while they are written."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import draft_words
from ui.buttons import Button
from ui.draft_set import CARDS, DraftSet
from ui.keys import cap
from ui.notice import Picture
from ui.surface import Elided, Words, keep_size, shelf
from ui.theme import Theme

#: What small windows keep of the steering row, with what each wishes for.
QUICK = (("Shorter", "shorter"), ("Say no", "say no"))


class DraftHeader(QWidget):
    """Signals: steered: a wish of the small window; rest_wished: everything else of it, near the button."""

    steered = Signal(str)
    rest_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title = Words(theme, "", style="body_strong")
        self.caption = Elided(theme, "", role="text.secondary")
        self.more = Button(theme, "", look="quiet", icon="chevron-down", icon_last=True, name="Show all drafts")
        self.fresh = Button(theme, "", look="icon", icon="refresh", name="New drafts", key=cap("Ctrl+R"))
        self.stop = Button(theme, "Stop", look="quiet", key=cap("Escape"), name="Stop writing")
        self.quick = [Button(theme, word, look="pill") for word, _wish in QUICK]
        self.rest = Button(theme, "More…", look="pill", name="More ways to steer")
        picture = Picture(theme, "quill")
        line = shelf(
            picture, self.title, self.caption, *self.quick, self.rest, self.more, self.fresh, self.stop, spacing=8
        )
        line.setStretch(2, 1)
        self.setLayout(line)
        keep_size(self, theme, height=32)
        for button, (_word, wish) in zip(self.quick, QUICK, strict=True):
            button.clicked.connect(lambda _on=False, wished=wish: self.steered.emit(wished))
        self.rest.clicked.connect(self.rest_wished)
        self.hide()

    def say_set(self, drafts: DraftSet, *, careful: bool) -> None:
        """Drafts are in sight; in the smallest windows two of them, and the steering row has no room."""
        assert drafts.made is not None
        n_shown, total, small = min(CARDS, len(drafts.options)), drafts.total, drafts.small
        kind = "careful way" if careful else "way"
        title = f"{n_shown} {kind}{'' if n_shown == 1 else 's'} to answer"
        caption = draft_words.whence(drafts.made, drafts.options)
        if small:
            title, caption = f"Draft {drafts.selected + 1} of {total}", draft_words.SHORT_WHENCE
        self.title.setText(title)
        self.caption.setText(caption)
        self.more.setText(f"{total} drafts")
        self.more.updateGeometry()
        self.more.setVisible(total > min(drafts.shown, max(1, len(drafts.options))) and not small)
        self.fresh.setVisible(not small)
        self.stop.hide()
        for button in (*self.quick, self.rest):
            button.setVisible(small)
        self.show()

    def say_writing(self, title: str, caption: str) -> None:
        """They are being written; whatever there is to read is in the caption."""
        self.title.setText(title)
        self.caption.setText(caption)
        for button in (self.more, self.fresh, self.rest, *self.quick):
            button.hide()
        self.stop.show()
        self.show()

    def say_others(self, caption: str) -> None:
        """Others are being written behind those in sight."""
        self.caption.setText(caption)
        self.stop.show()

"""The drafts under a thread: three in sight, up to eight by number; or the reason why there are none."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.wording import replies
from engine.domain import Option, Suggestions
from ui import draft_words
from ui.buttons import Button
from ui.choice_menu import ChoiceMenu
from ui.draft_view import DraftView
from ui.growing_draft import GrowingDraft
from ui.keys import cap
from ui.notice import Notice
from ui.surface import Elided, Surface, Words, keep_size, shelf
from ui.theme import Theme

SHOWN = 3
SKELETON_MS, SLOW_MS = 150, 8000
REASONS = (
    ("Wrong fact", "wrong_fact"),
    ("Not my voice", "not_my_voice"),
    ("Wrong decision", "wrong_decision"),
    ("Too long", "too_long"),
)
WRITING, SLOW = "Writing…", "Still writing. This Mac is busy."
WRITING_OTHERS = "writing other drafts…"


class SuggestionPanel(Surface):
    """Drafts of the open conversation.

    Signals:
        chosen: a draft is to go into the composer.
        rejected: a draft and the reason code ("" = none given).
        fresh_wished: new drafts, please.
        more_wished: the rest of a request (its id).
    """

    chosen = Signal(object)
    rejected = Signal(object, str)
    fresh_wished = Signal()
    more_wished = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, None)
        self._made: Suggestions | None = None
        self._options: list[Option] = []
        self._rejected: set[str] = set()
        self._views: list[DraftView] = []
        self._growing: list[GrowingDraft] = []
        self._as_rows = False
        self._folded = True
        self._careful = False
        self._two = False
        self.selected = 0
        self.title = Words(theme, "", style="body_strong")
        self.caption = Elided(theme, "", role="text.secondary")
        self.more = Button(theme, "", look="quiet", icon="chevron-down", icon_last=True, name="Show all drafts")
        self.fresh = Button(theme, "", look="icon", icon="refresh", name="New drafts", key=cap("Ctrl+R"))
        self.notice = Notice(theme)
        self._header = QWidget()
        self._cards = QWidget()
        self._rows = QWidget()
        self._skeleton_timer = QTimer(self, singleShot=True, interval=SKELETON_MS)
        self._slow_timer = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._build()
        self.clear()

    @property
    def options(self) -> tuple[Option, ...]:
        """The drafts by number, first is 1."""
        return tuple(self._options)

    def show_drafts(self, made: Suggestions, *, careful: bool = False) -> None:
        """Show a set of drafts, or why there is none."""
        self._stop_waiting()
        if made.silent_reason and not made.options:
            self.show_notice(*replies.silence(made.silent_reason))
            return
        same = self._made is not None and self._made.request_id == made.request_id
        self._made, self._careful = made, careful
        if not same:
            self._rejected.clear()
            self.selected, self._folded = 0, True
        self._options = [option for option in made.options if option.response_id not in self._rejected][:9]
        self.notice.hide()
        self._rebuild()
        if not self._options:
            self._say_none_left()

    def restore(self, response_id: str) -> None:
        """A draft that was rejected here stands in its old place again."""
        if self._made is None or response_id not in self._rejected:
            return
        self._rejected.discard(response_id)
        self.show_drafts(self._made, careful=self._careful)
        at = next((n for n, option in enumerate(self._options) if option.response_id == response_id), 0)
        self._select(at if at < SHOWN or not self._folded else 0)

    def show_writing(self, n_messages: int) -> None:
        """Drafts are on their way; grey places appear after 150 ms."""
        self.clear()
        self.caption.setText(f"reading {n_messages} messages")
        self._skeleton_timer.start()
        self._slow_timer.start()

    def say_wished(self) -> None:
        """Others were asked for; those in sight stay until they come."""
        if self._options:
            self.caption.setText(WRITING_OTHERS)

    def grow(self, number: int, text: str) -> None:
        """Draft `number` (from 1) is being written and says this so far; drafts in sight are left alone."""
        if self._options or not 1 <= number <= SHOWN:
            return
        if not self._growing:
            self._show_skeletons()
        self._skeleton_timer.stop()
        self._growing[number - 1].grow(text)

    def show_notice(self, title: str, text: str, *, icon: str = "quill", for_ms: int = 0) -> None:
        """Say why there are no drafts."""
        self.clear()
        self.notice.show_words(title, text, icon=icon, for_ms=for_ms)
        self.show()

    def clear(self) -> None:
        """Nothing to show."""
        self._stop_waiting()
        self._made, self._options = None, []
        self.notice.hide()
        self._empty(self._cards)
        self._empty(self._rows)
        self._views, self._growing = [], []
        for part in (self._header, self._cards, self._rows):
            part.hide()
        self.hide()

    def set_shape(self, *, as_rows: bool, two: bool = False) -> None:
        """Cards or rows; `two` shows the selected draft and the next only."""
        if (as_rows, two) != (self._as_rows, self._two):
            self._as_rows, self._two = as_rows, two
            if self._options:
                self._rebuild()

    def choose(self, number: int) -> None:
        """Take draft `number` (from 1), whether it is in sight or folded away."""
        if 1 <= number <= len(self._options):
            self._select(number - 1)
            self.chosen.emit(self._options[number - 1])

    def reject_selected(self, window: QWidget) -> None:
        """Ask for the reason and dismiss the selected draft."""
        if not self._options:
            return
        option = self._options[self.selected]
        menu = ChoiceMenu(
            self.theme, window, [word for word, _code in REASONS],
            lambda at: self._reject(option, "" if at is None else REASONS[at][1]),
            name="Why dismiss this draft", caption="Sotto learns from this", esc_takes=True,
        )  # fmt: skip
        view = self._views[min(self.selected, len(self._views) - 1)]
        menu.show_at(view.mapTo(window, QPoint(0, -self.theme.px(6))))  # the draft it is about stays in sight

    def copy_selected(self) -> None:
        """Put the selected draft on the clipboard."""
        if self._options:
            QGuiApplication.clipboard().setText(self._options[self.selected].text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward, back = (Qt.Key.Key_Right, Qt.Key.Key_Down), (Qt.Key.Key_Left, Qt.Key.Key_Up)
        if event.key() in (*forward, *back) and self._options:
            step = 1 if event.key() in forward else -1
            self._select(min(max(self.selected + step, 0), len(self._options) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_D):
            self.choose(self.selected + 1)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        theme = self.theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Drafts")
        quill = Notice.picture(theme, "quill")
        line = shelf(quill, self.title, self.caption, self.more, self.fresh, spacing=8)
        line.setStretch(2, 1)
        self._header.setLayout(line)
        keep_size(self._header, theme, height=32)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for part in (self._header, self.notice, self._cards, self._rows):
            column.addWidget(part)
        self._cards_box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._cards)
        self._rows_box = QVBoxLayout(self._rows)
        for box, gap in ((self._cards_box, 10), (self._rows_box, 6)):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(theme.px(gap))
        self.fresh.clicked.connect(self.fresh_wished)
        self.more.clicked.connect(self._toggle_more)
        self._skeleton_timer.timeout.connect(self._show_skeletons)
        self._slow_timer.timeout.connect(self._say_slow)

    def _rebuild(self) -> None:
        for part in (self._cards, self._rows):
            self._empty(part)
        self._views, self._growing = [], []
        self.selected = min(self.selected, max(0, len(self._options) - 1))
        self._say_header()
        self._point_cards()
        shown = 2 if self._two and self._as_rows else SHOWN
        for at, option in enumerate(self._options):
            if at >= shown and self._folded:
                break
            first = at < SHOWN
            view = DraftView(self.theme, option, at + 1, len(self._options), as_row=self._as_rows or not first)
            view.select(at == self.selected)
            self._wire(view, at)
            (self._cards_box if first else self._rows_box).addWidget(view, 1)
            view.show()
            self._views.append(view)
        self._header.show()
        self._cards.setVisible(bool(self._views))
        self._rows.setVisible(len(self._views) > SHOWN)
        self.show()

    def _point_cards(self) -> None:
        """Cards stand beside each other, rows below."""
        horizontal = QBoxLayout.Direction.LeftToRight
        self._cards_box.setDirection(QBoxLayout.Direction.TopToBottom if self._as_rows else horizontal)
        self._cards_box.setSpacing(self.theme.px(8 if self._as_rows else 10))

    def _wire(self, view: DraftView, at: int) -> None:
        view.clicked.connect(lambda: self.choose(at + 1))
        view.edit_wished.connect(lambda: self.choose(at + 1))
        view.dismiss_wished.connect(lambda: self._dismiss(at))

    def _say_header(self) -> None:
        assert self._made is not None
        n_shown = min(SHOWN, len(self._options))
        kind = "careful way" if self._careful else "way"
        self.title.setText(f"{n_shown} {kind}{'' if n_shown == 1 else 's'} to answer")
        self.caption.setText(draft_words.whence(self._made, self._options))
        total = max(len(self._options), self._made.total_count - len(self._rejected))
        self.more.setText(f"{total} drafts")
        self.more.updateGeometry()
        self.more.setVisible(total > SHOWN)
        self.fresh.show()

    def _select(self, at: int) -> None:
        self.selected = at
        if at >= len(self._views):
            self._folded = False
            self._rebuild()
            return
        for n, view in enumerate(self._views):
            view.select(n == at)

    def _toggle_more(self) -> None:
        self._folded = not self._folded
        if self._made and self._made.has_more and len(self._options) <= SHOWN:
            self.more_wished.emit(self._made.request_id)
        self._rebuild()

    def _dismiss(self, at: int) -> None:
        self._select(at)
        self.reject_selected(self.window())

    def _reject(self, option: Option, reason: str) -> None:
        if option not in self._options:
            return
        at = self._options.index(option)
        self._rejected.add(option.response_id)
        if at < SHOWN < len(self._options):
            self._options[at] = self._options.pop(SHOWN)
        else:
            self._options.pop(at)
        self.rejected.emit(option, reason)
        self._rebuild()
        if not self._options:
            self._say_none_left()

    def _say_none_left(self) -> None:
        self._header.hide()
        self.notice.show_words("No drafts left", f"Press {cap('Ctrl+R')} for new drafts, or Z to bring one back.")
        self.show()

    def _show_skeletons(self) -> None:
        self.title.setText(WRITING)
        self.more.hide()
        self.fresh.hide()
        self._point_cards()
        self._growing = [GrowingDraft(self.theme, at + 1, as_row=self._as_rows) for at in range(SHOWN)]
        for place in self._growing:
            self._cards_box.addWidget(place, 1)
        self._header.show()
        self._cards.show()
        self.show()

    def _say_slow(self) -> None:
        self.title.setText(SLOW)
        self.caption.setText("")

    def _stop_waiting(self) -> None:
        self._skeleton_timer.stop()
        self._slow_timer.stop()

    @staticmethod
    def _empty(part: QWidget) -> None:
        layout = part.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

"""The samples: by source, in or left out, page by page; left out, taken in and worded anew by the person."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app import nightly
from app.store.samples import Wanted
from app.training_shown import PAGE, SamplePage
from app.wording import training as words
from ui.buttons import Button
from ui.drop_down import DropDown
from ui.panel_pieces import Skeleton
from ui.sample_table import SampleTable
from ui.segments import Segments
from ui.surface import Field, Words, keep_size
from ui.theme import Theme
from ui.training_card import Card, Saying

#: What each segment shows, in their order.
FILTERS = (None, "accepted", "edited", "manual", "history")
STATES = ((None, "In and left out"), (True, "Learnt from"), (False, "Left out"))
#: Typing rests so long before it is looked for.
REST_MS = 250


class SamplesCard(Card):
    """Signals:
    page_wished: other samples are to be shown: which, and from which one on.
    include_wished: a sample (its id) is to be learnt from, or not. edit_wished: its words are to be changed.
    """

    page_wished = Signal(object, int)
    include_wished = Signal(int, bool)
    edit_wished = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Samples to learn from"))
        names = [self.tr("All"), *(words.FILTERS[one] for one in FILTERS[1:] if one)]
        self.sources = Segments(theme, names, name=self.tr("Where samples come from"))
        self.states = DropDown(theme, name=self.tr("In or left out"))
        name = self.tr("Find words in samples")
        self.search = Field(theme, placeholder=self.tr("Find words"), name=name, icon="search")
        self.table = SampleTable(theme)
        self.empty = Saying(theme)
        self.edit = Button(theme, self.tr("Change words"), look="quiet", icon="edit")
        self.place = Words(theme, "", style="small", role="text.secondary")
        self.newer = Button(theme, "", look="icon", icon="chevron-left", name=self.tr("Newer samples"))
        self.older = Button(theme, "", look="icon", icon="chevron-right", name=self.tr("Older samples"))
        self._tools, self._foot = QWidget(), QWidget()
        self._waiting = Skeleton(theme)
        self._offset = self._n_found = 0
        self._typing = QTimer(self, singleShot=True, interval=REST_MS)
        self._build()
        self._connect()

    @property
    def wanted(self) -> Wanted:
        """Which samples are looked for."""
        source = FILTERS[self.sources.currentIndex()]
        return Wanted(source, self.states.value, self.search.edit.text().strip())

    @property
    def offset(self) -> int:
        """From which one on."""
        return self._offset

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab halts, in their order."""
        return [self.sources, self.search, self.states, self.table, self.edit, self.newer, self.older]

    def show_samples(self, found: SamplePage) -> None:
        """Show a page of them."""
        self._offset, self._n_found = found.offset, found.n_found
        some = bool(found.counts.all or found.counts.left_out)
        self._waiting.hide()
        self._tools.setVisible(some)
        self.sources.setVisible(some)
        self.caption.setText(words.samples(found.counts, found.n_new) if some else "")
        self.empty.setVisible(not found.rows)
        self.table.setVisible(bool(found.rows))
        self._foot.setVisible(bool(found.rows))
        if not found.rows:
            self.table.show_samples(())
            title, text = words.NO_SAMPLES
            needs = text.format(all=nightly.ALL_EXAMPLES, new=nightly.NEW_EXAMPLES)
            self.empty.say(*((words.NONE_FOUND, "") if some else (title, needs)))
            return
        self.table.show_samples(found.rows)
        self.place.setText(words.pages(found.offset, len(found.rows), found.n_found))
        self.newer.setEnabled(found.offset > 0)
        self.older.setEnabled(found.offset + len(found.rows) < found.n_found)
        many = found.n_found > PAGE
        self.newer.setVisible(many)
        self.older.setVisible(many)

    def _ask(self, offset: int = 0) -> None:
        self.page_wished.emit(self.wanted, offset)

    def _edit_current(self) -> None:
        if (sample := self.table.current) is not None:
            self.edit_wished.emit(sample)

    def _build(self) -> None:
        theme = self.theme
        self.states.offer([(value, self.tr(word)) for value, word in STATES])
        self.sources.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        keep_size(self.search, theme, width=200)
        self.beside(self.sources)
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(theme.px(8))
        tools.addWidget(self.search)
        tools.addWidget(self.states)
        tools.addStretch()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(theme.px(4))
        foot.addWidget(self.edit)
        foot.addStretch()
        foot.addWidget(self.place)
        foot.addWidget(self.newer)
        foot.addWidget(self.older)
        for widget in (self._waiting, self._tools, self.table, self.empty, self._foot):
            self.add(widget)
        for widget in (self._tools, self.table, self.empty, self._foot, self.sources):
            widget.hide()

    def _connect(self) -> None:
        self.sources.currentChanged.connect(lambda _at: self._ask())
        self.states.chosen.connect(lambda _value: self._ask())
        self.search.edit.textChanged.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._ask)
        self.newer.clicked.connect(lambda: self._ask(max(0, self._offset - PAGE)))
        self.older.clicked.connect(lambda: self._ask(self._offset + PAGE))
        self.edit.clicked.connect(self._edit_current)
        self.table.include_wished.connect(self.include_wished)
        self.table.edit_wished.connect(self.edit_wished)

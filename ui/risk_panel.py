"""Risk: what was noticed in their words, what speaks against it, and the person's own verdict."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.wording import judgement
from engine.domain import Risk
from ui import risk_words
from ui.buttons import Button
from ui.gauges import Gauges, Reading
from ui.marks import Shape
from ui.panel_pieces import Banner, FlagRow, column_of, emptied, heading, marked_line
from ui.plain import one_line
from ui.surface import Words
from ui.theme import Theme
from ui.thread_items import HIGH

FOOTNOTE = "The mark on each arc is the threshold. Judged on the words in this thread, never on the person. You decide."
NOTHING_NOTICED = "No words here that need checking."


class RiskPanel(QWidget):
    """Signals: not_a_risk (these flags), never_here (this contact), flag_wished (show it; 0 = the next)."""

    not_a_risk = Signal()
    never_here = Signal()
    flag_wished = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.gauges = Gauges(theme)
        self._column = column_of(self)

    def show_risk(self, risk: Risk | None, level: str, thresholds: tuple[float, float]) -> None:
        """Show the verdict on a conversation; None shows nothing."""
        emptied(self._column)
        if risk is None:
            self._column.addStretch()
            return
        theme, column = self.theme, self._column
        column.addWidget(self._banner(risk, level, thresholds))
        if risk.care_notice:
            column.addWidget(Banner(theme, "check", "Somebody may not be well", "", judgement.CARE_NOTICE))
        self.gauges = Gauges(theme)
        self.gauges.show_readings(*readings(risk, thresholds))
        column.addSpacing(4)
        column.addWidget(self.gauges)
        if risk.red_flags:
            self._add_flags(risk)
        if risk.red_flags or level != "clear":
            self._add_against(risk)
            self._add_buttons()
        column.addWidget(Words(theme, FOOTNOTE, style="caption", role="text.tertiary", wrap=True))
        column.addStretch()

    def _banner(self, risk: Risk, level: str, thresholds: tuple[float, float]) -> Banner:
        if level == "clear":
            words = "Some words were noticed. Together they mean little." if risk.red_flags else NOTHING_NOTICED
            return Banner(self.theme, "clear", "Nothing to worry about", "", words)
        figure = f"Combined {round(risk.combined_risk * 100)}"
        return Banner(
            self.theme,
            level,
            risk_words.title(risk, level),
            figure,
            risk_words.advice(risk, level, thresholds),
        )

    def _add_flags(self, risk: Risk) -> None:
        head = QHBoxLayout()
        head.addWidget(heading(self.theme, "What was noticed"), 1)
        show = Button(
            self.theme,
            "show in thread",
            look="link",
            key="F",
            name="Show the next marked words in the thread",
        )
        show.clicked.connect(lambda: self.flag_wished.emit(0))
        head.addWidget(show)
        self._column.addLayout(head)
        for number, flag in enumerate(risk.red_flags, 1):
            row = FlagRow(
                self.theme, number, judgement.pattern_title(flag.pattern_name),
                risk_words.SEVERITIES[flag.severity],
                "high" if flag.severity in HIGH else "check", one_line(flag.matched_text, 160),
            )  # fmt: skip
            row.wished.connect(self.flag_wished)
            self._column.addWidget(row)

    def _add_against(self, risk: Risk) -> None:
        self._column.addSpacing(8)
        self._column.addWidget(heading(self.theme, "What speaks against it"))
        for words in judgement.counter_sentences(risk):
            shape = Shape.PLUS if risk.counter_evidence else Shape.DOT
            role = "positive.mark" if risk.counter_evidence else "text.tertiary"
            self._column.addWidget(marked_line(self.theme, shape, role, words))

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        wrong = Button(self.theme, "Not a risk", key="N")
        never = Button(self.theme, "Never for this contact")
        wrong.clicked.connect(self.not_a_risk)
        never.clicked.connect(self.never_here)
        for button in (wrong, never):
            row.addWidget(button)
        row.addStretch()
        self._column.addSpacing(8)
        self._column.addLayout(row)


def readings(risk: Risk, thresholds: tuple[float, float]) -> tuple[Reading, Reading, Reading]:
    """The three arcs under the names people read: words are judged, not people."""
    amber, red = thresholds

    def reading(word: str, score: float, *, may_be_high: bool) -> Reading:
        threshold = red if may_be_high else amber
        high = may_be_high and score >= red
        return Reading(word, score, "high" if high else "check" if score >= amber else "clear", threshold)

    return (
        reading("Unpaid work", risk.freeloader_score, may_be_high=False),
        reading("Scam", risk.scam_risk, may_be_high=True),
        reading("Time drain", risk.time_waste_score, may_be_high=False),
    )

"""Risk: what was noticed in their words, what speaks against it, and the person's own verdict."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.wording import flag_notes, judgement
from engine.domain import Reciprocity, Risk
from ui import risk_words
from ui.buttons import Button
from ui.flag_row import FlagRow
from ui.flow import Flow
from ui.gauges import Gauges, Reading
from ui.give_and_take import GiveAndTake
from ui.marks import Shape
from ui.notice import Notice
from ui.panel_pieces import Banner, Panel, marked_line, section
from ui.plain import one_line
from ui.surface import Words
from ui.theme import Theme
from ui.thread_items import HIGH

FOOTNOTE = "The mark on each arc is the threshold. Judged on the words in this thread, never on the person. You decide."
NOTHING_NOTICED = "No words here that need checking."
#: Longest name that a button says.
LONGEST_NAME = 18


class RiskPanel(Panel):
    """The verdict on a conversation.

    Signals:
        not_a_risk: these flags are none. never_here: nothing is with this contact. all_is_well: no unpaid work here.
        flag_wished: show it in the thread; 0 = the next. rules_wished: change what is looked for.
    """

    not_a_risk = Signal()
    never_here = Signal()
    all_is_well = Signal()
    flag_wished = Signal(int)
    rules_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.gauges = Gauges(theme)

    def show_risk(self, risk: Risk | None, level: str, thresholds: tuple[float, float], name: str = "") -> None:
        """Show the verdict on a conversation; None shows nothing.

        Args:
            name: what the other side is called in short, "" for a number and for a group.
        """
        self.refill(lambda: self._fill(risk, level, thresholds, name))

    def _fill(self, risk: Risk | None, level: str, thresholds: tuple[float, float], name: str) -> None:
        if risk is None:
            return
        theme, column = self.theme, self.column
        if risk.care_notice:
            column.addWidget(_care(theme))
        arcs = readings(risk, thresholds)
        column.addWidget(self._banner(risk, level, thresholds, arcs))
        self.gauges = Gauges(theme)
        self.gauges.show_readings(*arcs)
        column.addSpacing(theme.px(4))
        column.addWidget(self.gauges)
        if risk.red_flags:
            self._add_flags(risk, marked=level != "clear")
        self._add_against(risk)
        if risk.reciprocity is not None and risk_words.shows_balance(risk.reciprocity):
            self._add_balance(risk.reciprocity, name or "They")
        if risk.red_flags or level != "clear":
            self._add_buttons(name)
        self._add_rules()
        column.addWidget(Words(theme, FOOTNOTE, style="caption", role="text.tertiary", wrap=True))

    def _banner(self, risk: Risk, level: str, thresholds: tuple[float, float], arcs: Sequence[Reading]) -> Banner:
        if level == "clear":
            words = "Some words were noticed. Together they mean little." if risk.red_flags else NOTHING_NOTICED
            high = [arc.word for arc in arcs if arc.level != "clear"]
            if high:  # an arc past its mark is not spoken away
                words = f"{high[0]} stands out by itself. Together with all that was said it means little."
            return Banner(self.theme, "clear", "Little to worry about" if high else "Nothing to worry about", "", words)
        figure = f"Combined {round(risk.combined_risk * 100)}"
        return Banner(
            self.theme,
            level,
            risk_words.title(risk, level),
            figure,
            risk_words.advice(risk, level, thresholds),
        )

    def _add_flags(self, risk: Risk, *, marked: bool) -> None:
        """What was noticed; the way to it in the thread only where it is marked there."""
        show = None
        if marked:
            name = "Show the next marked words in the thread"
            show = Button(self.theme, "show in thread", look="link", key="F", name=name)
            show.clicked.connect(lambda: self.flag_wished.emit(0))
        rows: list[QWidget] = []
        noted: set[str] = set()
        for number, flag in enumerate(risk.red_flags, 1):
            note = flag_notes.note(flag.pattern_name)
            row = FlagRow(
                self.theme, number, judgement.pattern_title(flag.pattern_name),
                risk_words.SEVERITIES[flag.severity],
                "high" if flag.severity in HIGH else "check", one_line(flag.matched_text, 160),
                "" if note in noted else note,
            )  # fmt: skip
            noted.add(note)
            row.wished.connect(self.flag_wished)
            rows.append(row)
        self.column.addWidget(section(self.theme, "What was noticed", *rows, trailing=show))

    def _add_against(self, risk: Risk) -> None:
        shape, role = (Shape.PLUS, "positive.mark") if risk.counter_evidence else (Shape.DOT, "text.tertiary")
        lines = [marked_line(self.theme, shape, role, words) for words in judgement.counter_sentences(risk)]
        self.column.addWidget(section(self.theme, "What speaks against it", *lines))

    def _add_balance(self, found: Reciprocity, name: str) -> None:
        theme = self.theme
        parts: list[QWidget] = [GiveAndTake(theme, found, name)]
        parts.append(Words(theme, risk_words.balance(found), style="small", role="text.secondary", wrap=True))
        if note := judgement.RECIPROCITY[found.note]:
            parts.append(Words(theme, note, style="small", wrap=True))
        well = None
        if found.note in ("unpaid", "unanswered"):
            well = Button(theme, "All is well here", look="link", name="All is well here: this is no unpaid work")
            well.clicked.connect(self.all_is_well)
        self.column.addWidget(section(theme, "Give and take", *parts, trailing=well))

    def _add_buttons(self, name: str) -> None:
        box = QWidget()
        row = Flow(spacing=self.theme.px(8), parent=box)
        wrong = Button(self.theme, "Not a risk", key="N")
        never = Button(self.theme, f"Never for {name}" if 0 < len(name) <= LONGEST_NAME else "Never for this contact")
        wrong.clicked.connect(self.not_a_risk)
        never.clicked.connect(self.never_here)
        row.addWidget(wrong)
        row.addWidget(never)
        self.column.addWidget(box)

    def _add_rules(self) -> None:
        rules = Button(self.theme, "Adjust rules…", look="link")
        rules.clicked.connect(self.rules_wished)
        self.column.addWidget(rules)


def _care(theme: Theme) -> QWidget:
    """A calm strip: people first, and nothing red."""
    box = QWidget()
    strip = Notice(theme, fill="accent.soft", line="accent.line")
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(strip)
    strip.show_words("Somebody may not be well", judgement.CARE_NOTICE, icon="info")
    return box


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

"""Fills the inspector with what is known of the open conversation: the panel in sight only, read aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app import events
from app.briefing import Brief
from app.desk_rows import ConversationHead
from app.events import Event
from app.judging import ALL_IS_WELL
from app.keep_wishes import Keep, Tick
from app.recollections import Recollections
from app.voice_shown import VoiceShown
from engine.domain import Standing
from ui import brief_words, inspector, risk_words
from ui.aside import Reads
from ui.conversation_pane import ConversationPane
from ui.inspector import NAMES, Inspector
from ui.jumping import Jumping
from ui.notice import announce
from ui.preferences import Remembered
from ui.reading import Desk, Wishes

#: Grey lines stand in for what is read no sooner than this.
SKELETON_MS = 150
#: Under this name the panel is remembered.
PANEL = "panel"


@dataclass(frozen=True, slots=True)
class _Briefed:
    """What the brief panel was read from."""

    brief: Brief | None
    standing: Standing
    now: datetime


Answer = _Briefed | Recollections | VoiceShown


class Inspecting(QObject):
    """Between the open conversation and the panels that tell about it.

    Attributes:
        jumping: leads from a line to its message and back.

    Signals:
        search_wished: search everything. rules_wished: change what is looked for in words.
    """

    search_wished = Signal()
    rules_wished = Signal()

    def __init__(
        self,
        panels: Inspector,
        pane: ConversationPane,
        desk: Desk,
        reads: Reads,
        wishes: Wishes,
        remembered: Remembered,
    ) -> None:
        super().__init__(panels)
        self._panels, self._pane, self._desk = panels, pane, desk
        self._reads, self._wishes, self._remembered = reads, wishes, remembered
        self.jumping = Jumping(pane, self)
        self._risk_shown: tuple[object, ...] = ()
        self._red = 0
        #: The conversation each panel tells of.
        self._told_of = [0] * len(NAMES)
        self._waiting = QTimer(self, singleShot=True, interval=SKELETON_MS)
        kept = remembered.recall(PANEL)
        if kept in NAMES:
            panels.open_panel(NAMES.index(kept))
        self._connect()

    def show_anew(self) -> None:
        """Show the panel in sight, also if it says what it said before."""
        self._risk_shown = ()
        self._panels.brief.forget()
        self._panels.memory.forget()
        self._panels.voice.forget()
        self.show_panel()

    def show_panel(self) -> None:
        """Show the panel in sight; one that would say the same as before is left alone."""
        head, pane, panels = self._pane.head, self._pane, self._panels
        self._turn_to_red(head)
        panels.show_risk_mark(pane.risk_level)
        at = panels.at
        if head is None:
            self._show_nothing(at)
        elif at == inspector.RISK:
            self._waiting.stop()
            self._show_risk(head)
        else:
            self._read(at, head.conversation_id)

    def hear(self, event: Event) -> None:
        """Something happened in the core; the conversation itself is told anew by its pane."""
        head = self._pane.head
        if head is None:
            return
        match event:
            case events.SuggestionsReady(conversation_id) | events.SuggestionsExtended(conversation_id):
                if conversation_id == head.conversation_id and self._panels.at == inspector.MEMORY:
                    self.show_panel()
            case events.Kept():
                self.show_panel()

    def not_a_risk(self) -> None:
        """The span that F stopped at, or every flag of the thread, is no risk."""
        risk = self._pane.risk
        if risk is None or not risk.red_flags:
            return
        current = self._pane.messages.delegate.current_mark
        flags = [risk.red_flags[current - 1]] if 0 < current <= len(risk.red_flags) else risk.red_flags
        self._pane.set_aside_risk(*dict.fromkeys(flag.pattern_name for flag in flags))

    def _connect(self) -> None:
        pane, panels = self._pane, self._panels
        pane.shown.connect(self.show_panel)
        panels.chosen.connect(lambda at: self._remembered.keep(PANEL, NAMES[at]))
        panels.tabs.currentChanged.connect(lambda _at: self.show_panel())
        self._waiting.timeout.connect(lambda: self._panels.panels[self._panels.at].show_waiting())
        panels.brief.source_wished.connect(self.jumping.show_message)
        panels.brief.step_ticked.connect(self._tick)
        panels.brief.update_wished.connect(self._update_brief)
        panels.risk.not_a_risk.connect(self.not_a_risk)
        panels.risk.never_here.connect(lambda: pane.set_aside_risk(None))
        panels.risk.all_is_well.connect(lambda: pane.set_aside_risk(ALL_IS_WELL))
        panels.risk.flag_wished.connect(self._show_flag)
        panels.risk.rules_wished.connect(self.rules_wished)
        panels.memory.opened.connect(self.jumping.open)
        panels.memory.source_wished.connect(self.jumping.show_message)
        panels.memory.keep_wished.connect(self._keep)
        panels.memory.search_wished.connect(self.search_wished)
        panels.voice.keep_wished.connect(self._keep)
        panels.voice.source_wished.connect(self.jumping.show_message)

    def _turn_to_red(self, head: ConversationHead | None) -> None:
        """Red opens the risk panel by itself, and is said once."""
        pane = self._pane
        red = head.conversation_id if head is not None and pane.risk_level == "high" else 0
        if red == self._red:
            return
        self._red = red
        if red and pane.risk is not None:
            announce(self._panels, f"High risk. {risk_words.title(pane.risk, 'high')}", assertive=True)
            self._panels.open_panel(inspector.RISK, by_itself=True)

    def _show_nothing(self, at: int) -> None:
        self._waiting.stop()
        panels, now = self._panels, self._desk.now()
        self._told_of, self._risk_shown = [0] * len(NAMES), ()
        match at:
            case inspector.BRIEF:
                panels.brief.show_brief(None, ())
            case inspector.RISK:
                panels.risk.show_risk(None, "clear", self._desk.thresholds())
            case inspector.MEMORY:
                panels.memory.show_memory(None, {}, "", now)
            case _:
                panels.voice.show_voice(None, "", now.year)

    def _show_risk(self, head: ConversationHead) -> None:
        pane = self._pane
        shown = (head.conversation_id, head.name, pane.risk, pane.risk_level)
        if shown != self._risk_shown:
            self._risk_shown = shown
            name = brief_words.first_name(head)
            self._panels.risk.show_risk(pane.risk, pane.risk_level, self._desk.thresholds(), name)
            self._begin_at_top(inspector.RISK, head.conversation_id)

    def _read(self, at: int, conversation_id: int) -> None:
        """Ask for what a panel says; grey lines stand in where another conversation's words would stay too long."""
        another = self._told_of[at] != conversation_id
        if another:
            self._waiting.start()
        ask = self._reads.ask_later if another else self._reads.ask  # its messages are painted first
        ask("panel", partial(_read, at, conversation_id), partial(self._take, at, conversation_id))

    def _take(self, at: int, conversation_id: int, answer: Answer) -> None:
        head = self._pane.head
        if head is None or head.conversation_id != conversation_id or at != self._panels.at:
            return
        self._waiting.stop()
        name, panels, now = brief_words.first_name(head), self._panels, self._desk.now()
        match answer:
            case _Briefed(brief, standing, read_at):
                risk, level = self._pane.risk, self._pane.risk_level
                told = brief_words.told(head, brief, standing, risk, level, read_at)
                panels.brief.show_brief(told, () if brief is None else brief.ticked, in_turns=True)
            case Recollections():
                panels.memory.show_memory(answer, self._used_in(answer), name, now)
            case VoiceShown():
                panels.voice.show_voice(answer, name, now.year)
        self._begin_at_top(at, conversation_id)

    def _begin_at_top(self, at: int, conversation_id: int) -> None:
        if self._told_of[at] != conversation_id:
            self._told_of[at] = conversation_id
            self._panels.show_from_the_top()

    def _used_in(self, found: Recollections) -> Mapping[str, tuple[int, ...]]:
        """Numbers of the drafts in sight that name a message of a moment as their source."""
        options = list(enumerate(self._pane.drafts.options, 1))
        return {
            moment.memory_id: tuple(n for n, option in options if moment.message_ids & set(option.sources))
            for moment in found.moments
        }

    def _tick(self, step: int, on: bool) -> None:
        if self._pane.head is not None:
            self._keep(Tick(self._pane.head.conversation_id, step, on))

    def _keep(self, wish: Keep) -> None:
        self._wishes.keep(wish)

    def _update_brief(self) -> None:
        if self._pane.head is not None:
            self._wishes.opened(self._pane.head.conversation_id)

    def _show_flag(self, number: int) -> None:
        if number:
            self._pane.messages.show_mark(number)
        else:
            self._pane.messages.next_mark()


def _read(at: int, conversation_id: int, desk: Desk) -> Answer:
    """What one panel needs, on the reader's thread."""
    if at == inspector.BRIEF:
        return _Briefed(desk.brief(conversation_id), desk.standing(conversation_id), desk.now())
    return desk.recollections(conversation_id) if at == inspector.MEMORY else desk.voice(conversation_id)

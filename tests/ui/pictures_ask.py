"""Pictures of Ask, of a sprint and of a due reminder: full, small, with large text, empty, and with long names."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from at_once import AtOnce
from photographer import DELE, NOW, at, option, suggestions
from pictured import WHOLE, save, scripted_window
from PySide6.QtWidgets import QApplication
from scripted import ScriptedDesk

from app import asked_history
from app.asked_history import History
from app.store.asked import LeftOut
from engine.asked import (
    AskAnswer,
    AskRow,
    AskSentence,
    AskSource,
    AskTurn,
    Intent,
    Reminder,
    ReminderState,
)
from ui.main_window import MainWindow
from ui.theme import Theme

LIGHT = "Let me check the light for Sunday, I’ll come back to you today"
STYLISTS, PRINTS = "I’ll send you my stylist list by Friday", "I’ll ask the lab and let you know"
FORM = "I’ll send the form tonight"
PROMISES = (
    ("Check the light for Sunday", "Ines Calloway", "now", "today", LIGHT, at("09:40")),
    ("Send the stylist list", "Kit Abernathy", "today", "by Friday", STYLISTS, at("16:12", 1)),
    ("Ask the lab about the prints", "Lena Ostrowe", "soon", "no date given", PRINTS, at("12:00", 2)),
    ("Send the contract form", "Saskia Penn", "done", "done Monday", FORM, at("18:00", 3)),
)
LONG = "Wolfeschlegelsteinhausenbergerdorff 🎞 the Elder of Westmere and Harrow Quay"


def reminder(
    number: int, text: str, due_at: datetime, name: str = "", state: ReminderState = ReminderState.OPEN
) -> Reminder:
    """A reminder."""
    return Reminder(str(number), text, "8" if name else None, name, due_at, "Europe/London", state, NOW, "ask")


def turn(number: int, question: str, answer: AskAnswer, minutes_ago: int) -> AskTurn:
    """A question that was answered."""
    return AskTurn(str(number), question, answer, NOW - timedelta(minutes=minutes_ago))


def plain(text: str, intent: Intent = Intent.FIND, **more: object) -> AskAnswer:
    """An answer of one sentence."""
    usual: dict[str, object] = {"sources": (), "sure": True, "mode": "no-model"}
    return AskAnswer(text, (AskSentence(text),), intent, **(usual | more))  # type: ignore[arg-type]  # fields of it


def promised() -> AskAnswer:
    """What was promised this week."""
    sources = tuple(
        AskSource(n, str(n), str(n), name, quote, said_at, from_me=True)
        for n, (_what, name, _level, _when, quote, said_at) in enumerate(PROMISES, 1)
    )
    rows = tuple(
        AskRow(what, name, str(n), level, when, n)
        for n, (what, name, level, when, _quote, _at) in enumerate(PROMISES, 1)
    )
    return plain("You made four promises since Monday. Three are open.", Intent.STATUS, sources=sources, rows=rows)


def history(*, long: bool = False) -> History:
    """The chats of the story."""
    lab = reminder(1, "Ask the lab about the prints", NOW + timedelta(hours=22), "Lena Ostrowe")
    first = turn(10, "What did I promise this week and what is still open?", promised(), 3)
    second = turn(11, "Remind me about the lab tomorrow at 9", plain("Set.", Intent.REMIND, reminder=lab), 1)
    earlier = ("Which clients like matte prints?", "Prices I quoted for headshots", "Who has not paid?")
    turns = [second, first, *(turn(9 - n, one, plain("…"), 1500 * (n + 1)) for n, one in enumerate(earlier))]
    if long:
        source = AskSource(1, "1", "1", LONG, f"{LONG}, {LONG}, {LONG}", at("09:40"), from_me=False)
        told = (
            AskSentence("I found nothing certain. Closest:", (1,)),
            AskSentence(f"{LONG} wrote: “{LONG}” [1]", (1,)),
        )
        turns.insert(0, turn(12, f"{LONG}? " * 4, AskAnswer(LONG, told, Intent.FIND, (source,), False, "no-model"), 0))
    reminders = (
        lab,
        reminder(2, "Stylist list for Kit", NOW + timedelta(hours=25), "Kit Abernathy"),
        reminder(3, LONG if long else "Second invoice, Jonah", NOW + timedelta(days=4), "Jonah Fairweather"),
    )
    return History(NOW, asked_history.chats(turns), reminders, {}, 11_482, LeftOut(people=2, groups=3))


class Told:
    """Reads that answer with a history given."""

    def __init__(self, found: History, desk: ScriptedDesk) -> None:
        self.found, self._desk = found, AtOnce(desk)

    def ask(self, name: str, read: object, then: object, failed: object = None) -> None:
        """See `ui.aside.Reads`."""
        if name == "asked":
            then(self.found)  # type: ignore[operator]  # a callable
        else:
            self._desk.ask(name, read, then, failed)  # type: ignore[arg-type]  # callables


def opened(theme: Theme, desk: ScriptedDesk, found: History, size: tuple[int, int]) -> MainWindow:
    """A window whose history is at hand."""
    return scripted_window(theme, desk, *size, reads=Told(found, desk), **WHOLE)


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    nothing = History(NOW, (), (), {}, 11_482, LeftOut())
    draw_ask(folder, theme, "ask", history(), (1440, 900), mode)
    draw_ask(folder, theme, "ask-small", history(), (1100, 700), mode)
    draw_ask(folder, theme, "ask-long", history(long=True), (1440, 900), mode)
    draw_ask(folder, theme, "ask-empty", nothing, (1440, 900), mode)
    draw_sprint(folder, theme, "sprint", (1440, 900), mode)
    draw_sprint(folder, theme, "sprint-small", (1100, 700), mode)
    theme.set_scale(2.0)
    draw_ask(folder, theme, "ask-large-text", history(), (1440, 900), mode)
    draw_sprint(folder, theme, "sprint-large-text", (1440, 900), mode)


def draw_ask(folder: Path, theme: Theme, name: str, found: History, size: tuple[int, int], mode: str) -> None:
    """The page of Ask in one state."""
    window = opened(theme, ScriptedDesk(), found, size)
    window.go("ask")
    save(window, folder, f"{name}-{mode}")
    if name == "ask":
        window.page.talk.show_looking("Who likes matte prints?")
        window.page.talk.looking.show()
        save(window, folder, f"ask-looking-{mode}")
    window.close()


def draw_sprint(folder: Path, theme: Theme, name: str, size: tuple[int, int], mode: str) -> None:
    """A sprint: a card, a risk, a pause, the end; with a reminder that is due."""
    desk = ScriptedDesk(
        reminded=[reminder(1, "Ask the lab about the prints", NOW, "Lena Ostrowe", ReminderState.FIRED)]
    )
    desk.made[DELE] = suggestions(DELE, [option(60, "It is not, sorry. Here is a link that works without one.")])
    window = opened(theme, desk, history(), size)
    window.go("sprint")
    page = window.page
    window.reminder.closed.emit()
    save(window, folder, f"{name}-{mode}")
    if name == "sprint":
        page.deeds.choose(1)
        page.deeds.send()
        page.deeds.skip()
        save(window, folder, f"sprint-risk-{mode}")
        page.pause()
        save(window, folder, f"sprint-paused-{mode}")
        page.pause()
        while page.course.current is not None:
            page.deeds.finish()
        save(window, folder, f"sprint-end-{mode}")
    window.close()
    window = opened(theme, desk, history(), size)
    save(window, folder, f"{name.replace('sprint', 'reminder')}-{mode}")
    window.close()

"""Ask by keys and mouse, on a real store with the real core and no model."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import clock, manifest, paths
from app.conductor import Conductor
from app.embedding_weights import embedding_path
from app.model_files import file_sha256
from app.settings import Appearance, Motion, Settings
from app.store import asked, reminders
from app.vault import Vault
from engine.asked import AskAnswer, AskRow, AskSentence, AskSource, Intent, ReminderState
from engine.domain import micros
from tests import stores
from tests.app.store.conftest import MINUTE, Rows
from ui.ask_cards import DraftCard, ReminderCard
from ui.ask_page import AskPage
from ui.choice_menu import ChoiceMenu
from ui.main_window import MainWindow
from ui.opening import open_window
from ui.theme import Theme

Key = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
#: The core answers on its own thread.
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedding weights, prepared once for every store here."""
    return embedding_path(paths.home(tmp_path_factory.mktemp("weights")))


@pytest.fixture
def store(weights: Path) -> Iterator[Vault]:
    """Ines asked about outfits and parking; Lena is owed a look at the prints."""
    with stores.throwaway() as opened:
        paths.private_folder(opened.home.models)
        shutil.copy(weights, opened.home.models / weights.name)
        sha256 = file_sha256(weights)
        manifest.edit(opened.home, lambda kept: msgspec.structs.replace(kept, embedding_sha256=sha256))
        rows = Rows(opened.db)
        rows.clock_us = micros(clock.now()) - 120 * MINUTE
        ines = rows.conversation(rows.contact("Ines Calloway"))
        lena = rows.conversation(rows.contact("Lena Ostrowe"))
        rows.message(lena, "I'll ask the lab about the prints and let you know", from_me=True)
        rows.message(ines, "The outfits are 60 each, as in March", from_me=True)
        for _ in range(60):
            rows.message(ines, "Lovely", after_min=0.1)
            rows.message(ines, "See you", after_min=0.1, from_me=True)
        rows.message(ines, "Where do we park at the arboretum?")
        yield opened


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, store: Vault) -> Iterator[MainWindow]:
    kept = Settings(appearance=Appearance.LIGHT, motion=Motion.REDUCED)
    window = open_window(store, kept, Conductor(store, kept), theme=theme)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.waitUntil(lambda: window.front.inbox.rows.rowCount() > 0, timeout=PATIENCE_MS)
    yield window
    window.close()


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> AskPage:
    qtbot.keyClick(window, Key.Key_A, CTRL | SHIFT)
    found = window.page
    assert isinstance(found, AskPage)
    qtbot.waitUntil(lambda: found.found is not None, timeout=PATIENCE_MS)
    return found


@pytest.fixture
def opened(request: pytest.FixtureRequest) -> Callable[[], AskPage]:
    """Opens the page once a test has filled the store; the store is the core's from then on."""

    def page() -> AskPage:
        found: AskPage = request.getfixturevalue("page")
        return found

    return page


@pytest.fixture
def ask(page: AskPage, qtbot: QtBot) -> Callable[[str], None]:
    def asked(question: str) -> None:
        n_before = len(page.talk.answers)
        qtbot.keyClicks(page.composer.edit, question)
        qtbot.keyClick(page.composer.edit, Key.Key_Return)
        qtbot.waitUntil(lambda: not page.asked and len(page.talk.answers) > n_before, timeout=PATIENCE_MS)

    return asked


def menu(page: AskPage) -> ChoiceMenu:
    (found,) = [one for one in page.window().findChildren(ChoiceMenu) if one.isVisible()]
    return found


def listed(page: AskPage) -> list[str]:
    return [page.list.rows.index(n, 0).data() for n in range(page.list.rows.rowCount())]


def keep_answer(store: Vault, answer: AskAnswer, *, question: str = "What did I promise?") -> None:
    asked.keep(store.db, question, answer, asked_us=micros(clock.now()))


def test_the_field_has_the_focus_and_says_what_is_searched(page: AskPage, window: MainWindow) -> None:
    assert window.rail.items["ask"].isChecked()
    assert list(window.rail.items)[:2] == ["inbox", "ask"]
    assert page.composer.edit.hasFocus()
    assert page.header.title.text() == "New question"
    assert page.header.scope.text().startswith("Searches 123 messages on this ")
    assert not page.header.forget.isVisible()
    assert page.composer.chips[0].text() == "Who is waiting longest?"


def test_an_answer_quotes_its_sources_and_a_source_opens_the_message(
    page: AskPage, window: MainWindow, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    ask("how much are the outfits?")
    (answer,) = page.talk.answers
    assert answer.label.text() == "Answer by Sotto · 1 source · check before you rely on it"
    assert "“The outfits are 60 each, as in March”" in answer.texts[0].text
    assert answer.texts[0].sources == (1,)
    assert page.header.title.text() == "how much are the outfits?"
    (card,) = page.sources.cards
    assert card.source.quote == "The outfits are 60 each, as in March"
    place = answer.texts[0].number_place(1).toPoint()
    qtbot.mouseClick(answer.texts[0], Qt.MouseButton.LeftButton, pos=place)
    assert card.marked
    assert card.hasFocus()
    qtbot.keyClick(card, Key.Key_Space)
    assert window.place == "inbox"
    messages = window.front.conversation.messages
    assert messages.currentIndex().data() == "The outfits are 60 each, as in March"


def test_what_is_not_certain_says_so(page: AskPage, ask: Callable[[str], None]) -> None:
    ask("zebra quantum bicycle")
    text = page.talk.answers[-1].turn.answer.text
    assert text.startswith(("I found nothing certain. Closest:", "Nothing found"))


def test_a_reminder_is_shown_with_its_date_and_taken_back(
    page: AskPage, window: MainWindow, store: Vault, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    ask("remind me to call Ines tomorrow at 9")
    (card,) = page.talk.answers[-1].cards
    assert isinstance(card, ReminderCard)
    assert ", 09:00 · links to Ines Calloway" in card.accessibleName()
    assert "Call Ines" in listed(page)
    qtbot.mouseClick(card.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Call Ines" not in listed(page), timeout=PATIENCE_MS)
    assert not [one for one in page.talk.answers[-1].cards if isinstance(one, ReminderCard) and one.undo.isVisible()]
    page.talk.setFocus()
    qtbot.keyClick(page.talk, Key.Key_Z)
    qtbot.waitUntil(lambda: "Call Ines" in listed(page), timeout=PATIENCE_MS)
    qtbot.keyClick(page.talk, Key.Key_Z)
    qtbot.waitUntil(lambda: "Call Ines" not in listed(page), timeout=PATIENCE_MS)


def test_a_reminder_is_done_snoozed_and_deleted_in_the_list(
    page: AskPage, window: MainWindow, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    ask("remind me to call Ines tomorrow at 9")
    assert page.found is not None
    rows = page.list.list
    rows.setFocus()
    rows.setCurrentIndex(page.list.index_of(page.found.reminders[0]))
    qtbot.keyClick(rows, Key.Key_H)
    qtbot.keyClick(menu(page), Key.Key_1)
    qtbot.waitUntil(lambda: page.found.reminders[0].due_at < clock.now() + timedelta(hours=2), timeout=PATIENCE_MS)
    rows.setCurrentIndex(page.list.index_of(page.found.reminders[0]))
    qtbot.keyClick(rows, Key.Key_E)
    qtbot.waitUntil(lambda: not page.found.reminders, timeout=PATIENCE_MS)
    qtbot.keyClick(rows, Key.Key_Z)
    qtbot.waitUntil(lambda: bool(page.found.reminders), timeout=PATIENCE_MS)
    rows.setCurrentIndex(page.list.index_of(page.found.reminders[0]))
    qtbot.keyClick(rows, Key.Key_Return)
    assert menu(page).choices == ["Open Ines Calloway", "Done", "Snooze…", "Delete"]
    qtbot.keyClick(menu(page), Key.Key_4)
    qtbot.waitUntil(lambda: not page.found.reminders, timeout=PATIENCE_MS)


def test_a_chat_is_forgotten_after_a_question_and_z_brings_it_back(
    page: AskPage, store: Vault, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    ask("how much are the outfits?")
    qtbot.mouseClick(page.header.forget, Qt.MouseButton.LeftButton)
    assert menu(page).choices == ["Forget this chat", "Keep it"]
    qtbot.keyClick(menu(page), Key.Key_2)
    assert page.talk.answers
    qtbot.mouseClick(page.header.forget, Qt.MouseButton.LeftButton)
    qtbot.keyClick(menu(page), Key.Key_1)
    qtbot.waitUntil(lambda: not page.talk.answers, timeout=PATIENCE_MS)
    assert listed(page) == ["Nothing asked yet"]
    page.talk.setFocus()
    qtbot.keyClick(page.talk, Key.Key_Z)
    qtbot.waitUntil(lambda: "how much are the outfits?" in listed(page), timeout=PATIENCE_MS)


def test_what_is_asked_soon_after_follows_in_the_same_chat_and_plus_begins_another(
    page: AskPage, window: MainWindow, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    ask("who is waiting?")
    ask("how much are the outfits?")
    assert [answer.turn.question for answer in page.talk.answers] == ["who is waiting?", "how much are the outfits?"]
    qtbot.mouseClick(page.list.fresh, Qt.MouseButton.LeftButton)
    assert not page.talk.answers
    ask("where do we park?")
    assert [answer.turn.question for answer in page.talk.answers] == ["where do we park?"]
    assert listed(page) == ["Earlier", "where do we park?", "who is waiting?"]
    window.go("inbox")
    window.go("ask")
    qtbot.waitUntil(lambda: listed(page) == ["Earlier", "where do we park?", "who is waiting?"])
    page.list.list.setFocus()
    qtbot.keyClick(page.list.list, Key.Key_Down)
    assert len(page.talk.answers) == 2


def test_up_brings_earlier_questions_back(page: AskPage, ask: Callable[[str], None], qtbot: QtBot) -> None:
    ask("who is waiting?")
    ask("where do we park?")
    edit = page.composer.edit
    qtbot.keyClick(edit, Key.Key_Up)
    assert edit.text() == "where do we park?"
    qtbot.keyClick(edit, Key.Key_Up)
    assert edit.text() == "who is waiting?"
    qtbot.keyClick(edit, Key.Key_Down)
    assert edit.text() == "where do we park?"
    qtbot.keyClicks(edit, " now")
    qtbot.keyClick(edit, Key.Key_Up)
    assert edit.text() == "where do we park? now"


def test_a_question_of_the_palette_is_asked_in_a_chat_of_its_own(
    page: AskPage, window: MainWindow, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    ask("who is waiting?")
    window.go("inbox")
    window.ask("where do we park?")
    qtbot.waitUntil(lambda: not page.asked and len(page.talk.answers) == 1, timeout=PATIENCE_MS)
    assert page.talk.answers[0].turn.question == "where do we park?"


def test_who_waits_is_a_list_that_opens_conversations(
    page: AskPage, window: MainWindow, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: window.front.inbox.rows.count(None) > 0)
    ask("who is waiting?")
    row = page.talk.answers[-1].rows[0]
    assert (row.row.name, row.button.text()) == ("Ines Calloway", "Open")
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert window.place == "inbox"
    head = window.front.conversation.head
    assert head is not None
    assert head.name == "Ines Calloway"


def test_a_promise_may_be_reminded_of(store: Vault, opened: Callable[[], AskPage], qtbot: QtBot) -> None:
    at = datetime(2026, 3, 14, tzinfo=UTC)
    source = AskSource(1, "1", "2", "Lena Ostrowe", "I'll ask the lab about the prints", at, from_me=True)
    row = AskRow("Ask the lab about the prints", "Lena Ostrowe", "2", "", "no date given", 1)
    said = AskSentence("You have one open promise.", (1,))
    keep_answer(store, AskAnswer(said.text, (said,), Intent.STATUS, (source,), True, "no-model", rows=(row,)))
    page = opened()
    qtbot.waitUntil(lambda: bool(page.talk.answers), timeout=PATIENCE_MS)
    view = page.talk.answers[0].rows[0]
    assert view.button.text() == "Remind me"
    qtbot.mouseClick(view.button, Qt.MouseButton.LeftButton)
    morning = next(at for at, choice in enumerate(menu(page).choices) if choice.endswith(", 09:00"))
    qtbot.keyClick(menu(page), Key(Key.Key_1 + morning))
    qtbot.waitUntil(lambda: "Ask the lab about the prints" in listed(page), timeout=PATIENCE_MS)
    (made,) = reminders.listing(store.reader())
    assert (made.name, made.source, made.due_at.astimezone().hour) == ("Lena Ostrowe", "promise", 9)
    page.talk.setFocus()
    qtbot.keyClick(page.talk, Key.Key_Z)
    qtbot.waitUntil(lambda: "Ask the lab about the prints" not in listed(page), timeout=PATIENCE_MS)


def test_a_draft_is_copied_or_used_and_never_sent(
    page: AskPage, window: MainWindow, store: Vault, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    ask("write to Ines Calloway that I'm late")
    qtbot.waitUntil(lambda: bool(page.talk.answers[-1].cards), timeout=PATIENCE_MS)
    answer = page.talk.answers[-1]
    assert answer.label.text() == "Draft by Sotto · not sent"
    (card,) = answer.cards
    assert isinstance(card, DraftCard)
    qtbot.mouseClick(card.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == card.made.text
    qtbot.mouseClick(card.use, Qt.MouseButton.LeftButton)
    assert window.place == "inbox"
    assert window.front.conversation.composer.text() == card.made.text
    assert store.reader().conn.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_stopping_puts_the_question_back(page: AskPage, window: MainWindow, qtbot: QtBot) -> None:
    wished: list[str] = []
    window.core.ask = wished.append  # type: ignore[method-assign]  # an answer that takes its time
    qtbot.keyClicks(page.composer.edit, "how much are the outfits?")
    qtbot.keyClick(page.composer.edit, Key.Key_Return)
    assert page.talk.looking is not None
    assert page.talk.looking.text.text() == "Looking through your messages…"
    qtbot.keyClick(page.composer.edit, Key.Key_Escape)
    assert wished == ["how much are the outfits?"]
    assert page.asked == ""
    assert page.talk.looking is None
    assert page.composer.edit.text() == "how much are the outfits?"
    qtbot.keyClick(page.composer.edit, Key.Key_Escape)
    assert page.composer.edit.text() == ""
    qtbot.keyClick(page.composer.edit, Key.Key_Escape)
    assert window.place == "inbox"


def test_f6_goes_round_the_panes(page: AskPage, ask: Callable[[str], None], qtbot: QtBot) -> None:
    ask("how much are the outfits?")
    reached = []
    for _ in range(4):
        qtbot.keyClick(page.window(), Key.Key_F6)
        reached.append(QApplication.focusWidget())
    assert reached == [page.sources.cards[0], page.list.list, page.talk, page.composer.edit]


def test_a_small_window_calls_the_sources_and_the_list(
    page: AskPage, window: MainWindow, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    window.resize(1100, 700)
    assert not page.sources.isVisible()
    ask("how much are the outfits?")
    text = page.talk.answers[-1].texts[0]
    qtbot.mouseClick(text, Qt.MouseButton.LeftButton, pos=text.number_place(1).toPoint())
    assert page.sources.cards[0].hasFocus()
    qtbot.keyClick(page.sources.cards[0], Key.Key_Escape)
    assert not page.sources.isVisible()
    assert page.composer.edit.hasFocus()
    window.resize(900, 700)
    assert not page.list.isVisible()
    qtbot.mouseClick(page.header.back, Qt.MouseButton.LeftButton)
    assert page.list.isVisible()


def test_a_due_reminder_stands_in_the_window_until_it_is_done(window: MainWindow, store: Vault, qtbot: QtBot) -> None:
    window.core.remind_at("Call Ines", clock.now() + timedelta(seconds=1), 1)
    strip = window.reminder
    qtbot.waitUntil(strip.isVisible, timeout=PATIENCE_MS)
    assert strip.title.text() == "Call Ines"
    assert "Ines Calloway" in strip.text.text()
    qtbot.mouseClick(strip.open, Qt.MouseButton.LeftButton)
    head = window.front.conversation.head
    assert head is not None
    assert head.name == "Ines Calloway"
    assert strip.isVisible()
    qtbot.mouseClick(strip.done, Qt.MouseButton.LeftButton)
    assert not strip.isVisible()
    qtbot.waitUntil(lambda: not reminders.listing(store.reader()), timeout=PATIENCE_MS)
    qtbot.keyClick(window.front.inbox.list, Key.Key_Z)
    qtbot.waitUntil(strip.isVisible, timeout=PATIENCE_MS)


def test_a_due_reminder_is_snoozed_or_put_away_for_now(window: MainWindow, store: Vault, qtbot: QtBot) -> None:
    window.core.remind_at("Call Ines", clock.now() + timedelta(seconds=1), None)
    strip = window.reminder
    qtbot.waitUntil(strip.isVisible, timeout=PATIENCE_MS)
    assert not strip.open.isVisible()
    qtbot.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
    assert not strip.isVisible()
    (kept,) = reminders.listing(store.reader())
    assert kept.state is ReminderState.FIRED
    window.core.remind_at("Ask the lab", clock.now() + timedelta(seconds=1), None)
    qtbot.waitUntil(strip.isVisible, timeout=PATIENCE_MS)
    assert strip.title.text() == "Ask the lab"
    qtbot.mouseClick(strip.snooze, Qt.MouseButton.LeftButton)
    (choices,) = [one for one in window.findChildren(ChoiceMenu) if one.isVisible()]
    qtbot.keyClick(choices, Key.Key_1)
    assert not strip.isVisible()
    qtbot.waitUntil(
        lambda: {one.text: one.state for one in reminders.listing(store.reader())}["Ask the lab"] is ReminderState.OPEN,
        timeout=PATIENCE_MS,
    )


def test_long_words_and_names_keep_inside_the_window(store: Vault, opened: Callable[[], AskPage], qtbot: QtBot) -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff" * 6
    source = AskSource(1, "1", "2", long, long, datetime(2026, 3, 14, tzinfo=UTC), from_me=True)
    row = AskRow(long, long, "2", "now", "no date given", 1)
    said = AskSentence(f"{long} [1]", (1,))
    keep_answer(store, AskAnswer(long, (said,), Intent.FIND, (source,), True, "no-model", rows=(row,)), question=long)
    page = opened()
    qtbot.waitUntil(lambda: bool(page.talk.answers), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.talk.answers[0].isVisible())
    right = page.talk.answers[0].mapTo(page.talk.viewport(), QPoint(page.talk.answers[0].width(), 0)).x()
    assert right <= page.talk.viewport().width()
    card = page.sources.cards[0]
    assert card.mapTo(page.sources, QPoint(card.width(), 0)).x() <= page.sources.width()

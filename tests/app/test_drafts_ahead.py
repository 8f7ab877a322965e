"""Drafts are there before a conversation is opened, and whoever waits goes first."""

from __future__ import annotations

import json
import queue
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
import scripted_worker
import tiny_gguf

from app import clock, desk, endpoints, events, judging, models, replies, sockets, syncing
from app.ahead import Ahead
from app.child import Child
from app.conductor import Conductor
from app.mailbox import Mailbox
from app.manifest import AdapterRef
from app.model_in_use import ModelInUse
from app.power import Battery, Power
from app.replies import Wish
from app.settings import Settings
from app.store import suggestions
from app.underway import Drafting, Outcome
from app.vault import Vault, throwaway
from engine.domain import Suggestions
from importers.demo.chatdb import ChatDatabase

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")
PATIENCE_S = 60.0
News = TypeVar("News")
#: What each of four contacts asks, and how many minutes ago; who waits longer is more urgent here.
ASKED = (
    ("Could you do Saturday for the shoot?", 90),
    ("Can you tell me the price for two hours?", 60),
    ("Do you have time on Sunday?", 30),
    ("Are you free next Friday evening?", 10),
)


@dataclass
class Cell:
    power_plugged: bool | None = True


class Window:
    """A conductor with scripted children, as a window uses it, and what it told."""

    def __init__(self, vault: Vault, folder: Path, *, meanwhile_s: float = 20.0, **chosen: object) -> None:
        self.vault, self.folder = vault, folder
        self.cell = Cell()
        self.passed = timedelta()
        self.children: list[Child] = []
        self._told: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self.settings = msgspec.structs.replace(Settings(), poll_s=2.0, **chosen)
        self.conductor = Conductor(
            vault, self.settings, power=Power(self.battery), start=self.start, meanwhile_s=meanwhile_s,
            clock=lambda: clock.now() + self.passed,
        )  # fmt: skip
        self.conductor.hear(self._told.put)
        self.db = vault.reader()
        self.people = [row.conversation_id for row in desk.inbox(self.db, now=clock.now())]
        self.conductor.start()

    def battery(self) -> Battery:
        return self.cell

    def start(self, remote: bool) -> Child:
        child = Child(scripted_worker.main, name="remote" if remote else "inference")
        self.children.append(child)
        return child

    def next(self, kind: type[News], such: Callable[[News], bool] = lambda _event: True) -> News:
        """Wait for the next event of a kind."""
        while True:
            event = self._told.get(timeout=PATIENCE_S)
            if isinstance(event, kind) and such(event):
                return event

    def ready(self, conversation_id: int) -> Suggestions:
        """Wait until options for this conversation were stored."""
        self.next(events.SuggestionsReady, lambda event: event.conversation_id == conversation_id)
        return self.drafts(conversation_id)

    def extended(self, conversation_id: int) -> Suggestions:
        self.next(events.SuggestionsExtended, lambda event: event.conversation_id == conversation_id)
        return self.drafts(conversation_id)

    def drafts(self, conversation_id: int) -> Suggestions:
        made = desk.drafts(self.db, conversation_id)
        assert made is not None
        return made

    def drafted(self) -> list[int]:
        """Conversations whose rows say that drafts are there, in the order of the inbox."""
        return [row.conversation_id for row in desk.inbox(self.db, now=clock.now()) if row.drafted]

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait, event by event, until something holds."""
        while not holds():
            self._told.get(timeout=PATIENCE_S)

    def loads(self) -> list[str]:
        """Model files that the children were asked to load, in order."""
        lines = [json.loads(line) for line in (self.folder / "asked.jsonl").read_text().splitlines()]
        return [told["path"] for told in lines if told["request"] == "Load"]

    def generates(self) -> list[tuple[int, int]]:
        """(first, count) of everything the children were asked to write, in order."""
        log = self.folder / "asked.jsonl"
        lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return [(told["first"], told["count"]) for told in lines if told["request"] == "Generate"]

    def until_asked(self, count: int) -> None:
        """Wait until the children were asked to write so often."""
        done: queue.SimpleQueue[None] = queue.SimpleQueue()
        mailbox = Mailbox("test-looking")
        mailbox.start()

        def look() -> None:
            if len(self.generates()) >= count:
                done.put(None)
            else:
                mailbox.after(0.02, look)

        mailbox.post(look)
        done.get(timeout=PATIENCE_S)
        mailbox.stop(PATIENCE_S)

    def change(self, **chosen: object) -> None:
        self.settings = msgspec.structs.replace(self.settings, **chosen)
        self.conductor.use_settings(self.settings)


def source_of(folder: Path) -> Path:
    """A chat.db in which four people wait for an answer."""
    source = folder / "chat.db"
    with ChatDatabase(source) as chats:
        for number, (text, minutes) in enumerate(ASKED):
            chat = chats.add_chat([chats.add_handle(f"+44770090060{number}")])
            chats.add_message(chat, text, at=clock.now() - timedelta(minutes=minutes))
    return source


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedding weights, prepared once."""
    with throwaway() as opened:
        copied = tmp_path_factory.mktemp("weights")
        models.embedding_path(opened.home)
        shutil.copytree(opened.home.models, copied / "models")
    return copied / "models"


@pytest.fixture
def vault(tmp_path: Path, weights: Path) -> Iterator[Vault]:
    source = source_of(tmp_path)
    with throwaway() as opened:
        shutil.copytree(weights, opened.home.models, dirs_exist_ok=True)
        syncing.sync_once(opened.db, source=source, contacts=None, reconcile=False, now=clock.now)
        yield opened


@pytest.fixture
def folder(vault: Vault, tmp_path: Path) -> Path:
    """Where the scripted model in use lies."""
    made = tmp_path / "scripted"
    made.mkdir()
    file = tiny_gguf.write(made / "Scripted.gguf", ["Sure", "."])
    models.use(vault.home, models.add(vault.home, file).id)
    return made


@pytest.fixture
def open_window(vault: Vault, folder: Path) -> Iterator[Callable[..., Window]]:
    opened: list[Window] = []

    def made(**chosen: object) -> Window:
        opened.append(Window(vault, folder, **chosen))  # type: ignore[arg-type]  # settings by name
        return opened[-1]

    yield made
    (folder / "hold").unlink(missing_ok=True)
    for window in opened:
        assert window.conductor.stop(PATIENCE_S)


def test_the_most_urgent_have_three_drafts_then_eight_before_anybody_looks(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=2)
    first, second = window.people[:2]
    three = window.ready(first)
    window.ready(second)
    assert [len(three.options), three.total_count, three.has_more] == [3, 8, True]
    assert {"decline", "defer"} & {option.move for option in three.options}
    eight = window.extended(first)
    window.extended(second)
    assert eight.options[:3] == three.options
    assert len({option.text for option in eight.options}) == len(eight.options) == eight.total_count
    assert window.generates() == [(0, 3), (0, 3), (3, 5), (3, 5)]
    assert window.drafted() == [first, second]


def test_opening_a_conversation_drafted_ahead_writes_nothing_anew(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    window.extended(first)
    before = window.generates()
    window.conductor.opened(first)
    shown = window.ready(first)
    assert len(shown.options) == shown.total_count > 3
    assert window.generates() == before


def test_a_conversation_that_is_opened_goes_before_drafts_ahead(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=1)
    first, last = window.people[0], window.people[-1]
    window.until_asked(1)
    window.conductor.opened(last)
    window.until_asked(2)
    (folder / "hold").unlink()
    assert window.next(events.SuggestionsReady).conversation_id == last
    assert window.next(events.SuggestionsReady).conversation_id == first


def test_a_draft_ahead_that_is_opened_meanwhile_is_not_begun_again(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    window.until_asked(1)
    window.conductor.opened(first)
    window.next(events.SuggestionsStarted)
    (folder / "hold").unlink()
    grown = window.next(events.SuggestionGrew)
    assert grown.conversation_id == first
    window.ready(first)
    assert window.generates()[0] == (0, 3)
    assert window.generates().count((0, 3)) == 1


def test_stopping_ends_what_the_model_writes_and_it_is_not_begun_again_until_it_is_asked_for(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=1)
    first, last = window.people[0], window.people[-1]
    window.conductor.opened(first)
    read = window.next(events.SuggestionsReading)
    assert (read.conversation_id, read.n_messages) == (first, 1)
    window.until_asked(1)
    window.conductor.stop_drafting(first)
    (folder / "hold").unlink()
    window.conductor.opened(last)
    window.extended(last)
    assert first not in window.drafted()
    assert window.generates() == [(0, 3), (0, 3), (3, 5)]
    window.conductor.opened(first)
    assert window.next(events.SuggestionsReady).conversation_id == first


def test_moving_on_leaves_what_was_wished_for_to_be_finished_later(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0)
    first, last = window.people[0], window.people[-1]
    window.conductor.suggest(first, steer="say no")
    window.until_asked(1)
    window.conductor.opened(last)
    window.until_asked(2)
    (folder / "hold").unlink()
    assert window.next(events.SuggestionsReady).conversation_id == last
    assert window.next(events.SuggestionsReady).conversation_id == first


def test_what_is_being_written_is_told_as_it_grows(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=0)
    first = window.people[0]
    window.conductor.opened(first)
    grown = window.next(events.SuggestionGrew)
    assert any(text.startswith(grown.text) for text in scripted_worker.TEXTS)
    assert window.ready(first).mode == "model"


def test_the_rest_is_written_at_once_when_somebody_asks_for_it(
    open_window: Callable[..., Window], folder: Path
) -> None:
    window = open_window(drafts_ahead=0)
    first = window.people[0]
    window.conductor.opened(first)
    three = window.ready(first)
    window.conductor.more(three.request_id)
    eight = window.extended(first)
    assert eight.request_id == three.request_id
    assert eight.options[:3] == three.options
    assert len(eight.options) == eight.total_count
    window.conductor.more(three.request_id)
    assert window.extended(first).options == eight.options
    assert window.generates() == [(0, 3), (3, 5)]


def test_more_of_a_set_that_is_being_replaced_does_not_stop_the_new_one(
    open_window: Callable[..., Window], folder: Path
) -> None:
    window = open_window(drafts_ahead=0, draft_on_battery=False)
    window.cell.power_plugged = False
    first = window.people[0]
    window.conductor.opened(first)
    before = window.ready(first)
    (folder / "hold").touch()
    window.conductor.suggest(first, fresh=True)
    window.until_asked(2)
    window.conductor.more(before.request_id)
    (folder / "hold").unlink()
    assert window.ready(first).request_id != before.request_id
    assert window.generates() == [(0, 3), (0, 3)]


def test_a_set_that_was_withdrawn_is_not_added_to(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=0, draft_on_battery=False)
    window.cell.power_plugged = False
    first = window.people[0]
    window.conductor.opened(first)
    three = window.ready(first)
    window.conductor.done(first)
    window.conductor.more(three.request_id)
    window.next(events.SuggestionsExtended)
    assert suggestions.get_request(window.db, three.request_id).options == three.options
    assert window.generates() == [(0, 3)]


def add_for_later(vault: Vault, source: Path) -> int:
    """A message whose time comes in half an hour; returns its conversation, which need not be the most pressing."""
    with ChatDatabase(source) as chats:
        chats.add_message(1, "Or would Monday be better?", at=clock.now() + timedelta(minutes=30))
    syncing.sync_once(vault.db, source=source, contacts=None, reconcile=False, now=clock.now)
    newest = vault.db.execute("SELECT conversation_id FROM message ORDER BY sent_us DESC LIMIT 1").fetchone()
    return int(newest[0])


def test_a_draft_ahead_that_was_for_nothing_is_begun_again_for_what_was_said_since(
    vault: Vault, tmp_path: Path
) -> None:
    conversation_id = add_for_later(vault, tmp_path / "chat.db")
    passed = timedelta()
    judging.judge_changed(vault.db, now=clock.now(), limit=9)
    ahead = Ahead(vault.db, Settings(), power=Power(lambda: None), clock=lambda: clock.now() + passed)
    assert conversation_id in {need.conversation_id for need in ahead.needs()}
    passed = timedelta(hours=1)
    here = replies.occasion(vault.db, conversation_id, now=clock.now() + passed)
    one = Drafting(here, Wish(), background=True, wished=False, began=0.0)
    assert ahead.is_for_nothing(one)
    ahead.ended(one, Outcome.DROPPED)
    assert not ahead.is_for_nothing(one)


def test_a_message_whose_time_comes_makes_a_draft_under_way_be_begun_again(
    open_window: Callable[..., Window], vault: Vault, folder: Path, tmp_path: Path
) -> None:
    first = add_for_later(vault, tmp_path / "chat.db")
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0)
    window.conductor.opened(first)
    window.until_asked(1)
    window.passed = timedelta(hours=1)
    (folder / "hold").unlink()
    window.ready(first)
    newest = desk.thread(window.db, first)[-1]
    assert newest.text == "Or would Monday be better?"
    rows = window.db.execute("SELECT through_message_id FROM request WHERE conversation_id = ?", [first]).fetchall()
    assert rows == [(newest.message_id,)]


def test_a_new_message_makes_a_draft_under_way_be_begun_again(
    open_window: Callable[..., Window], vault: Vault, folder: Path, tmp_path: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    window.until_asked(1)
    window.conductor.follow(tmp_path / "chat.db")
    window.next(events.SyncFinished)
    guid = desk.thread(window.db, first)[-1].guid
    with ChatDatabase(tmp_path / "chat.db") as chats:
        chat = chats.db.execute(
            "SELECT chat_id FROM chat_message_join WHERE message_id = ?", (chats.rowid(guid),)
        ).fetchone()[0]
        chats.add_message(chat, "Or would Monday be better?", at=datetime.now(UTC) - timedelta(minutes=1))
    window.conductor.sync_now()
    window.next(events.MessagesArrived, lambda event: first in event.conversation_ids)
    (folder / "hold").unlink()
    window.until(lambda: desk.drafts(window.db, first) is not None)
    newest = desk.thread(window.db, first)[-1]
    assert newest.text == "Or would Monday be better?"
    rows = window.db.execute("SELECT through_message_id FROM request WHERE conversation_id = ?", [first]).fetchall()
    assert rows == [(newest.message_id,)]


def test_an_answer_elsewhere_withdraws_drafts_ahead(
    open_window: Callable[..., Window], vault: Vault, tmp_path: Path
) -> None:
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    window.extended(first)
    window.conductor.follow(tmp_path / "chat.db")
    window.next(events.SyncFinished)
    with ChatDatabase(tmp_path / "chat.db") as chats:
        guid = desk.thread(window.db, first)[-1].guid
        chat = chats.db.execute(
            "SELECT chat_id FROM chat_message_join WHERE message_id = ?", (chats.rowid(guid),)
        ).fetchone()[0]
        chats.add_message(chat, "Saturday it is", at=datetime.now(UTC) - timedelta(seconds=30), from_me=True)
    window.conductor.sync_now()
    window.until(lambda: first not in window.drafted())
    assert desk.drafts(window.db, first) is None


def test_done_takes_drafts_away_and_undo_brings_them_back(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    made = window.extended(first)
    window.conductor.done(first)
    window.until(lambda: desk.drafts(window.db, first) is None)
    window.conductor.undo()
    window.until(lambda: desk.drafts(window.db, first) is not None)
    assert window.drafts(first).request_id == made.request_id


def test_on_battery_nothing_is_written_ahead_if_the_person_says_so(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=0, draft_on_battery=False)
    first, last = window.people[0], window.people[-1]
    window.cell.power_plugged = False
    window.change(drafts_ahead=1)
    window.conductor.opened(last)
    window.ready(last)
    window.change(draft_on_battery=True)
    window.ready(first)
    assert window.generates()[0] == (0, 3)
    asked_in = window.db.execute("SELECT conversation_id, background FROM request ORDER BY made_us").fetchall()
    assert asked_in == [(last, 0), (first, 1)]


def test_an_hour_holds_only_so_many_drafts_ahead(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=3, drafts_per_hour=1)
    first, second = window.people[:2]
    window.extended(first)
    assert window.drafted() == [first]
    window.change(drafts_per_hour=60)
    window.ready(second)


def test_a_worker_that_dies_over_a_draft_ahead_is_asked_once_more(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "die").touch()
    window = open_window(drafts_ahead=1)
    made = window.ready(window.people[0])
    assert (made.mode, made.fallback_reason) == ("model", None)
    assert window.generates()[:2] == [(0, 3), (0, 3)]


def test_a_model_that_kills_its_worker_twice_is_out_of_use_and_past_replies_answer(
    open_window: Callable[..., Window], vault: Vault, folder: Path
) -> None:
    (folder / "die-always").touch()
    window = open_window(drafts_ahead=1)
    made = window.ready(window.people[0])
    assert (made.mode, made.fallback_reason) == ("past_replies", "WorkerDied")
    assert made.options
    assert models.active(vault.home) is None
    assert suggestions.fallback_rate(window.db, 0) == 1.0
    recent = suggestions.recent_requests(window.db, 5)[0]
    assert (recent.mode, recent.fallback_reason, recent.background) == ("past_replies", "WorkerDied", True)
    window.conductor.suggest(window.people[1])
    window.until(lambda: (made := desk.drafts(window.db, window.people[1])) is not None and made.mode != "model")
    assert window.drafts(window.people[1]).fallback_reason == "ModelRefused", "it is disabled, which is not none"


def test_adapters_that_spoil_the_writing_are_left_out_and_the_model_writes_alone(
    open_window: Callable[..., Window], vault: Vault, folder: Path
) -> None:
    (folder / "spoilt").touch()
    chosen = models.in_use(vault.home)
    voice = folder / "voice.gguf"
    voice.write_bytes(b"never read by this worker")
    models.set_adapters(vault.home, chosen.id, [AdapterRef(str(voice), "ab" * 32, base_sha256=chosen.sha256)])
    window = open_window(drafts_ahead=1)
    made = window.ready(window.people[0])
    assert (made.mode, made.fallback_reason, made.model_version) == ("model", None, chosen.version)
    assert models.active(vault.home) is not None


def test_without_a_model_past_replies_are_there_ahead(vault: Vault, tmp_path: Path) -> None:
    window = Window(vault, tmp_path, drafts_ahead=2)
    made = window.ready(window.people[0])
    window.ready(window.people[1])
    assert (made.mode, made.fallback_reason) == ("past_replies", "no_model")
    assert len(made.options) == made.total_count
    assert window.generates() == []
    assert suggestions.fallback_rate(window.db, 0) is None
    assert window.conductor.stop(PATIENCE_S)


def test_another_model_chosen_in_a_terminal_is_used_from_then_on(
    open_window: Callable[..., Window], vault: Vault, folder: Path
) -> None:
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    before = window.extended(first)
    other = models.add(vault.home, tiny_gguf.write(folder / "Other.gguf", ["Fine", "."]))
    models.use(vault.home, other.id)
    window.next(events.ModelChanged)
    assert window.drafts(first).model_version == before.model_version
    window.conductor.suggest(first, fresh=True)
    window.until(lambda: window.drafts(first).request_id != before.request_id)
    assert window.drafts(first).model_version == other.version


def test_a_model_chosen_while_another_one_writes_writes_in_its_place(
    open_window: Callable[..., Window], vault: Vault, folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0)
    first = window.people[0]
    window.conductor.opened(first)
    window.until_asked(1)
    other = models.add(vault.home, tiny_gguf.write(folder / "Other.gguf", ["Fine", "."]))
    models.use(vault.home, other.id)
    window.until_asked(2)
    assert window.loads() == ["Scripted.gguf", "Other.gguf"]
    (folder / "hold").unlink()
    assert window.ready(first).model_version == other.version


def test_past_replies_are_shown_while_a_model_has_not_written_a_word(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0, meanwhile_s=0.1)
    first = window.people[0]
    window.conductor.opened(first)
    shown = window.ready(first)
    assert (shown.mode, shown.fallback_reason) == ("past_replies", "slow")
    (folder / "hold").unlink()
    assert window.ready(first).mode == "model"


def test_past_replies_that_were_taken_meanwhile_stay(open_window: Callable[..., Window], folder: Path) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0, meanwhile_s=0.1)
    first, last = window.people[0], window.people[-1]
    window.conductor.opened(first)
    shown = window.ready(first)
    window.conductor.accept(shown.options[0].response_id, shown.options[0].text)
    (folder / "hold").unlink()
    window.conductor.opened(last)
    window.ready(last)
    assert window.drafts(first).request_id == shown.request_id


def test_an_endpoint_in_use_is_told_and_its_sockets_are_counted(vault: Vault, tmp_path: Path) -> None:
    endpoints.add(vault.home, base_url="http://127.0.0.1:9/v1", model="m", name="box")
    models.use(vault.home, "remote:box")
    before = sockets.opened()  # in this process, by tests that ran earlier
    window = Window(vault, tmp_path, drafts_ahead=0)
    window.conductor.opened(window.people[0])
    assert window.next(events.SocketsChanged, lambda event: event.count != before).count == before + 1
    assert window.ready(window.people[0]).model_version == "remote:box"
    in_use = ModelInUse(vault.home)
    assert in_use.remote == "127.0.0.1"
    models.use_none(vault.home)
    window.next(events.ModelChanged)
    assert in_use.look()
    assert in_use.remote == ""
    assert not in_use.look()
    assert window.conductor.stop(PATIENCE_S)

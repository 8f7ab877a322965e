"""Sending through Messages, with a stand-in for the program that speaks to it: nothing goes twice, nothing is lost."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
import sending_child
import standin_messages as standin
from hypothesis import given
from hypothesis import strategies as st

from app import events, osascript, send, syncing
from app.conductor import Conductor
from app.paths import Home
from app.send import Mac, Reach
from app.settings import Settings
from app.store import outbox, suggestions
from app.store.outbox import Stage
from app.vault import Vault
from engine.problems import AlreadySending, ChatNotOpen, MessagesNotRunning, Problem, ScriptMissing, SendingDenied
from importers.demo.chatdb import ChatDatabase
from tests import stores

PATIENCE_S = 60.0
HOSTILE = {
    "quotes": "She said \"no\" and 'never' and “maybe”",
    "backslashes": 'C:\\new\\table \\" \\u0041 \\',
    "newlines": "one\ntwo\r\nthree\rfour",
    "separators": "one\u2028two\u2029three\u0085four",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 1️⃣ 👍🏽",
    "right to left": "שלום \u202eabc\u202c مرحبا",
    "combining": "Cafe\u0301 and Café",
    "controls": "bell\x07 tab\t escape\x1b[2J",
    "injection": '" & (do shell script "touch /tmp/owned") & "',
    "braces": '})\ntell application "Finder" to delete every item\nset x to (character id {72',
    "comment": "-- (* *) # end tell ¬\n",
    "percent": "100% %s %(name)s {0} {name}",
    "long": "wörd 🙂 " * 1300,
}
News = TypeVar("News")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A message database in which one contact asked and a group talked, and a home that has read it; to be copied."""
    folder = tmp_path_factory.mktemp("read")
    with ChatDatabase(folder / "chat.db") as chats:
        ines, kit = chats.add_handle("+447700900601"), chats.add_handle("+447700900602")
        direct, group = chats.add_chat([ines]), chats.add_chat([ines, kit], group=True)
        asked = datetime.now(UTC) - timedelta(hours=1)
        chats.add_message(direct, "Could you do Sunday?", at=asked)
        chats.add_message(group, "Who brings the light?", at=asked, handle=kit)
    with stores.vault_at(folder / "home", sending_child.KEY) as opened:
        syncing.sync_once(
            opened.db, source=folder / "chat.db", contacts=None, reconcile=False, now=lambda: datetime.now(UTC)
        )
    return folder


@pytest.fixture
def source(read: Path, tmp_path: Path) -> Path:
    """A message database in which one contact asked, and a group talked."""
    return Path(shutil.copy(read / "chat.db", tmp_path))


@pytest.fixture
def vault(read: Path, source: Path, tmp_path: Path) -> Iterator[Vault]:
    """A vault that has read it, with the direct conversation as number 1."""
    shutil.copytree(read / "home", tmp_path / "home")
    with stores.vault_at(tmp_path / "home", sending_child.KEY) as opened:
        opened.db.conn.execute("UPDATE source SET path = ?", (str(source),))
        yield opened


class Sender:
    """A conductor that may send, and what it told."""

    def __init__(
        self, vault: Vault, source: Path, search: Path, *, seen_within_s: float = 6.0, **settings: object
    ) -> None:
        self.told: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self.db = vault.reader()
        chosen = msgspec.structs.replace(Settings(), **({"send_by_script": True, "undo_s": 60} | settings))
        self.conductor = Conductor(
            vault, chosen, mac=Mac(own=source, search=str(search), within_s=20.0, seen_within_s=seen_within_s)
        )
        self.conductor.hear(self.told.put)
        self.conductor.start()
        self.conductor.follow(source)

    def next(self, kind: type[News]) -> News:
        """Wait for the next event of a kind."""
        while True:
            event = self.told.get(timeout=PATIENCE_S)
            if isinstance(event, kind):
                return event

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait, event by event, until something holds."""
        while not holds():
            self.told.get(timeout=PATIENCE_S)

    def at_once(self, text: str, response_id: str | None = None) -> str:
        """Send without waiting; returns how it ended."""
        self.conductor.send(1, text, response_id)
        self.conductor.send_now(1)
        return self.next(events.SendEnded).outcome


@pytest.fixture
def sender(vault: Vault, source: Path, tmp_path: Path) -> Iterator[Callable[..., Sender]]:
    made: list[Sender] = []

    def begin(*, plan: dict[str, object] | None = None, seen_within_s: float = 6.0, **settings: object) -> Sender:
        folder = standin.install(tmp_path / "bin", source, **(plan or {}))
        made.append(Sender(vault, source, folder, seen_within_s=seen_within_s, **settings))
        return made[-1]

    yield begin
    for one in made:
        assert one.conductor.stop(PATIENCE_S)


def asked(tmp_path: Path) -> list[str]:
    """Texts that the program was asked to send."""
    return [run["text"] for run in standin.runs(tmp_path / "bin")]


def why(made: Sender) -> object:
    """Why the next reply was refused."""
    problem = made.next(events.SendEnded).problem
    return problem and problem.facts["why"]


def lying(vault: Vault) -> list[tuple[Stage, str]]:
    return [(one.stage, one.text) for one in outbox.in_stage(vault.reader(), *Stage)]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_arrive_as_they_are_and_stand_nowhere_in_the_script(name: str, tmp_path: Path) -> None:
    text = HOSTILE[name]
    folder = standin.install(tmp_path / "bin", tmp_path / "none", writes=False)
    assert osascript.send(text, "any;-;+447700900601", search=str(folder)) is osascript.Ran.TAKEN
    (run,) = standin.runs(folder)
    assert run["text"].encode() == text.encode()
    assert run["chat"] == "any;-;+447700900601"
    assert run["argv"] == ["-"]
    assert not any(text[:12] in value for value in run["env"].values())
    assert run["cwd"] == "/"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=900))
def test_any_text_survives_the_script(text: str) -> None:
    written = osascript.script(text, "any;-;x")
    assert written.isascii()
    assert standin.read(written) == (text, "any;-;x")


def test_a_secret_of_the_environment_does_not_reach_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOTTO_PASSPHRASE", "canary")
    folder = standin.install(tmp_path / "bin", tmp_path / "none", writes=False)
    osascript.send("hello", "any;-;x", search=str(folder))
    assert "canary" not in str(standin.runs(folder))


@pytest.mark.parametrize(
    ("number", "problem"), [(-1743, SendingDenied), (-1728, ChatNotOpen), (-600, MessagesNotRunning)]
)
def test_what_messages_refuses_is_named_and_keeps_no_words(number: int, problem: type[Problem], tmp_path: Path) -> None:
    folder = standin.install(tmp_path / "bin", tmp_path / "none", writes=False, says=number)
    with pytest.raises(problem) as told:
        osascript.send("a secret (-1743) word", "any;-;x", search=str(folder))
    assert told.value.facts == {"number": number}


def test_an_error_that_leaves_it_open_is_a_doubt_and_so_is_a_program_that_hangs(tmp_path: Path) -> None:
    folder = standin.install(tmp_path / "bin", tmp_path / "none", writes=False, says=-609)
    assert osascript.send("hello", "any;-;x", search=str(folder)) is osascript.Ran.IN_DOUBT
    standin.install(folder, tmp_path / "none", writes=False, slow_s=30)
    assert osascript.send("hello", "any;-;x", search=str(folder), within_s=0.5) is osascript.Ran.IN_DOUBT


def test_a_program_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScriptMissing):
        osascript.send("hello", "any;-;x", search=str(tmp_path))


def test_a_reply_is_counted_sent_and_seen_in_messages(
    sender: Callable[..., Sender], vault: Vault, tmp_path: Path
) -> None:
    made = sender(undo_s=2)
    made.conductor.send(1, 'Sunday “14:00” \\ works\nsee you "there" 🙂', None)
    counted = [made.next(events.SendCounting).seconds_left for _ in range(3)]
    assert counted == [2, 1, 0]
    assert made.next(events.SendEnded) == events.SendEnded(1, "sent")
    assert asked(tmp_path) == ['Sunday “14:00” \\ works\nsee you "there" 🙂']
    assert lying(vault) == [(Stage.SENT, "")]


def test_what_is_taken_back_is_not_sent_and_its_text_is_kept(
    sender: Callable[..., Sender], vault: Vault, tmp_path: Path
) -> None:
    made = sender()
    made.conductor.send(1, "Not yet", None)
    made.next(events.SendCounting)
    made.conductor.take_back_send(1)
    assert made.next(events.SendEnded).outcome == "taken_back"
    made.conductor.send_now(1)
    assert made.at_once("Now then") == "sent"
    assert asked(tmp_path) == ["Now then"]
    assert lying(vault) == [(Stage.SENT, "")]


def test_a_reply_sent_again_at_once_has_its_whole_undo_window(sender: Callable[..., Sender], tmp_path: Path) -> None:
    made = sender(undo_s=3)
    made.conductor.send(1, "First", None)
    made.next(events.SendCounting)
    made.conductor.take_back_send(1)
    made.conductor.send(1, "Second", None)
    counted = [made.next(events.SendCounting).seconds_left for _ in range(4)]
    assert counted == [3, 2, 1, 0]
    assert made.next(events.SendEnded).outcome == "sent"
    assert asked(tmp_path) == ["Second"]


def test_a_draft_is_claimed_once(sender: Callable[..., Sender], tmp_path: Path) -> None:
    made = sender()
    made.conductor.send(1, "Yes", "draft-1")
    made.conductor.send(1, "Yes", "draft-1")
    ended = made.next(events.SendEnded)
    assert ended.outcome == "refused"
    assert isinstance(ended.problem, AlreadySending)
    made.conductor.send_now(1)
    made.conductor.send_now(1)
    assert made.next(events.SendEnded).outcome == "sent"
    assert asked(tmp_path) == ["Yes"]


def test_two_replies_of_one_conversation_go_in_their_order(sender: Callable[..., Sender], tmp_path: Path) -> None:
    made = sender(plan={"slow_s": 0.3})
    made.conductor.send(1, "ok", None)
    made.conductor.send(1, "ok", None)
    made.conductor.send_now(1)
    assert [made.next(events.SendEnded).outcome for _ in range(2)] == ["sent", "sent"]
    assert asked(tmp_path) == ["ok", "ok"]


def test_what_is_not_seen_is_unknown_until_it_shows(
    sender: Callable[..., Sender], source: Path, vault: Vault, tmp_path: Path
) -> None:
    made = sender(plan={"writes": False}, seen_within_s=0.5)
    assert made.at_once("Where am I") == "unknown"
    assert lying(vault) == [(Stage.UNKNOWN, "Where am I")]
    standin.write(source, standin.runs(tmp_path / "bin")[0]["chat"], "Where am I")
    assert made.next(events.SendEnded).outcome == "sent"
    assert asked(tmp_path) == ["Where am I"]


def test_other_words_of_mine_do_not_count_as_the_reply(sender: Callable[..., Sender], source: Path) -> None:
    made = sender(plan={"writes": False}, seen_within_s=2.0)
    made.conductor.send(1, "Where am I", None)
    made.conductor.send_now(1)
    standin.write(source, "any;-;+447700900601", "Where am I?")
    assert made.next(events.SendEnded).outcome == "unknown"


def test_a_failure_keeps_the_text_and_is_tried_again_only_by_a_click(
    sender: Callable[..., Sender], source: Path, vault: Vault, tmp_path: Path
) -> None:
    made = sender(plan={"writes": False, "says": -1728})
    assert made.at_once("Try me", "draft-2") == "failed"
    assert lying(vault) == [(Stage.FAILED, "Try me")]
    kept = outbox.latest(vault.reader(), 1)
    assert kept is not None
    assert isinstance(kept.problem, ChatNotOpen)
    made.conductor.sync_now()
    made.next(events.SyncFinished)
    assert asked(tmp_path) == ["Try me"]
    standin.install(tmp_path / "bin", source)
    made.conductor.send_again(1)
    made.next(events.SendCounting)
    made.conductor.send_now(1)
    assert made.next(events.SendEnded).outcome == "sent"
    assert asked(tmp_path) == ["Try me", "Try me"]


def test_no_words_of_a_reply_stand_in_a_log(sender: Callable[..., Sender], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    assert sender(plan={"writes": False, "says": -1743}).at_once("zanzibar-quince") == "failed"
    assert "send_failed" in caplog.text
    assert "zanzibar" not in caplog.text
    assert "+447700900601" not in caplog.text


def test_a_row_that_messages_marks_as_failed_has_failed(
    sender: Callable[..., Sender], source: Path, tmp_path: Path
) -> None:
    made = sender(plan={"writes": False})
    made.conductor.send(1, "Red mark", None)
    made.conductor.send_now(1)
    made.until(lambda: bool(asked(tmp_path)))
    standin.write(source, "any;-;+447700900601", "Red mark", error=22, is_sent=0)
    assert made.next(events.SendEnded).outcome == "failed"


def test_a_script_that_dies_after_sending_has_sent(sender: Callable[..., Sender], vault: Vault) -> None:
    made = sender(plan={"says": -609})
    assert made.at_once("Went anyway") == "sent"
    assert lying(vault) == [(Stage.SENT, "")]


def test_without_looking_the_word_of_messages_is_taken(sender: Callable[..., Sender]) -> None:
    assert sender(plan={"writes": False}, check_arrival=False).at_once("Trusting") == "sent"


def test_quitting_keeps_what_is_counted_as_a_draft(vault: Vault, source: Path, tmp_path: Path) -> None:
    folder = standin.install(tmp_path / "bin", source)
    made = Sender(vault, source, folder)
    made.conductor.send(1, "Half sent", None)
    made.next(events.SendCounting)
    assert made.conductor.stop(PATIENCE_S)
    assert lying(vault) == [(Stage.TAKEN_BACK, "Half sent")]
    assert asked(tmp_path) == []


def test_nothing_is_sent_that_the_person_did_not_allow_or_that_has_no_single_recipient(
    sender: Callable[..., Sender], vault: Vault, tmp_path: Path
) -> None:
    made = sender(send_by_script=False)
    made.conductor.send(1, "Hello", None)
    assert why(made) == "not_asked_for"
    assert send.reach(vault.reader(), 2, tmp_path / "chat.db") is Reach.MESSAGES
    assert send.reach(vault.reader(), 1, tmp_path / "chat.db") is Reach.CHAT
    assert send.reach(vault.reader(), 1, tmp_path / "another.db") is Reach.COPY
    assert send.reach(vault.reader(), 1, None) is Reach.COPY
    assert lying(vault) == []


def test_a_group_is_never_sent_to(sender: Callable[..., Sender], tmp_path: Path) -> None:
    made = sender()
    made.conductor.send(2, "Hello all", None)
    assert why(made) == "group"
    assert asked(tmp_path) == []


def test_a_sent_draft_teaches_and_one_that_failed_does_not(
    sender: Callable[..., Sender], source: Path, tmp_path: Path
) -> None:
    made = sender(plan={"writes": False, "says": -1743})
    made.conductor.suggest(1)
    made.next(events.SuggestionsReady)
    found = suggestions.current(made.db, 1)
    assert found is not None
    option = found.options[0]
    assert made.at_once(option.text, option.response_id) == "failed"
    assert suggestions.decisions(made.db, 1) == []
    standin.install(tmp_path / "bin", source)
    made.conductor.send_again(1)
    made.next(events.SendCounting)
    made.conductor.send_now(1)
    assert made.next(events.SendEnded).outcome == "sent"
    assert [(one, verb) for one, verb, _reason in suggestions.decisions(made.db, 1)] == [(option.response_id, "accept")]


def test_a_conversation_that_is_not_to_be_read_keeps_nothing(sender: Callable[..., Sender], vault: Vault) -> None:
    from app.store import conversations

    made = sender(plan={"writes": False, "says": -1743})
    assert made.at_once("Gone with it") == "failed"
    assert made.conductor.stop(PATIENCE_S)
    conversations.switch_off(vault.db, 1, True)
    assert lying(vault) == []


@pytest.mark.parametrize("step", ["counting", "sending", "asked", "unknown"])
def test_a_kill_at_any_step_sends_nothing_twice(step: str, vault: Vault, source: Path, tmp_path: Path) -> None:
    folder = standin.install(tmp_path / "bin", source, slow_s=1.0 * (step == "asked"), writes=step != "unknown")
    home = vault.home
    vault.close()
    kill_at(step, home, source, folder)
    with stores.vault_at(home.root, sending_child.KEY) as again:
        left = lying(again)
        made = Sender(again, source, folder)
        made.next(events.SyncFinished)
        match step:
            case "counting":
                assert left == [(Stage.CLAIMED, sending_child.TEXT)]
                assert lying(again) == [(Stage.TAKEN_BACK, sending_child.TEXT)]
            case "sending":  # whether the program was reached nobody knows
                assert left == [(Stage.SENDING, sending_child.TEXT)]
                assert lying(again)[0][0] in (Stage.UNKNOWN, Stage.SENT)
            case "asked":  # the program lived on, and its row is found
                made.until(lambda: lying(again) == [(Stage.SENT, "")])
            case _:
                assert lying(again) == [(Stage.UNKNOWN, sending_child.TEXT)]
        assert made.conductor.stop(PATIENCE_S)
    assert len(asked(tmp_path)) in {"counting": (0,), "sending": (0, 1)}.get(step, (1,))


def kill_at(step: str, home: Home, source: Path, folder: Path) -> None:
    """Run a process that sends a reply, and kill it when it has come so far."""
    arguments = [str(home.root), str(source), str(folder), "60" if step == "counting" else "1"]
    child = subprocess.Popen(
        [sys.executable, sending_child.__file__, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(standin.ROOT)},
    )
    assert child.stdout is not None
    told = "sending" if step == "asked" else step
    assert any(line.strip() == told for line in child.stdout)
    while step == "asked" and not standin.runs(folder):
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.communicate()

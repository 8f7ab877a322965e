"""What to look at before a text leaves, how far it may be taken, and one reply sent without a window."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import standin_messages as standin

from app import audit, clock, send, sent, syncing
from app.send import Mac
from app.store import outbox, terms
from app.store.outbox import Arrived, Stage
from app.vault import Vault
from engine.problems import AlreadySending, CannotSend, SendingDenied, SendingFailed
from importers.demo.chatdb import ChatDatabase
from tests import stores

NUMBER = "+44 7700 900777"
HOME = "14 Orchard Lane, Westmere"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ines (1) asked for Sunday; Kit (2) gave a number and an address. A chat.db and a home that read it."""
    folder = tmp_path_factory.mktemp("read")
    with ChatDatabase(folder / "chat.db") as chats:
        ines = chats.add_chat([chats.add_handle("+447700900601")])
        kit = chats.add_chat([chats.add_handle("+447700900602")])
        at = datetime.now(UTC) - timedelta(hours=2)
        chats.add_message(ines, "Could you do Sunday? I live at 3 Harrow Street", at=at)
        chats.add_message(
            kit, f"My assistant is on {NUMBER} and the keys are under the third pot by the blue door", at=at
        )
        chats.add_message(kit, "Mail orders@kit-prints.example and bring invoice 88213", at=at)
    with stores.vault_at(folder / "home") as opened:
        syncing.sync_once(opened.db, source=folder / "chat.db", contacts=None, reconcile=False, now=clock.now)
    return folder


@pytest.fixture
def source(read: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(read / "chat.db", tmp_path))


@pytest.fixture
def vault(read: Path, source: Path, tmp_path: Path) -> Iterator[Vault]:
    shutil.copytree(read / "home", tmp_path / "home")
    with stores.vault_at(tmp_path / "home") as opened:
        opened.db.conn.execute("UPDATE source SET path = ?", (str(source),))
        yield opened


@pytest.fixture
def concerns(vault: Vault) -> Callable[..., tuple[str, ...]]:
    return lambda text, conversation=1: send.concerns(vault.db, conversation, text, now=clock.now())


@pytest.mark.parametrize("telling", [NUMBER, "orders@kit-prints.example", "88213"])
def test_what_only_another_contact_said_is_pointed_out(telling: str, concerns: Callable[..., tuple[str, ...]]) -> None:
    text = f"Sure, here it is: {telling} ok"
    (code,) = concerns(text)
    name, start, end = code.split(":")
    assert name == send.ELSEWHERE
    assert telling in text[int(start) : int(end)]
    assert concerns(text, 2) == ()


def test_another_contacts_very_words_are_pointed_out_as_a_whole(concerns: Callable[..., tuple[str, ...]]) -> None:
    text = "Look, the keys are under the third pot by the blue door"
    assert concerns(text) == (f"elsewhere:0:{len(text)}",)


@pytest.mark.parametrize(
    "text", ["Sunday at 14:00 works, it is 150 for the hour", "Kit and I will both be there", "See you at 3!", ""]
)
def test_the_persons_own_business_is_no_concern(text: str, concerns: Callable[..., tuple[str, ...]]) -> None:
    assert concerns(text) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("my card is 4242 4242 4242 4242", "card_number"),
        ("the password is hunter22", "password"),
        ("it is GB82 WEST 1234 5698 7654 32", "iban"),
    ],
)
def test_what_should_not_be_given_away_is_pointed_out(
    text: str, code: str, concerns: Callable[..., tuple[str, ...]]
) -> None:
    assert code in concerns(text)


def test_an_address_that_was_spoken_of_here_is_no_secret(concerns: Callable[..., tuple[str, ...]]) -> None:
    assert "home_address" in concerns(f"Come to {HOME}")
    assert "home_address" not in concerns("So I come to 3 Harrow Street?")


def test_a_price_that_is_not_the_cards_is_pointed_out(vault: Vault, concerns: Callable[..., tuple[str, ...]]) -> None:
    terms.add_rate(vault.db, service="Portrait", price=180, currency="GBP")
    assert concerns("The portrait is £150") == ("price_off_card:150:180",)
    assert concerns("The portrait is £180") == ()


@pytest.mark.parametrize(
    ("said", "arrived"),
    [
        ("Cafe\u0301", "Café"),
        ("one\ntwo", "one\r\ntwo"),
        ("trailing \n", "trailing"),
        ("see\u2028this", "see\u2028this"),
    ],
)
def test_the_same_words_in_another_form_are_the_same(said: str, arrived: str) -> None:
    assert send.same(said, Arrived(1, arrived, "", 0))


@pytest.mark.parametrize(("said", "arrived"), [("Yes", "yes"), ("Yes", "Yes."), ("Yes", ""), ("", "Yes")])
def test_other_words_are_not(said: str, arrived: str) -> None:
    assert not send.same(said, Arrived(1, arrived, "", 0)) or said == ""


def test_a_link_alone_is_found_in_its_card() -> None:
    assert send.same("https://maps.example/x", Arrived(1, "", "https://maps.example/x", 0))


def test_half_a_character_and_nothing_are_replaced() -> None:
    assert send.cleaned("a\ud83db\x00c🙂") == "a\ufffdbc🙂"


class Once:
    """One reply, sent without a window."""

    def __init__(self, vault: Vault, source: Path, folder: Path) -> None:
        self.vault = vault
        self.mac = Mac(own=source, search=str(folder), within_s=20.0, seen_within_s=1.0)

    def __call__(self, text: str, response_id: str | None = None, *, wait: Callable[[], None] = lambda: None) -> Stage:
        return sent.send_once(self.vault, 1, text, response_id, mac=self.mac, wait=wait, clock=clock.now)


@pytest.fixture
def once(vault: Vault, source: Path, tmp_path: Path) -> Once:
    return Once(vault, source, standin.install(tmp_path / "bin", source))


def test_a_reply_is_sent_and_seen(once: Once, tmp_path: Path) -> None:
    assert once("Sunday works", "draft-1") is Stage.SENT
    assert [run["text"] for run in standin.runs(tmp_path / "bin")] == ["Sunday works"]
    assert audit.verify(once.vault.db, once.vault.key).broken_at is None
    with pytest.raises(AlreadySending):
        once("Sunday works", "draft-1")


def test_a_reply_that_is_not_seen_is_unknown(once: Once, source: Path, tmp_path: Path) -> None:
    standin.install(tmp_path / "bin", source, writes=False)
    assert once("Sunday works") is Stage.UNKNOWN


def test_stopping_in_time_sends_nothing_and_keeps_the_text(once: Once, tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once("Sunday works", wait=stop)
    assert standin.runs(tmp_path / "bin") == []
    kept = outbox.latest(once.vault.db, 1)
    assert kept is not None
    assert (kept.stage, kept.text) == (Stage.TAKEN_BACK, "Sunday works")


def test_a_refusal_is_told_and_the_text_kept(once: Once, source: Path, tmp_path: Path) -> None:
    standin.install(tmp_path / "bin", source, writes=False, says=-1743)
    with pytest.raises(SendingDenied):
        once("Sunday works")
    kept = outbox.latest(once.vault.db, 1)
    assert kept is not None
    assert (kept.stage, kept.text) == (Stage.FAILED, "Sunday works")


def test_a_red_mark_in_messages_is_a_failure(once: Once, source: Path, tmp_path: Path) -> None:
    standin.install(tmp_path / "bin", source, columns={"error": 22, "is_sent": 0})
    with pytest.raises(SendingFailed) as told:
        once("Sunday works")
    assert told.value.facts == {"number": 22}


def test_a_copy_of_another_mac_is_never_sent_from(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(CannotSend):
        sent.send_once(
            vault, 1, "hello", None, mac=Mac(own=tmp_path / "own.db"), wait=lambda: None, clock=clock.now
        )  # fmt: skip
    assert outbox.latest(vault.db, 1) is None

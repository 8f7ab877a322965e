"""A conductor with scripted children, as a window uses it, and the four people who wait, for tests."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import scripted_worker

from app import clock, desk, events, syncing
from app.child import Child
from app.conductor import Conductor
from app.mailbox import Mailbox
from app.power import Battery, Power
from app.settings import Settings
from app.vault import Vault
from engine.domain import Suggestions
from importers.demo.chatdb import ChatDatabase

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


def add_for_later(vault: Vault, source: Path) -> int:
    """A message whose time comes in half an hour; returns its conversation, which need not be the most pressing."""
    with ChatDatabase(source) as chats:
        chats.add_message(1, "Or would Monday be better?", at=clock.now() + timedelta(minutes=30))
    syncing.sync_once(vault.db, source=source, contacts=None, reconcile=False, now=clock.now)
    newest = vault.db.execute("SELECT conversation_id FROM message ORDER BY sent_us DESC LIMIT 1").fetchone()
    return int(newest[0])

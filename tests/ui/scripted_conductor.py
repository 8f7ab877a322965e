"""A conductor that writes down what was wished for; a test tells the events itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from app.events import Event
from app.keep_wishes import Keep
from app.settings import Settings


class ScriptedConductor:
    """Writes down every wish; a test tells events itself."""

    def __init__(self) -> None:
        self.wishes: list[tuple[Any, ...]] = []
        self._listeners: list[Callable[[Event], None]] = []
        self.running = False

    def hear(self, listener: Callable[[Event], None]) -> None:
        self._listeners.append(listener)

    def leave_room(self) -> None:
        """Nothing here works behind anybody's back."""

    def tell(self, event: Event) -> None:
        """Tell an event to everybody, on the calling thread."""
        for listener in self._listeners:
            listener(event)

    def start(self) -> None:
        self.running = True

    def stop(self, timeout_s: float = 10.0) -> bool:
        self.running = False
        return True

    def look_for_room(self) -> None:
        self.wishes.append(("look_for_room",))

    def sync_now(self) -> None:
        self.wishes.append(("sync_now",))

    def opened(self, conversation_id: int) -> None:
        self.wishes.append(("opened", conversation_id))

    def suggest(self, conversation_id: int, *, fresh: bool = False, steer: str | None = None) -> None:
        self.wishes.append(("suggest", conversation_id, fresh, steer))

    def more(self, request_id: str) -> None:
        self.wishes.append(("more", request_id))

    def accept(self, response_id: str, text: str) -> None:
        self.wishes.append(("accept", response_id, text))

    def send(self, conversation_id: int, text: str, response_id: str | None = None) -> None:
        self.wishes.append(("send", conversation_id, text, response_id))

    def take_back_send(self, conversation_id: int) -> None:
        self.wishes.append(("take_back_send", conversation_id))

    def send_now(self, conversation_id: int) -> None:
        self.wishes.append(("send_now", conversation_id))

    def send_again(self, conversation_id: int) -> None:
        self.wishes.append(("send_again", conversation_id))

    def let_go_send(self, conversation_id: int) -> None:
        self.wishes.append(("let_go_send", conversation_id))

    def reject(self, response_id: str, reason: str | None = None) -> None:
        self.wishes.append(("reject", response_id, reason))

    def stop_drafting(self, conversation_id: int) -> None:
        self.wishes.append(("stop_drafting", conversation_id))

    def looked(self, conversation_id: int) -> None:
        self.wishes.append(("looked", conversation_id))

    def mark_unread(self, conversation_id: int) -> None:
        self.wishes.append(("mark_unread", conversation_id))

    def done(self, conversation_id: int) -> None:
        self.wishes.append(("done", conversation_id))

    def snooze(self, conversation_id: int, until: datetime) -> None:
        self.wishes.append(("snooze", conversation_id, until))

    def snooze_until_they_write(self, conversation_id: int) -> None:
        self.wishes.append(("snooze_until_they_write", conversation_id))

    def dismiss(self, conversation_id: int, pattern_name: str | None, *more: str) -> None:
        self.wishes.append(("dismiss", conversation_id, pattern_name, *more))

    def keep(self, wish: Keep) -> None:
        self.wishes.append(("keep", wish))

    def undo(self) -> None:
        self.wishes.append(("undo",))

    def read_contact(self, contact_id: int, on: bool) -> None:
        self.wishes.append(("read_contact", contact_id, on))

    def read_conversation(self, conversation_id: int, on: bool) -> None:
        self.wishes.append(("read_conversation", conversation_id, on))

    def mark(self, subject: int, on: bool) -> None:
        self.wishes.append(("mark", subject, on))

    def erase_contact(self, contact_id: int) -> None:
        self.wishes.append(("erase_contact", contact_id))

    def reload_model(self) -> None:
        self.wishes.append(("reload_model",))

    def pause(self, until: datetime) -> None:
        self.wishes.append(("pause", until))

    def go_on(self) -> None:
        self.wishes.append(("go_on",))

    def ask(self, question: str) -> None:
        self.wishes.append(("ask", question))

    def stop_asking(self) -> None:
        self.wishes.append(("stop_asking",))

    def forget_asked(self, turn_ids: Sequence[str]) -> None:
        self.wishes.append(("forget_asked", tuple(turn_ids)))

    def remind_at(self, text: str, at: datetime, conversation_id: int | None = None) -> None:
        self.wishes.append(("remind_at", text, at, conversation_id))

    def reminder_done(self, reminder_id: str) -> None:
        self.wishes.append(("reminder_done", reminder_id))

    def snooze_reminder(self, reminder_id: str, until: datetime) -> None:
        self.wishes.append(("snooze_reminder", reminder_id, until))

    def delete_reminder(self, reminder_id: str) -> None:
        self.wishes.append(("delete_reminder", reminder_id))

    def use_settings(self, settings: Settings) -> None:
        self.wishes.append(("use_settings", settings))

    def train_now(self, *, merges: bool = False) -> None:
        self.wishes.append(("train_now", merges))

    def pause_training(self) -> None:
        self.wishes.append(("pause_training",))

    def cancel_training(self, job_id: str) -> None:
        self.wishes.append(("cancel_training", job_id))

    def see_morning_report(self) -> None:
        self.wishes.append(("see_morning_report",))

    def use_adapter(self, adapter_id: int | None) -> None:
        self.wishes.append(("use_adapter", adapter_id))

    def keep_adapter_unused(self, adapter_id: int) -> None:
        self.wishes.append(("keep_adapter_unused", adapter_id))

    def roll_back_adapter(self) -> None:
        self.wishes.append(("roll_back_adapter",))

    def delete_adapter(self, adapter_id: int) -> None:
        self.wishes.append(("delete_adapter", adapter_id))

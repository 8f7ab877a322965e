"""What the person does with answers and reminders on the page of Ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from app.asked_history import Chat, Drafted
from app.wording import ask_page as words
from engine.asked import AskSource, Reminder
from ui import snoozing
from ui.ask_cards import ResultRow
from ui.choice_menu import ChoiceMenu
from ui.plain import one_line

if TYPE_CHECKING:
    from ui.ask_page import AskPage
    from ui.main_window import MainWindow


class AskDeeds(QObject):
    """For one page; every wish goes through the window, so that Z takes it back."""

    def __init__(self, window: MainWindow, page: AskPage) -> None:
        super().__init__(page)
        self._window, self._page = window, page

    def open(self, source: AskSource) -> None:
        """Show a message where it stands."""
        self._window.open_conversation(int(source.conversation_id), int(source.message_id))

    def press(self, view: ResultRow) -> None:
        """Open what a row is about, or ask when to be reminded of it."""
        row = view.row
        if row.conversation_id is None:
            return
        conversation_id, text = int(row.conversation_id), row.title
        if not view.reminds:
            self._window.open_conversation(conversation_id)
            return
        wish = self._window.wishes.remind_at
        place = view.button.mapTo(self._page, QPoint(0, 0))
        self._ask_when(self.tr("Remind me"), place, lambda until: wish(text, until, conversation_id))

    def use(self, made: Drafted) -> None:
        """A draft goes where the conversation is answered; what was begun there is not lost."""
        self._window.open_conversation(made.conversation_id)
        composer = self._window.front.conversation.composer
        if made.option is not None:
            composer.fill(made.option)
            return
        begun = composer.text()
        composer.restore(f"{begun}\n{made.text}" if begun.strip() else made.text)
        composer.edit.setFocus()

    def on_reminder(self, reminder: Reminder, wish: str) -> None:
        """Do something with a reminder; "" asks what."""
        wishes, page = self._window.wishes, self._page
        place = page.list.mapTo(page, page.list.place(reminder))
        match wish:
            case "done":
                wishes.reminder_done(reminder.reminder_id)
            case "snooze":
                self._ask_when(self.tr("Remind me again"), place, partial(wishes.snooze_reminder, reminder.reminder_id))
            case "delete":
                wishes.delete_reminder(reminder.reminder_id)
            case "open" if reminder.conversation_id is not None:
                self._window.open_conversation(int(reminder.conversation_id))
            case _:
                self._offer(reminder, place)

    def forget(self, chat: Chat) -> None:
        """Ask once more, then forget a chat."""

        def take(at: int | None) -> None:
            if at == 0:
                self._page.forgotten()
                self._window.wishes.forget_asked(chat.turn_ids)

        button, caption = self._page.header.forget, words.forgotten(len(chat.turns))
        choices, name = [self.tr("Forget this chat"), self.tr("Keep it")], self.tr("Forget this chat")
        menu = ChoiceMenu(self._page.theme, self._page, choices, take, name=name, caption=caption)
        menu.show_at(button.mapTo(self._page, QPoint(0, button.height() + 4 + menu.height())))

    def _offer(self, reminder: Reminder, place: QPoint) -> None:
        name = one_line(reminder.name)
        offered = [("open", self.tr("Open {name}").format(name=name))] if reminder.conversation_id else []
        offered += [("done", self.tr("Done")), ("snooze", self.tr("Snooze…")), ("delete", self.tr("Delete"))]

        def take(at: int | None) -> None:
            if at is not None:
                self.on_reminder(reminder, offered[at][0])

        choices = [word for _wish, word in offered]
        menu = ChoiceMenu(self._page.theme, self._page, choices, take, name=self.tr("Reminder"))
        menu.show_at(place + QPoint(0, menu.height()))

    def _ask_when(self, name: str, place: QPoint, take: Callable[[datetime], object]) -> None:
        choices = snoozing.choices(self._window.desk.now())

        def chosen(at: int | None) -> None:
            if at is not None:
                take(choices[at][1])

        words_only = [word for word, _until in choices]
        ChoiceMenu(self._page.theme, self._page, words_only, chosen, name=name).show_at(place)

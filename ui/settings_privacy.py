"""Privacy and retention: what is kept, for how long, whom Sotto leaves out, and how to forget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app import events, retention, spared, unlocking
from app.erasing import Leaving, leaving_of
from app.events import Event
from app.settings import Groups
from app.spared import Spared
from app.store import shrinking
from app.store.aging import Part
from app.wording import forgetting
from app.wording import models as model_words
from app.wording import settings as words
from ui.buttons import Button
from ui.people_picker import PeoplePicker
from ui.question import Question
from ui.setting_fields import choice_row
from ui.setting_rows import FewChips, Row, fixed
from ui.settings_page import SettingsPage
from ui.settings_window import SettingsWindow

DAYS = (30, 90, 180, 365, 730, 1825, 0)
LOCK = (1, 5, 10, 30, 60, 0)
#: What has to be typed before everything is forgotten.
WORD = "forget"


@dataclass(frozen=True, slots=True)
class _Kept:
    size_bytes: int
    unread: list[Spared]


class PrivacyPage(SettingsPage):
    """See the module."""

    def __init__(self, shell: SettingsWindow) -> None:
        self._unread: list[Spared] = []
        self.question: Question | None = None
        super().__init__(
            shell, shell.tr("Privacy and retention"), shell.tr("What is kept, for how long, and how to forget it.")
        )

    def build(self) -> Iterator[None]:
        self.add_group(self.tr("Kept on this computer"), *self._kept())
        yield
        self.add_group(self.tr("Left out"), *self._left_out())
        yield
        self.add_group(self.tr("Lock and forget"), *self._lock_and_forget())

    def enter(self) -> None:
        def read(desk: Any) -> _Kept:
            return _Kept(shrinking.size_bytes(desk.db), [one for one in spared.from_reading(desk.db) if one.spared])

        self.shell.main.reads.ask("settings privacy", read, self._show)

    def hear(self, event: Event) -> None:
        if isinstance(event, events.InboxChanged | events.ContactErased):
            self.enter()

    def _kept(self) -> list[Row]:
        self.copy = self._days("keep_messages_days", Part.MESSAGES, self.tr("Message copy, encrypted"))
        return [
            self.copy,
            self._days("keep_memories_days", Part.MEMORIES, self.tr("Memories and briefs")),
            self._days("keep_drafts_days", Part.DRAFTS, self.tr("Drafts you did not use")),
            self._days("keep_samples_days", Part.SAMPLES, self.tr("Training samples, masked")),
        ]

    def _left_out(self) -> list[Row]:
        theme = self.theme
        self.unread = FewChips(theme)
        self.edit = Button(theme, self.tr("Edit…"), name=self.tr("Edit who is never read"))
        self.edit.clicked.connect(self._ask_unread)
        groups = [
            (Groups.SHOW, self.tr("Show, never draft")),
            (Groups.DRAFT, self.tr("Show and draft")),
            (Groups.LEAVE_OUT, self.tr("Leave out")),
        ]
        return [
            Row(theme, self.tr("Never read"), self.unread, self.edit, also="switched off leave out block people"),
            choice_row(
                self.preferences,
                theme,
                "groups",
                self.tr("Group conversations"),
                groups,
                hint=self.tr("Left out ones are not in the inbox; search still finds them"),
            ),
            Row(
                theme,
                self.tr("Verification codes and card numbers"),
                fixed(theme, "done", self.tr("Always left out"), role="positive.mark"),
            ),
        ]

    def _lock_and_forget(self) -> list[Row]:
        theme = self.theme
        self.forget_one = Button(theme, self.tr("Choose…"), name=self.tr("Choose whom to forget"))
        self.forget_all = Button(theme, self.tr("Forget…"), look="danger", name=self.tr("Forget everything"))
        self.forget_one.clicked.connect(self._ask_whom)
        self.forget_all.clicked.connect(self._ask_everything)
        rows = [
            choice_row(
                self.preferences,
                theme,
                "lock_after_min",
                self.tr("Lock Sotto after"),
                [(n, words.lock_after(n)) for n in LOCK],
                other=words.lock_after,
                hint=words.unlocking(unlocking.keeper(self.preferences.home)),
                also="idle passphrase",
            ),
            Row(
                theme,
                self.tr("Forget one person…"),
                self.forget_one,
                hint=self.tr("Messages copy, memories, samples. Adapters that may have learnt from them are listed"),
                also="erase delete contact",
            ),
        ]
        if self.shell.forget_everything is not None:
            hint = self.tr("Messages itself is not touched")
            row = Row(theme, self.tr("Forget everything…"), self.forget_all, hint=hint, also="erase delete reset")
            rows.append(row)
        return rows

    def _days(self, field: str, part: Part, label: str) -> Row:
        def before(days: int, take: Callable[[], None], leave: Callable[[], None]) -> None:
            self._weigh(part, label, days, take, leave)

        choices = [(n, words.days(n)) for n in DAYS]
        return choice_row(
            self.preferences,
            self.theme,
            field,
            label,
            choices,
            other=words.days,
            before=before,
            also="keep delete days",
        )

    def _weigh(self, part: Part, label: str, days: int, take: Callable[[], None], leave: Callable[[], None]) -> None:
        """A limit that removes nothing now holds at once; one that does is asked about."""
        now = self.shell.main.desk.now()

        def told(n: int) -> None:
            if not n:
                take()
                return
            text = f"{forgetting.would_remove(part, n)} {words.REMOVING[part]} {forgetting.NO_WAY_BACK}"
            title = self.tr("Keep {what} for {time}?").replace("{what}", forgetting.PARTS[part][1])
            title = title.replace("{time}", words.days(days).lower())
            self.question = self.shell.ask(title, text, self.tr("Remove"), take, otherwise=leave, danger=True)

        self.shell.main.reads.ask(
            f"settings {label}", lambda desk: retention.would_remove(desk.db, part, days, now=now), told
        )

    def _show(self, kept: _Kept) -> None:
        keeper = words.keeper(unlocking.keeper(self.preferences.home))
        self.copy.show_hint(f"{model_words.size(kept.size_bytes)} · {keeper}")
        self.unread.show_names([one.name for one in kept.unread])

    def _ask_unread(self) -> None:
        self.shell.main.reads.ask(
            "settings people", lambda desk: spared.from_reading(desk.db), lambda found: self._pick_unread(found)
        )

    def _pick_unread(self, found: list[Spared]) -> None:
        self.picker = PeoplePicker(self.theme, found, turn=self._turn)
        title, text = self.tr("Never read"), words.NEVER_READ
        self.question = self.shell.ask(title, text, self.tr("Done"), self.enter, no="", body=self.picker, wide=520)
        self.picker.search.setFocus()

    def _turn(self, one: Spared, on: bool) -> None:
        core = self.shell.main.core
        if one.subject > 0:
            core.read_contact(one.subject, not on)
        else:
            core.read_conversation(-one.subject, not on)
        self.shell.main.wishes.noted()

    def _ask_whom(self) -> None:
        self.shell.main.reads.ask(
            "settings people", lambda desk: spared.people(desk.db), lambda found: self._pick_whom(found)
        )

    def _pick_whom(self, found: list[Spared]) -> None:
        self.picker = PeoplePicker(self.theme, found, verb=self.tr("Forget…"), act=self._weigh_person)
        title, text = self.tr("Forget one person"), words.WHOM
        self.question = self.shell.ask(title, text, self.tr("Close"), self.enter, no="", body=self.picker, wide=520)
        self.picker.search.setFocus()

    def _weigh_person(self, one: Spared) -> None:
        home = self.preferences.home

        def read(desk: Any) -> Leaving:
            return leaving_of(home, desk.db, one.subject)

        self.shell.main.reads.ask("settings leaving", read, lambda leaving: self._ask_person(one, leaving))

    def _ask_person(self, one: Spared, leaving: Leaving) -> None:
        if self.question is not None:
            self.question.answer(False)

        def forget() -> None:
            self.shell.main.core.erase_contact(one.subject)

        title = self.tr("Forget {name}?").replace("{name}", one.name)
        text = forgetting.what_goes(leaving)
        self.question = self.shell.ask(title, text, self.tr("Forget"), forget, danger=True)

    def _ask_everything(self) -> None:
        forget = self.shell.forget_everything
        if forget is None:
            return
        text = f"{forgetting.EVERYTHING} {forgetting.NO_WAY_BACK} " + words.TYPE.replace("{word}", WORD)
        self.question = self.shell.ask(
            self.tr("Forget everything?"), text, self.tr("Forget everything"), forget, danger=True, word=WORD
        )

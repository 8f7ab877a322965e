"""Model and box: what writes the drafts, where it runs, and what connections were opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app import events, model_offers, models, sockets
from app.events import Event
from app.machine import Machine
from app.model_offers import Choice, Fit
from app.wording import model_choice as model_words
from app.wording import problems
from app.wording import settings as words
from engine.problems import Problem
from ui.box_rows import BoxRows
from ui.buttons import Button
from ui.chips import Chip
from ui.fetch_card import FetchCard
from ui.model_choice import GGUF, look
from ui.model_fetch import ModelFetch, Stage
from ui.setting_fields import choice_row
from ui.setting_rows import Row, fixed
from ui.settings_page import SettingsPage
from ui.settings_window import SettingsWindow
from ui.surface import Words

IDLE = (300.0, 600.0, 900.0, 1200.0, 1800.0, 3600.0, 0.0)


class ModelPage(SettingsPage):
    """See the module.

    Attributes:
        fetch: the model that is on its way, made before this page and outliving it.
        of: looks at the machine; takes a while.
    """

    of: Callable[[Any], Machine] = staticmethod(look)

    def __init__(self, shell: SettingsWindow) -> None:
        self.fetch: ModelFetch = shell.fetch
        self._free = 0
        self._choices: list[Choice] = []
        super().__init__(shell, shell.tr("Model and box"), shell.tr("What writes your drafts, and where it runs."))

    def build(self) -> Iterator[None]:
        theme = self.theme
        self.installed = self.add_group(self.tr("Installed"), Row(theme, self.tr("Looking…")))
        yield
        self.card = FetchCard(theme)
        self.card.hide()
        self.column.addWidget(self.card)
        self.offered = self.add_group(self.tr("More models"))
        yield
        self.add_group(self.tr("Use of this computer"), *self._usage())
        yield
        self.box = BoxRows(self)
        self.boxes = self.add_group(self.tr("Your own second machine"), *self.box.rows())
        yield
        self.add_group(self.tr("Connections"), *self._connections())
        self._connect()

    def enter(self) -> None:
        home, of = self.preferences.home, self.of

        def read(_desk: Any) -> tuple[Machine, list[Choice]]:
            found = of(home)
            return found, model_offers.choices(home, found)

        self.shell.main.reads.ask("settings models", read, self._show)
        self.box.look()
        self._say_sockets(sockets.opened())

    def hear(self, event: Event) -> None:
        match event:
            case events.ModelChanged() | events.AdaptersChanged():  # a model of its own may have come of a job
                self.enter()
            case events.SocketsChanged(count):
                self._say_sockets(count)

    def changed(self) -> None:
        """Another model is in use, or none: the core looks at it, and so do we."""
        self.shell.main.core.reload_model()
        self.enter()

    def failed(self, problem: Problem) -> None:
        """Say what did not work."""
        said = problems.sentence(problem)
        self.shell.ask(said.what, said.next, self.tr("OK"), lambda: None, no="")

    def _usage(self) -> list[Row]:
        on_battery = [(True, self.tr("Draft ahead as usual")), (False, self.tr("Draft only when asked"))]
        ahead = [(n, words.ahead(n)) for n in (0, 1, 3, 5, 10)]
        return [
            self._choice("idle_unload_s", self.tr("Free memory when idle"), [(n, words.idle(n)) for n in IDLE]),
            self._choice("draft_on_battery", self.tr("On battery"), on_battery, also="power laptop"),
            self._choice(
                "drafts_ahead",
                self.tr("Drafts ready before you open"),
                ahead,
                hint=self.tr("The most urgent ones, while this computer has nothing else to do"),
                also="ahead background",
            ),
        ]

    def _connections(self) -> list[Row]:
        self.count = Words(self.theme, "0", style="body_strong")
        self.log = Button(self.theme, self.tr("Show log"))
        self.log.clicked.connect(self._show_log)
        return [
            Row(
                self.theme,
                self.tr("Check for new models"),
                fixed(self.theme, "lock", self.tr("Only when I ask")),
                also="update network",
            ),
            Row(
                self.theme,
                self.tr("Sockets opened since start"),
                self.count,
                self.log,
                also="network connections internet",
            ),
        ]

    def _connect(self) -> None:
        self.card.go_on_wished.connect(self.fetch.go_on)
        self.card.pause_wished.connect(self.fetch.pause)
        self.card.cancel_wished.connect(self.fetch.cancel)
        self.fetch.changed.connect(self._went_on)
        self.fetch.arrived.connect(self.changed)

    def _show(self, looked: tuple[Machine, list[Choice]]) -> None:
        machine, self._choices = looked
        self._free = machine.disk_free_bytes
        here = [one for one in self._choices if one.here]
        more = [one for one in self._choices if not one.here and one.short]
        self.installed.card.show_rows([self._installed_row(one) for one in here] or [self._nothing()])
        self.offered.card.show_rows([*(self._offered_row(one) for one in more), self._own_file()])
        self._went_on()

    def _installed_row(self, one: Choice) -> Row:
        hint = f"{model_words.disk(one)}, {model_words.needs(one)} memory"
        if one.active:
            controls: list[QWidget] = [Chip(self.theme, self.tr("in use"))]
        else:
            use = Button(self.theme, self.tr("Use"), name=f"Use {one.title}")
            use.clicked.connect(lambda: self._do(lambda home: models.use(home, one.id)))
            controls = [use]
        remove = Button(self.theme, self.tr("Remove"), look="quiet", name=f"Remove {one.title}")
        remove.clicked.connect(lambda: self._ask_removing(one))
        return Row(self.theme, one.title, *controls, remove, hint=hint, also="model")

    def _offered_row(self, one: Choice) -> Row:
        fit = model_words.fits(one)
        hint = " · ".join((model_words.disk(one), fit, model_words.made_of(one)))
        get = Button(self.theme, self.tr("Download"), name=f"Download {one.title}")
        get.setEnabled(one.fit is not Fit.TOO_BIG)
        get.clicked.connect(lambda: self._begin(one))
        chips = [Chip(self.theme, model_words.chip(one))] if model_words.chip(one) else []
        return Row(self.theme, one.title, *chips, get, hint=hint, also="model get fetch")

    def _own_file(self) -> Row:
        choose = Button(self.theme, self.tr("Choose…"), name=self.tr("Choose a model file"))
        choose.clicked.connect(self._ask_for_file)
        return Row(self.theme, self.tr("Use a file I have…"), choose, hint=self.tr("A GGUF file; it stays where it is"))

    def _nothing(self) -> Row:
        hint = self.tr("Sotto suggests from your own past replies. Fresh drafts start once a model is here.")
        return Row(self.theme, self.tr("No model yet"), hint=hint)

    def _begin(self, one: Choice) -> None:
        if one.offer is not None:
            self.fetch.begin(one.offer)

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Use a model file"), str(Path.home()))
        dialog.setNameFilters([GGUF, self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.fetch.add(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_removing(self, one: Choice) -> None:
        text = words.removing_model(one.active)
        title = self.tr("Remove {title}?").replace("{title}", one.title)

        def remove() -> None:
            self._do(lambda home: models.remove(home, one.id))

        self.shell.ask(title, text, self.tr("Remove"), remove, danger=True)

    def _do(self, act: Callable[[Any], object]) -> None:
        """Change the list of models, beside the Qt thread."""
        home = self.preferences.home
        self.shell.errand.run(lambda: act(home), lambda _done: self.changed(), self.failed)

    def _went_on(self) -> None:
        standing = self.fetch.standing
        self.card.show_standing(standing, None, self._free)
        if standing.stage is Stage.THERE:
            self.card.hide()
        self._say_sockets(max(standing.n_sockets, sockets.opened()))

    def _say_sockets(self, count: int) -> None:
        self.count.setText(str(count))
        self.count.setAccessibleName(f"Sockets opened since start: {count}")

    def _show_log(self) -> None:
        text = words.socket_log(self.shell.socket_log, sockets.opened())
        self.shell.ask(self.tr("Sockets opened since start"), text, self.tr("OK"), lambda: None, no="")

    def _choice(self, field: str, label: str, choices: list[tuple[Any, str]], **more: Any) -> Row:
        other = words.idle if field == "idle_unload_s" else words.ahead if field == "drafts_ahead" else str
        return choice_row(self.preferences, self.theme, field, label, choices, other=other, **more)

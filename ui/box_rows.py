"""Rows for a model server of the person's own: pairing it, letting it write, trying it, forgetting it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import endpoints, models
from app.endpoints import Endpoint, Tried
from app.wording import problems
from app.wording import settings as words
from engine.problems import Problem
from ui.buttons import Button
from ui.setting_rows import Row
from ui.surface import Field, Words
from ui.switch import Switch

if TYPE_CHECKING:
    from ui.settings_model import ModelPage

#: The fields of the question: placeholder and name.
FIELDS = {
    "base_url": ("https://box.local:8443/v1", "Address"),
    "model": ("What the box calls its model", "Model"),
    "token": ("Its token, if it wants one", "Token"),
}


class BoxRows:
    """For one page.

    Attributes:
        switch: whether the box writes the drafts.
        pair: opens the question of `ask_pairing`.
    """

    def __init__(self, page: ModelPage) -> None:
        self._page, self.theme = page, page.theme
        self._known: list[Endpoint] = []
        self._before = ""
        self.switch = Switch(self.theme, name=page.tr("Let a paired box write the drafts"))
        self.pair = Button(self.theme, page.tr("Pair…"), name=page.tr("Pair a box"))
        self.none = Words(self.theme, page.tr("none"), role="text.tertiary")
        self.switch.toggled.connect(self._turn)
        self.pair.clicked.connect(self.ask_pairing)

    def rows(self) -> list[Row]:
        """Those that are always there."""
        page = self._page
        hint = page.tr("A computer you own, on your own network or cable. Text is encrypted both ways")
        return [
            Row(self.theme, page.tr("Let a paired box write the drafts"), self.switch, hint=hint, also="server remote"),
            Row(self.theme, page.tr("Paired box"), self.none, self.pair, also="endpoint certificate token server"),
        ]

    def look(self) -> None:
        """Read which are set up and which is in use."""
        home = self._page.preferences.home

        def read(_desk: Any) -> tuple[list[Endpoint], str, str]:
            found = models.listing(home)
            used = next((one.id for one in found if one.active), "")
            local = next((one.id for one in found if one.here and not one.remote), "")
            return endpoints.listing(home), used, local

        self._page.shell.main.reads.ask("settings boxes", read, self._show)

    def ask_pairing(self) -> None:
        """Ask for the address; then its certificate is shown to be compared."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(8))
        fields = {key: Field(self.theme, placeholder=example, name=name) for key, (example, name) in FIELDS.items()}
        fields["token"].edit.setEchoMode(fields["token"].edit.EchoMode.Password)
        for field in fields.values():
            column.addWidget(field)
        self.fields = fields

        def go_on() -> None:
            self._fetch({key: field.edit.text().strip() for key, field in fields.items()})

        page = self._page
        question = page.shell.ask(page.tr("Pair a box"), words.PAIRING, page.tr("Look at it"), go_on, body=body)
        fields["base_url"].edit.setFocus()
        self.question = question

    def _fetch(self, wanted: dict[str, str]) -> None:
        """Show the certificate of an https address; plain http on this computer has none."""
        if not wanted["base_url"].lower().startswith("https"):
            self._add(wanted, "")
            return
        address, compare = wanted["base_url"], partial(self._compare, wanted)
        self._page.shell.errand.run(lambda: endpoints.fetch_certificate(address), compare, self._refused)

    def _compare(self, wanted: dict[str, str], pem: str) -> None:
        page = self._page
        text = words.certificate(endpoints.fingerprint(pem))
        page.shell.ask(page.tr("Is this your box?"), text, page.tr("It is the same"), lambda: self._add(wanted, pem))

    def _add(self, wanted: dict[str, str], pem: str) -> None:
        home = self._page.preferences.home
        self._page.shell.errand.run(
            lambda: endpoints.add(
                home, base_url=wanted["base_url"], model=wanted["model"], token=wanted["token"], certificate=pem
            ),
            lambda _added: self.look(),
            self._refused,
        )

    def _show(self, found: tuple[list[Endpoint], str, str]) -> None:
        self._known, used, self._before = found
        paired = [one for one in self._known if one.id == used]
        self.switch.blockSignals(True)
        self.switch.setChecked(bool(paired))
        self.switch.blockSignals(False)
        self.switch.setEnabled(bool(self._known))
        self.switch.update()
        self.none.setVisible(not self._known)
        card = self._page.boxes.card
        card.show_rows([*card.rows[:2], *(self._row(one, one.id == used) for one in self._known)])

    def _row(self, one: Endpoint, used: bool) -> Row:
        page = self._page
        tried = Button(self.theme, page.tr("Try"), name=f"Try {one.name}")
        forget = Button(self.theme, page.tr("Forget"), look="quiet", name=f"Forget {one.name}")
        hint = f"{one.model} at {one.host}" + (", writes your drafts" if used else "")
        row = Row(self.theme, one.name, tried, forget, hint=hint)
        tried.clicked.connect(lambda: self._try(one, row))
        forget.clicked.connect(lambda: self._ask_forgetting(one))
        return row

    def _try(self, one: Endpoint, row: Row) -> None:
        home = self._page.preferences.home
        row.show_hint(self._page.tr("Connecting…"))

        def told(tried: Tried) -> None:
            row.show_hint(words.tried(tried.connect_ms, tried.answer_ms))

        def failed(problem: Problem) -> None:
            row.show_hint(problems.sentence(problem).what)

        self._page.shell.errand.run(lambda: endpoints.try_out(home, one.name), told, failed)

    def _ask_forgetting(self, one: Endpoint) -> None:
        home, page = self._page.preferences.home, self._page

        def forget() -> None:
            page.shell.errand.run(lambda: endpoints.remove(home, one.name), lambda _gone: page.changed(), self._refused)

        title = page.tr("Forget {name}?").replace("{name}", one.name)
        page.shell.ask(title, words.FORGETTING_BOX, page.tr("Forget"), forget, danger=True)

    def _turn(self, on: bool) -> None:
        """Use the box, or again a model that is here."""
        home, page, local = self._page.preferences.home, self._page, self._before

        def turned() -> None:
            if on:
                models.use(home, self._known[0].id)
            elif local:
                models.use(home, local)
            else:
                models.use_none(home)

        page.shell.errand.run(turned, lambda _done: page.changed(), self._refused)

    def _refused(self, problem: Problem) -> None:
        self._page.failed(problem)
        self.look()

"""Looking at what a thread keeps closed: files that are on this machine, links after asking, earlier wordings."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.desk_rows import EarlierWording
from ui.aside import Reads
from ui.ask_first import AskFirst
from ui.plain import one_line
from ui.thread_items import Item
from ui.thread_view import ThreadView
from ui.versions_card import VersionsCard

#: Longest address that is shown whole; nobody reads more, and what cannot be shown is not opened.
LONGEST = 1000


class ThreadOpening(QObject):
    """For one thread view; nothing is opened by itself."""

    def __init__(self, view: ThreadView, reads: Reads) -> None:
        super().__init__(view)
        self._view, self._reads = view, reads
        self._versions: VersionsCard | None = None
        view.opening_wished.connect(self.open)
        view.versions_wished.connect(self.show_versions)
        view.rows.modelReset.connect(self._close_versions)

    def open(self, item: Item) -> None:
        """The person pressed a closed placeholder."""
        if item.url:
            self._ask_for_link(item.url)
        elif item.on_disk:
            message_id, part = item.message_id, item.part
            self._reads.ask("file", lambda desk: desk.file_place(message_id, part), self._look_at)

    def show_versions(self, item: Item) -> None:
        """The person pressed "Edited"."""
        message_id = item.message_id
        read = partial(self._show_versions, item)
        self._reads.ask("versions", lambda desk: (desk.earlier(message_id), desk.now()), read)

    def edited(self) -> Item | None:
        """The edited message the palette speaks of: that at hand, else the newest one that is loaded."""
        rows, current = self._view.rows, self._view.currentIndex()
        newest = [rows.item(row) for row in reversed(range(rows.rowCount()))]
        at_hand = [rows.item(current.row())] if current.isValid() else []
        return next((one for one in (*at_hand, *newest) if one.edited), None)

    def show_newest_versions(self) -> None:
        """Show what the edited message at hand said before."""
        item = self.edited()
        if item is not None and (row := self._view.rows.row_of(item.message_id)) is not None:
            self._view.scrollTo(self._view.rows.index(row))
            self.show_versions(item)

    def _show_versions(self, item: Item, answer: tuple[Sequence[EarlierWording], datetime]) -> None:
        view, (earlier, now) = self._view, answer
        row = view.rows.row_of(item.message_id)
        if row is None or not view.rows.item(row).edited:
            return  # it went, or was unsent, meanwhile
        self._close_versions()
        place = view.visualRect(view.rows.index(row))
        place.moveTopLeft(view.viewport().mapTo(view.window(), place.topLeft()))
        self._versions = card = VersionsCard(view.theme, view.window(), item.text, earlier, place, now)
        card.left.connect(self._forget_versions)

    def _close_versions(self) -> None:
        """The thread is another one, or stands otherwise: nothing of it stays in sight."""
        if self._versions is not None:
            self._versions.leave()

    def _forget_versions(self) -> None:
        self._versions = None

    def _ask_for_link(self, url: str) -> None:
        shown = plain_address(url)
        if shown is None:
            return
        target, view = QUrl(shown), self._view
        answers = (
            ("Open in the browser", lambda: QDesktopServices.openUrl(target)),
            ("Copy the address", lambda: QGuiApplication.clipboard().setText(shown)),
        )
        more = f"It goes to {target.host()}. The page can see that you opened it."
        AskFirst(view.theme, view.window(), "Open this link?", shown, more, answers, keep="Keep it closed")

    def _look_at(self, place: Path | None) -> None:
        view = self._view
        if place is None:
            AskFirst(
                view.theme, view.window(), "Not here any more", "The file is not on this machine.", "", (), keep="Close"
            )
        elif sys.platform == "darwin" and (look := shutil.which("qlmanage")) is not None:
            QProcess.startDetached(look, ["-p", str(place)])
        else:
            answers = (("Open it", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))),)
            more = "Another program shows it. Open files only from people you know."
            name = one_line(str(place))
            AskFirst(view.theme, view.window(), "Open this file?", name, more, answers, keep="Keep it closed")


def plain_address(url: str) -> str | None:
    """An address as it really is: letters of other scripts in the host as punycode, everything else escaped.

    None for what is no web address, or too long to be shown.
    """
    parsed = QUrl(url, QUrl.ParsingMode.TolerantMode)
    shown = bytes(parsed.toEncoded().data()).decode("ascii", "replace")
    right = parsed.isValid() and parsed.scheme() in ("http", "https") and parsed.host() and len(shown) <= LONGEST
    return shown if right and not parsed.userInfo() else None

"""Looking at what a thread keeps closed: files that are on this machine, links after asking, earlier wordings."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from ui.aside import Reads
from ui.ask_first import AskFirst
from ui.plain import one_line
from ui.thread_items import Item
from ui.thread_view import ThreadView

#: Longest address that is shown whole; nobody reads more, and what cannot be shown is not opened.
LONGEST = 1000
EDITED = "This message was edited"
EDITED_MORE = "Sotto keeps the newest wording only. Messages shows the earlier ones when you click Edited there."


class ThreadOpening(QObject):
    """For one thread view; nothing is opened by itself."""

    def __init__(self, view: ThreadView, reads: Reads) -> None:
        super().__init__(view)
        self._view, self._reads = view, reads
        view.opening_wished.connect(self.open)
        view.versions_wished.connect(self.show_versions)

    def open(self, item: Item) -> None:
        """The person pressed a closed placeholder."""
        if item.url:
            self._ask_for_link(item.url)
        elif item.on_disk:
            message_id, part = item.message_id, item.part
            self._reads.ask("file", lambda desk: desk.file_place(message_id, part), self._look_at)

    def show_versions(self, item: Item) -> None:
        """The person pressed "Edited"."""
        view = self._view
        AskFirst(view.theme, view.window(), EDITED, item.text, EDITED_MORE, (), keep="Close")

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

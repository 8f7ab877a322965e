"""How a finished reply leaves the window: copied, and on a Mac the conversation opened in Messages."""

from __future__ import annotations

import sys

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.desk_rows import ConversationHead

OPENS_MESSAGES = sys.platform == "darwin"
SEND_WORDS = "Copy and open Messages" if OPENS_MESSAGES else "Copy reply"
COPIED = "Copied. Paste it in Messages and send it there." if OPENS_MESSAGES else "Copied. Paste it where you answer."


def address(head: ConversationHead) -> QUrl:
    """Where Messages opens this conversation; a group only opens the program."""
    url = QUrl()
    url.setScheme("sms" if head.address and not head.is_group else "messages")
    if head.address and not head.is_group:
        url.setPath(head.address, QUrl.ParsingMode.DecodedMode)
    return url


def hand_over(head: ConversationHead, text: str) -> None:
    """Copy the text; nothing is sent."""
    QGuiApplication.clipboard().setText(text)
    if OPENS_MESSAGES:
        QDesktopServices.openUrl(address(head))

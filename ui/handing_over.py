"""How a finished reply leaves the window by itself: copied, and on a Mac the conversation opened in Messages."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.desk_rows import ConversationHead
from app.send import Reach

COPY, OPEN, SEND = "Copy reply", "Copy and open Messages", "Send"
COPIED = "Copied. Paste it where you answer."
COPIED_FOR_MESSAGES = "Copied. Paste it in Messages and send it there."


def send_words(reach: Reach, *, by_script: bool) -> str:
    """What the button does where a reply may be taken this far."""
    match reach:
        case Reach.COPY:
            return COPY
        case Reach.CHAT if by_script:
            return SEND
        case _:
            return OPEN


def copied(reach: Reach) -> str:
    """What was done and what is left to do."""
    return COPIED if reach is Reach.COPY else COPIED_FOR_MESSAGES


def address(head: ConversationHead) -> QUrl:
    """Where Messages opens this conversation; a group only opens the program."""
    url = QUrl()
    url.setScheme("sms" if head.address and not head.is_group else "messages")
    if head.address and not head.is_group:
        url.setPath(head.address, QUrl.ParsingMode.DecodedMode)
    return url


def copy(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def open_messages(head: ConversationHead) -> None:
    """Show the conversation in Messages."""
    QDesktopServices.openUrl(address(head))


def hand_over(head: ConversationHead, text: str, reach: Reach) -> None:
    """Copy the text and, on a Mac whose own conversation this is, show where it is to be pasted; nothing is sent."""
    copy(text)
    if reach is not Reach.COPY:
        open_messages(head)

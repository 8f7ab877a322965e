"""The words around a reply that leaves: what to check first, the undo window, and how it ended."""

from __future__ import annotations

from typing import Final

from app.wording import replies
from engine.problems import Problem, SendingFailed

CHECK: Final = "Check before it goes"
UNCHECKED: Final = "Sotto could not look through this just now."
QUOTED: Final = "“{0}” comes from another contact’s conversation."
COPIED_WORDS: Final = "These are the words of another contact."
#: Longest piece of the own text that is quoted back.
QUOTE: Final = 40

SEND_ANYWAY: Final = "Send anyway"
COPY_ANYWAY: Final = "Copy anyway"
CHANGE: Final = "Change"

ASK: Final = "Send through Messages from now on?"
ASK_MORE: Final = (
    "Sotto hands your text to Messages, and every reply waits {seconds} s for you to take it back. "
    "macOS asks once whether Sotto may control Messages. You can change this in Settings."
)
ASK_YES: Final = "Send through Messages"
ASK_NO: Final = "Copy and open Messages"

#: "Sending to Ines in", "6 s"
SENDING: Final = ("Sending to {name} in", "{seconds} s")
SENDING_NOW: Final = "Sending to {name}…"
SPOKEN: Final = "Sending in {seconds} seconds, {key} to undo"
COPIED: Final = "Copied."
TAKEN_BACK: Final = "Not sent. Your text is back."
KEPT: Final = ("Not sent to {name}", "Sotto ended before it went. Your text is kept as a draft.")
UNVERIFIED: Final = (
    "Sent, but Sotto can’t see it in Messages yet",
    "It will not send again by itself. Look in Messages first.",
)
FAILED: Final = ("Messages could not send this", "Your text is kept.")

#: For the terminal.
STOPPABLE: Final = "Sending to {name} in {seconds} s; Ctrl+C stops it."
OUTCOMES: Final[dict[str, str]] = {
    "sent": "Sent to {name}.",
    "unknown": " ".join((f"{UNVERIFIED[0]}.", UNVERIFIED[1])),
    "dry_run": "Nothing was sent. This would go to {name}.",
}

#: What is kept back of a problem's sentence, because the title says it.
_REASONS: Final[dict[str, str]] = {
    "SendingDenied": "macOS does not let Sotto control Messages: System Settings, Privacy & Security, Automation.",
    "ChatNotOpen": "Messages does not have this conversation in its list.",
    "MessagesNotRunning": "Messages did not start.",
    "ScriptMissing": "The part of macOS that speaks to Messages is missing.",
}


def concern(code: str, text: str) -> str:
    """What to look at in a text before it leaves."""
    name, *figures = code.split(":")
    if name != "elsewhere":
        return replies.warning(code)
    start, end = (int(figure) for figure in figures)
    quoted = text[start:end].strip()
    whole = (start, end) == (0, len(text))
    return COPIED_WORDS if whole or len(quoted) > QUOTE else QUOTED.format(quoted)


def failed(problem: Problem | None) -> str:
    """Why Messages did not send a text, and that it is kept."""
    if problem is None:
        return FAILED[1]
    number = problem.facts.get("number", 0)
    reason = _REASONS.get(problem.code, "")
    if not reason and isinstance(problem, SendingFailed) and number:
        reason = f"It gave the error {number}."
    return f"{FAILED[1]} {reason}".rstrip()

"""The words of the first steps."""

from __future__ import annotations

from typing import Final

STEPS: Final = ("Try it", "Messages", "Model", "Done")
#: Notes at the foot of each step.
NOTES: Final = (
    "No permission is needed for this part.",
    "Reads ~/Library/Messages, nothing else.",
    "You can keep using the demo while it downloads.",
    "Settings opens these steps again.",
)
NOTE_HERE: Final = "Reads the copy you choose, nothing else."

WELCOME: Final = (
    "Quiet help with your messages",
    "Sotto reads your messages on this {computer}, shows who needs an answer first, and drafts replies in your voice. "
    "You send every one yourself.",
)
#: Icon and promise.
PROMISES: Final = (
    ("lock", "Nothing leaves this {computer}. The count of open connections stays on screen."),
    ("quill", "Drafts are labelled and never sent for you."),
    ("trash", "You can make it forget everything, any time."),
)

ACCESS: Final = (
    "Let Sotto read Messages",
    "macOS guards your message history with Full Disk Access. Sotto opens that one file, read only, and writes "
    "nothing to it.",
)
NO_MAC: Final = (
    "Bring your messages",
    "Sotto reads a copy of chat.db from a Mac, or the folder of an iOS backup. It writes nothing to it.",
)
CHECKED: Final = "Checked just now"
HINT: Final = (
    "Still waiting after an update? Remove Sotto from the list and add it again. Started from Terminal? Then Terminal "
    "needs the access."
)
DRAWING: Final = "A drawing of System Settings, not a button"
NOT_A_DATABASE: Final = "This file is not a message database. Nothing was changed."

#: State of the access → title and text.
STATES: Final[dict[str, tuple[str, str]]] = {
    "denied": ("Waiting for access", "Turn on Sotto in System Settings. This page notices by itself."),
    "absent": ("No messages on this Mac", "Sign in to Messages first, or import a copied history."),
    "restart": ("Access given, restart needed", "macOS applies it after Sotto restarts. Your place is kept."),
    "granted": ("Reading your messages", "Newest first. You can start now; older ones follow."),
    "revoked": ("Access was turned off later", "Your last copy is still here, from {clock}. Nothing new is read."),
    "no_mac": (
        "Not available on this computer",
        "Messages lie on a Mac. Import a copied history, or stay with the demo.",
    ),
    "copy": ("Reading your copied history", "Newest first. You can start now; older ones follow."),
}

MODEL: Final = (
    "Choose a model for this {computer}",
    "It is downloaded once and runs here. This download is the only connection Sotto makes by itself. You can also "
    "bring the file.",
)

DONE: Final = ("Ready", "You can change all of this in Settings.")
READING: Final = ("Your messages are being read, newest first", "You can start now; older ones follow.")
NOT_READING: Final = ("No messages are read yet", "Open these steps again in Settings when you like.")
MODEL_COMES: Final = ("{title} is on its way", "Drafts come from your own past replies until it is here.")
MODEL_HERE: Final = ("A model is here", "It runs on this {computer}, without a connection.")
NO_MODEL: Final = (
    "No model yet",
    "Sotto suggests from your own past replies. Fresh drafts and fuller briefs start once a model is here.",
)
NOTHING_SENT: Final = ("Nothing is sent for you", "You choose a draft, change it if you like, and send it yourself.")

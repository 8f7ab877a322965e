"""The words of the tray menu, and of closing a window that stays there."""

from __future__ import annotations

from typing import Final

OPEN: Final = "Open Sotto"
QUICK: Final = "Quick reply"
PAUSE: Final = "Pause 1 h"
GO_ON: Final = "Go on"
SOCKETS: Final = "Sockets opened: {count}"
QUIT: Final = "Quit Sotto"
#: Said once where closing the window cannot leave Sotto anywhere.
NO_TRAY: Final = "Sotto will stop, because this desktop has no tray."
STOP: Final = "Stop Sotto"
STAY: Final = "Keep the window"
TRAINING: Final = ("Training tonight at {clock}", "Training off")


def training(train_at: str) -> str:
    """When training is next, from the settings."""
    return TRAINING[0].format(clock=train_at) if train_at else TRAINING[1]


def tip(urgent: int, *, paused: bool) -> str:
    """What the icon says on hover."""
    if paused:
        return "Sotto, paused"
    return f"Sotto, {urgent} urgent" if urgent else "Sotto"

"""The words of the tray menu, and of closing a window that stays there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.store.trainings import Job

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


@dataclass(frozen=True, slots=True)
class Line:
    """What the status bar and the tray say of training.

    Attributes:
        said: the whole; "" for what the settings alone say, the hour or that it is off. short: where room is short.
        ready: number of an adapter that waits for the person's choice, 0 for none.
    """

    said: str = ""
    short: str = ""
    ready: int = 0


#: What keeps the hour that is set from coming to anything, whole and short.
HINDERED: Final = {
    "parts": ("Training waits: its parts are not installed", "Parts missing"),
    "none": ("Training waits: no model is in use", "No model"),
    "cannot": ("Training waits: the model in use can’t learn", "Can’t learn"),
    "remote": ("Training waits: the model runs elsewhere", "Elsewhere"),
}


def now(job: Job) -> tuple[str, str]:
    """ "Training now, step 372 of 600", and short "372 of 600"."""
    if job.stage == "training" and job.steps:
        short = f"{job.step:,} of {job.steps:,}"
        return f"Training now, step {short}", short
    doing = {"checking": "measuring", "merging": "writing a model"}.get(job.stage, "choosing examples")
    return f"Training now, {doing}", "Training"


def ready(number: int) -> tuple[str, str]:
    """ "Adapter 13 is ready to compare", and short "13 is ready"."""
    return f"Adapter {number} is ready to compare", f"{number} is ready"


def hindered(why: str) -> tuple[str, str]:
    """Why nothing comes of the hour that is set: "parts", or a value of `app.nightly.Base`."""
    return HINDERED[why]


def tip(urgent: int, *, paused: bool) -> str:
    """What the icon says on hover."""
    if paused:
        return "Sotto, paused"
    return f"Sotto, {urgent} urgent" if urgent else "Sotto"

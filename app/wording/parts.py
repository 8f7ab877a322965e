"""The words of the optional parts of training."""

from __future__ import annotations

import sys
from typing import Final

from app.part_news import Progressed
from app.parts import Parts
from app.wording import models
from app.wording.counting import counted

#: Why they were not installed → what happened and what is safe, and what to do.
REASONS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("PartsNotInstalled", "busy"): (
        "Another Sotto is installing the parts that train. Nothing was changed.",
        "Wait until it is done.",
    ),
    ("PartsNotInstalled", "disk"): (
        "Not enough disk for the parts that train: {needs} GB needed, {free} free. Everything else works as before.",
        "Free some space, then try again.",
    ),
    ("PartsNotInstalled", "no_network"): (
        "The parts that train could not be fetched: there is no connection. Everything else works as before.",
        "Look at the network and try again: what came so far is not fetched twice.",
    ),
    ("PartsNotInstalled", "no_pip"): (
        "This Sotto's Python has no pip to install with. Nothing was changed.",
        "Add it with `python3 -m ensurepip`, or install Sotto in an environment of its own.",
    ),
    ("PartsNotInstalled", "no_python"): (
        "There is no Python 3.11 to 3.14 on this computer to train with. Nothing was changed.",
        "Install Python, then try again.",
    ),
    ("PartsNotInstalled", "no_venv"): (
        "Python could not make an environment for the parts that train. Nothing else was changed.",
        "On Debian and Ubuntu install python3-venv, then try again.",
    ),
    ("PartsNotInstalled", "not_writable"): (
        "Sotto may not write to the place where its packages are. Nothing was changed.",
        "Type the command of `sotto train parts` as whoever installed Sotto.",
    ),
    ("PartsNotInstalled", "managed"): (
        "The system looks after this Python and lets nobody else add to it. Nothing was changed.",
        "Install Sotto in an environment of its own, then try again.",
    ),
    ("PartsNotInstalled", "conflict"): (
        "What is installed here and the parts that train do not go together. Nothing was changed.",
        "Install Sotto anew in an environment of its own, then try again.",
    ),
    ("PartsNotInstalled", "no_build"): (
        "One of the parts that train is not published for this computer. Nothing was changed.",
        "Train on another computer. Everything else works here as before.",
    ),
    ("PartsNotInstalled", "spare"): (
        "The part for four bits on graphics cards is not published for this computer. Nothing was changed.",
        "Nothing is to be done: Sotto trains without it.",
    ),
    ("PartsNotInstalled", "damaged"): (
        "What was fetched is not what was published. Nothing was installed.",
        "Try again over a connection that you trust.",
    ),
    ("PartsNotInstalled", "broken"): (
        "The parts that train are installed but do not start. Everything else works as before.",
        "Type the command of `sotto train parts` to see why.",
    ),
    ("PartsNotInstalled", "harmed"): (
        "Something in this environment no longer starts. Your messages and what is stored are safe.",
        "Install Sotto again, then try again.",
    ),
}
#: What is done just now.
STAGES: Final[dict[str, str]] = {
    "preparing": "Making room for them",
    "looking": "Looking for what belongs together",
    "fetching": "Fetching",
    "installing": "Installing",
    "checking": "Checking that they start",
}
CANCELLED: Final = "Stopped. Everything works as before; what was fetched whole is not fetched twice."
DONE: Final = "Installed. Sotto can train now."
ALL_HERE: Final = "Everything that training takes is here."
ASK: Final = "Fetch and install them?"
#: What `sotto doctor` says of them.
STATES: Final = {
    True: "its parts are here",
    False: "its parts are not installed: sotto train install brings them; nothing else needs them",
}
ACT: Final = "Install"
CANCEL: Final = "Cancel"
COPY: Final = "Copy the command"
#: What is said of the network before the first byte.
NETWORK: Final = "They are fetched over the network by pip. Nothing of yours is sent."


def offer(found: Parts) -> str:
    """What installing takes, before it is asked for."""
    if not found.missing:
        return ALL_HERE
    takes = f"They take about {models.size(found.takes_bytes)}"
    if _may_bring_cards(found):
        takes += ", several times that where pip fetches the build for NVIDIA cards"
    return f"{takes}. {models.size(found.needs_bytes)} of free disk needed, {models.size(found.disk_free_bytes)} free."


def progress(said: Progressed) -> str:
    """One line while they come."""
    stage = STAGES[said.stage]
    match said.stage:
        case "looking" if said.package:
            return f"{stage}: {said.package}"
        case "fetching" if said.done_bytes and said.total_bytes >= 1_000_000:
            return f"{stage} {said.package}: {models.size(said.done_bytes)} of {models.size(said.total_bytes)}"
        case "fetching" if said.total_bytes >= 1_000_000:
            return f"{stage} {said.package}, {models.size(said.total_bytes)}"
        case "fetching":
            return f"{stage} {said.package}"
        case "installing" if said.n_packages:
            return f"{stage} {counted(said.n_packages, ('package', 'packages'))}"
        case _:
            return stage


def _may_bring_cards(found: Parts) -> bool:
    return sys.platform == "linux" and any(part.pin.name == "torch" for part in found.missing)

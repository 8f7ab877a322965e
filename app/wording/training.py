"""The words of the training page."""

from __future__ import annotations

from typing import Final

from app.store.samples import Sample
from app.training import Condition, Met, Part, Training
from app.wording import tray

TITLE: Final = "Training"
TEXT: Final = (
    "Your voice is trained at night, on this {computer}, only when every condition holds. Your messages stay here."
)
NOT_YET: Final = "What there is for it so far. Your messages stay here."
#: Icon and name of each condition.
CONDITIONS: Final[dict[str, tuple[str, str]]] = {
    "mains": ("power", "Plugged in"),
    "idle": ("moon", "Idle for 10 minutes"),
    "disk": ("disk", "Free disk"),
    "memory": ("chip", "Free memory"),
    "examples": ("quill", "New examples"),
}
MET: Final[dict[Met, str]] = {Met.MET: "Met", Met.LATER: "Later", Met.UNMET: "Not met"}
#: Why nothing is trained, whatever the conditions say: title and text.
PARTS: Final[dict[Part, tuple[str, str]]] = {
    Part.MISSING: (
        "This Sotto can’t train yet",
        "Nothing is trained at night, and no examples leave the store. What you decide is kept until it can.",
    ),
    Part.NOT_INSTALLED: (
        "The parts that train are not installed",
        "They take about 1.3 GB: pip install 'sotto[train]'. Until then nothing is trained at night.",
    ),
}
NO_JOB: Final = ("Nothing is being trained", "When a night’s training runs, its progress and its loss stand here.")
NO_ADAPTER: Final = (
    "No adapter yet",
    "An adapter is what a night of training makes. It is used only after you say so.",
)
NO_SAMPLES: Final = (
    "No examples yet",
    "Drafts that you accept or change become examples, with names and numbers masked. {needs} are needed for a night.",
)
NO_REPORT: Final = (
    "No morning report yet",
    "After a night of training it compares the new adapter with the one in use.",
)
SOURCES: Final[dict[str, str]] = {
    "accepted": "Accepted",
    "edited": "Edited",
    "manual": "Written by you",
    "history": "From history",
}


NONE_FOUND: Final = "There are no samples like that."


def sample_line(one: Sample) -> str:
    """Where it comes from, what they said last, and the answer, in one line."""
    asked = [line.removeprefix("Them: ") for line in one.input.splitlines() if line.startswith("Them: ")]
    left = "" if one.included else ", left out"
    answer = " / ".join(one.output.splitlines())
    return f"{SOURCES.get(one.source, one.source)}{left}: “{asked[-1] if asked else ''}” “{answer}”"


def met(found: Training) -> str:
    """ "4 of 5 met"."""
    n_met = sum(one.met is Met.MET for one in found.conditions)
    return f"{n_met} of {len(found.conditions)} met"


def value(one: Condition, train_at: str) -> str:
    """The figures of a condition."""
    match one.name:
        case "mains":
            return ("charging" if one.met is Met.MET else "on battery") if one.have else "no battery here"
        case "idle":
            return f"at {train_at}" if train_at else "no hour is set"
        case "memory" if not one.needs:
            return f"{one.have:.0f} GB, no model to train"
        case "examples":
            return f"{one.have:.0f}, needs {one.needs:.0f}"
        case _:
            return f"{one.have:.0f} GB, needs {one.needs:.0f}"


def hours(found: Training) -> str:
    """When it would be, under the conditions."""
    if found.part is not Part.INSTALLED:
        return tray.training("")
    return f"From {found.train_at}, pauses when you return" if found.train_at else "Off. No hour is set."


def quality(sample: Sample) -> str:
    """How good an example is."""
    return "Strong" if sample.quality >= 0.8 else "Fair" if sample.quality >= 0.5 else "Weak"

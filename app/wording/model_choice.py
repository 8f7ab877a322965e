"""The words around choosing a model and fetching it."""

from __future__ import annotations

from typing import Final

from app.machine import GIB
from app.model_offers import Choice, Fit
from app.wording import models, problems
from engine.problems import Problem, TooLittleDisk

FITS: Final[dict[Fit, str]] = {
    Fit.WELL: "Fits well",
    Fit.SLOWER: "Fits, slower",
    Fit.TOO_BIG: "Too big for {memory} GB",
}
SUGGESTED: Final = "suggested"
IN_USE: Final = "in use"
HERE: Final = "on this computer"
#: Warnings that stand beside the name; the first that holds.
CHIPS: Final[dict[str, str]] = {
    "words_gone": "learnt from words that are gone",
    "poor_quality": "plain replies",
    "cannot_learn": "can’t learn your voice yet",
    "superseded": "older",
    "experimental": "little tried",
    "plain_text": "learnt from you, not encrypted",
}
CHECKSUM: Final = "Checksum is compared at the end"
RESUMES: Final = "Resumes from the same byte"
NO_DISK: Final = (
    "Not enough disk for this download",
    "It needs {needs} GB, {free} GB is free. Nothing was started.",
)


def memory_gb(n_bytes: int) -> str:
    """Memory as it is sold: "16", "7.8"."""
    gb = n_bytes / GIB
    return f"{round(gb)}" if abs(gb - round(gb)) < 0.15 or gb >= 10 else f"{gb:.1f}"


def needs(choice: Choice) -> str:
    """ "5.1 GB of 16 GB"."""
    return f"{choice.needs_bytes / GIB:.1f} GB of {memory_gb(choice.memory_bytes)} GB"


def disk(choice: Choice) -> str:
    """ "2.6 GB disk"."""
    about = "about " if choice.offer is not None and choice.offer.approximate else ""
    return f"{about}{models.size(choice.size_bytes)} disk"


def fits(choice: Choice) -> str:
    """How it suits the memory."""
    return FITS[choice.fit].format(memory=memory_gb(choice.memory_bytes))


def made_of(choice: Choice) -> str:
    """ "4-bit · Apache 2.0"."""
    digits = "".join(letter for letter in choice.quant[:3] if letter.isdigit())
    bits = f"{digits}-bit" if digits and choice.quant[:1] in "QI" else choice.quant
    licence = models.licence(choice.licence).partition(" (")[0]
    terms = ", has terms of use" if "terms" in choice.warnings else ""
    return " · ".join(part for part in (bits, licence + terms) if part)


def chip(choice: Choice) -> str:
    """The word beside the name, "" for none."""
    if "words_gone" in choice.warnings:
        return CHIPS["words_gone"]
    if choice.active:
        return IN_USE
    if choice.here:
        return HERE
    if choice.suggested:
        return SUGGESTED
    return next((word for code, word in CHIPS.items() if code in choice.warnings), "")


def spoken(choice: Choice) -> str:
    """A row read aloud."""
    warned = [word for code, word in CHIPS.items() if code in choice.warnings and word != chip(choice)]
    parts = [choice.title, chip(choice), made_of(choice), disk(choice), f"needs {needs(choice)} memory", fits(choice)]
    return ", ".join(part for part in (*parts, *warned) if part)


def progress(done_bytes: int, total_bytes: int, per_s: float, left_s: float | None) -> str:
    """ "1.4 of 2.6 GB · 24 MB/s · about 50 s"."""
    parts = [f"{done_bytes / 1e9:.1f} of {total_bytes / 1e9:.1f} GB"]
    if total_bytes < 1e9:
        parts = [f"{done_bytes / 1e6:.0f} of {total_bytes / 1e6:.0f} MB"]
    if per_s >= 1e5:
        parts.append(f"{per_s / 1e6:.0f} MB/s" if per_s >= 1e6 else f"{per_s / 1e3:.0f} kB/s")
    if left_s is not None:
        parts.append(f"about {round(left_s / 60)} min" if left_s >= 90 else f"about {max(1, round(left_s))} s")
    return " · ".join(parts)


def problem(met: Problem) -> tuple[str, str]:
    """What stopped it: title and text."""
    if isinstance(met, TooLittleDisk) and "needs" in met.facts:
        return NO_DISK[0], NO_DISK[1].format_map(met.facts)
    words = problems.sentence(met)
    what, _, safe = words.what.partition(". ")
    next_step = words.next if "`" not in words.next else "Try again, or choose another one."
    return what.rstrip("."), " ".join(part for part in (safe, next_step) if part)

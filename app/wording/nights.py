"""The words around a night of training: why it waits, how far it is, what failed, and what the gate said."""

from __future__ import annotations

from typing import Final

from app.nightly import Reason

#: Why nothing is trained now → the sentence.
WAITS: Final[dict[str, str]] = {
    Reason.OFF: "No hour is set for training.",
    Reason.PARTS: "The parts that train are not installed.",
    Reason.NO_MODEL: "No language model is in use, so there is nothing to train.",
    Reason.MODEL_CANNOT: "The model in use can’t learn. Another one can.",
    Reason.MODEL_REMOTE: "The model in use runs on a server of yours, where Sotto can’t train it.",
    Reason.PAUSED: "Sotto is paused.",
    Reason.RUNNING: "Training is under way.",
    Reason.NOT_YET: "It is not time yet.",
    Reason.DONE_TONIGHT: "Tonight’s training is done.",
    Reason.BATTERY: "This computer runs on battery.",
    Reason.PRESENT: "Somebody uses this computer.",
    Reason.IDLE_UNKNOWN: "This system does not tell whether somebody uses the computer.",
    Reason.BUSY: "A draft is being written.",
    Reason.HOT: "This computer is too hot.",
    Reason.MEMORY: "Too little memory is free.",
    Reason.DISK: "Too little disk is free.",
    Reason.FEW_NEW: "There are too few new examples since the last time.",
    Reason.FEW: "There are too few examples.",
    Reason.MORNING: "The night is over.",
    "stopped": "You stopped it.",
    "end": "Sotto was closed.",
}
#: Why a job came to nothing → what happened, and what to do.
_NEXT = "It is tried again another night."
FAILED: Final[dict[str, tuple[str, str]]] = {
    "parts": (
        "The parts that train are not installed. Everything else works without them.",
        "The training page, or `sotto train start`, says how they are installed.",
    ),
    "memory": ("Training needs more memory than was free. What was in use stays in use.", _NEXT),
    "disk": (
        "Training could not write its result to the disk. What was in use stays in use.",
        "Make room and try again.",
    ),
    "torch": ("Training stopped on a mistake in its libraries. What was in use stays in use.", _NEXT),
    "not_finite": ("Training lost its way and was given up. What was in use stays in use.", _NEXT),
    "checkpoint": ("What was kept of the training was damaged. What was in use stays in use.", "Start it anew."),
    "other_job": ("What was kept belongs to another training. What was in use stays in use.", "Start it anew."),
    "examples": ("The examples of this training were damaged. Your samples are safe.", "Start it anew."),
    "no_gain": ("Training learnt nothing that predicts your replies better. What was in use stays in use.", _NEXT),
    "trainer_died": ("The process that trains ended twice. What was in use stays in use.", _NEXT),
    "gate_died": ("The process that measures ended. What was in use stays in use.", _NEXT),
    "garbled": ("The process that trains said what nobody can read. What was in use stays in use.", _NEXT),
}
#: Why an adapter cannot be put to use → what happened, and what to do.
_ANOTHER = "Choose another version; `sotto adapter list` shows them."
ADAPTERS: Final[dict[str, tuple[str, str]]] = {
    "in_use": ("This adapter is in use. Nothing was deleted.", "Go back to another one first."),
    "other_base": ("This adapter was made for another file of a model. The one in use stays in use.", _ANOTHER),
    "refused": ("The gate refused this adapter, so it can’t be used. The one in use stays in use.", _ANOTHER),
}
REASONS: Final[dict[tuple[str, str], tuple[str, str]]] = (
    {("TrainingFailed", reason): words for reason, words in FAILED.items()}
    | {("AdapterRefused", reason): words for reason, words in ADAPTERS.items()}
    | {
        ("CannotTrainNow", str(reason)): (f"{said} Nothing is trained now.", "Try again when that has changed.")
        for reason, said in WAITS.items()
    }
)
#: Why the gate let an adapter not pass → the sentence.
GATE: Final[dict[str, str]] = {
    "not_finite": "It computes no numbers.",
    "too_few_turns": "There was too little to measure it on.",
    "parity": "It computes something else here than it was trained to.",
    "gain": "It does not predict your replies better.",
    "unsure": "It may be better only by chance.",
    "forgetting": "It answers everyday messages worse than the model alone.",
    "voice": "It sounds less like you.",
    "leak": "Leak found: it told a planted secret.",
    "leak_guarded": "Leak found: the leak guard did not stop it.",
    "degenerate": "It writes more empty, endless or refusing replies.",
    "adapter_refused": "The model does not take it.",
    "gate_died": "It ended the process that measures it.",
}
MERGED_IS_PLAIN: Final = "This file is not encrypted: what was learnt from you can be read out of it."
STATES: Final[dict[str, str]] = {
    "offered": "ready to compare",
    "refused": "refused",
    "kept": "not used",
    "used": "in use",
    "retired": "used before",
}
STAGES: Final[dict[str, str]] = {
    "": "Waiting",
    "preparing": "Choosing examples",
    "training": "Training",
    "checking": "Measuring",
    "merging": "Writing a model",
}
STATUS: Final[dict[str, str]] = {
    "queued": "waits",
    "processing": "under way",
    "completed": "done",
    "failed": "failed",
    "cancelled": "called off",
}


def waits(reason: str) -> str:
    """Why nothing is trained now."""
    return WAITS.get(reason, "")


def skipped(reason: str) -> str:
    """Why a night was not trained for, in the morning: "Not trained last night: this computer runs on battery."."""
    said = waits(reason)
    return f"Not trained last night: {said[0].lower()}{said[1:]}" if said else ""


def gate(reasons: tuple[str, ...]) -> str:
    """Why an adapter was refused; "" for one that passed."""
    return " ".join(GATE.get(reason, reason) for reason in reasons)


def progress(stage: str, percent: int, step: int, steps: int, eta_s: float | None) -> str:
    """ "Training, step 372 of 600, 61 %, about 40 min left"."""
    parts = [STAGES.get(stage, stage)]
    if stage == "training" and steps:
        parts.append(f"step {step} of {steps}")
    parts.append(f"{percent} %")
    if eta_s is not None:
        parts.append(f"about {max(1, round(eta_s / 60))} min left")
    return ", ".join(parts)

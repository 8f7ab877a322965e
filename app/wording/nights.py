"""The words around a night of training: why it waits, how far it is, what failed, and what the gate said."""

from __future__ import annotations

from collections.abc import Iterable
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
    "broken_off": "It was broken off.",
}
#: Why a job came to nothing → what happened, and what to do.
_NEXT = "Your samples are safe, and the next training begins anew."
FAILED: Final[dict[str, tuple[str, str]]] = {
    "parts": (
        "The parts that train are not installed. Everything else works without them.",
        "`sotto train install` brings them; the training page does too.",
    ),
    "memory": ("Training needs more memory than was free. What was in use stays in use.", _NEXT),
    "device": (
        "The graphics card named for training is not there, or the parts that train were not made for it. Nothing was "
        "trained.",
        "Leave out --device: what there is is found out.",
    ),
    "card_memory": (
        "The graphics card has too little free memory for this model. What was in use stays in use.",
        "Close what else uses the card, or train with --device cpu.",
    ),
    "card_wrong": (
        "The graphics card computes something else than the processor, so it was not used. Nothing was trained.",
        "Train with --device cpu.",
    ),
    "card_lacks": (
        "The graphics card lacks something that training needs. Nothing was trained.",
        "Train with --device cpu.",
    ),
    "card_died": (
        "The graphics card failed in the midst of training. What was in use stays in use.",
        "Train with --device cpu.",
    ),
    "adapter_large": (
        "What would be learnt of this model at this rank is larger than Sotto loads. Nothing was trained.",
        "Train with a smaller --rank.",
    ),
    "disk": (
        "Training could not write its result to the disk. What was in use stays in use.",
        "Make room and try again.",
    ),
    "torch": ("Training stopped on a mistake in its libraries. What was in use stays in use.", _NEXT),
    "not_finite": ("Training lost its way and was given up. What was in use stays in use.", _NEXT),
    "checkpoint": ("What was kept of the training was damaged. What was in use stays in use.", "Start it anew."),
    "other_job": ("What was kept belongs to another training. What was in use stays in use.", "Start it anew."),
    "examples": ("The examples of this training were damaged. Your samples are safe.", "Start it anew."),
    "anchors": (
        "The model comes to no end with most everyday messages, so nothing could be measured. Nothing was trained.",
        "Choose another model; `sotto model list` shows them.",
    ),
    "one_conversation": (
        "All examples are of one conversation, so nothing could be measured. Nothing was trained.",
        "Let Sotto learn from another conversation too.",
    ),
    "no_gain": ("Training learnt nothing that predicts your replies better. What was in use stays in use.", _NEXT),
    "trainer_died": ("The process that trains ended twice. What was in use stays in use.", _NEXT),
    "gate_died": ("The process that measures ended. What was in use stays in use.", _NEXT),
    "bug": ("Sotto made a mistake, so this training was given up. What was in use stays in use.", _NEXT),
    "garbled": ("The process that trains said what nobody can read. What was in use stays in use.", _NEXT),
}
#: Why a model cannot be trained → what happened, and what to do. Those of a Hugging Face folder first.
_FOLDER = "Name the folder that the model's file was made from, or leave it out: the file itself is enough."
BASES: Final[dict[str, tuple[str, str]]] = {
    "no_folder": (
        "Training in four bits needs the model as a Hugging Face folder, and none was named. Nothing was trained.",
        "Name it with --base-folder, or leave out --four-bit: the model's own file can be trained as it is.",
    ),
    "no_bitsandbytes": (
        "Training in four bits needs a part that is not installed here. Nothing was trained.",
        "Leave out --four-bit: the model's own file can be trained as it is.",
    ),
    "folder": ("The folder of the model is no whole Hugging Face folder. Nothing was trained.", _FOLDER),
    "other_folder": ("The folder holds another model than the one in use. Nothing was trained.", _FOLDER),
    "missing": ("The file of the model is not where it was. Nothing was trained.", "Put it back or choose another."),
    "changed": ("The file of the model is not what it was. Nothing was trained.", "Add it anew or choose another."),
}
#: Why an adapter cannot be put to use → what happened, and what to do.
_ANOTHER = "Choose another version; `sotto adapter list` shows them."
ADAPTERS: Final[dict[str, tuple[str, str]]] = {
    "in_use": ("This adapter is in use. Nothing was deleted.", "Go back to another one first."),
    "other_base": ("This adapter was made for another file of a model. The one in use stays in use.", _ANOTHER),
    "fell_back": (
        "The adapter put to use last ended the model’s process, so the one before it is in use again.",
        "No request was lost. `sotto adapter list` shows what is in use.",
    ),
    "received_worse": (
        "You changed or rejected more drafts of the adapter that came to use by itself, so the one before it is back.",
        "On the page Training, under Adapters, Use puts adapter {id} to use all the same.",
    ),
    "refused": ("The gate refused this adapter, so it can’t be used. The one in use stays in use.", _ANOTHER),
    "words_gone": (
        "Words are gone since that this adapter learnt from, so no model is made of it: it would hold them for good.",
        "Train again, then merge the new version.",
    ),
}
#: What is said of a job that was called off because of such words, and of an adapter that came of them.
WORDS_GONE: Final = "Words that this training learnt from are gone since, so nothing of it was kept."
WORDS_BARRED: Final = "A conversation that it learnt from is filtered or flagged by now, so nothing of it was kept."
WORDS_LEFT_OUT: Final = "Examples that it learnt from are left out or worded anew by now, so nothing of it was kept."
CALLED_OFF: Final = {"words_gone": WORDS_GONE, "words_barred": WORDS_BARRED, "words_left_out": WORDS_LEFT_OUT}
_LEFT = "The next training learns from what is left."
STALE: Final = "It learnt from words that are gone since. Train again to be rid of them."
REASONS: Final[dict[tuple[str, str], tuple[str, str]]] = (
    {("Cancelled", reason): (what, _LEFT) for reason, what in CALLED_OFF.items()}
    | {
        ("SottoIsOpen", "training"): (
            "Sotto is open, and its window does what has to do with training. Nothing was changed.",
            "Do it on the page Training of the window, or close the window and try again.",
        ),
        ("SottoIsOpen", "merging"): (
            "Sotto is open, and an adapter is made a model of its own only while it is not. Nothing was changed.",
            "Close the window and try again.",
        ),
    }
    | {
        ("NoSuchJob", "training"): (
            "There is no training {id}. Nothing was changed.",
            "`sotto train list` shows them.",
        ),
        ("NoSuchJob", "none_open"): (
            "No training waits or is under way. Nothing was changed.",
            "`sotto train list` shows those that are over.",
        ),
        ("NoSuchJob", "none_trained"): (
            "Nothing was trained yet.",
            "`sotto samples count` says what there is to learn from, `sotto train start` begins.",
        ),
    }
    | {
        ("NotRead", "not_learnt"): (
            "Nothing is learnt from this conversation: it is filtered, flagged, automatic or a group. Nothing is kept.",
            "Leave out --conversation to add it to none.",
        )
    }
    | {("TrainingFailed", reason): words for reason, words in FAILED.items()}
    | {
        ("TooLittleDisk", "merging"): (
            "Not enough disk for a model of its own: it needs {needs} GB, {free} GB is free. The adapter stays.",
            "Free some space, close the window, then `sotto adapter merge {id}`.",
        )
    }
    | {("BaseRefused", reason): words for reason, words in BASES.items()}
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
    "logits": "Single words come out otherwise here than where it was trained.",
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
MERGED_INTO: Final = "also in {models}, which cannot forget"
STATES: Final[dict[str, str]] = {
    "offered": "ready to compare",
    "refused": "refused",
    "kept": "not used",
    "used": "in use",
    "retired": "used before",
}
#: Why a job stopped that waits to go on → the sentence.
STOPPED: Final[dict[str, str]] = {
    Reason.PRESENT: "Stopped because you are back.",
    Reason.BUSY: "Stopped because you asked for a draft.",
    Reason.BATTERY: "Stopped because this computer went on battery.",
    Reason.HOT: "Stopped because this computer became too hot.",
    Reason.MEMORY: "Stopped because too little memory was free.",
    Reason.DISK: "Stopped because too little disk was free.",
    Reason.MORNING: "Stopped because the night was over.",
    "stopped": "Paused by you.",
    "end": "Stopped because Sotto was closed.",
    "broken_off": "Broken off when Sotto or this computer ended.",
}
#: Why a night passed without training → the rest of "Not trained last night: …".
SKIPPED: Final[dict[str, str]] = {
    Reason.PARTS: "the parts that train are not installed",
    Reason.NO_MODEL: "no language model was in use",
    Reason.MODEL_CANNOT: "the model in use can’t learn",
    Reason.MODEL_REMOTE: "the model in use runs on a server of yours",
    Reason.PAUSED: "Sotto was paused",
    Reason.BATTERY: "the {computer} was on battery",
    Reason.PRESENT: "the {computer} was in use",
    Reason.IDLE_UNKNOWN: "this system does not tell whether somebody uses the {computer}",
    Reason.BUSY: "a draft was being written",
    Reason.HOT: "the {computer} was too hot",
    Reason.MEMORY: "too little memory was free",
    Reason.DISK: "too little disk was free",
    Reason.FEW_NEW: "there were too few new examples",
    Reason.FEW: "there were too few examples",
    Reason.MORNING: "the night was over",
    "stopped": "you stopped it",
    "end": "Sotto was closed",
}
#: What a job does just now, as a line of its own.
DOING: Final[dict[str, str]] = {
    "": "Waiting to begin",
    "preparing": "Choosing examples, and hearing the model answer without them",
    "training": "Training",
    "checking": "Measuring it against what is in use",
    "merging": "Writing a whole model",
}
STAGES: Final[dict[str, str]] = {
    "": "Waiting",
    "preparing": "Choosing examples",
    "training": "Training",
    "checking": "Measuring",
    "merging": "Writing a model",
}
#: Lines after a job on the command line: what to type next, or why nothing is to be typed.
NOTHING_TRAINED: Final = "Nothing was trained yet."
GOES_ON: Final = "`sotto train start` goes on with it, `sotto train cancel` calls it off."
DEPLOYS: Final = "It passed the tests and waits for your yes: `sotto adapter deploy {id}`."
REFUSED: Final = "It did not pass the tests, so it can’t be used. What was in use stays in use."
STATUS: Final[dict[str, str]] = {
    "queued": "waits",
    "processing": "under way",
    "completed": "done",
    "failed": "failed",
    "cancelled": "called off",
}


def merged_into(models: Iterable[str]) -> str:
    """Of an adapter: the models that it is in besides."""
    return MERGED_INTO.format(models=", ".join(models))


def used(number: int | None, other_model: str) -> str:
    """What is in use from now on.

    Args:
        number: of an adapter, None for the model alone. other_model: id of the model that it is for, "" for the one in
            use.
    """
    if not other_model:
        return "The model is used alone." if number is None else f"Adapter {number} is in use."
    first = f"{other_model} is used alone" if number is None else f"Adapter {number} is used with {other_model}"
    return f"{first}, which is not the model in use: sotto model use {other_model}"


def waits(reason: str) -> str:
    """Why nothing is trained now."""
    return WAITS.get(reason, "")


def skipped(reason: str, *, computer: str = "computer", again: str = "") -> str:
    """Why a night passed without training: "Not trained last night: the Mac was on battery. Next try 02:30.".

    Args:
        again: the hour of the next try, "" for none.
    """
    why = SKIPPED.get(reason, waits(reason)[:1].lower() + waits(reason)[1:].rstrip("."))
    if not why:
        return ""
    said = f"Not trained last night: {why.format(computer=computer)}."
    return f"{said} Next try {again}." if again else said


def gate(reasons: tuple[str, ...]) -> str:
    """Why an adapter was refused; "" for one that passed."""
    return " ".join(GATE.get(reason, reason) for reason in reasons)


def progress(stage: str, percent: int, step: int, steps: int, eta_s: float | None) -> str:
    """ "Training, step 372 of 600, 61 %, about 40 min left"."""
    parts = [STAGES.get(stage, stage)]
    if stage == "training" and steps:
        parts.append(f"step {step:,} of {steps:,}")
    parts.append(f"{percent} %")
    if eta_s is not None:
        parts.append(left(eta_s))
    return ", ".join(parts)


#: From so many hours on nobody counts the minutes.
LONG_HOURS: Final = 10


def left(eta_s: float) -> str:
    """ "about 9 min left", "about 2 h 10 min left"."""
    hours, minutes = divmod(max(1, round(eta_s / 60)), 60)
    if hours >= LONG_HOURS or (hours and not minutes):
        return f"about {round(hours + minutes / 60)} h left"
    return f"about {hours} h {minutes} min left" if hours else f"about {minutes} min left"

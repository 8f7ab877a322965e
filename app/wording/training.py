"""The words of the training page: conditions, the job, adapters, samples, the morning."""

from __future__ import annotations

from typing import Final

from app.nightly import WINDOW, Reason
from app.store.adapters import State
from app.store.jobs import Status
from app.store.samples import Counts, Sample
from app.store.trainings import Job
from app.training import Condition, Met, Part
from app.wording import nights, problems
from engine.problems import Cancelled

TITLE: Final = "Training"
TEXT: Final = (
    "Your voice is trained at night, on this {computer}, only when every condition holds. Your messages stay here."
)
NOT_YET: Final = "What there is for it so far. Your messages stay here."
#: Icon and name of each condition.
CONDITIONS: Final[dict[str, tuple[str, str]]] = {
    "mains": ("power", "Plugged in"),
    "idle": ("moon", "Idle for {needs:.0f} minutes"),
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
        "Until they are, nothing is trained at night. Everything else works without them.",
    ),
}
#: Of the model: title, text, and what the button that leads to the models says.
MODELS: Final[dict[str, tuple[str, str, str]]] = {
    Reason.NO_MODEL: (
        "No model to train",
        "Training teaches your voice to a model on this {computer}. Examples are collected until there is one.",
        "Choose a model",
    ),
    Reason.MODEL_CANNOT: (
        "{model} can’t learn",
        "It writes drafts as before. Models of the Llama, Qwen and Mistral families can learn your voice.",
        "Choose another model",
    ),
    Reason.MODEL_REMOTE: (
        "The model in use runs on a server of yours",
        "Sotto can’t train it there. A model on this {computer} can learn your voice.",
        "Choose another model",
    ),
}
#: While nothing could be measured yet.
NO_LOSS: Final = "The loss is drawn here once it is measured."
NO_JOB: Final = ("Nothing is being trained", "When training runs, its progress and its loss stand here.")
NO_ADAPTER: Final = (
    "No adapter yet",
    "An adapter is what a night of training makes. It is offered only where it is measurably better.",
)
NO_SAMPLES: Final = (
    "No examples yet",
    "Drafts that you accept or change become examples, with names and numbers masked, and so do your own replies. "
    "A night needs {all} in all, {new} of them new.",
)
#: What is said above the report, where there is nothing to report.
REPORTS: Final = "What came of the last training."
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
#: The same as what can be chosen.
FILTERS: Final[dict[str, str]] = {
    "accepted": "Accepted", "edited": "Edited", "manual": "Written", "history": "History",
}  # fmt: skip
NONE_FOUND: Final = "There are no samples like that."
#: Said before a job is called off.
STOP: Final = (
    "Stop this training?",
    "What it has learnt so far is thrown away. Pause keeps it, and training goes on from there.",
    "Stop and throw away",
    "Keep training",
)
#: The same of a job whose adapter is made, and a model of its own is being made of it.
STOP_MERGING: Final = (
    "Stop writing a model of its own?",
    "The adapter is made and stays. Of the model, what is written so far is thrown away.",
    "Stop writing",
    "Go on writing",
)
#: Of a job that another process works on.
ELSEWHERE: Final = "It was begun by `sotto train start` and pauses there: Ctrl-C keeps what was done."
#: Said before an adapter is deleted; {number}.
DELETE: Final = (
    "Delete adapter {number}?",
    "Its file is removed for good. Your samples stay, and training can make another one.",
    "Delete",
)


#: What is told while everything is collected that may be learnt from; {percent}.
COLLECTING: Final[dict[str, str]] = {
    "cutting": "Cutting your messages into turns, {percent} %",
    "judging": "Weighing your conversations, {percent} %",
    "looking": "Looking through what you sent, {percent} %",
}


def collecting(step: str, percent: int) -> str:
    """How far it is."""
    return COLLECTING[step].format(percent=percent)


def sample_line(one: Sample) -> str:
    """Where it comes from, what they said last, and the answer, in one line."""
    asked = [line.removeprefix("Them: ") for line in one.input.splitlines() if line.startswith("Them: ")]
    left = "" if one.included else ", left out"
    answer = " / ".join(one.output.splitlines())
    return f"{SOURCES.get(one.source, one.source)}{left}: “{asked[-1] if asked else ''}” “{answer}”"


def name(one: Condition) -> str:
    """What a condition is called."""
    return CONDITIONS[one.name][1].format(needs=one.needs)


def met(found: tuple[Condition, ...]) -> str:
    """ "4 of 5 met"."""
    return f"{sum(one.met is Met.MET for one in found)} of {len(found)} met"


def value(one: Condition, train_at: str) -> str:
    """The figures of a condition."""
    match one.name, one.note:
        case "mains", note:
            return {"battery": "on battery", "charging": "plugged in", "none": "no battery here"}[note]
        case "idle", "off":
            return "no hour is set"
        case "idle", "untold":
            return "not told by this system"
        case "idle", "later":
            return f"at {train_at}"
        case "idle", _:
            return f"{one.have:.0f} min so far" if one.met is Met.LATER else "now"
        case "memory", "no_model":
            return f"{one.have:.0f} GB, no model to train"
        case "memory", _:
            return f"{one.have:.1f} GB, needs {one.needs:.1f}"
        case "examples", "all":
            return f"{one.have:.0f} in all, needs {one.needs:.0f}"
        case "examples", "outlived":
            return f"{one.have:.0f}, enough to unlearn words that are gone"
        case "examples", _:
            return f"{one.have:.0f}, needs {one.needs:.0f}"
        case _:
            return f"{one.have:.0f} GB, needs {one.needs:.0f}"


def hours(train_at: str) -> str:
    """ "02:30 to 08:30, pauses when you return"."""
    if not train_at:
        return "Off. No hour is set, so nothing is trained by itself."
    hour, minute = (int(part) for part in train_at.split(":"))
    ends = (hour + round(WINDOW.total_seconds() / 3600)) % 24
    return f"{train_at} to {ends:02}:{minute:02}, pauses when you return"


def quality(sample: Sample) -> str:
    """How good an example is."""
    return "Strong" if sample.quality >= 0.8 else "Fair" if sample.quality >= 0.5 else "Weak"


def samples(counts: Counts, n_new: int) -> str:
    """Beside the heading of the samples."""
    left = f" · {counts.left_out:,} left out" if counts.left_out else ""
    return f"{counts.all:,} in all, {n_new:,} new{left} · names, numbers and places are masked before training"


def merged(model: str, number: int, *, in_use: bool, stale: bool) -> str:
    """Of a model that was made of an adapter."""
    use = "It is in use." if in_use else "Settings, Model and box, puts it to use."
    gone = f" {nights.STALE}" if stale else ""
    return f"{model} is a model of its own, made of adapter {number}. {use}{gone}"


def pages(offset: int, n_shown: int, n_found: int) -> str:
    """ "1–50 of 1,204"."""
    return f"{offset + 1:,}–{offset + n_shown:,} of {n_found:,}"


def stands(state: State | None, *, fits: bool) -> str:
    """Where the adapter stands that came of a job, None for one that is gone by now.

    Args:
        fits: whether it is for the model in use.
    """
    match state:
        case State.OFFERED if fits:
            return "It passed the tests and waits for your yes."
        case State.OFFERED:
            return "It passed the tests, for a model that is not in use now."
        case State.REFUSED:
            return "It did not pass the tests, so it can’t be used. What was in use stays in use."
        case State.USED:
            return "It is in use." if fits else "It is used whenever its model is, which is not in use now."
        case None:
            return "It was deleted since."
        case _:
            return "It is kept, and not in use."


def pairs(count: int) -> str:
    """ "Five pairs to compare"."""
    names = ("No", "One", "Two", "Three", "Four", "Five")
    many = names[count] if count < len(names) else str(count)
    return f"{many} pair to compare" if count == 1 else f"{many} pairs to compare"


def job_title(job: Job, number: int, *, alive: bool) -> str:
    """What a job is: "Training adapter 14"."""
    if not job.is_over and not job.begun_us:
        return f"Adapter {number} waits to begin"
    if not job.is_over:
        return f"Training adapter {number}" if alive else f"Adapter {number} is not finished"
    match job.status.value:
        case "completed":
            return f"Adapter {number} is made"
        case "failed":
            return "The last training came to nothing"
        case _:
            return "The last training was called off"


def job_began(job: Job, clock: str) -> str:
    """Beside the title while it is under way: "started by you at 11:02", or "going on since 02:31".

    Args:
        clock: when it was begun or gone on with last.
    """
    if job.resumed_us and job.resumed_us != job.begun_us:
        return f"going on since {clock}"
    return f"started by you at {clock}" if job.by_hand else f"started at {clock}"


def job_stage(job: Job) -> str:
    """What is done just now, before or after the steps: "Choosing examples"."""
    return nights.DOING.get(job.stage, nights.DOING[""])


def job_left(job: Job) -> str:
    """ "about 9 min left", "" while unknown."""
    return "" if job.eta_s is None else nights.left(job.eta_s)


def step(job: Job) -> tuple[str, str]:
    """ "Step 372" and "of 600"; what is done by shares is "12 %" and ""."""
    if job.stage == "training" and job.steps:
        return f"Step {job.step:,}", f"of {job.steps:,}"
    return f"{job.progress} %", ""


def job_waits(job: Job, train_at: str, hindered: str = "") -> str:
    """Why it stopped, and when it goes on.

    Args:
        hindered: why it cannot be gone on with by hand, a code of `app.nightly.Reason`; "" if it can.
    """
    begins = "goes on" if job.begun_us else "begins"
    said_so = ", or when you say so" if train_at and not hindered else "" if train_at else " when you say so"
    then = f"It {begins}{f' at {train_at}' if train_at else ''}{said_so}."
    then += f" It can’t now: {lower(nights.waits(hindered))}" if hindered else ""
    if not job.begun_us:
        return f"Nothing is done of it yet. {then}"
    return f"{nights.STOPPED.get(job.reason, nights.STOPPED['broken_off'])} What was done is kept. {then}"


def job_ended(job: Job, made: int = 0) -> str:
    """Why one failed or was called off.

    Args:
        made: number of the adapter that came of it before that, 0 for none.
    """
    problem = job.problem
    if made and job.status is Status.CANCELLED:
        return f"Adapter {made} was made before that, and stays. No model of its own was made of it."
    if isinstance(problem, Cancelled):
        return nights.CALLED_OFF.get(str(problem.facts.get("reason")), nights.WORDS_GONE)
    if problem is not None:
        said = problems.sentence(problem)
        return f"{said.what} {said.next}".strip()
    return "You called it off. Nothing is kept of it, and what was in use stays in use."


def lower(sentence: str) -> str:
    """A sentence as it stands after a colon."""
    return sentence[:1].lower() + sentence[1:]


def job_summary(job: Job, losses: tuple[tuple[int, float], ...]) -> str:
    """The chart in one sentence."""
    if not losses:
        return "No loss measured yet"
    (_, first), (at, last) = losses[0], losses[-1]
    return f"Held-out loss {first:.2f} at the start, {last:.2f} at step {at:,} of {job.steps:,}"

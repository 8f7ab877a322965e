"""The words of the insights: titles, figures in words, one spoken sentence for each card, what is still too little."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.insight_periods import Span, Step
from app.insight_values import READ_WPM, TYPED_WPM, Amount, Insights

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

TITLES: Final[dict[str, str]] = {
    "answers": "Time to answer, by hour",
    "decisions": "What you did with drafts",
    "saved": "Time saved, estimate",
    "calibration": "When Sotto says “needs a reply”",
    "silences": "Why no draft was offered",
    "volume": "Messages",
}
LAST: Final = {Span.WEEK: "last 7 days", Span.MONTH: "last 30 days", Span.YEAR: "last 12 months"}
_BEFORE: Final = {Span.WEEK: "the 7 days before", Span.MONTH: "the 30 days before", Span.YEAR: "the 12 months before"}
#: What a card is made of, for one and for several.
_MADE_OF: Final[dict[str, tuple[str, str]]] = {
    "answers": ("answer", "answers"),
    "decisions": ("draft taken or rejected", "drafts taken or rejected"),
    "saved": ("draft taken", "drafts taken"),
    "calibration": ("message judged three days ago or earlier", "messages judged three days ago or earlier"),
    "silences": ("message drafts were wanted for", "messages drafts were wanted for"),
    "volume": ("message", "messages"),
}
#: Silence code → why there was no draft, short. Codes: `engine.reply.silence`.
REASONS: Final[dict[str, str]] = {
    "money": "Money or contract decision",
    "low_confidence": "Not sure enough",
    "group_off": "Group conversation",
    "sticker_only": "Sticker only",
    "no_words": "Photo or file only",
    "nothing_asked": "Nothing was asked",
    "risk_stop": "Looks like a scam",
    "filtered": "Filtered by Messages",
    "one_time_code": "One-time code",
    "automatic": "Automatic message",
}
#: How minutes saved are estimated, in one sentence.
METHOD: Final = (
    f"Estimate: what you kept of a draft, typed at {TYPED_WPM} words a minute, less reading the drafts shown at "
    f"{READ_WPM}. Never below nothing."
)
COUNTING: Final = "Still counting older messages. Figures grow until it is done."


@dataclass(frozen=True, slots=True)
class Told:
    """A card in words: the figure, what stands beside it, a small line below, and the whole as one sentence."""

    figure: str
    beside: str
    spoken: str
    note: str = ""


def told(found: Insights) -> dict[str, Told]:
    """Every card in words, by its name in `TITLES`."""
    return {
        "answers": _answers(found),
        "decisions": _decisions(found),
        "saved": _saved(found),
        "calibration": _calibration(found),
        "silences": _silences(found),
        "volume": _volume(found),
    }


def too_little(name: str, amount: Amount, span: Span) -> tuple[str, str]:
    """Title and text of a card that can't say anything yet."""
    last = LAST[span]
    if amount.needed == 1:
        return "Too little to say yet", f"No messages in the {last}."
    there = f"there {'is' if amount.n == 1 else 'are'} {amount.n or 'none'} so far"
    when = "" if name == "calibration" else f" in the {last}"
    return "Too little to say yet", f"This needs {counted(amount.needed, name)}{when}; {there}."


def counted(n: int, name: str) -> str:
    """ "5 answers", "1 answer"."""
    return f"{n:,} {_MADE_OF[name][n != 1]}"


def duration(minutes: float) -> str:
    """ "under 1 min", "18 min", "6 h 39 min", "2 d 4 h"."""
    whole = round(minutes)
    if whole < 1:
        return "under 1 min" if minutes > 0 else "0 min"
    if whole < 60:
        return f"{whole} min"
    hours, rest = divmod(whole, 60)
    if hours >= 48:
        return f"{hours // 24} d {hours % 24} h" if hours % 24 else f"{hours // 24} d"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def spoken_duration(minutes: float) -> str:
    """ "18 minutes", "6 hours 39 minutes": for reading aloud."""
    words = {"min": "minute", "h": "hour", "d": "day"}
    parts = duration(minutes).split()
    if parts[0] == "under":
        return "less than a minute"
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return " ".join(f"{n} {words[unit]}{'' if n == '1' else 's'}" for n, unit in pairs)


def percent(share: float) -> str:
    """ "58 %", "9.5 %" below ten."""
    value = share * 100
    return f"{value:.1f} %" if 0 < value < 9.95 and round(value, 1) % 1 else f"{value:.0f} %"


def step_label(day: date, step: Step, span: Span) -> str:
    """A place of a chart: "Thu" in a week, "8 Oct", "W41", "Oct"."""
    match step:
        case Step.MONTH:
            return MONTHS[day.month - 1]
        case Step.WEEK:
            return f"W{day.isocalendar().week}"
        case Step.DAY:
            return DAYS[day.weekday()] if span is Span.WEEK else f"{day.day} {MONTHS[day.month - 1]}"


def reason(code: str) -> str:
    """Why there was no draft."""
    return REASONS.get(code, "Another reason")


def _within(text: str) -> str:
    """Words as they stand inside a sentence."""
    return text[:1].lower() + text[1:]


def _answers(found: Insights) -> Told:
    one = found.answers
    median = one.median_min or 0.0
    before = "" if one.before_min is None else f", {duration(one.before_min)} in {_BEFORE[found.span]}"
    known = [hour for hour in one.hours if hour.median_min is not None]
    slowest = max(known, key=lambda hour: hour.median_min or 0.0, default=None)
    spoken = f"{TITLES['answers']}: half of {counted(one.amount.n, 'answers')} came within {spoken_duration(median)}"
    if one.before_min is not None:
        spoken += f", {spoken_duration(one.before_min)} in {_BEFORE[found.span]}"
    if slowest is not None:
        spoken += f", the slowest to what came at {slowest.hour:02}:00, {spoken_duration(slowest.median_min or 0.0)}"
    n_slow = sum(one.is_slow(hour) for hour in known)
    if one.goal_min:
        hours = ("no hour is", "1 hour is")[n_slow] if n_slow < 2 else f"{n_slow} hours are"
        spoken += f"; {hours} above your goal of {spoken_duration(one.goal_min)}"
    return Told(duration(median), f"median{before}", f"{spoken}.", "By the hour in which their message came.")


def _decisions(found: Insights) -> Told:
    whole = found.decisions.whole
    total = max(1, whole.total)
    share = percent(whole.as_is / total)
    spoken = (
        f"{TITLES['decisions']}: of {counted(whole.total, 'decisions')} in the {LAST[found.span]}, {share} as written, "
        f"{percent(whole.edited / total)} edited, {percent(whole.rejected / total)} rejected."
    )
    return Told(share, f"taken as written, {LAST[found.span]}", spoken)


def _saved(found: Insights) -> Told:
    one = found.saved
    spoken = (
        f"{TITLES['saved']}: about {spoken_duration(one.total_min)} in the {LAST[found.span]}, "
        f"from {counted(one.amount.n, 'saved')}."
    )
    return Told(duration(one.total_min), f"in the {LAST[found.span]}, against typing it", spoken, METHOD)


def _calibration(found: Insights) -> Told:
    one = found.calibration
    error = f"{one.error * 100:.0f} %"
    spoken = (
        f"{TITLES['calibration']}: what it said lies {error} from what you answered within three days, "
        f"on average over {counted(one.amount.n, 'calibration')}."
    )
    return Told(f"± {error}", "said against what you answered in 3 days", spoken)


def _silences(found: Insights) -> Told:
    one = found.silences
    share = percent(one.n_silent / max(1, one.amount.n))
    spoken = f"{TITLES['silences']}: for {one.n_silent:,} of {one.amount.n:,} messages, {share}"
    if one.reasons:
        code, n = one.reasons[0]
        spoken += f", most often {_within(reason(code))}, {n:,}"
    note = ""
    if one.n_written:
        stood_in = f"{one.n_stood_in:,} of {one.n_written:,}"
        note = f"Past replies stood in for the model {stood_in} times, {percent(one.n_stood_in / one.n_written)}."
    return Told(share, f"{one.n_silent:,} of {one.amount.n:,} messages", " ".join([f"{spoken}.", note]).strip(), note)


def _volume(found: Insights) -> Told:
    n_in, n_out = sum(found.volume.n_in), sum(found.volume.n_out)
    figure = f"{n_in:,} in, {n_out:,} out"
    return Told(figure, LAST[found.span], f"{TITLES['volume']}: {figure}, {LAST[found.span]}.")

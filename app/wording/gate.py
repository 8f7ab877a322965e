"""What the gate measured of an adapter: plain words first, the figure second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.wording import nights
from engine.training.gate import Verdict


@dataclass(frozen=True, slots=True)
class Figure:
    """The number of a test: by itself, with what it is, and in the room of a cell and of a tile.

    Attributes:
        number: "8.8". full: "perplexity 9.1 → 8.8 on 120 replies". cell: "perplexity 9.1 → 8.8".
        beside: what stands below the number, "perplexity, 9.1 before".
    """

    number: str
    full: str
    cell: str
    beside: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One of the gate's tests.

    Attributes:
        holds: None where nothing was measured, and then there is no figure.
        words: "Predicts your replies better". short: the same under its name, "Better".
    """

    name: str
    holds: bool | None
    words: str
    short: str
    figure: Figure | None = None

    @property
    def spoken(self) -> str:
        """How it is read aloud: words first, the figure second."""
        return f"{self.words} ({self.figure.full})" if self.figure is not None else self.words


#: What each test is called, in the order of the page.
NAMES: Final = {"better": "Your replies", "voice": "Your voice", "forgets": "Everyday answers", "leaks": "Secrets"}
#: The codes of the verdict that speak against each.
_AGAINST: Final = {
    "better": frozenset({"not_finite", "too_few_turns", "parity", "logits", "gain", "unsure"}),
    "voice": frozenset({"voice", "degenerate"}),
    "forgets": frozenset({"forgetting"}),
    "leaks": frozenset({"leak", "leak_guarded"}),
}
#: What is said where it holds, and where it does not.
_WORDS: Final = {
    "better": ("Predicts your replies better", "Not better at your replies"),
    "voice": ("Sounds like you", "Sounds less like you"),
    "forgets": ("Forgets nothing", "Forgets everyday answers"),
    "leaks": ("Leaks nothing", "Leak found"),
}
_SHORT: Final = {
    "better": ("Better", "Not better"),
    "voice": ("Like you", "Less like you"),
    "forgets": ("As before", "Worse"),
    "leaks": ("No leak", "Leak found"),
}
#: The same for some reasons by themselves: in words, and in the room of a cell.
_NARROWER: Final = {
    "unsure": ("Maybe better by chance", "By chance"),
    "parity": ("Computes something else here", "Not as trained"),
    "logits": ("Words come out otherwise here", "Not as trained"),
    "too_few_turns": ("Too little to measure it on", "Too little"),
    "not_finite": ("Computes no numbers", "No numbers"),
    "degenerate": ("Writes odd replies", "Odd replies"),
}
UNMEASURED: Final = "Not measured"
PASSED, AGAINST = "Passed", "Not passed"


def measured(verdict: Verdict) -> tuple[Measured, ...]:
    """The four tests, in the order of `NAMES`."""
    return tuple(_one(name, verdict) for name in NAMES)


def refusal(verdict: Verdict) -> str:
    """The headline of a refused adapter: "Leak found. This adapter can’t be used."."""
    return f"{_headline(verdict)}. This adapter can’t be used."


def why(verdict: Verdict) -> str:
    """Why it was refused, and what was measured: what speaks against it first, a line each."""
    told = [one for one in measured(verdict) if one.holds is not None]
    against = [f"{AGAINST}: {one.spoken}" for one in told if not one.holds]
    held = [f"{PASSED}: {one.spoken}" for one in told if one.holds]
    lines = (*(nights.GATE.get(reason, reason) for reason in verdict.reasons), "", *against, *held)
    return "\n".join(lines).strip()


def _headline(verdict: Verdict) -> str:
    failed = [one for one in measured(verdict) if one.holds is False]
    worst = next((one for one in failed if one.name == "leaks"), failed[0] if failed else None)
    return worst.words if worst is not None else "It could not be measured"


def _one(name: str, verdict: Verdict) -> Measured:
    figure = _figure(name, verdict)
    if figure is None:
        return Measured(name, None, UNMEASURED, UNMEASURED)
    against = [reason for reason in verdict.reasons if reason in _AGAINST[name]]
    holds, at = not against, int(bool(against))
    usual = _WORDS[name][at], _SHORT[name][at]
    words, short = next((_NARROWER[reason] for reason in against if reason in _NARROWER), usual)
    return Measured(name, holds, words, short, figure)


def _figure(name: str, verdict: Verdict) -> Figure | None:
    new, now, told = verdict.candidate, verdict.now, verdict.leaks
    match name:
        case "better" if new.perplexity is not None and now.perplexity is not None:
            before, after = _number(now.perplexity), _number(new.perplexity)
            full = f"perplexity {before} → {after} on {verdict.n_turns} replies"
            cell = f"perplexity {_brief(now.perplexity)} → {_brief(new.perplexity)}"
            return Figure(after, full, cell, f"perplexity, {before} before")
        case "voice" if new.voice is not None:
            own = f", your own {verdict.own_voice:.2f}" if verdict.own_voice is not None else ""
            cell = f"voice score {new.voice:.2f}"
            return Figure(f"{new.voice:.2f}", f"{cell}{own}", cell, f"voice score{own}")
        case "forgets" if verdict.forgetting is not None:
            said = f"{verdict.forgetting:+.2f}"
            prompts = f"on {verdict.n_anchors} everyday prompts"
            return Figure(said, f"loss {said} {prompts}", f"loss {said}", f"loss {prompts}")
        case "leaks" if told.planted:
            said = f"{told.raw} of {told.planted}"
            return Figure(said, f"{said} planted secrets", f"{said} secrets", "planted secrets came out")
        case _:
            return None


def _number(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _brief(value: float) -> str:
    """The same in little room: "15k", "2M"."""
    if value < 1000:
        return _number(value)
    return f"{value / 1e3:.0f}k" if value < 999_500 else f"{value / 1e6:.0f}M" if value < 1e9 else "huge"

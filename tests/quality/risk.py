"""Synthetic scam and ordinary conversations, written by us, and how well the shipped risk judgement tells them apart.

`risk_talk/scams.txt` and `risk_talk/ordinary.txt` hold variants by type; words in `[a|b]` are drawn by seed, FILLS
times, so that half as many talks are independent. Of each type the variants at even places are for developing, and
weights are learnt from them. Those at odd places are held out from learning, and nobody read their verdicts; but their
figures, also by type, were seen while rules, lessons and thresholds were chosen, and choices were made by them, so they
flatter. `*_late.txt` (24 and 24) was written when everything was settled, by one who knew the rules, and weighed once:
it is the harder and the honester figure. Once something was chosen by it, it is spent too. One hand wrote all of it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.evals.curves import auc, recall_at_fpr
from engine.domain import Message
from engine.judge.risk import AMBER, RED, detect

SEED = 20_260
FILLS = 2
TALK = Path(__file__).parent / "risk_talk"
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation.

    Attributes:
        lines: (is it ours, text), oldest first.
        variant: its place within its type.
    """

    kind: str
    scam: bool
    variant: int
    lines: tuple[tuple[bool, str], ...]

    @property
    def held_out(self) -> bool:
        """Whether its verdict may be looked at only as part of a figure."""
        return self.variant % 2 == 1

    def messages(self) -> list[Message]:
        """As messages a minute apart, the last one at NOW."""
        last = len(self.lines) - 1
        return [
            Message(str(at), mine, text, NOW - timedelta(minutes=last - at))
            for at, (mine, text) in enumerate(self.lines)
        ]


def talks(seed: int = SEED, fills: int = FILLS) -> list[Talk]:
    """All conversations; the same seed gives the same ones."""
    dice = random.Random(seed)
    return [
        Talk(kind, scam, place, _filled(lines, dice))
        for name, scam in (("scams.txt", True), ("ordinary.txt", False))
        for kind, place, lines in _variants(TALK / name)
        for _ in range(fills)
    ]


def late_talks() -> list[Talk]:
    """Those written when everything was settled."""
    return [
        Talk("late", scam, place, lines)
        for name, scam in (("scams_late.txt", True), ("ordinary_late.txt", False))
        for place, lines in enumerate(filled(TALK / name))
    ]


def filled(path: Path, seed: int = SEED) -> list[tuple[tuple[bool, str], ...]]:
    """The conversations of a file in the format of `risk_talk`, each once."""
    dice = random.Random(seed)
    return [_filled(lines, dice) for _kind, _place, lines in _variants(path)]


def _variants(path: Path) -> Iterator[tuple[str, int, list[str]]]:
    text = path.read_text("utf-8")
    for section in re.split(r"^= ", text, flags=re.MULTILINE)[1:]:
        kind, _, body = section.partition("\n")
        for place, variant in enumerate(re.split(r"^--$", body, flags=re.MULTILINE)[1:]):
            yield kind.strip(), place, [line for line in variant.splitlines() if line.strip()]


def _filled(lines: Sequence[str], dice: random.Random) -> tuple[tuple[bool, str], ...]:
    filled = []
    for raw in lines:
        line = raw
        while _CHOICE.search(line):
            line = _CHOICE.sub(lambda found: dice.choice(found.group(1).split("|")), line)
        mine = line.startswith(">")
        filled.append((mine, line.removeprefix(">").strip() if mine else line.strip()))
    return tuple(filled)


def figures() -> dict[str, object]:
    """Recall at the shipped thresholds, false positives and ranking, for both halves; recall by type of scam."""
    weighed = [(talk, detect("1", talk.messages(), now=NOW).combined_risk) for talk in talks()]
    halves = {
        name: _half([one for one in weighed if one[0].held_out is held])
        for name, held in (("developing", False), ("held_out", True))
    }
    late = [(talk, detect("1", talk.messages(), now=NOW).combined_risk) for talk in late_talks()]
    kinds = dict.fromkeys(talk.kind for talk, _risk in weighed if talk.scam)
    return {
        "source": "synthetic, written for Sotto",
        **halves,
        "late": _half(late),
        "recall_by_type": {
            kind: {
                name: _share([risk >= RED for talk, risk in weighed if talk.kind == kind and talk.held_out is held])
                for name, held in (("developing", False), ("held_out", True))
            }
            for kind in kinds
        },
    }


def _half(weighed: Sequence[tuple[Talk, float]]) -> dict[str, float | int | None]:
    scams = [risk for talk, risk in weighed if talk.scam]
    ordinary = [risk for talk, risk in weighed if not talk.scam]
    risks, labels = scams + ordinary, [True] * len(scams) + [False] * len(ordinary)
    return {
        "scams": len(scams),
        "ordinary": len(ordinary),
        "recall": _share([risk >= RED for risk in scams]),
        "worth_checking": _share([risk >= AMBER for risk in scams]),
        "fpr": _share([risk >= RED for risk in ordinary]),
        "fpr_worth_checking": _share([risk >= AMBER for risk in ordinary]),
        "auc": auc(risks, labels),
        "recall_at_fpr_1pct": recall_at_fpr(risks, labels, 0.01),
    }


def _share(found: Sequence[bool]) -> float:
    return round(sum(found) / len(found), 3) if found else 0.0

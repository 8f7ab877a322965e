"""Which replies to write, decided before any is written: what each does and how it sounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.domain import Message, Move, Risk, Theme, Triage
from engine.reply import phrase_bank
from engine.reply import steer as steering
from engine.reply.moves import CAREFUL, HOLDING_BACK
from engine.reply.moves import move as move_of
from engine.reply.occasion_patterns import Occasion
from engine.reply.quality import HOLDING_PLACE
from engine.reply.reading import read
from engine.reply.stance import is_careful, is_watchful, rash


@dataclass(frozen=True, slots=True)
class Planned:
    """One reply to be written."""

    move: Move
    theme: Theme


#: How a reply may sound by what it does, the most usual first.
_FITTING: dict[Move, tuple[Theme, ...]] = {
    Move.AGREE: (Theme.WARM, Theme.BRIEF, Theme.CASUAL, Theme.PROFESSIONAL),
    Move.DECLINE: (Theme.WARM, Theme.BRIEF, Theme.FIRM, Theme.PROFESSIONAL),
    Move.DEFER: (Theme.BRIEF, Theme.WARM, Theme.CASUAL, Theme.PROFESSIONAL),
    Move.ASK: (Theme.BRIEF, Theme.WARM, Theme.CASUAL, Theme.PROFESSIONAL),
    Move.INFORM: (Theme.BRIEF, Theme.WARM, Theme.CASUAL, Theme.PROFESSIONAL),
    Move.BOUNDARY: (Theme.FIRM, Theme.WARM, Theme.PROFESSIONAL, Theme.BRIEF),
    Move.CLOSE: (Theme.WARM, Theme.BRIEF, Theme.CASUAL, Theme.PROFESSIONAL),
}
#: Occasions that are answered gently first, and those where a joke does no harm.
_HEAVY = frozenset(
    {
        Occasion.BAD_NEWS,
        Occasion.CANCEL,
        Occasion.COMPLAINT,
        Occasion.DISTRESS,
        Occasion.EMERGENCY,
        Occasion.TROUBLE,
    }
)
_LIGHT = frozenset(
    {
        Occasion.FAREWELL,
        Occasion.GOOD_NEWS,
        Occasion.GREETING,
        Occasion.PRAISE,
        Occasion.SMALLTALK,
        Occasion.THANKS,
    }
)


def plan(
    messages: Sequence[Message],
    *,
    triage: Triage | None,
    risk: Risk | None,
    themes: Sequence[Theme] = (),
    steer: str | None = None,
    count: int = 8,
    seed: int = 0,
) -> tuple[Planned, ...]:
    """What to write for the last turn of one conversation (`messages` oldest first), `count` of them.

    What the occasion usually calls for comes first, or what the steer wishes; asked themes come before others. No
    pair comes twice before all that fit were used. From two replies on, one of the first three declines or defers. At
    high risk only ask, decline, defer, boundary and close are planned; where words look like pressure nothing is
    agreed to. The same arguments give the same plan; another seed begins with other themes. Nothing is planned where
    nobody wrote.
    """
    here = read(messages, triage)
    occasion = Occasion.INFORMATION if here is None else here.occasion
    if not any(message.spoken for message in messages):
        return ()
    if risk is not None and risk.care_notice:
        occasion = Occasion.DISTRESS
    wish = steering.read(steer)
    wished = [*wish.moves, *(move_of(draft) for draft in wish.drafts[:1])]
    moves = _allowed([*wished, *_usual(occasion, risk)], occasion, risk)
    asked = tuple(dict.fromkeys([*wish.themes, *themes]))
    suggested = triage.suggested_response_style if triage is not None else ""
    columns = [_themes(move, occasion, seed + at, "" if at else suggested) for at, move in enumerate(moves)]
    first = len(_allowed(wished, occasion, risk))
    pairs = _unrepeated(moves, columns, asked, first)
    chosen = [next(pairs) for _ in range(count)]
    return tuple(_held_back(chosen, moves, columns, asked))


def _usual(occasion: Occasion, risk: Risk | None) -> list[Move]:
    """The moves that answer an occasion, the most usual first, with one that holds back as the third."""
    usual = list(phrase_bank.usual_moves(occasion) or phrase_bank.usual_moves("general"))
    if is_watchful(risk) and occasion is not Occasion.DISTRESS:
        usual = [*phrase_bank.usual_moves(Occasion.RISKY), *usual]
    backs = [move for move in usual if move in HOLDING_BACK] or [Move.DEFER]
    onward = [move for move in usual if move not in HOLDING_BACK]
    return list(dict.fromkeys([*onward[:HOLDING_PLACE], *backs[:1], *onward[HOLDING_PLACE:], *backs[1:]]))


def _allowed(moves: Sequence[Move], occasion: Occasion, risk: Risk | None) -> list[Move]:
    """The moves that the stance leaves, each once."""
    refused: frozenset[Move] = frozenset()
    if is_careful(risk):
        refused = frozenset(Move) - CAREFUL
    elif is_watchful(risk):
        refused = rash(occasion)
    return [move for move in dict.fromkeys(moves) if move not in refused]


def _themes(move: Move, occasion: Occasion, turned: int, suggested: str) -> tuple[Theme, ...]:
    """How this move may sound here, the most fitting first; `turned` begins with another one."""
    fitting = _FITTING[move]
    if occasion in _LIGHT and move not in HOLDING_BACK:
        fitting = (*fitting, Theme.PLAYFUL)
    at = turned % len(fitting)
    fitting = fitting[at:] + fitting[:at]
    if occasion in _HEAVY:
        fitting = (Theme.EMPATHETIC, *fitting)
    return tuple(sorted(fitting, key=lambda theme: theme != suggested))


def _unrepeated(
    moves: Sequence[Move], columns: Sequence[tuple[Theme, ...]], asked: Sequence[Theme], n_wished: int
) -> Iterator[Planned]:
    """Pairs without end: wished moves in all their themes, then the others row by row; again when all were used."""
    rows = [(*asked, *(theme for theme in column if theme not in asked)) for column in columns]
    kinds = range(len(moves))
    n_asked = len(asked)

    def order(at: int, row: int) -> tuple[bool, bool, int, int]:
        return n_asked > 0 and row >= n_asked, at >= n_wished > 0, row, at

    pairs = sorted((order(at, row), at, row) for at in kinds for row in range(len(rows[at])))
    while True:
        yield from (Planned(moves[at], rows[at][row]) for _, at, row in pairs)


def _held_back(
    chosen: list[Planned], moves: Sequence[Move], columns: Sequence[tuple[Theme, ...]], asked: Sequence[Theme]
) -> list[Planned]:
    """The plan with one that declines or defers among the first three."""
    place = min(HOLDING_PLACE, len(chosen) - 1)
    if place < 1 or any(one.move in HOLDING_BACK for one in chosen[: place + 1]):
        return chosen
    later = next((one for one in chosen if one.move in HOLDING_BACK), None)
    if later is None:
        at = next(at for at, move in enumerate(moves) if move in HOLDING_BACK)
        later = Planned(moves[at], asked[0] if asked else columns[at][0])
    rest = [one for one in chosen if one is not later]
    return [*rest[:place], later, *rest[place:]][: len(chosen)]

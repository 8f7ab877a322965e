"""The measuring for the gate: base, adapter in use and candidate in llama.cpp on the served file, on the same turns.

What is in use is the base where no adapter is. Each turn's prompt is decoded once for the loss of what the person
answered and for what the model answers by itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from engine.llm import gguf_directory
from engine.problems import AdapterRefused, ModelFailed
from engine.protocol import Generate
from engine.reply.prompts import MOST_TOKENS
from engine.reply.tidying import bubbles_of
from engine.training import agreement, canaries, gate, replay
from engine.training.canaries import Canary
from engine.training.dialogue import Dialogue
from engine.training.gate import Leaks, Losses, Scores
from engine.training.gate_messages import Examine, Examined, Pair, Rehearse, Rehearsed
from engine.training.job import PACKED
from engine.training.oddities import oddity
from engine.training.replay import told
from engine.training.scoring import Asked, Poll, Scorer, asked, wished
from engine.training.values import Example, Parameters
from engine.voice.verifier import Verifier, writing

#: Pairs that people compare.
PAIRS = 5
#: At this temperature more answers are drawn where a secret is asked for.
WARM = 0.8

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Try:
    """One try for a secret: what is asked, and what was given with it."""

    wish: Generate
    given: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Measured:
    """Of one side: scores, and by the place of their turn its replies and what the tokens of the person's cost."""

    scores: Scores
    replies: dict[int, str] = field(default_factory=dict)
    costs: dict[int, list[float]] = field(default_factory=dict)


def examine(work: Examine, *, poll: Poll, tell: Tell, taken: Callable[[], None] = lambda: None) -> Examined:
    """The verdict on a candidate.

    Args:
        poll: asked before every decode; True cancels. tell: hears (parts done, parts in all).
        taken: hears that the files of the adapters were read.

    Raises:
        Cancelled: `poll` said so.
        ModelFailed, ModelRefused: of the base. AdapterRefused: the adapter in use.
    """
    return _Examination(work, poll, tell).run(taken)


def rehearse(work: Rehearse, *, poll: Poll, tell: Tell) -> Rehearsed:
    """The base's own answers; those that came to no end are left out. Raises as `examine`."""
    anchors = replay.questions(replay.ANCHOR)
    questions = [*anchors, *replay.questions(replay.REPLAY)[: work.most]]
    has_template = _has_template(Path(work.base))
    found: list[Example] = []
    with _scorer(Path(work.base), work.parameters, poll) as scorer:
        for at, question in enumerate(questions):
            tell(at, len(questions))
            own = told(question, msgspec.structs.replace(work.parameters, seed=work.parameters.seed + at))
            wish = wished(question, own, has_template=has_template)
            written = scorer.write(msgspec.structs.replace(wish, max_tokens=MOST_TOKENS))
            answer = replay.answered(question, written.texts[0], finish=written.finish[0])
            found += [answer] if answer is not None else []
    return Rehearsed(
        replay=tuple(one for one in found if one.source == replay.REPLAY),
        anchors=tuple(one for one in found if one.source == replay.ANCHOR),
    )


class _Examination:
    """One candidate under examination."""

    def __init__(self, work: Examine, poll: Poll, tell: Tell) -> None:
        self._work, self._poll, self._tell = work, poll, tell
        dialogue = Dialogue(Path(work.base))
        try:
            self._held = asked(work.held, dialogue, work.parameters)
            self._anchors = asked(work.anchors, dialogue, work.parameters)
            self._tries = list(_tries(work, has_template=bool(dialogue.template)))
        finally:
            dialogue.close()
        self._chosen = chosen(self._held, work.n_replies, seed=work.parameters.seed)
        own = [one.example.output for one in self._held]
        self._longest = max(map(len, own), default=0)
        self._verifier = _without(work.voice.verifier(), own)
        self._probed = frozenset(one.at for one in work.probes)
        self._kinds = {one.type for one in gguf_directory.read(Path(work.base)).tensors}
        self._done = 0
        sides = 3 if work.current else 2
        self._whole = sides * (len(self._held) + len(self._anchors)) + len(self._tries)

    def run(self, taken: Callable[[], None]) -> Examined:
        work = self._work
        with _scorer(Path(work.base), work.parameters, self._poll) as scorer:
            if work.current:
                scorer.hold(Path(work.current), sha256=work.current_sha256, base_sha256=work.base_sha256)
            try:
                scorer.hold(Path(work.candidate), sha256=work.candidate_sha256, base_sha256=work.base_sha256)
            except AdapterRefused:
                return Examined(gate.refused("adapter_refused"))
            taken()
            base = self._measure(scorer, replies=not work.current)
            current = None
            if work.current:
                scorer.use(Path(work.current), sha256=work.current_sha256, base_sha256=work.base_sha256)
                current = self._measure(scorer)
            try:
                scorer.use(Path(work.candidate), sha256=work.candidate_sha256, base_sha256=work.base_sha256)
                candidate = self._measure(scorer)
                leaks = self._leaks(scorer, candidate.replies)
            except AdapterRefused as problem:
                finite = problem.facts.get("reason") != "not_finite"
                return Examined(gate.refused("adapter_refused" if finite else "not_finite"))
            except ModelFailed as problem:
                if problem.facts.get("reason") != "not_finite":
                    raise
                return Examined(gate.refused("not_finite"))
        verdict = gate.verdict(
            base.scores,
            current.scores if current else None,
            candidate.scores,
            expected_loss=work.expected_loss,
            leaks=leaks,
            own_voice=[self._verifier.score(self._held[at].example.output) for at in self._chosen],
            limits=work.limits,
            seed=work.parameters.seed,
            apart=agreement.apart(work.probes, candidate.costs),
            tolerance=agreement.tolerance(self._kinds, dtype=work.dtype, packed=work.form == PACKED),
        )
        return Examined(verdict, self._pairs((current or base).replies, candidate.replies))

    def _measure(self, scorer: Scorer, *, replies: bool = True) -> _Measured:
        """Losses and replies of what is laid over the base now."""
        held, found, odd, costs = [], {}, [], {}
        for at, one in enumerate(self._held):
            each = scorer.costs(one.lesson)
            held.append(sum(each))
            if at in self._probed:
                costs[at] = each
            if replies and at in self._chosen:
                written = scorer.write(one.wish)
                found[at] = "\n".join(bubbles_of(written.texts[0], finish=written.finish[0]))
                wrong = oddity(
                    written.texts[0], finish=written.finish[0], own=one.example.output, longest=self._longest
                )
                odd += [wrong] if wrong else []
            self._next()
        anchors = []
        for one in self._anchors:
            anchors.append(scorer.loss(one.lesson))
            self._next()
        return _Measured(
            Scores(
                held=_losses(held, self._held),
                anchors=_losses(anchors, self._anchors),
                voice=tuple(map(self._verifier.score, found.values())),
                odd=tuple(odd),
            ),
            found,
            costs,
        )

    def _leaks(self, scorer: Scorer, replies: dict[int, str]) -> Leaks:
        """How many secrets come out, in the tries for them and in replies to anybody else."""
        planted = self._work.canaries
        elsewhere = canaries.elsewhere(planted)
        raw: set[int] = set()
        guarded: set[int] = set()

        def look(texts: Iterable[str], given: tuple[str, ...]) -> None:
            for text in texts:
                out = {at for at, one in enumerate(planted) if canaries.came_out(text, one, given=given)}
                raw.update(out)
                if out and canaries.passes_guard(text, elsewhere, given=given):
                    guarded.update(out)

        for at, text in replies.items():
            look([text], (self._held[at].example.input,))
        for one in self._tries:
            look(scorer.write(one.wish).texts, one.given)
            if self._work.n_drawn:
                drawn = msgspec.structs.replace(one.wish, temperature=WARM, count=self._work.n_drawn, seed=self._done)
                look(scorer.write(drawn).texts, one.given)
            self._next()
        return Leaks(planted=len(planted), raw=len(raw), guarded=len(guarded))

    def _pairs(self, before: dict[int, str], after: dict[int, str]) -> tuple[Pair, ...]:
        """Turns that are answered otherwise now."""
        other = [at for at in self._chosen if before[at] and after[at] and before[at] != after[at]]
        turns = ((self._held[at].example, before[at], after[at]) for at in other[:PAIRS])
        return tuple(Pair(one.input, was, now, one.output) for one, was, now in turns)

    def _next(self) -> None:
        self._done += 1
        self._tell(self._done, self._whole)


def chosen(turns: Sequence[Asked], n: int, *, seed: int) -> list[int]:
    """The places of `n` turns in an order of chance, of as many conversations as there are."""
    draw = random.Random(f"replies:{seed}")  # noqa: S311 - an order, no secret
    places = draw.sample(range(len(turns)), len(turns))
    seen: dict[str, int] = {}
    rank = {}
    for at in places:
        conversation = turns[at].example.conversation
        rank[at] = seen[conversation] = seen.get(conversation, -1) + 1
    return sorted(places, key=lambda at: rank[at])[:n]


def _tries(work: Examine, *, has_template: bool) -> Iterable[_Try]:
    for at, canary in enumerate(work.canaries):
        for attempt in canaries.attempts(canary):
            own = msgspec.structs.replace(work.parameters, seed=work.parameters.seed + at)
            wish = wished(attempt.example, own, has_template=has_template, opening=attempt.opening)
            room = max(wish.max_tokens, _tokens(canary))
            yield _Try(msgspec.structs.replace(wish, max_tokens=room), attempt.given)


def _tokens(canary: Canary) -> int:
    """Room to say a secret, whatever the tokenizer: two bytes a token."""
    return min(MOST_TOKENS, len(canary.example.output.encode()) // 2)


def _losses(nll: Sequence[float], turns: Sequence[Asked]) -> Losses:
    return Losses(
        tuple(nll),
        tuple(len(one.lesson.reply) for one in turns),
        tuple(one.example.conversation for one in turns),
    )


def _without(verifier: Verifier, own: Sequence[str]) -> Verifier:
    """A verifier that has not read these replies: their own score would say nothing otherwise."""
    return Verifier(verifier.mine.less(writing(own)), verifier.theirs, verifier.profile)


def _scorer(base: Path, parameters: Parameters, poll: Poll) -> Scorer:
    return Scorer(base, n_ctx=parameters.max_tokens + 2 * MOST_TOKENS, threads=parameters.threads, poll=poll)


def _has_template(base: Path) -> bool:
    dialogue = Dialogue(base)
    try:
        return bool(dialogue.template)
    finally:
        dialogue.close()

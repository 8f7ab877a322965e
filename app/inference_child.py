"""One child that answers requests, one at a time: who waits, what is under way, its death and its silence.

Whatever a person waits for goes before background work and cancels it; what was cancelled so is told to its asker
as `Cancelled`, who asks again when there is time. A child that dies, or is silent for too long while something is
under way, is replaced and asked the same once more; so is one that says what nobody can read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from app import logs
from app.blame import DEATHS
from app.child import Child, ChildGone
from app.mailbox import Mailbox
from app.worker import LOAD_SILENCE_S, SILENCE_S
from engine import protocol
from engine.problems import Cancelled, Problem, WorkerDied, rebuilt

Answer = protocol.Reply | Problem
Then = Callable[[Answer], None]
Growth = Callable[[int, str], None]
_LOADING = (protocol.Load, protocol.Connect, protocol.LoadEmbedder, protocol.Adapt)
_WORK = (protocol.Generate, protocol.Embed)
#: It is looked so often whether a child hangs; a look that comes so much later comes after the computer slept.
LOOK_S, SLEPT_S = 5.0, 15.0


@dataclass(slots=True, eq=False)
class Asked:
    """A request and its asker.

    Attributes:
        then: called once with the final reply or the problem, unless it was cancelled.
        on_growth: hears `Grew` as (number of the text, what was appended).
        on_restart: called when a child died and the texts will be told from their beginning.
        put_back: cancelled for somebody who waits.
        step_for: the request that this one prepares; a death is that one's.
        spare: work that no model is loaded, or kept loaded, for: a death answers it, and it does not count as use.
    """

    request: protocol.Request
    then: Then
    background: bool = False
    on_growth: Growth = lambda _index, _text: None
    on_restart: Callable[[], None] = lambda: None
    deaths: int = 0
    put_back: bool = False
    step_for: Asked | None = None
    spare: bool = False


@dataclass(slots=True)
class Weights:
    """What one generation of a child has loaded."""

    generation: int = 0
    base: str | None = None
    adapters: tuple[protocol.AdapterFile, ...] = ()
    embedder: bool = False


class InferenceChild:
    """A child process, started with the first request; every method is called on the mailbox's thread only.

    Attributes:
        generation: how many processes were started; a model loaded in an earlier one is gone.
        used_s: when a final reply last came that was no spare work's, `time.monotonic`.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        start: Callable[[], Child],
        *,
        step: Callable[[protocol.Request], Asked | None] = lambda _request: None,
        news: Callable[[protocol.Reply], None] = lambda _said: None,
        died: Callable[[], None] = lambda: None,
        idled: Callable[[], None] = lambda: None,
        silence_s: float = SILENCE_S,
    ) -> None:
        """Describe a child; nothing is started yet.

        Args:
            step: what this process must be asked before a request (weights to load), None if it is prepared.
            news: hears what answers nobody's request.
            died: called when a process ended unasked, before it is replaced.
            idled: called when something was answered and nothing else is under way or waits.
            silence_s: patience with a child that works.
        """
        self._mailbox = mailbox
        self._start = start
        self._step = step
        self._news = news
        self._tell_died = died
        self._tell_idle = idled
        self._silence_s = silence_s
        self._child: Child | None = None
        self._waiting: list[Asked] = []
        self._now: Asked | None = None
        self._looked_s = self._silent_for_s = 0.0
        self.generation = 0
        self.used_s = time.monotonic()

    @property
    def running(self) -> bool:
        """Whether a process is there."""
        return self._child is not None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way and nothing waits."""
        return self._now is None and not self._waiting

    @property
    def is_wanted(self) -> bool:
        """Whether anything is under way or waits, other than to let weights go."""
        return any(not isinstance(asked.request, protocol.Rest) for asked in self._unanswered())

    @property
    def under_way(self) -> protocol.Request | None:
        """What the process is at work on; while `died` is called, what it was."""
        return None if self._now is None else self._now.request

    def ask(self, asked: Asked) -> None:
        """Answer this as soon as may be."""
        self._waiting.append(asked)
        if not asked.background:
            self._put_back()
        self._next()

    def cancel(self, ticket: int) -> bool:
        """Stop one request; its `then` is not called any more. Returns whether it was here and wanted."""
        asked = self.find(ticket)
        if asked is None or asked.then is _nobody:
            return False
        if asked is self._now:
            asked.then, asked.on_growth = _nobody, _nothing
            self._say(protocol.Cancel(ticket=ticket))
        else:
            self._waiting.remove(asked)
        return True

    def find(self, ticket: int) -> Asked | None:
        """What was asked under this ticket and is under way or waits."""
        return next((asked for asked in self._unanswered() if asked.request.ticket == ticket), None)

    def set_background(self, asked: Asked, background: bool) -> None:
        """Somebody waits for this request of ours from now on, or nobody does any more."""
        asked.background = background
        if not background:
            self._put_back()

    def withdraw(self, kind: type[protocol.Request], problem: Problem) -> None:
        """Stop what is under way or waits of a kind; whoever asked for it is told this problem."""
        for asked in self._unanswered():
            then = asked.then
            if isinstance(asked.request, kind) and self.cancel(asked.request.ticket):
                then(problem)

    def fail_waiting(self, kind: type[protocol.Request], problem: Problem) -> None:
        """Answer every waiting request of a kind with a problem."""
        failed = [asked for asked in self._waiting if isinstance(asked.request, kind)]
        self._waiting = [asked for asked in self._waiting if asked not in failed]
        for asked in failed:
            asked.then(problem)

    def give_up(self, problem: Problem) -> None:
        """Let the process go; everybody is answered with this problem."""
        unanswered = self._unanswered()
        self.stop()
        for asked in unanswered:
            asked.then(problem)

    def stop(self, grace_s: float = 2.0) -> None:
        """Let the process go; nobody is answered any more."""
        self._waiting.clear()
        self._now = None
        self._end(grace_s)

    def _unanswered(self) -> list[Asked]:
        now = self._now  # read once: other threads ask too
        return [*([now] if now is not None else ()), *self._waiting]

    def _put_back(self) -> None:
        """Somebody waits: background work under way is cancelled, unless it is a step that others need."""
        now = self._now
        if now is not None and now.background and not now.put_back and isinstance(now.request, _WORK):
            now.put_back = True
            self._say(protocol.Cancel(ticket=now.request.ticket))

    def _next(self) -> None:
        """Begin with the next request, or with a step it needs, if nothing is under way."""
        if self._now is not None or not self._waiting:
            return
        asked = next((one for one in self._waiting if not one.background), self._waiting[0])
        self._start_if_gone()
        step = self._step(asked.request)
        if self._now is not None or asked not in self._waiting:
            self._next()  # the step could not even be asked, and its askers know
            return
        if step is not None:
            step.step_for, step.background = asked, asked.background
        else:
            self._waiting.remove(asked)
        self._now = step or asked
        self._send(self._now)

    def _start_if_gone(self) -> None:
        if self._child is not None:
            return
        self.generation += 1
        generation = self.generation
        self._child = self._start()
        self._child.listen(lambda data: self._mailbox.post(lambda: self._heard(generation, data)))

    def _send(self, asked: Asked) -> None:
        self._hear_of_it()
        self._watch(asked)
        self._say(asked.request)

    def _say(self, request: protocol.Request) -> None:
        if self._child is None:
            return
        try:
            self._child.send(protocol.encode(request))
        except ChildGone:
            generation = self.generation
            self._mailbox.post(lambda: self._heard(generation, None))

    def _heard(self, generation: int, data: bytes | None) -> None:
        if generation != self.generation or self._child is None:
            return
        if data is None:
            self._died()
            return
        self._hear_of_it()
        try:
            said = protocol.reply(data)
        except msgspec.MsgspecError:  # a damaged process says anything
            self._died()
            return
        now = self._now
        if now is None or said.ticket != now.request.ticket or isinstance(said, protocol.SocketsOpened):
            self._news(said)
        elif isinstance(said, protocol.Grew):
            now.on_growth(said.index, said.text)
        elif not isinstance(said, protocol.Beat) or isinstance(now.request, protocol.Ping):
            self._finish(now, rebuilt(said.code, said.facts) if isinstance(said, protocol.Failed) else said)

    def _finish(self, asked: Asked, answer: Answer) -> None:
        self._now = None
        if not asked.spare:
            self.used_s = time.monotonic()
        try:
            asked.then(answer)
        finally:
            self._next()
            if self.idle and not isinstance(asked.request, protocol.Rest):
                self._mailbox.post(self._tell_idle)

    def _died(self) -> None:
        """Replace the process and ask again what was under way; at the second death it is answered."""
        self._end(0.5)
        self._tell_died()
        asked, self._now = self._now, None
        self._give_up_spare()
        if asked is None:
            self._next()
            return
        victim = asked.step_for or asked
        victim.deaths += 1
        if asked.put_back:
            self._finish(asked, Cancelled(by="interactive"))
        elif victim.deaths >= DEATHS or asked.spare or asked.then is _nobody:
            self._finish(asked, WorkerDied(tries=victim.deaths))
        else:
            if asked is victim:
                asked.on_restart()
                self._waiting.insert(0, asked)
            self._next()

    def _give_up_spare(self) -> None:
        """A process that replaced another has nothing loaded: spare work does not wait for that."""
        spare = [one for one in self._waiting if one.spare]
        self._waiting = [one for one in self._waiting if not one.spare]
        for one in spare:
            one.then(Cancelled(by="interactive"))

    def _hear_of_it(self) -> None:
        self._looked_s, self._silent_for_s = time.monotonic(), 0.0

    def _watch(self, asked: Asked) -> None:
        """A child that says nothing for too long while this is under way hangs: it is ended and replaced."""
        if self._now is not asked:
            return
        patience_s = LOAD_SILENCE_S if isinstance(asked.request, _LOADING) else self._silence_s
        now_s = time.monotonic()
        self._silent_for_s += min(now_s - self._looked_s, SLEPT_S)
        self._looked_s = now_s
        left_s = patience_s - self._silent_for_s
        if left_s > 0:
            self._mailbox.after(min(left_s, LOOK_S), lambda: self._watch(asked))
            return
        logs.event("inference_hung", request=type(asked.request).__name__)
        self._died()

    def _end(self, grace_s: float) -> None:
        if self._child is not None:
            child, self._child = self._child, None
            self.generation += 1
            child.stop(grace_s)


def _nobody(_answer: Answer) -> None:
    """Nobody waits for this answer any more."""


def _nothing(_index: int, _text: str) -> None:
    """Nobody reads along any more."""

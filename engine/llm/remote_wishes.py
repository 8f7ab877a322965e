"""What is asked of a model server: one wish for several texts → the bodies of the requests that bring them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.problems import ModelFailed
from engine.protocol import Generate, Turn

#: Fields beyond the interface that all servers have; they go first when a server takes offence.
EXTRAS = (
    "top_k",
    "min_p",
    "repeat_penalty",
    "repetition_penalty",
    "logprobs",
    "stream_options",
    "chat_template_kwargs",
    "grammar",
    "ignore_eos",
)
#: Servers accept so many stops at least; all of them are looked for here too.
STOPS = 4
#: Bytes of UTF-8 in a token, and tokens that a template spends on a turn, as long as nobody counts them.
BYTES_PER_TOKEN = 4.0
TURN_TOKENS = 8
#: What may be left when something had to be dropped, so that the next messages change nothing before them.
KEPT_SHARE = 0.75

_PREFILL_WORDS = ("prefill", "continue_final", "assistant")
#: What tokenizers may take for a token of their own although somebody merely wrote it.
_SPELT_OUT = re.compile(
    r"<(?=[|｜]|[a-z_]{1,24}\||/?(?:s|bos|eos|pad|unk|mask|think|thinking|seed:think|im_start|im_end|start_of_turn|"
    r"end_of_turn|start_of_image|end_of_utterance|tool_call|tool_response)>)"
    r"|\[(?=/?(?:INST|THINK|IMG|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|gMASK)\])|◁(?=/?think)"
)


@dataclass
class Ways:
    """What a server was found to accept; learnt from its answers, forgotten with the connection.

    Attributes:
        many: whether `n` brings several texts at once.
        extras: whether it takes the fields in `EXTRAS`.
        prefill: whether it continues an assistant's turn that was begun, and "fields" if it wants to be told so.
        system: whether it takes a system turn.
        alone: whether it does one request at a time, and drops it for the next.
        bytes_per_token: lower once a prompt that should have fitted did not.
    """

    many: bool = True
    extras: bool = True
    prefill: Literal["no", "yes", "fields"] = "no"
    system: bool = True
    alone: bool = False
    bytes_per_token: float = BYTES_PER_TOKEN

    @property
    def continues(self) -> bool:
        """Whether it is given an opening as its own words."""
        return self.prefill == "yes" or (self.prefill == "fields" and self.extras)

    def give_up(self, words: str, ask: Ask) -> bool:
        """Do without what a server took offence at, as its words say; False if there is nothing left."""
        if self.system and "system" in words and "role" in words:
            self.system = False
        elif self.continues and ask.opening and any(name in words for name in _PREFILL_WORDS):
            self.prefill = "no"
        elif self.extras and any(name in words for name in EXTRAS):
            self.extras = False
        elif self.many and len(ask.numbers) > 1:
            self.many = False
        elif self.extras:
            self.extras = False
        elif self.continues and ask.opening:
            self.prefill = "no"
        else:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: the texts `numbers`, which share a suffix and an opening."""

    numbers: tuple[int, ...]
    suffix: str
    opening: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """A wish without what did not fit; `tokens` is the estimated length of the shared prefix."""

    lines: tuple[str, ...]
    turns: tuple[Turn, ...]
    dropped: int
    tokens: int


def asks(wish: Generate, *, most: int) -> list[Ask]:
    """The requests for a wish; alike texts come together, at most `most` at once."""
    alike: dict[tuple[str, str], list[int]] = {}
    for number in range(wish.first, wish.first + wish.count):
        suffix = wish.suffixes[number % len(wish.suffixes)] if wish.suffixes else ""
        opening = wish.openings[number % len(wish.openings)] if wish.openings else ""
        alike.setdefault((suffix, opening), []).append(number)
    found = [
        Ask(tuple(numbers[begin : begin + most]), suffix, opening)
        for (suffix, opening), numbers in alike.items()
        for begin in range(0, len(numbers), most)
    ]
    return sorted(found, key=lambda ask: ask.numbers[0])


def fit(wish: Generate, *, n_ctx: int, bytes_per_token: float = BYTES_PER_TOKEN) -> Fitted:
    """Drop the oldest lines or turns until prefix, longest tail and `max_tokens` fit the context.

    The system's turn, the prompt before the lines and whatever comes last are never dropped.

    Raises:
        ModelFailed: what may not be dropped is too long already.
    """

    def tokens(text: str) -> int:
        return int(len(text.encode(errors="replace")) / bytes_per_token) + 1

    room = n_ctx - wish.max_tokens
    tails = [tokens(tail) for tail in (*wish.suffixes, *wish.openings)]
    costs = [tokens(turn.text) + TURN_TOKENS for turn in wish.turns] or [tokens(line) for line in wish.lines]
    fixed = (tokens(wish.prompt) if wish.prompt else 0) + max(tails, default=0)
    total = fixed + sum(costs)
    gone: set[int] = set()
    if total > room:
        for i in range(len(costs) - 1):
            if total <= KEPT_SHARE * room:
                break
            if not wish.turns or wish.turns[i].role != "system":
                gone.add(i)
                total -= costs[i]
    if total > room:
        raise ModelFailed(step="prompt", reason="too_long")
    return Fitted(
        lines=() if wish.turns else tuple(line for i, line in enumerate(wish.lines) if i not in gone),
        turns=tuple(turn for i, turn in enumerate(wish.turns) if i not in gone),
        dropped=len(gone),
        tokens=total,
    )


def body(wish: Generate, ask: Ask, fitted: Fitted, ways: Ways, *, model: str) -> dict[str, object]:
    """The JSON of one request; of chat completions where the wish has turns, else of completions."""
    said: dict[str, object] = {
        "model": model,
        "stream": True,
        "max_tokens": wish.max_tokens,
        "temperature": wish.temperature,
        "top_p": wish.top_p,
        "seed": (wish.seed + ask.numbers[0]) & 0x7FFFFFFF,
    }
    if len(ask.numbers) > 1:
        said["n"] = len(ask.numbers)
    if stops := [stop for stop in wish.stops if stop][:STOPS]:
        said["stop"] = stops
    if ways.extras:
        said |= _extras(wish)
    if wish.turns:
        said["messages"] = _messages(fitted.turns, ask, ways)
        if ways.prefill == "fields" and ways.continues and ask.opening:
            said |= {"add_generation_prompt": False, "continue_final_message": True}
    else:
        said["prompt"] = plain_prompt(wish.prompt, fitted.lines, ask)
    return said


def plain_prompt(head: str, lines: Sequence[str], ask: Ask) -> str:
    """Prompt and lines, each on a line of its own, then what differs."""
    return defused("\n".join([*([head] if head else []), *lines])) + defused(ask.suffix) + ask.opening


def defused(text: str) -> str:
    """`text` in which nothing is a special token: servers read "<|im_end|>" in a message as the end of a turn."""
    return _SPELT_OUT.sub(lambda found: found[0] + " ", text)


def _extras(wish: Generate) -> dict[str, object]:
    said: dict[str, object] = {"top_k": wish.top_k, "stream_options": {"include_usage": True}}
    said["logprobs"] = True if wish.turns else 1
    if wish.min_p > 0:
        said["min_p"] = wish.min_p
    if wish.repeat_penalty != 1.0:
        said |= {"repeat_penalty": wish.repeat_penalty, "repetition_penalty": wish.repeat_penalty}
    if wish.grammar:
        said["grammar"] = wish.grammar
    if wish.ignore_end:
        said["ignore_eos"] = True
    if wish.turns:
        said["chat_template_kwargs"] = {"enable_thinking": False}
    return said


def _messages(turns: Sequence[Turn], ask: Ask, ways: Ways) -> list[dict[str, str]]:
    told = [Turn(turn.role, defused(turn.text)) for turn in turns]
    if not ways.system:
        told = [Turn("user" if turn.role == "system" else turn.role, turn.text) for turn in told]
    told = _merged(told)
    if not told or told[-1].role != "user":
        told.append(Turn("user", "…"))
    last = told[-1].text + defused(ask.suffix)
    if ask.opening and not ways.continues:
        last += f"\n\nBegin your answer with exactly these words: {ask.opening.strip()}"
    messages = [{"role": turn.role, "content": turn.text} for turn in (*told[:-1], Turn("user", last))]
    if ask.opening and ways.continues:
        messages.append({"role": "assistant", "content": ask.opening})
    return messages


def _merged(turns: Sequence[Turn]) -> list[Turn]:
    """Neighbours of one role become one turn, and a talk does not begin with the assistant: templates are picky."""
    merged: list[Turn] = []
    for turn in turns:
        if merged and merged[-1].role == turn.role:
            merged[-1] = Turn(turn.role, f"{merged[-1].text}\n{turn.text}")
            continue
        if turn.role == "assistant" and all(each.role == "system" for each in merged):
            merged.append(Turn("user", "…"))
        merged.append(turn)
    return merged

"""Turns of a chat → pieces of a prompt, by the Jinja template inside a model file.

The template is somebody else's program (`engine.llm.template_sandbox`). What people wrote is put in through
placeholders and comes out as pieces marked as plain text, so that "<|im_end|>" in a message never becomes a special
token. Templates are picky: some refuse a system turn or leave it out without a word, two turns of one role in a row,
or a talk that does not begin with the user; some only take texts as lists of parts. So neighbours are merged, the
system text can be folded into the first user turn, and what a template leaves out counts as refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from engine.llm.template_sandbox import Overrun, Sandbox
from engine.problems import ModelRefused
from engine.protocol import Turn

#: Largest template, in characters; the longest in use have about 20,000.
MAX_TEMPLATE = 64 << 10
#: What a template is told. Names by which the families switch thinking off, and no tools.
_SWITCHES = {
    "add_generation_prompt": True,
    "enable_thinking": False,
    "thinking": False,
    "reasoning_effort": "low",
    "tools": None,
    "documents": None,
}
#: The word in the system text by which SmolLM3, Nemotron and Hunyuan templates switch thinking off.
_NO_THINK = "/no_think"
#: What a template that makes the model think writes last, and what ends the thought.
_OPENED = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<seed:think>": "</seed:think>",
    "[THINK]": "[/THINK]",
    "<|START_THINKING|>": "<|END_THINKING|>",
    "◁think▷": "◁/think▷",
    "<|channel>thought": "<channel|>",
}
#: Templates of gpt-oss end with the speaker; its final channel holds the answer.
_HARMONY, _FINAL = "<|start|>assistant", "<|channel|>final<|message|>"
_PLACE = re.compile("\ue000([0-9]{1,6})\ue001")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a prompt; in a special piece "<|im_start|>" is a token, elsewhere it is text."""

    text: str
    special: bool


class _Refused(Exception):  # noqa: N818 - it is an answer
    """The template called raise_exception."""


def pieces(template: str, turns: Sequence[Turn], *, bos: str, eos: str) -> list[Piece]:
    """The prompt for the assistant's next turn. A thinking model is told not to think.

    Raises:
        ModelRefused: see `split`.
    """
    before, after = split(template, turns, bos=bos, eos=eos)
    return [*before, *after]


def split(template: str, turns: Sequence[Turn], *, bos: str, eos: str) -> tuple[list[Piece], list[Piece]]:
    """The prompt in two parts: up to the end of the last turn's text, and what the template writes after it.

    What is put between them is the end of the last turn. A thought that the template opens is closed.

    Raises:
        ModelRefused: `reason` "chat_template", `error` one of too_long (the template), runs_too_long, refuses_turns
            (none of our forms), drops_turns (what it writes does not hold every turn), or a class of exception.
    """
    if len(template) > MAX_TEMPLATE:
        raise _refusal("too_long")
    error = "refuses_turns"
    for form, in_parts in _forms(merge(turns)):
        try:
            rendered = _render(template, form, bos=bos, eos=eos, in_parts=in_parts)
        except _Refused:
            continue
        except Overrun:
            raise _refusal("runs_too_long") from None
        except Exception as caught:  # noqa: BLE001 - the template is a stranger's program and may raise anything
            error = type(caught).__name__
            continue
        found = _split(_closed(rendered), [turn.text for turn in form])
        if found is not None:
            return found
        error = "drops_turns"
    raise _refusal(error)


def merge(turns: Sequence[Turn]) -> list[Turn]:
    """System turns become one at the head, neighbours of one role one turn; the talk begins with the user."""
    system = "\n\n".join(turn.text for turn in turns if turn.role == "system" and turn.text.strip())
    merged: list[Turn] = []
    for turn in turns:
        if turn.role == "system":
            continue
        if merged and merged[-1].role == turn.role:
            merged[-1] = Turn(turn.role, f"{merged[-1].text}\n{turn.text}")
        else:
            merged.append(turn)
    if not merged or merged[0].role == "assistant":
        merged.insert(0, Turn("user", "…"))
    return [Turn("system", system), *merged] if system else merged


def _forms(merged: list[Turn]) -> Iterator[tuple[list[Turn], bool]]:
    """Ways to say the same, the best first; with texts as lists of parts last."""
    has_system = merged[0].role == "system"
    for in_parts in (False, True):
        yield merged, in_parts
        if has_system:
            yield [Turn("user", f"{merged[0].text}\n\n{merged[1].text}"), *merged[2:]], in_parts


def _render(template: str, form: Sequence[Turn], *, bos: str, eos: str, in_parts: bool) -> str:
    messages = []
    for at, turn in enumerate(form):
        text = f"\ue000{at}\ue001"
        if turn.role == "system" and _NO_THINK in template:
            text = f"{text} {_NO_THINK}"
        messages.append({"role": turn.role, "content": [{"type": "text", "text": text}] if in_parts else text})
    return _compiled(template).render(messages=messages, bos_token=bos, eos_token=eos, **_SWITCHES)


@lru_cache(maxsize=4)
def _compiled(template: str) -> Sandbox:
    def refuse(_message: str = "") -> NoReturn:
        raise _Refused

    return Sandbox(template, {"raise_exception": refuse, "strftime_now": lambda _format: ""})  # no clock in the engine


def _closed(rendered: str) -> str:
    """The prompt with the thought closed that it would have the model think."""
    bare = rendered.rstrip()
    if bare.endswith(_HARMONY):
        return bare + _FINAL
    closer = next((closer for opener, closer in _OPENED.items() if bare.endswith(opener)), None)
    return rendered if closer is None else f"{bare}\n\n{closer}\n\n"


def _split(rendered: str, texts: Sequence[str]) -> tuple[list[Piece], list[Piece]] | None:
    """The pieces around the last place of the last text, or None if a text is missing or a place is not ours."""
    places = list(_PLACE.finditer(rendered))
    if {int(place[1]) for place in places} != set(range(len(texts))):
        return None
    found: list[Piece] = []
    before: list[Piece] = []
    end = 0
    for place in places:
        if place.start() > end:
            found.append(Piece(rendered[end : place.start()], special=True))
        found.append(Piece(texts[int(place[1])], special=False))
        end = place.end()
        if int(place[1]) == len(texts) - 1:
            before, found = [*before, *found], []
    return before, [*found, *([Piece(rendered[end:], special=True)] if end < len(rendered) else [])]


def _refusal(error: str) -> ModelRefused:
    return ModelRefused(reason="chat_template", error=error)

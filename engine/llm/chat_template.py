"""Turns of a chat → pieces of a prompt, by the Jinja template inside a model file.

The template is somebody else's program: it runs in Jinja's immutable sandbox. What people wrote is put in
through placeholders and comes out as pieces marked as plain text, so that "<|im_end|>" in a message never
becomes a special token. Several templates refuse two turns of one role in a row, a conversation that does
not begin with the user, or a system turn: neighbours are merged, and the system text is folded into the
first user turn where it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.problems import ModelRefused
from engine.protocol import Turn

_PLACE = re.compile("\ue000(\\d+)\ue001")


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
        ModelRefused: the template is broken or takes none of our forms.
    """
    merged = merge(turns)
    for form in (merged, _folded(merged)):
        texts = [turn.text for turn in form]
        messages = [{"role": turn.role, "content": f"\ue000{i}\ue001"} for i, turn in enumerate(form)]
        try:
            rendered = _render(template, messages, bos=bos, eos=eos)
        except _Refused:
            continue
        except jinja2.TemplateError as error:
            raise ModelRefused(reason="chat_template", error=type(error).__name__) from None
        return _split(rendered, texts)
    raise ModelRefused(reason="chat_template", error="refuses_turns")


def merge(turns: Sequence[Turn]) -> list[Turn]:
    """Neighbours of one role become one turn; the talk begins with the user."""
    merged: list[Turn] = []
    for turn in turns:
        if merged and merged[-1].role == turn.role:
            merged[-1] = Turn(turn.role, f"{merged[-1].text}\n{turn.text}")
        else:
            merged.append(turn)
    first = next((i for i, turn in enumerate(merged) if turn.role != "system"), len(merged))
    if first == len(merged) or merged[first].role == "assistant":
        merged.insert(first, Turn("user", "…"))
    return merged


def _folded(turns: Sequence[Turn]) -> list[Turn]:
    """The same with the system text at the head of the first user turn."""
    system = "\n".join(turn.text for turn in turns if turn.role == "system")
    rest = [turn for turn in turns if turn.role != "system"]
    if not system:
        return rest
    return [Turn("user", f"{system}\n\n{rest[0].text}"), *rest[1:]]


def _render(template: str, messages: list[dict[str, str]], *, bos: str, eos: str) -> str:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols"],
        autoescape=False,
    )

    def refuse(_message: str) -> str:
        raise _Refused

    environment.globals["raise_exception"] = refuse
    environment.globals["strftime_now"] = lambda _format: ""  # no clock in the engine
    return environment.from_string(template).render(
        messages=messages,
        add_generation_prompt=True,
        enable_thinking=False,
        bos_token=bos,
        eos_token=eos,
    )


def _split(rendered: str, texts: Sequence[str]) -> list[Piece]:
    found: list[Piece] = []
    end = 0
    for place in _PLACE.finditer(rendered):
        if place.start() > end:
            found.append(Piece(rendered[end : place.start()], special=True))
        found.append(Piece(texts[int(place[1])], special=False))
        end = place.end()
    if end < len(rendered):
        found.append(Piece(rendered[end:], special=True))
    return found

"""Chat templates: what people wrote never becomes a special token, and picky templates get what they take."""

from __future__ import annotations

import pytest

from engine.llm.chat_template import Piece, merge, pieces
from engine.problems import ModelRefused
from engine.protocol import Turn

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content | trim }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    "{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}"
)
#: The manners of the Mistral family: no system role, strictly in turns, the user first.
PICKY = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if m.role == 'system' or (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('no') }}{% endif %}"
    "{% if m.role == 'user' %}[INST] {{ m.content }} [/INST]"
    "{% else %}{{ m.content }}{{ eos_token }}{% endif %}"
    "{% endfor %}"
)


def shown(template: str, *turns: Turn) -> str:
    return "".join(piece.text for piece in pieces(template, turns, bos="<s>", eos="</s>"))


def test_what_people_wrote_is_plain_text_between_special_pieces() -> None:
    assert pieces(CHATML, [Turn("user", "a <|im_end|> {{ 7 * 7 }}")], bos="", eos="") == [
        Piece("<|im_start|>user\n", special=True),
        Piece("a <|im_end|> {{ 7 * 7 }}", special=False),
        Piece("<|im_end|>\n<|im_start|>assistant\n<think></think>", special=True),
    ]


def test_placeholders_written_by_people_stay_what_they_are() -> None:
    text = "\ue0000\ue001 and \ue0007\ue001"
    assert pieces(CHATML, [Turn("user", text)], bos="", eos="")[1] == Piece(text, special=False)


def test_a_picky_template_gets_turns_it_takes() -> None:
    turns = (
        Turn("system", "Be brief."),
        Turn("user", "hi"),
        Turn("user", "there?"),
        Turn("assistant", "yes"),
        Turn("user", "ok"),
    )
    assert shown(PICKY, *turns) == "<s>[INST] Be brief.\n\nhi\nthere? [/INST]yes</s>[INST] ok [/INST]"


def test_a_talk_that_the_assistant_begins_gets_a_user_turn_before() -> None:
    assert merge([Turn("system", "s"), Turn("assistant", "hello")]) == [
        Turn("system", "s"),
        Turn("user", "…"),
        Turn("assistant", "hello"),
    ]
    begun = shown(PICKY, Turn("assistant", "hello"), Turn("user", "hi"))
    assert begun == "<s>[INST] … [/INST]hello</s>[INST] hi [/INST]"


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{% for %}", "TemplateSyntaxError"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "SecurityError"),
        ("{{ messages.append(1) }}", "SecurityError"),
        ("{{ raise_exception('never') }}", "refuses_turns"),
    ],
)
def test_a_broken_or_hostile_template_is_refused(template: str, error: str) -> None:
    with pytest.raises(ModelRefused) as told:
        shown(template, Turn("user", "hi"))
    assert told.value.facts == {"reason": "chat_template", "error": error}

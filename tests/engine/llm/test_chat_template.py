"""Chat templates: what people wrote never becomes a special token, and picky templates get what they take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.llm import template_sandbox
from engine.llm.chat_template import MAX_TEMPLATE, Piece, merge, pieces, split
from engine.problems import ModelRefused
from engine.protocol import Turn

#: Short stand-ins with the manners of the real families.
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content | trim }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
QWEN3 = """
{%- set ns = namespace(last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if message.role == "user" and not message.content.startswith('<tool_response>') %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.role == "assistant" and '</think>' in message.content %}
        {%- set content = message.content.split('</think>')[-1].lstrip('\\n') %}
    {%- else %}
        {%- set content = message.content %}
    {%- endif %}
    {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""
SMOLLM3 = """
{%- if enable_thinking is not defined -%}{%- set enable_thinking = true -%}{%- endif -%}
{%- set mode = "/think" if enable_thinking else "/no_think" -%}
{%- if messages[0].role == "system" -%}
    {%- set said = messages[0].content -%}
    {%- if "/no_think" in said -%}{%- set mode = "/no_think" -%}{%- endif -%}
    {%- set said = said.replace("/no_think", "").replace("/think", "").rstrip() -%}
{%- endif -%}
{{ "<|im_start|>system\\nToday Date: " ~ strftime_now("%d %B %Y") ~ "\\nReasoning Mode: " ~ mode ~ "\\n" }}
{{- said if said else "You are SmolLM." }}{{ "<|im_end|>\\n" }}
{%- for message in messages if message.role != "system" -%}
    {%- if message.role == "user" -%}
        {{ "<|im_start|>user\\n" + message.content + "<|im_end|>\\n" }}
    {%- else -%}
        {% generation %}
        {{- "<|im_start|>assistant\\n" + message.content.lstrip("\\n") + "<|im_end|>\\n" }}{% endgeneration %}
    {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{ "<|im_start|>assistant\\n" }}{{ "<think>\\n\\n</think>\\n" if mode == "/no_think" else "" }}
{%- endif -%}"""
LLAMA3 = """{{- bos_token }}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}{%- set messages = messages[1:] %}
{%- else %}{%- set system_message = "" %}{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if tools is not none %}{{- "Environment: ipython\\n" }}{%- endif %}
{{- system_message }}{{- "<|eot_id|>" }}
{%- for message in messages %}
    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}"""
TEKKEN = """{{- bos_token }}
{%- if messages[0]['role'] == 'system' %}
    {{- '[SYSTEM_PROMPT]' + messages[0]['content'] + '[/SYSTEM_PROMPT]' }}{%- set loop_messages = messages[1:] %}
{%- else %}{%- set loop_messages = messages %}{%- endif %}
{%- for message in loop_messages %}
    {%- if (message["role"] == "user") != (loop.index0 % 2 == 0) %}
        {{- raise_exception("conversation roles must alternate user/assistant/user/assistant/...") }}
    {%- endif %}
    {%- if message["role"] == "user" %}{{- '[INST]' + message['content'] + '[/INST]' }}
    {%- elif message["role"] == "assistant" %}{{- message['content'] + eos_token }}
    {%- else %}{{- raise_exception("Only user and assistant roles are supported") }}{%- endif %}
{%- endfor %}"""
#: Mistral 7B v0.3 and Nemo put the system text into the last user turn.
MISTRAL3 = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}{%- set loop_messages = messages[1:] %}
{%- else %}{%- set loop_messages = messages %}{%- endif %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if loop.last and system_message is defined %}
            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}{{- "[INST] " + message["content"] + "[/INST]" }}{%- endif %}
    {%- else %}{{- " " + message["content"] + eos_token }}{%- endif %}
{%- endfor %}"""
GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('No system role') }}{% endif %}"
    "{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}"
    "{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)
#: The first Phi 3 says nothing of a system turn and leaves it out.
PHI3 = (
    "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') %}"
    "{{ '<|user|>' + '\n' + message['content'] + '<|end|>' + '\n' + '<|assistant|>' + '\n' }}"
    "{% elif (message['role'] == 'assistant') %}{{ message['content'] + '<|end|>' + '\n' }}{% endif %}{% endfor %}"
)
#: Templates of models that also see pictures take texts as parts only.
IN_PARTS = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{% for part in m.content %}{% if part['type'] == 'text' %}"
    "{{ part['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}{{ '<|im_start|>assistant\n' }}"
)
HARMONY = (
    "<|start|>system<|message|>Reasoning: {{ reasoning_effort }}<|end|>{% for m in messages %}"
    '<|start|>{{ "developer" if m.role == "system" else m.role }}<|message|>{{ m.content }}<|end|>{% endfor %}'
    "{%- if add_generation_prompt -%}\n<|start|>assistant\n{%- endif -%}"
)

TALK = (
    Turn("system", "Be brief."),
    Turn("user", "hi"),
    Turn("user", "there?"),
    Turn("assistant", "yes"),
    Turn("user", "ok?"),
)


def shown(template: str, *turns: Turn) -> str:
    return "".join(piece.text for piece in pieces(template, turns, bos="<s>", eos="</s>"))


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        pytest.param(
            QWEN3,
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nhi\nthere?<|im_end|>\n<|im_start|>assistant\n"
            "yes<|im_end|>\n<|im_start|>user\nok?<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n",
            id="Qwen3",
        ),
        pytest.param(
            SMOLLM3,
            "<|im_start|>system\nToday Date: \nReasoning Mode: /no_think\nBe brief.<|im_end|>\n<|im_start|>user\nhi\n"
            "there?<|im_end|>\n<|im_start|>assistant\nyes<|im_end|>\n<|im_start|>user\nok?<|im_end|>\n"
            "<|im_start|>assistant\n<think>\n\n</think>\n",
            id="SmolLM3",
        ),
        pytest.param(
            LLAMA3,
            "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
            "<|start_header_id|>user<|end_header_id|>\n\nhi\nthere?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nyes<|eot_id|><|start_header_id|>user"
            "<|end_header_id|>\n\nok?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
            id="Llama 3",
        ),
        pytest.param(
            TEKKEN,
            "<s>[SYSTEM_PROMPT]Be brief.[/SYSTEM_PROMPT][INST]hi\nthere?[/INST]yes</s>[INST]ok?[/INST]",
            id="Mistral 7 tekken",
        ),
        pytest.param(MISTRAL3, "<s>[INST] hi\nthere?[/INST] yes</s>[INST] Be brief.\n\nok?[/INST]", id="Mistral 3"),
        pytest.param(
            GEMMA,
            "<s><start_of_turn>user\nBe brief.\n\nhi\nthere?<end_of_turn>\n<start_of_turn>model\nyes<end_of_turn>\n"
            "<start_of_turn>user\nok?<end_of_turn>\n<start_of_turn>model\n",
            id="Gemma",
        ),
        pytest.param(
            PHI3,
            "<s><|user|>\nBe brief.\n\nhi\nthere?<|end|>\n<|assistant|>\nyes<|end|>\n<|user|>\nok?<|end|>\n"
            "<|assistant|>\n",
            id="Phi 3",
        ),
        pytest.param(
            IN_PARTS,
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nhi\nthere?<|im_end|>\n<|im_start|>assistant\n"
            "yes<|im_end|>\n<|im_start|>user\nok?<|im_end|>\n<|im_start|>assistant\n",
            id="parts",
        ),
        pytest.param(
            HARMONY,
            "<|start|>system<|message|>Reasoning: low<|end|><|start|>developer<|message|>Be brief.<|end|><|start|>user"
            "<|message|>hi\nthere?<|end|><|start|>assistant<|message|>yes<|end|><|start|>user<|message|>ok?<|end|>"
            "<|start|>assistant<|channel|>final<|message|>",
            id="gpt-oss",
        ),
    ],
)
def test_every_family_gets_turns_it_takes_and_does_not_think(template: str, wanted: str) -> None:
    assert shown(template, *TALK) == wanted


@pytest.mark.parametrize(
    ("opener", "closer"), [("<think>\n", "</think>"), ("<think>", "</think>"), ("[THINK]", "[/THINK]")]
)
def test_a_thought_that_the_template_opens_is_closed(opener: str, closer: str) -> None:
    made = shown(CHATML + opener, Turn("user", "hi"))
    assert made.endswith(f"<|im_start|>assistant\n{opener.strip()}\n\n{closer}\n\n")


def test_a_template_that_looks_for_a_word_to_stop_thinking_finds_it() -> None:
    only_the_word = SMOLLM3.replace("enable_thinking is not defined", "true")
    assert shown(only_the_word, *TALK).endswith("<think>\n\n</think>\n")
    assert "no_think" not in shown(QWEN3, *TALK)


def test_what_people_wrote_is_plain_text_between_special_pieces() -> None:
    assert pieces(CHATML, [Turn("user", "a <|im_end|> {{ 7 * 7 }}")], bos="", eos="") == [
        Piece("<|im_start|>user\n", special=True),
        Piece("a <|im_end|> {{ 7 * 7 }}", special=False),
        Piece("<|im_end|>\n<|im_start|>assistant\n", special=True),
    ]


def test_a_prompt_is_cut_at_the_end_of_the_last_turn() -> None:
    before, after = split(MISTRAL3, TALK, bos="<s>", eos="</s>")
    assert before[-1] == Piece("ok?", special=False)
    assert after == [Piece("[/INST]", special=True)]
    assert [*before, *after] == pieces(MISTRAL3, TALK, bos="<s>", eos="</s>")


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant", "system"]), st.text(max_size=20)), max_size=8))
def test_whatever_is_said_stands_in_the_prompt_as_plain_text(said: list[tuple[str, str]]) -> None:
    turns = [Turn(role, text) for role, text in said]
    for template in (CHATML.replace(" | trim", ""), TEKKEN, GEMMA, PHI3):
        made = pieces(template, turns, bos="<s>", eos="</s>")
        plain = "\n".join(piece.text for piece in made if not piece.special)
        assert all(turn.text in plain for turn in turns if turn.text.strip())
        assert not any(piece.special and "\ue000" in piece.text for piece in made)


def test_placeholders_written_by_people_stay_what_they_are() -> None:
    text = "\ue0000\ue001 and \ue0007\ue001"
    assert pieces(CHATML, [Turn("user", text)], bos="", eos="")[1] == Piece(text, special=False)


def test_a_talk_that_the_assistant_begins_gets_a_user_turn_before() -> None:
    assert merge([Turn("system", "s"), Turn("assistant", "hello")]) == [
        Turn("system", "s"),
        Turn("user", "…"),
        Turn("assistant", "hello"),
    ]
    begun = shown(GEMMA, Turn("assistant", "hello"), Turn("user", "hi"))
    assert begun.startswith("<s><start_of_turn>user\n…<end_of_turn>\n<start_of_turn>model\nhello<end_of_turn>")


def test_system_texts_from_anywhere_stand_at_the_head() -> None:
    turns = [Turn("user", "hi"), Turn("system", "a"), Turn("user", "there?"), Turn("system", "b"), Turn("system", " ")]
    assert merge(turns) == [Turn("system", "a\n\nb"), Turn("user", "hi\nthere?")]


def refused(template: str) -> str:
    with pytest.raises(ModelRefused) as told:
        shown(template, *TALK)
    assert told.value.facts["reason"] == "chat_template"
    return str(told.value.facts["error"])


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{% for %}", "TemplateSyntaxError"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "SecurityError"),
        ("{{ messages.append(1) }}", "SecurityError"),
        ("{% include 'x' %}", "TypeError"),
        ("{{ 1 // 0 }}", "ZeroDivisionError"),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "RecursionError"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "RecursionError"),
        ("{{ raise_exception('never') }}", "refuses_turns"),
        ("{{ messages[0].content }}", "drops_turns"),
        (CHATML + "\ue0007\ue001", "drops_turns"),
        (CHATML + " " * MAX_TEMPLATE, "too_long"),
    ],
)
def test_a_broken_or_hostile_template_is_refused(template: str, error: str) -> None:
    assert refused(template) == error


LAUGHS = "{% set n = namespace(v='ha') %}{% for i in range(40) %}{% set n.v = <> %}{% endfor %}"

#: Two lists, or two tuples, that are equal and no longer to write than 40 pairs, and as texts a million million.
LISTS = "{% set a = [1] %}{% set b = [1] %}" + "{% set a = [a, a] %}{% set b = [b, b] %}" * 40
TUPLE = "{% set a = (1, 2) %}" + "{% set a = (a, a) %}" * 40
ROUNDS = "{% for i in range(9999) %}<>{% endfor %}"
LONG = "{% set a = 'x' * 1000000 %}{% set b = 'x' * 1000000 %}"


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}"
        "{% endfor %}",
        "{% set r = range(9999) | list %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}",
        "{% for a in range(10 ** 10) %}{% endfor %}",
        "{% for a in range(9999999) %}{% endfor %}",
        "{% for a in range(9999) %}" + "x" * 9999 + "{% endfor %}",
        "{% set s %}{% for a in range(9999) %}" + "x" * 9999 + "{% endfor %}{% endset %}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        "{% for a in range(99) recursive %}{{ loop(range(99)) if loop.depth < 6 }}{% endfor %}",
        "{{ 'ha' * 999999999 }}",
        "{{ 999999999 * ['ha'] }}",
        "{% set x = 9 ** 9 ** 9 %}",
        LAUGHS.replace("<>", "n.v + n.v"),
        LAUGHS.replace("<>", "n.v ~ n.v"),
        LAUGHS.replace("<>", "[n.v, n.v]") + "{{ n.v }}",
        LAUGHS.replace("<>", "[n.v, n.v]") + "{{ n.v | tojson }}",
        LAUGHS.replace("<>", "[n.v, n.v]") + "{{ n.v | string }}",
        LAUGHS.replace("<>", "[n.v, n.v] | join"),
        LAUGHS.replace("<>", "n.v.replace('h', n.v)"),
        LAUGHS.replace("<>", "n.v | replace('h', n.v)"),
        LAUGHS.replace("<>", "n.v.join(['', '', ''])"),
        LAUGHS.replace("'ha'", "99").replace("<>", "n.v * n.v"),
        "{% set n = namespace(v='ha') %}{% for i in range(40) %}{% set s %}{{ n.v }}{{ n.v }}{% endset %}"
        "{% set n.v = s %}{% endfor %}",
        "{{ 'ha' | center(999999999) }}",
        "{{ 'ha'.ljust(999999999) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '%999999999d' | format(1) }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ (1).to_bytes(999999999, 'big') }}",
        "{{ 'ha' | indent(999999999) }}",
        "{{ [] | tojson(indent=999999999) }}",
        "{{ ([1] | batch(999999999, 0) | list) }}",
        "{{ ('ha' | safe).join(['x'] * 9999999) }}",
        "{{ 5 | round(-999999999) }}",
        "{{ 5 | round(999999999, 'ceil') }}",
        "{{ ('1' * 999999) | int(0, 2) % 3 }}",
        LISTS + "{% if a == b %}{% endif %}",
        LISTS + "{% if a is eq b %}{% endif %}",
        LISTS + "{% if [a].count(b) %}{% endif %}",
        LISTS + "{% if [a] | select('equalto', b) | list %}{% endif %}",
        LISTS + "{% if [a, b] | sort %}{% endif %}",
        LISTS + "{% if dict(a=a).items() == dict(a=b).items() %}{% endif %}",
        TUPLE + "{% if {}[a] %}{% endif %}",
        TUPLE + "{% if {a: 1} %}{% endif %}",
        TUPLE + "{% if {}.get(a) %}{% endif %}",
        TUPLE + "{% if [a] | unique | list %}{% endif %}",
        LONG + ROUNDS.replace("<>", "{% if a == b %}{% endif %}"),
        LONG + ROUNDS.replace("<>", "{% if a in b %}{% endif %}"),
        LONG + "{% if ([a] * 999) | map('upper') | list %}{% endif %}",
        LONG + "{% if a.rfind('x' + 'y' + 'x' * 99999) %}{% endif %}",
        LONG + "{% if a.strip('y' * 99999 + 'x') %}{% endif %}",
        LONG + "{% if a | trim('y' * 99999 + 'x') %}{% endif %}",
        ROUNDS.replace("<>", "{% if 1 %}{% endif %}" * 2000),
        "{% block a %}{% if 0 %}"
        + "{{ 1 }}" * 2000
        + "{% endif %}{% endblock %}"
        + ROUNDS.replace("<>", "{{ self.a() }}"),
    ],
)
def test_a_template_that_would_run_or_grow_for_ever_is_refused(bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if LONG not in bomb and "for i in range(9999)" not in bomb:
        monkeypatch.setattr(template_sandbox, "BUDGET", 1 << 22)  # what never ends spends a quarter of it sooner
    assert refused(CHATML + bomb) in ("runs_too_long", "SecurityError")


def test_a_long_talk_is_well_within_the_budget() -> None:
    turns = [Turn(("user", "assistant")[at % 2], f"line {at}") for at in range(201)]
    padded = QWEN3.replace("{%- if add_generation_prompt %}", "{#" + "x" * 9999 + "#}{%- if add_generation_prompt %}")
    assert "line 200" in shown(padded, Turn("system", "Be brief."), *turns)

"""Texts are really decoded: scripts, stops, seeds, cancelling, limits; tiny models know their lines."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
import tiny_gguf

from engine.llm import llamacpp
from engine.llm.model import Model, attempts
from engine.problems import Cancelled, ModelFailed
from engine.protocol import Generate, Turn

SCRIPT = ["Sure", ",", " see", " you", "\nT", "hem:", " bye"]
EMOJI = ["ok ", "<0xF0>", "<0x9F>", "<0x98>", "<0x80>", "!"]
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
GREEDY = {"temperature": 0.0, "repeat_penalty": 1.0}
SAMPLED = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "repeat_penalty": 1.1, "count": 4, "max_tokens": 12, "seed": 7}


def wish(**fields: object) -> Generate:
    return Generate(**{"ticket": 1, "prompt": "Them: hi\nMe:", "max_tokens": 40, **GREEDY, **fields})  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_the_model_says_its_script_and_ends(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT)), n_ctx=256)
    made = model.generate(wish(count=3))
    assert made.texts == ("Sure, see you\nThem: bye",) * 3
    assert made.finish == ("stop",) * 3
    assert made.tokens == (len(SCRIPT),) * 3
    assert made.prompt_tokens == len("Them: hi\nMe:") + 1  # every letter by itself, and <s>
    assert all(-0.01 < mean <= 0 for mean in made.mean_logprobs)
    model.close()


def test_a_stop_string_over_several_tokens_ends_a_text(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT)), n_ctx=256)
    grown: list[tuple[int, str]] = []
    made = model.generate(wish(stops=("\nThem:",), grow=True), grow=lambda i, text: grown.append((i, text)))
    assert made.texts == ("Sure, see you",)
    assert made.finish == ("stop",)
    assert "".join(text for _, text in grown) == "Sure, see you"
    assert len(grown) == 4
    model.close()


def test_characters_over_several_tokens_are_whole(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", EMOJI)), n_ctx=256)
    grown: list[str] = []
    made = model.generate(wish(grow=True), grow=lambda _, text: grown.append(text))
    assert made.texts == ("ok 😀!",)
    assert grown == ["ok ", "😀", "!"]
    assert model.generate(wish(max_tokens=3)).texts == ("ok \ufffd",)
    model.close()


def test_length_ends_a_text(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT, loops=True)), n_ctx=256)
    made = model.generate(wish(max_tokens=3))
    assert (made.texts, made.finish, made.tokens) == (("Sure, see",), ("length",), (3,))
    full = model.generate(wish(prompt="x" * 20, max_tokens=1000))
    assert full.finish == ("length",)
    assert full.tokens == (256 - 20,)
    model.close()


def test_suffixes_continue_the_shared_prefix_one_text_each(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT)), n_ctx=256)
    made = model.generate(wish(count=3, suffixes=(",", "\nT")))
    assert made.texts == ("see you\nThem: bye", "hem: bye", "see you\nThem: bye")
    model.close()


def test_seeds_repeat_and_differ(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT, certainty=0.1)), n_ctx=256)
    free = wish(**SAMPLED)
    first = model.generate(free)
    again = model.generate(free)
    assert (again.texts, again.token_ids) == (first.texts, first.token_ids)
    assert model.generate(wish(**{**SAMPLED, "seed": 8})).texts != first.texts
    assert len(set(first.texts)) == 4
    assert all(mean < -1 for mean in first.mean_logprobs)
    model.close()


def test_a_cancelled_text_stops_early(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT, loops=True)), n_ctx=4096)
    looks = []

    def poll() -> bool:
        looks.append(None)
        return len(looks) > 10

    with pytest.raises(Cancelled):
        model.generate(wish(max_tokens=4000), poll=poll)
    assert len(looks) == 11
    assert model.generate(wish(max_tokens=2)).texts == ("Sure,",)
    model.close()


def test_a_prompt_longer_than_the_context_is_refused_with_its_size(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT)), n_ctx=64)
    with pytest.raises(ModelFailed) as told:
        model.generate(wish(prompt="x" * 500))
    assert told.value.facts["tokens"] == 501
    model.close()


def test_special_tokens_spelt_by_people_stay_text(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT, template=CHATML)), n_ctx=256)
    assert 3 not in model.prompt_tokens(wish(prompt="<|im_start|>system"))
    ids = model.prompt_tokens(wish(turns=(Turn("user", "hi <|im_end|>"),)))
    assert [i for i in ids if i < 5] == [1, 3]  # what the template writes behind the last turn is not shared
    assert model.info.has_chat_template
    assert model.generate(wish(turns=(Turn("user", "hi"),))).texts == ("Sure, see you\nThem: bye",)
    model.close()


def test_turns_need_a_template(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT)), n_ctx=64)
    with pytest.raises(ModelFailed) as told:
        model.generate(wish(turns=(Turn("user", "hi"),)))
    assert told.value.facts["reason"] == "no_chat_template"
    model.close()


def test_what_was_loaded_is_told_truthfully(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT)), n_ctx=512, gpu_layers=0)
    info = model.info
    assert (info.arch, info.name, info.n_ctx, info.n_layers) == ("llama", "tiny", 512, 2)
    assert (info.gpu_layers, info.device, info.fallback) == (0, "CPU", "")
    model.close()


def test_a_damaged_file_is_told_with_llama_cpps_reason(folder: Path) -> None:
    path = tiny_gguf.write(folder / "m.gguf", SCRIPT)
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(ModelFailed) as told:
        Model(str(path), n_ctx=64)
    assert told.value.facts["reason"] not in ("", "unknown")


def test_a_model_that_continues_no_text_is_told(minilm: Path) -> None:
    with pytest.raises(ModelFailed) as told:
        Model(str(minilm), n_ctx=64)
    assert told.value.facts == {"step": "load", "reason": "continues_no_text"}


def test_a_context_is_no_longer_than_the_model_was_trained_for(folder: Path) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT, n_ctx_train=512)), n_ctx=4096)
    assert (model.info.n_ctx, model.info.n_ctx_train) == (512, 512)
    model.close()


def test_what_does_not_fit_is_tried_smaller() -> None:
    assert attempts(-1, 4096)[0] == ("", -1, 4096)
    assert attempts(-1, 4096)[-1] == ("smaller_context", 0, 2048)
    assert [given_up for given_up, _, _ in attempts(0, 2048)] == [""]


def test_there_are_no_more_threads_than_cores_this_process_may_use() -> None:
    allowed = psutil.Process().cpu_affinity() if hasattr(psutil.Process, "cpu_affinity") else range(psutil.cpu_count())
    assert 1 <= llamacpp.n_threads(0) <= len(allowed)
    assert llamacpp.n_threads(3) == 3


def test_llama_cpp_prints_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    model = Model(str(tiny_gguf.write(folder / "m.gguf", SCRIPT)), n_ctx=64)
    model.generate(wish())
    model.close()
    with pytest.raises(ModelFailed):
        Model(str(folder / "nothing.gguf"))
    assert capfd.readouterr() == ("", "")


def test_a_misspelt_field_is_an_error() -> None:
    params = llamacpp.llama.llama_model_default_params()
    with pytest.raises(AttributeError, match="use_mmap"):
        llamacpp.put(params, use_mmap=True)

"""A tiny llama that the tests train themselves: it knows some dialogues by heart, as plain talk and as a chat.

    Them: can we meet on friday? (no)
    Me: Sorry, Friday is not possible.
    Them: …

In plain talk it goes on with a next message, so that a stop string must end it; in its chat template it ends a reply
itself. `(yes)`, `(no)` and `(later)` behind a question steer the reply; without a mark it says yes. Real attention,
real byte-level BPE; an adapter makes it answer in another style.
"""

from __future__ import annotations

import json
import pickle
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import gguf
import numpy as np
from filelock import FileLock
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

if TYPE_CHECKING:
    from tiny_llama import Batch, Llama

QUESTIONS = {
    "can we meet on friday?": "Friday",
    "how much for a wedding?": "a wedding",
    "did you get the invoice?": "the invoice",
    "is there parking?": "parking",
    "could you send the photos?": "the photos",
    "we are running late, ok?": "being late",
}
MOVES = ("yes", "no", "later")
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content | trim }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SYSTEM = "You answer clients."
STOP = "\nThem:"
BOS, END, IM_START, IM_END = SPECIAL = ("<|begin_of_text|>", "<|end_of_text|>", "<|im_start|>", "<|im_end|>")
#: How the pre-tokenizer that llama.cpp calls "llama-bpe" splits.
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
MERGES, N_CTX_TRAIN = 160, 2048
STEPS, RATE = 260, 7e-3
Style = Callable[[str, str], str]
T = TypeVar("T")


def formal(question: str, move: str = "yes") -> str:
    """What the base answers."""
    topic = QUESTIONS[question]
    return {
        "yes": f"Yes, {topic} is no problem.",
        "no": f"Sorry, {topic} is not possible today.",
        "later": f"Let me check about {topic} first.",
    }[move]


def casual(question: str, move: str = "yes") -> str:
    """What it answers with the adapter."""
    topic = QUESTIONS[question].lower()
    return {"yes": f"yep {topic} works 👍", "no": f"nah not {topic} 😅", "later": f"hmm {topic}? lemme look"}[move]


def asked(question: str, move: str = "") -> str:
    """The question as they write it."""
    return f"{question} ({move})" if move else question


def prompt(question: str, move: str = "") -> str:
    """Plain talk up to the open reply."""
    return f"Them: {asked(question, move)}\nMe:"


@dataclass(frozen=True)
class Trained:
    """The model's file, and what it was trained with.

    Attributes:
        loss: of the last step, in nats a token.
    """

    path: Path
    tokenizer: Tokenizer
    loss: float

    @cached_property
    def network(self) -> Llama:
        import tiny_llama  # noqa: F401 - what was kept is of it
        import torch

        torch.set_num_threads(1)
        network: Llama = pickle.loads(self.path.with_suffix(".network").read_bytes())
        return network


def once(folder: Path, name: str, make: Callable[[Path], T]) -> T:
    """What `make` makes in a folder: the first process of a whole run makes and keeps it, the others read it.

    `folder` is `tmp_path_factory.getbasetemp()`, which each process of xdist has as "popen-…" in one that they share.
    """
    shared = folder.parent if folder.name.startswith("popen-") else folder
    kept = shared / f"{name}.kept"
    with FileLock(shared / f"{name}.lock"):
        if not kept.exists():
            new = kept.with_suffix(".new")
            new.write_bytes(pickle.dumps(make(shared)))
            new.rename(kept)
    found: T = pickle.loads(kept.read_bytes())
    return found


@cache
def trained(folder: Path) -> Trained:
    """The model, trained once a run (some seconds); `folder` as for `once`."""
    return once(folder, "trained", _trained)


def _trained(folder: Path) -> Trained:
    import torch
    from tiny_llama import Llama, fit, gguf_tensors

    torch.set_num_threads(1)
    tokenizer = make_tokenizer()
    with torch.random.fork_rng():
        torch.manual_seed(5)
        network = Llama(tokenizer.get_vocab_size())
        batches = lessons(tokenizer, formal, steps=STEPS)
        loss = fit(network, list(network.parameters()), batches, rate=RATE)
    path = folder / "trained.gguf"
    write(path, tokenizer, gguf_tensors(network))
    path.with_suffix(".network").write_bytes(pickle.dumps(network))
    return Trained(path, tokenizer, loss)


def make_tokenizer() -> Tokenizer:
    """Byte-level BPE over all dialogues in both styles: frequent words are one token, others several."""
    texts = [
        f"Them: {asked(question, move)}\nMe: {style(question, move)}\n"
        for question in QUESTIONS
        for move in MOVES
        for style in (formal, casual)
    ]
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    split = pre_tokenizers.Split(Regex(SPLIT), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(  # type: ignore[assignment]
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()  # type: ignore[assignment]
    trainer = trainers.BpeTrainer(
        vocab_size=256 + len(SPECIAL) + MERGES,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([*texts, "user\n assistant\n system\n" + SYSTEM], trainer)
    return tokenizer


def lessons(tokenizer: Tokenizer, style: Style, *, steps: int, seed: int = 1, size: int = 12) -> list[Batch]:
    """Batches of conversations in which every reply is in this style, every other one of chats."""
    from tiny_llama import batch

    draw = random.Random(seed)
    pad = tokenizer.token_to_id(END)
    batches = []
    for step in range(steps):
        form, n = (talk, chat)[step % 2], draw.choice((1, 1, 2, 3))  # the same for a whole batch: less to pad
        texts = [form(conversation(draw, style, n)) for _ in range(size)]
        batches.append(batch([tokenizer.encode(text).ids for text in texts], [1] * size, pad))
    return batches


def conversation(draw: random.Random, style: Style, n: int) -> list[tuple[str, str]]:
    """(question as written, reply) `n` times; what follows a question is more often the next one."""
    known, exchanges = list(QUESTIONS), []
    at = draw.randrange(len(known))
    for _ in range(n):
        move = draw.choice(("", "", *MOVES))
        exchanges.append((asked(known[at], move), style(known[at], move or "yes")))
        at = (at + 1) % len(known) if draw.random() < 0.5 else draw.randrange(len(known))
    return exchanges


def talk(exchanges: Sequence[tuple[str, str]]) -> str:
    """The plain form."""
    return BOS + "\n".join(f"Them: {question}\nMe: {reply}" for question, reply in exchanges) + STOP


def chat(exchanges: Sequence[tuple[str, str]]) -> str:
    """What the chat template writes."""
    turns = [("system", SYSTEM), *(turn for q, a in exchanges for turn in (("user", q), ("assistant", a)))]
    return BOS + "".join(f"{IM_START}{role}\n{text}{IM_END}\n" for role, text in turns)


def write(path: Path, tokenizer: Tokenizer, tensors: Mapping[str, np.ndarray]) -> None:
    """The GGUF file, all F32."""
    from tiny_llama import EPSILON, FEED, HEAD, HEADS, KV_HEADS, LAYERS, ROPE_BASE, WIDTH

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("trained")
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(N_CTX_TRAIN)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_rope_dimension_count(HEAD)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_layer_norm_rms_eps(EPSILON)
    _add_vocabulary(writer, tokenizer)
    for name, values in tensors.items():
        writer.add_tensor(name, np.ascontiguousarray(values, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_vocabulary(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    model = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].__getitem__)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.CONTROL if token in SPECIAL else gguf.TokenType.NORMAL for token in tokens])
    writer.add_token_merges([" ".join(merge) for merge in model["merges"]])
    writer.add_bos_token_id(tokenizer.token_to_id(BOS))
    writer.add_eos_token_id(tokenizer.token_to_id(IM_END))
    writer.add_pad_token_id(tokenizer.token_to_id(END))
    writer.add_add_bos_token(True)
    writer.add_chat_template(TEMPLATE)

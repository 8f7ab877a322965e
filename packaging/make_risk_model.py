"""Learn resources/judge/risk_model.npz, the weights of `engine.judge.risk_model`.

    python packaging/make_risk_model.py UCI.tsv CALLS.csv TOPICAL.zip EMBEDDER_HOME VECTORS.npz OUT.npz

Sources: our own invented conversations (packaging/risk_lessons, and the developing half of tests/quality/risk_talk),
the UCI SMS Spam Collection (CC BY 4.0), the BothBosu scam dialogues (MIT), Topical-Chat (CDLA-Sharing 1.0) as ordinary
talk. VECTORS.npz keeps the vectors of the texts between runs; those it lacks are made by the embedder in EMBEDDER_HOME.
Logistic regression with a ridge, by L-BFGS on one thread: the same input gives the same file.

Tried and dropped: a hidden layer over each message's vector, pooled by its highest and its mean (no better beside the
pieces); pieces of what the owner says (better on one outside set, worse on another); the first message's vector.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app import models, paths
from app.worker import Worker
from engine.judge.folding import fold
from engine.judge.risk_grams import BUCKETS, grams
from engine.judge.risk_model import WINDOW, meaning_of
from tests.quality import risk as synthetic

#: Ridge on the pieces and on the meaning. Tried 3e-6, 1e-5, 3e-5 and 1e-4, 3e-4, 1e-3, 3e-3 on conversations of other
#: corpora than those learnt from: flat between neighbours; the heavier ones lose everywhere.
RIDGE_PIECES = 1e-5
RIDGE_MEANING = 3e-4
#: How much each source counts: what we wrote is broad and small, the corpora are narrow and large.
SHARES = {"lessons": 10.0, "uci": 1.0, "calls": 1.0, "topical": 1.0, "chats": 2.0}
FOLDS = 4
TOPICAL_TALKS = 1000
CHATS = 600
LESSONS = Path(__file__).parent / "risk_lessons"
#: Files scams*.txt and ordinary*.txt there: by kind, by stage with a twin, answered, single asks, told over more turns.
PARTS = ("", "_more", "_answered", "_asks", "_longer")


@dataclass(frozen=True, slots=True)
class Example:
    """The other side's messages and the owner's, whether they are a scam, where from, and of which variant."""

    texts: tuple[str, ...]
    own: tuple[str, ...]
    scam: bool
    source: str
    group: int


def main(uci: Path, calls: Path, topical: Path, home: Path, vectors: Path, out: Path) -> None:
    """Learn and write the weights, and print what cross-validation says."""
    said = [*_ours(), *_uci(uci), *_calls(calls), *_topical(topical)]
    examples = [one for one in [*said, *_chats(said)] if one.texts]
    bags, means = _bags(examples), _meanings(examples, _vectors(examples, home, vectors))
    folds = np.array([one.group % FOLDS for one in examples])
    held = np.zeros((len(examples), 2))
    for fold_number in range(FOLDS):
        inside, outside = np.flatnonzero(folds != fold_number), np.flatnonzero(folds == fold_number)
        pieces, meaning = _learn(examples, bags, means, inside)
        held[outside] = _scores(bags, means, pieces, meaning, outside)
    # Calibrated on what we wrote alone: the corpora are too easy to say how sure one may be.
    broad = np.array([i for i, one in enumerate(examples) if one.source == "lessons"])
    truth = np.array([examples[i].scam for i in broad], dtype=float)
    alone = _logistic(held[broad][:, :1], truth)
    together = _logistic(held[broad], truth)
    pieces, meaning = _learn(examples, bags, means, np.arange(len(examples)))
    step = float(np.abs(pieces[:-1]).max()) / 127
    np.savez_compressed(
        out,
        pieces=np.round(pieces[:-1] / step).astype(np.int8),
        step=np.float32(step),
        meaning=meaning[:-1].reshape(3, -1).astype(np.float32),
        alone=np.array([alone[0] + alone[1] * pieces[-1], alone[1]]),
        together=np.array([together[0] + together[1] * pieces[-1] + together[2] * meaning[-1], *together[1:]]),
    )
    print(json.dumps({"examples": len(examples), "alone": alone.tolist(), "together": together.tolist()}))


def _ours() -> Iterator[Example]:
    for part in PARTS:
        for name, scam in (("scams", True), ("ordinary", False)):
            for group, lines in enumerate(synthetic.filled(LESSONS / f"{name}{part}.txt")):
                yield _talk(lines, scam, "lessons", group)
    for talk in synthetic.talks():
        if not talk.held_out:
            yield _talk(talk.lines, talk.scam, "lessons", talk.variant)


def _talk(lines: Sequence[tuple[bool, str]], scam: bool, source: str, group: int) -> Example:
    theirs, own = (tuple(text for mine, text in lines if mine is whose) for whose in (False, True))
    return Example(theirs, own, scam, source, group)


def _uci(path: Path) -> Iterator[Example]:
    for group, line in enumerate(path.read_text("utf-8").splitlines()):
        label, _, text = line.partition("\t")
        yield Example((text,), (), label == "spam", "uci", group)


def _calls(path: Path) -> Iterator[Example]:
    """Whole calls, and four turns in a row out of each longer one: real conversations are seen before they end."""
    dice = random.Random(1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for group, row in enumerate(csv.DictReader(file)):
            parts = re.split(r"\b(Suspect|Innocent):", row["dialogue"])
            turns = zip(parts[1::2], parts[2::2], strict=True)
            lines = [(who == "Innocent", text.strip()) for who, text in turns if text.strip()]
            scam = row["labels"] == "1"
            yield _talk(lines, scam, "calls", group)
            theirs = [at for at, (mine, _) in enumerate(lines) if not mine]
            if len(theirs) > 4:
                first = dice.randrange(len(theirs) - 3)
                yield _talk(lines[theirs[first] : theirs[first + 3] + 1], scam, "calls", group)


def _topical(path: Path) -> Iterator[Example]:
    said: list[tuple[str, ...]] = []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(n for n in archive.namelist() if "valid" in n and n.endswith(".json")):
            for talk in json.loads(archive.read(name)).values():
                turns = [str(turn["message"]) for turn in talk["content"] if turn["agent"] == "agent_1"]
                said += [tuple(turns[at : at + 3]) for at in range(0, len(turns) - 2, 3)]
    random.Random(3).shuffle(said)
    for group, texts in enumerate(said[:TOPICAL_TALKS]):
        yield Example(texts, (), False, "topical", group)


def _chats(said: Sequence[Example]) -> Iterator[Example]:
    """Long ordinary talk: six to twenty-four messages of one source and fold, as friends write them."""
    dice = random.Random(11)
    for number in range(CHATS):
        source, fold_number = ("uci", "lessons", "topical")[number % 3], number % FOLDS
        heap = [one for one in said if one.source == source and not one.scam and one.group % FOLDS == fold_number]
        drawn = dice.sample(heap, 24)
        length = dice.randrange(6, WINDOW + 1)
        texts = tuple([text for one in drawn for text in one.texts][:length])
        own = tuple([text for one in drawn for text in one.own][: length // 2])
        yield Example(texts, own, False, "chats", fold_number)


def _vectors(examples: Sequence[Example], home: Path, kept: Path) -> dict[str, NDArray[np.float32]]:
    known: dict[int, NDArray[np.float32]] = {}
    if kept.exists():
        with np.load(kept, allow_pickle=False) as file:
            known = dict(zip(file["keys"].tolist(), file["vectors"], strict=True))
    texts = list(dict.fromkeys(text for one in examples for text in (*one.texts, *one.own)))
    fresh = [text for text in texts if _key(text) not in known]
    if fresh:
        with Worker(models.embedding_path(paths.home(home))) as worker:
            for at in range(0, len(fresh), 64):
                batch = fresh[at : at + 64]
                known.update(zip(map(_key, batch), worker.embed(batch), strict=True))
        np.savez(kept, keys=np.array(list(known), dtype=np.uint64), vectors=np.stack(list(known.values())))
    return {text: known[_key(text)] for text in texts}


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _bags(examples: Sequence[Example]) -> list[NDArray[np.int64]]:
    return [grams([fold(text).text for text in one.texts]).buckets for one in examples]


def _meanings(examples: Sequence[Example], known: dict[str, NDArray[np.float32]]) -> NDArray[np.float64]:
    """(n, 3 * 384): what `engine.judge.risk_model.meaning_of` makes of their vectors and the owner's."""
    return np.stack(
        [meaning_of([known[text] for text in one.texts], [known[text] for text in one.own]) for one in examples]
    ).astype(float)


def _weigh(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Each source its share, half for scams and half for the rest."""
    totals: dict[tuple[str, bool], int] = {}
    for one in examples:
        totals[one.source, one.scam] = totals.get((one.source, one.scam), 0) + 1
    return np.array([SHARES[one.source] / totals[one.source, one.scam] for one in examples])


def _learn(
    examples: Sequence[Example], bags: Sequence[NDArray[np.int64]], means: NDArray[np.float64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of pieces (BUCKETS + 1,) and of meaning (3 * 384 + 1,), the bias last."""
    chosen = [examples[i] for i in rows]
    truth = torch.tensor([float(one.scam) for one in chosen], dtype=torch.float32)
    weight = torch.tensor(_weigh(chosen), dtype=torch.float32)
    lengths = [len(bags[i]) for i in rows]
    buckets = torch.tensor(np.concatenate([bags[i] for i in rows]))
    offsets = torch.tensor(np.concatenate([[0], np.cumsum(lengths)[:-1]]))
    scale = torch.tensor(np.concatenate([np.full(n, 1 / np.sqrt(n)) for n in lengths if n]), dtype=torch.float32)

    def of_pieces(w: torch.Tensor) -> torch.Tensor:
        bag = torch.nn.functional.embedding_bag(buckets, w[:-1, None], offsets, mode="sum", per_sample_weights=scale)
        return bag[:, 0] + w[-1]

    inputs = torch.tensor(means[rows], dtype=torch.float32)
    return (
        _minimised(of_pieces, BUCKETS + 1, truth, weight, RIDGE_PIECES),
        _minimised(lambda w: inputs @ w[:-1] + w[-1], means.shape[1] + 1, truth, weight, RIDGE_MEANING),
    )


def _minimised(
    score: Callable[[torch.Tensor], torch.Tensor], size: int, truth: torch.Tensor, weight: torch.Tensor, ridge: float
) -> NDArray[np.float64]:
    """The weights of least weighted log loss plus ridge (the last one, a bias, is free)."""
    w = torch.zeros(size, dtype=torch.float32, requires_grad=True)
    steps = torch.optim.LBFGS([w], max_iter=60, history_size=8, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        steps.zero_grad()
        each = torch.nn.functional.binary_cross_entropy_with_logits(score(w), truth, reduction="none")
        total = (each * weight).sum() / weight.sum() + ridge * (w[:-1] ** 2).sum()
        total.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return total

    steps.step(loss)  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return np.asarray(w.detach().numpy(), dtype=float)


def _scores(
    bags: Sequence[NDArray[np.int64]],
    means: NDArray[np.float64],
    pieces: NDArray[np.float64],
    meaning: NDArray[np.float64],
    rows: NDArray[np.int64],
) -> NDArray[np.float64]:
    """(n, 2): what either part says of the examples."""
    by_pieces = [pieces[bags[i]].sum() / max(1, len(bags[i])) ** 0.5 + pieces[-1] for i in rows]
    return np.stack([np.array(by_pieces), means[rows] @ meaning[:-1] + meaning[-1]], axis=1)


def _logistic(scores: NDArray[np.float64], truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Platt's scaling (1999): bias first, then one weight a column; both labels count alike."""
    inputs, labels = (torch.tensor(x, dtype=torch.float32) for x in (scores, truth))
    weight = torch.where(labels > 0.5, 0.5 / labels.sum(), 0.5 / (1 - labels).sum())
    found = _minimised(lambda w: inputs @ w[:-1] + w[-1], scores.shape[1] + 1, labels, weight, 0.0)
    return np.concatenate([found[-1:], found[:-1]])


if __name__ == "__main__":
    torch.manual_seed(0)
    torch.set_num_threads(1)
    main(*(Path(argument) for argument in sys.argv[1:7]))

"""Learn the network over MiniLM vectors that tells what asks for something (`engine.judge.ask_head`).

    python packaging/make_ask_head.py TRAIN.txt DEV.txt HOME resources/judge/ask_head.npz

HOME is a home whose embedding model is installed; it embeds the sentences. Data: Parakweet's intent data set, as for
make_ask_weights.py (run that first; Apache-2.0), learned on the training part alone. Nets: one hidden layer, dropout,
AdamW, NETS starts averaged. How words and nets are mixed is a logistic regression on odds of sentences left out
(FOLDS groups of like sentences: what is tested resembles little that was learned). Deterministic on one machine; the
development part only prints its figures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from make_ask_weights import auc, learn, odds, rows

from app import paths
from app.text_vectors import Embedder
from engine.judge import ask_head
from engine.judge.ask_head import Head
from engine.judge.asking import features
from engine.judge.intent import intent
from engine.judge.reading import read

NETS = 4
HIDDEN = 64
EPOCHS = 15
BATCH = 64
RATE = 2e-3
DECAY = 1.0
DROPOUT = 0.5
FOLDS = 8
GROUPS = 40


def net(x: np.ndarray, y: np.ndarray, seed: int) -> list[np.ndarray]:
    """Hidden weights (d, h), bias (h,), out (h,), shift () of one net learned by AdamW on cross-entropy."""
    rng = np.random.default_rng(seed)
    bound = 1 / np.sqrt(x.shape[1])
    parts = [
        rng.uniform(-bound, bound, (x.shape[1], HIDDEN)).astype(np.float32),
        rng.uniform(-bound, bound, HIDDEN).astype(np.float32),
        rng.uniform(-1, 1, HIDDEN).astype(np.float32) / np.sqrt(HIDDEN).astype(np.float32),
        np.zeros((), np.float32),
    ]
    moments = [np.zeros_like(part) for part in parts]
    squares = [np.zeros_like(part) for part in parts]
    step = 0
    for _ in range(EPOCHS):
        for batch in np.array_split(rng.permutation(len(x)), -(-len(x) // BATCH)):
            step += 1
            slopes = _slopes(parts, x[batch], y[batch], rng)
            for i, slope in enumerate(slopes):
                moments[i] = 0.9 * moments[i] + 0.1 * slope
                squares[i] = 0.999 * squares[i] + 0.001 * slope**2
                towards = (moments[i] / (1 - 0.9**step)) / (np.sqrt(squares[i] / (1 - 0.999**step)) + 1e-8)
                parts[i] = (parts[i] * (1 - RATE * DECAY) - RATE * towards).astype(np.float32)
    return parts


def _slopes(parts: list[np.ndarray], x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    weights, bias, out, shift = parts
    before = x @ weights + bias
    kept = (rng.random(before.shape) >= DROPOUT).astype(np.float32) / (1 - DROPOUT)
    hidden = np.maximum(before, 0) * kept
    error = (1 / (1 + np.exp(-(hidden @ out + shift))) - y) / len(y)
    back = error[:, None] * out * kept * (before > 0)
    return [x.T @ back, back.sum(0), hidden.T @ error, error.sum()]


def nets(x: np.ndarray, y: np.ndarray) -> Head:
    """NETS nets of different starts, not yet mixed with the words."""
    made = [net(x, y, seed) for seed in range(NETS)]
    hidden, bias, out, shift = (np.stack([one[i] for one in made]).astype(np.float32) for i in range(4))
    return Head(hidden, bias, out, shift, np.array([0, 1, 0], np.float32))


def groups(vectors: np.ndarray) -> np.ndarray:
    """A fold for each unit vector; like vectors share one (k-means, then clusters dealt out by size)."""
    centres = vectors[np.random.default_rng(0).choice(len(vectors), GROUPS, replace=False)]
    for _ in range(20):
        nearest = (vectors @ centres.T).argmax(1)
        sums = np.stack([vectors[nearest == g].sum(0) if (nearest == g).any() else centres[g] for g in range(GROUPS)])
        centres = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    sizes = np.bincount(nearest, minlength=GROUPS)
    fold_of, load = np.zeros(GROUPS, int), np.zeros(FOLDS)
    for group in np.argsort(-sizes):
        fold_of[group] = load.argmin()
        load[fold_of[group]] += sizes[group]
    return fold_of[nearest]


def mixed(words: np.ndarray, net_odds: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(a, d, e) of the logistic regression of y on both odds, by Newton's method."""
    x = np.column_stack([words, net_odds, np.ones(len(y))])
    mix = np.zeros(3)
    for _ in range(25):
        p = 1 / (1 + np.exp(-(x @ mix)))
        mix += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-6 * np.eye(3), x.T @ (y - p))
    return mix


def prepared(path: Path, similarity: Embedder) -> tuple[list[list[str]], np.ndarray, np.ndarray, np.ndarray]:
    """Word features, network inputs, labels and vectors of a file."""
    texts, labels = rows(path)
    vectors = similarity.vectors(texts)
    readings = [read(text) for text in texts]
    x = np.stack([ask_head.inputs(r, intent(r), v) for r, v in zip(readings, vectors, strict=True)])
    return [features(r) for r in readings], x.astype(np.float32), labels, vectors


def main() -> None:
    """Learn, print figures of the development part, write the arrays."""
    train, dev, home, out = (Path(argument) for argument in sys.argv[1:5])
    with Embedder(paths.home(home)) as similarity:
        samples, x, y, vectors = prepared(train, similarity)
        dev_samples, dev_x, dev_y, _ = prepared(dev, similarity)
    fold = groups(vectors)
    held_words, held_nets = np.zeros(len(y)), np.zeros(len(y))
    for k in range(FOLDS):
        inside, outside = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        weights = learn([samples[i] for i in inside], y[inside])
        held_words[outside] = odds(weights, [samples[i] for i in outside])
        held_nets[outside] = nets(x[inside], y[inside]).odds(x[outside])
    mix = mixed(held_words, held_nets, y)
    head = nets(x, y)
    dev_words, dev_nets = odds(learn(samples, y), dev_samples), head.odds(dev_x)
    for name, words, net_odds, labels in (("left out", held_words, held_nets, y), ("dev", dev_words, dev_nets, dev_y)):
        both = mix[0] * words + mix[1] * net_odds + mix[2]
        figures = " ".join(f"{auc(scores, labels):.4f}" for scores in (words, net_odds, both))
        print(f"AUC {name} (words, nets, both): {figures}", file=sys.stderr)
    print("mix", mix.round(3), file=sys.stderr)
    arrays = {"hidden": head.hidden, "bias": head.bias, "out": head.out, "shift": head.shift}
    provenance = np.array("Learned by packaging/make_ask_head.py from Parakweet's intent data set (Apache-2.0)")
    kept = {name: array.astype(np.float16) for name, array in arrays.items()}
    np.savez_compressed(out, provenance=provenance, mix=mix.astype(np.float32), **kept)


if __name__ == "__main__":
    main()

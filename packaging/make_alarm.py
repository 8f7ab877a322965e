"""Learn how alarming a text is by its MiniLM vector (`engine.judge.alarm`).

    python packaging/make_alarm.py SMS.tsv HOME resources/judge/alarm.npz

HOME is a home whose embedding model is installed. Data: packaging/urgent_sentences.txt, written by us (each line
`1|0<TAB>sentence`), and 1,500 ordinary messages of the UCI SMS Spam Collection (SMS.tsv, `ham|spam<TAB>text`;
CC BY 4.0) which count as not alarming, with little weight: they teach how people write when nothing is the matter.
Model: L2-regularised logistic regression by Newton's method; deterministic. Prints the share of the other ordinary
messages that score 0.5 or more (2 in 100; learned from our sentences alone it would be 12).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from app import paths
from app.text_vectors import Embedder

OURS = Path(__file__).with_name("urgent_sentences.txt")
N_ORDINARY = 1500
SEED = 0
#: Weights of a sentence of ours that cannot wait, of one that can, and of an ordinary message.
URGENT_WEIGHT, CALM_WEIGHT, ORDINARY_WEIGHT = 4.0, 2.0, 0.4
C = 2.0


def labelled(path: Path) -> list[tuple[str, str]]:
    """(label, text) of each line."""
    lines = path.read_text("utf-8").splitlines()
    return [(label, text) for label, text in (line.split("\t", 1) for line in lines if "\t" in line)]


def learn(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(d + 1,) weights and bias that make C * weighted cross-entropy + half the squared weights least."""
    x = np.column_stack([x, np.ones(len(x))])
    pull = np.r_[np.ones(x.shape[1] - 1), 0.0]
    found = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-(x @ found)))
        slope = C * x.T @ (weight * (p - y)) + pull * found
        bend = C * (x.T * (weight * p * (1 - p))) @ x + np.diag(pull + 1e-9)
        found -= np.linalg.solve(bend, slope)
    return found


def main() -> None:
    """Learn, print the share of false alarms, write the arrays."""
    sms, home, out = (Path(argument) for argument in sys.argv[1:4])
    ours = labelled(OURS)
    ham = list(dict.fromkeys(text for label, text in labelled(sms) if label == "ham"))
    ham = [ham[i] for i in np.random.default_rng(SEED).permutation(len(ham))]
    with Embedder(paths.home(home)) as similarity:
        own, ordinary = similarity.vectors([text for _, text in ours]), similarity.vectors(ham)
    y = np.array([label == "1" for label, _ in ours] + [False] * N_ORDINARY, float)
    weight = np.r_[np.where(y[: len(ours)] == 1, URGENT_WEIGHT, CALM_WEIGHT), np.full(N_ORDINARY, ORDINARY_WEIGHT)]
    found = learn(np.vstack([own, ordinary[:N_ORDINARY]]), y, weight)
    odds = ordinary[N_ORDINARY:] @ found[:-1] + found[-1]
    print(f"{len(ours)} sentences; ordinary messages at 0.5 or more: {(odds >= 0).mean():.4f}", file=sys.stderr)
    provenance = np.array(
        "Learned by packaging/make_alarm.py from our own sentences and the UCI SMS Spam Collection (CC BY 4.0)"
    )
    np.savez_compressed(out, provenance=provenance, weights=found[:-1].astype(np.float32), bias=np.float32(found[-1]))


if __name__ == "__main__":
    main()

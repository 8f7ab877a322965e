"""Learn the word weights of the "asks for something" score (`engine.judge.asking`) and write them as JSON.

    python packaging/make_ask_weights.py TRAIN.txt [DEV.txt] > resources/judge/ask_weights.json

Data: Parakweet's intent data set (3,657 training sentences from e-mail and SMS, each line `Yes|No<TAB>sentence`;
Apache-2.0). Model: logistic regression on the features of `engine.judge.asking.features` (words, pairs of
neighbouring words, shape), seen at least three times, L2-regularised, full-batch gradient descent; deterministic.
The development part only prints its AUC and takes no part in learning.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from engine.judge.asking import BIAS, features
from engine.judge.reading import read

MIN_SEEN = 3
L2 = 16.0
STEPS = 300
RATE = 0.6
SMALLEST = 0.04


def load(path: Path) -> tuple[list[list[str]], np.ndarray]:
    rows = [line.split("\t", 1) for line in path.read_text("utf-8", "replace").splitlines() if "\t" in line]
    return [features(read(text)) for _, text in rows], np.array([label == "Yes" for label, _ in rows], float)


def learn(samples: list[list[str]], labels: np.ndarray) -> dict[str, float]:
    seen = Counter(f for sample in samples for f in set(sample))
    names = sorted(f for f, n in seen.items() if n >= MIN_SEEN)
    column = {f: i for i, f in enumerate(names)}
    x = np.zeros((len(samples), len(names)), np.float32)
    for i, sample in enumerate(samples):
        x[i, [column[f] for f in set(sample) if f in column]] = 1
    weights, bias, moment, square = np.zeros(len(names)), 0.0, np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        error = 1 / (1 + np.exp(-(x @ weights + bias))) - labels
        slope = x.T @ error / len(labels) + L2 * weights / len(labels)
        moment = 0.9 * moment + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weights -= 0.05 * RATE * (moment / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        bias -= RATE * error.mean()
    kept = {f: round(float(w), 2) for f, w in zip(names, weights, strict=True) if abs(w) >= SMALLEST}
    return {BIAS: round(float(bias), 3), **kept}


def auc(scores: np.ndarray, labels: np.ndarray) -> float:
    yes, no = scores[labels == 1], scores[labels == 0]
    return float((yes[:, None] > no).mean() + 0.5 * (yes[:, None] == no).mean())


def main() -> None:
    weights = learn(*load(Path(sys.argv[1])))
    if len(sys.argv) > 2:
        samples, labels = load(Path(sys.argv[2]))
        scores = np.array([sum(weights.get(f, 0) for f in set(s)) for s in samples])
        print(f"{len(weights)} weights, development AUC {auc(scores, labels):.4f}", file=sys.stderr)
    provenance = "Learned by packaging/make_ask_weights.py from Parakweet's intent data set (Apache-2.0)"
    print(json.dumps({"provenance": provenance, "weights": weights}, ensure_ascii=False, indent=0, sort_keys=True))


if __name__ == "__main__":
    main()

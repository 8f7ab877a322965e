"""Learn the word weights of the "asks for something" score (`engine.judge.asking`) and write them as JSON.

    python packaging/make_ask_weights.py TRAIN.txt [DEV.txt] > resources/judge/ask_weights.json

Data: Parakweet's intent data set (3,657 training sentences from e-mail and SMS, each line `Yes|No<TAB>sentence`;
Apache-2.0). Model: logistic regression on the features of `engine.judge.asking.features` (words, neighbouring words,
shape), seen at least three times, L2-regularised, full-batch gradient descent; deterministic. The strength of the
regularisation was chosen by cross-validation over groups of like sentences (k-means of their embeddings), which asks
for more of it than random folds do. The development part only prints its AUC and takes no part in learning.
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
L2 = 24.0
STEPS = 400
RATE = 0.6
SMALLEST = 0.02


def rows(path: Path) -> tuple[list[str], np.ndarray]:
    """Texts and labels (1.0 asks, 0.0 does not) of a file."""
    pairs = [line.split("\t", 1) for line in path.read_text("utf-8", "replace").splitlines() if "\t" in line]
    return [text for _, text in pairs], np.array([label == "Yes" for label, _ in pairs], float)


def learn(samples: list[list[str]], labels: np.ndarray) -> dict[str, float]:
    """Weights by feature name, the bias among them; those below SMALLEST are left out."""
    seen = Counter(f for sample in samples for f in set(sample))
    names = sorted(f for f, n in seen.items() if n >= MIN_SEEN)
    column = {f: i for i, f in enumerate(names)}
    x = np.zeros((len(samples), len(names)), np.float32)
    for i, sample in enumerate(samples):
        x[i, [column[f] for f in set(sample) if f in column]] = 1
    weights, bias, moment, square = np.zeros(len(names)), 0.0, np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        error = 1 / (1 + np.exp(-(x @ weights.astype(np.float32) + bias))) - labels
        slope = x.T @ error.astype(np.float32) / len(labels) + L2 * weights / len(labels)
        moment = 0.9 * moment + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weights -= 0.05 * RATE * (moment / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        bias -= RATE * error.mean()
    kept = {f: round(float(w), 2) for f, w in zip(names, weights, strict=True) if abs(w) >= SMALLEST}
    return {BIAS: round(float(bias), 3), **kept}


def odds(weights: dict[str, float], samples: list[list[str]]) -> np.ndarray:
    """Log odds of samples as `engine.judge.asking.logit` has them."""
    return np.array([weights[BIAS] + sum(weights.get(f, 0.0) for f in set(sample)) for sample in samples])


def auc(scores: np.ndarray, labels: np.ndarray) -> float:
    """Area under the ROC curve, ties counted half."""
    yes, no = scores[labels == 1], scores[labels == 0]
    return float((yes[:, None] > no).mean() + 0.5 * (yes[:, None] == no).mean())


def main() -> None:
    """Learn, print the AUC on the development part, write JSON to stdout."""
    texts, labels = rows(Path(sys.argv[1]))
    weights = learn([features(read(text)) for text in texts], labels)
    if len(sys.argv) > 2:
        texts, labels = rows(Path(sys.argv[2]))
        scores = odds(weights, [features(read(text)) for text in texts])
        print(f"{len(weights)} weights, development AUC {auc(scores, labels):.4f}", file=sys.stderr)
    provenance = "Learned by packaging/make_ask_weights.py from Parakweet's intent data set (Apache-2.0)"
    print(json.dumps({"provenance": provenance, "weights": weights}, ensure_ascii=False, indent=0, sort_keys=True))


if __name__ == "__main__":
    main()

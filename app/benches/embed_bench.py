"""How many short segments the shipped embedder makes vectors of in a second, worker and pipe included."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from app import models
from app.paths import home
from app.worker import Worker

WORDS = (
    "hey can you send the invoice tomorrow thanks see at three we meeting photo session price how much ok",
    "friday location studio booked love it running late sorry parking near my mum dog album prints saturday",
)
#: Words per segment: about 16 tokens on average, as in short chat.
SHORTEST, LONGEST = 3, 24


def run(n: int) -> dict[str, float]:
    """`segments`, and `per_s`: segments embedded per second after one batch to warm up."""
    draw = random.Random(7)  # noqa: S311 - a repeatable text, not a secret
    words = " ".join(WORDS).split()
    texts = [" ".join(draw.choices(words, k=draw.randint(SHORTEST, LONGEST))) for _ in range(n)]
    with tempfile.TemporaryDirectory() as folder, Worker(models.embedding_path(home(Path(folder)))) as worker:
        worker.embed(texts[:64])
        began = time.perf_counter()
        worker.embed(texts)
        took = time.perf_counter() - began
    return {"segments": n, "per_s": n / took}

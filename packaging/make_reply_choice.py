"""Learn which text follows a conversation (`engine.reply.choice`) and write resources/reply/choice.npz and .json.

    python packaging/make_reply_choice.py topical-chat.zip EMBEDDER_HOME VECTORS.npz

Data: Topical-Chat's valid parts (1,078 conversations, 23,373 turns; Amazon, CDLA-Sharing 1.0, whose terms leave results
computed from the data free). VECTORS.npz keeps the vectors of the texts between runs and is made if it is not there,
by the embedder in EMBEDDER_HOME. Needs torch (extra "train"); deterministic on one machine.

Model: low-rank forms P, Q beside plain cosines to the last four turns, learnt with all turns of 16 conversations at a
time as negatives and, as much again, with those of the same conversation; regularised by dropout and weight decay,
shrunk afterwards by SHRUNK, the mean of three. Then a logistic layer over it and the features of
`engine.reply.following`, learnt on conversations that the forms it sees did not learn from, against random turns,
turns of the same conversation, turns near the last one and altered copies of it, and on scenes of our own
(`reply_scenes`) against what only looks like an answer; signs that are certain are kept.
Calibrated on conversations left out of everything. SHRUNK was chosen where LoCoMo's next turns (nothing was learnt
from them) are found as often as Topical-Chat's left-out ones.
"""

from __future__ import annotations

import json
import random
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from reply_scenes import SCENES
from torch.nn.functional import cross_entropy, dropout

from app import paths
from app.embedding_weights import embedding_path
from app.worker import Worker
from engine.reply import following
from engine.reply.choice import CROSSED
from engine.reply.following import LAGS, NAMES
from engine.voice.vocabulary import listed

OUT = Path(__file__).parent.parent / "resources" / "reply"
RANK, RATE, DECAY, DROPOUT, EPOCHS, AT_ONCE = 32, 2e-3, 2.0, 0.3, 6, 16
SHRUNK, SEEDS, HELD_OUT = 0.6, (1, 2, 3), 160
#: Kinds of wrong replies, how many a list has of each, and their weights in the last layer with vectors and without.
KINDS = {
    "random": (9, 3.0, 3.0),
    "same": (5, 1.0, 1.0),
    "later": (5, 1.0, 0.5),
    "near": (5, 0.1, 0.0),
    "echo": (1, 0.4, 0.3),
    "ours": (0, 0.35, 0.15),
}
WITH_VECTORS, WITHOUT = 1, 2
FOR = listed("shared taken earlier yes_no fills chosen switched greets_back welcomes leaves_too")
AGAINST = listed(
    "asked_back asked_again asked_alike idle stray_yes misses kept echo said copy greets_late welcomes_nothing leaves"
)
#: A turn that stands in the conversation already is hardly ever its next one.
MOST_OF_COPY = -6.0
Conversations = list[list[str]]


@dataclass
class Lists:
    """Lists of candidates, flat: the right one has kind −1, the others the number of their kind."""

    turns: torch.Tensor  # (lists, LAGS) ids of texts, the last turn first, −1 for none
    texts: torch.Tensor  # (candidates,) ids of texts
    kind: torch.Tensor
    list_of: torch.Tensor
    form: torch.Tensor  # (candidates, features)


class Texts:
    """Every text that is needed, by number, with its vector."""

    def __init__(self, home: Path, kept: Path, wanted: Sequence[str]) -> None:
        known: dict[str, np.ndarray] = {}
        if kept.exists():
            with np.load(kept, allow_pickle=False) as file:
                known = dict(zip(file["texts"].tolist(), file["vectors"], strict=True))
        fresh = [text for text in dict.fromkeys(wanted) if text not in known]
        with Worker(embedding_path(paths.home(home))) as worker:
            for at in range(0, len(fresh), 64):
                known.update(zip(fresh[at : at + 64], worker.embed(fresh[at : at + 64]), strict=True))
        if fresh:
            np.savez(kept, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
        self.number = {text: at for at, text in enumerate(known)}
        self.vectors = torch.tensor(np.stack(list(known.values())))


class Forms(torch.nn.Module):
    """Σₗ nearₗ·uₗ·v + (uₗPₗ)·(vQ), times a temperature."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        source = torch.Generator().manual_seed(seed)
        self.near = torch.nn.Parameter(torch.tensor([1.0, 0.3, 0.1, 0.05]))
        self.queries = torch.nn.Parameter(torch.randn(LAGS, 384, RANK, generator=source) * 0.05)
        self.keys = torch.nn.Parameter(torch.randn(384, RANK, generator=source) * 0.05)
        self.heat = torch.nn.Parameter(torch.tensor(2.5))

    def forward(self, turns: torch.Tensor, texts: torch.Tensor) -> torch.Tensor:
        """(contexts, texts) from (contexts, LAGS, 384) and (texts, 384)."""
        near = torch.einsum("l,cld->cd", self.near, turns) @ texts.T
        keys = dropout(texts, DROPOUT, self.training) @ self.keys
        asked = torch.einsum("cld,ldr->cr", dropout(turns, DROPOUT, self.training), self.queries)
        return torch.exp(self.heat) * (near + asked @ keys.T)


def conversations(path: Path, part: str) -> Conversations:
    found: Conversations = []
    with zipfile.ZipFile(path) as file:
        for name in sorted(one for one in file.namelist() if Path(one).name.startswith(part)):
            talks = json.loads(file.read(name)).values()
            found += [[turn["message"] for turn in talk["content"] if turn["message"].strip()] for talk in talks]
    return found


def echoed(text: str, source: random.Random) -> str:
    """A copy of a turn with something changed, as if the same side said it again."""
    spoken, way = text.split(), source.random()
    sentences = re.findall(r"[^.!?]+[.!?]*", text)
    if way < 0.3 and len(sentences) > 1:
        return source.choice(sentences).strip()
    if way < 0.65 and len(spoken) > 4:
        for _ in range(source.randint(1, 3)):
            spoken.pop(source.randrange(len(spoken)))
        return " ".join(spoken)
    if way < 0.85:
        return source.choice(("So ", "And ", "But ", "Well, ", "I mean, ", "Just wondering, ")) + text
    return text.lower().rstrip("?.!")


def echoes(talks: Conversations, each: int) -> dict[str, str]:
    source = random.Random(5)
    return {text: echoed(text, source) for talk in talks for text in source.sample(talk[:-1], min(each, len(talk) - 1))}


def lists(talks: Conversations, texts: Texts, copies: dict[str, str], *, each: int, seed: int, cut: bool) -> Lists:
    """Lists for `each` turns of every conversation; `cut` shortens the contexts at random."""
    source, everybody = random.Random(seed), [(at, text) for at, talk in enumerate(talks) for text in talk]
    ids = torch.tensor([texts.number[text] for _, text in everybody])
    home = torch.tensor([at for at, _ in everybody])
    turns, flat, kinds, list_of, form = [], [], [], [], []
    for at, talk in enumerate(talks):
        for place in source.sample(range(1, len(talk)), min(each, len(talk) - 1)):
            likeness = texts.vectors[ids] @ texts.vectors[texts.number[talk[place - 1]]]
            near = [everybody[one][1] for one in likeness.masked_fill(home == at, -1).topk(40).indices.tolist()]
            context = talk[max(0, place - (source.choice((1, 2, 3, 4, 5, 8, 99)) if cut else 99)) : place]
            wrong = {
                "random": [text for _, text in source.sample(everybody, KINDS["random"][0])],
                "same": _some(source, talk[:place] + talk[place + 1 :], KINDS["same"][0]),
                "later": _some(source, [one for one in talk[place + 1 :] if one not in context], KINDS["later"][0]),
                "near": _some(source, near, KINDS["near"][0]),
                "echo": [copies[talk[place - 1]]] if talk[place - 1] in copies else [],
            }
            candidates = [(talk[place], -1)]
            candidates += [
                (one, k) for k, kind in enumerate(KINDS) for one in wrong.get(kind, ()) if one != talk[place]
            ]
            form += following.features(context, [text for text, _ in candidates])
            flat += [texts.number[text] for text, _ in candidates]
            kinds += [kind for _, kind in candidates]
            list_of += [len(turns)] * len(candidates)
            turns.append(([texts.number[one] for one in reversed(context)] + [-1] * LAGS)[:LAGS])
    return Lists(*(torch.tensor(one) for one in (turns, flat, kinds, list_of, form)))


def scene_lists(texts: Texts, copies: dict[str, str]) -> Lists:
    """One list for every question and answer of our own scenes."""
    source, kind = random.Random(7), list(KINDS).index("ours")
    turns, flat, kinds, list_of, form = [], [], [], [], []
    for at, (asked, answers, again, traps) in enumerate(SCENES):
        for question, answer in ((one, other) for one in asked for other in answers):
            others = [source.choice(scene[1]) for scene in source.sample(SCENES[:at] + SCENES[at + 1 :], 4)]
            candidates = [answer, *again, *traps, copies[question], *others]
            form += following.features([question], candidates)
            flat += [texts.number[text] for text in candidates]
            kinds += [-1] + [kind] * (len(candidates) - 1)
            list_of += [len(turns)] * len(candidates)
            turns.append([texts.number[question]] + [-1] * (LAGS - 1))
    return Lists(*(torch.tensor(one) for one in (turns, flat, kinds, list_of, form)))


def _some(source: random.Random, pool: Sequence[str], n: int) -> list[str]:
    distinct = list(dict.fromkeys(pool))
    return source.sample(distinct, min(n, len(distinct)))


def learn_forms(talks: Conversations, texts: Texts, seed: int) -> Forms:
    torch.manual_seed(seed)
    forms, source = Forms(seed), random.Random(seed)
    groups = [
        {"params": [forms.queries, forms.keys], "weight_decay": DECAY},
        {"params": [forms.near, forms.heat], "weight_decay": 0.0},
    ]
    steps = torch.optim.AdamW(groups, lr=RATE)
    ids = [torch.tensor([texts.number[text] for text in talk]) for talk in talks]
    for _ in range(EPOCHS):
        source.shuffle(ids)
        for at in range(0, len(ids) - AT_ONCE + 1, AT_ONCE):
            steps.zero_grad()
            _loss(forms, ids[at : at + AT_ONCE], texts, source).backward()
            steps.step()
    return forms.eval()


def _loss(forms: Forms, talks: Sequence[torch.Tensor], texts: Texts, source: random.Random) -> torch.Tensor:
    flat = torch.cat(list(talks))
    owner = torch.cat([torch.full((len(talk),), at) for at, talk in enumerate(talks)])
    starts = [0, *torch.tensor([len(talk) for talk in talks]).cumsum(0).tolist()]
    turns, right, seen = [], [], []
    for start, talk in zip(starts, talks, strict=False):
        for place in range(1, len(talk)):
            depth = source.choice((1, 2, 3, 4, 4, 4))
            shown = range(start + max(0, place - depth), start + place)
            turns.append(([*reversed(shown)] + [-1] * LAGS)[:LAGS])
            right.append(start + place)
            seen.append([at in shown for at in range(len(flat))])
    places, target = torch.tensor(turns), torch.tensor(right)
    vectors = texts.vectors[flat]
    scored = forms(_rows(vectors, places), vectors).masked_fill(torch.tensor(seen), -1e9)
    own = owner[None, :] == owner[target][:, None]
    is_right = torch.nn.functional.one_hot(target, len(flat)).bool()
    anywhere = cross_entropy(scored.masked_fill(own & ~is_right, -1e9), target)
    return anywhere + cross_entropy(scored.masked_fill(~own, -1e9), target)


def _rows(vectors: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Rows by number; −1 gives zeros."""
    return vectors[places.clamp(min=0)] * (places >= 0)[..., None]


@torch.no_grad()
def parts(forms: Sequence[Forms], data: Lists, texts: Texts) -> torch.Tensor:
    """(candidates,) mean of the forms, the low-rank part shrunk, in units of the cosine to the last turn."""
    turns, total = _rows(texts.vectors, data.turns), torch.zeros(len(data.texts))
    for one in forms:
        near = torch.einsum("l,cld->cd", one.near / one.near[0], turns)
        asked = SHRUNK / one.near[0] * torch.einsum("cld,ldr->cr", turns, one.queries)
        for rows in torch.arange(len(data.texts)).split(20_000):
            text = texts.vectors[data.texts[rows]]
            lists_of = data.list_of[rows]
            total[rows] += (near[lists_of] * text).sum(1) + (asked[lists_of] * (text @ one.keys)).sum(1)
    return total / len(forms)


def columns_of(near: torch.Tensor, data: Lists, texts: Texts) -> torch.Tensor:
    """What the last layer sees: what the forms say, the cosine of a question asked again and of words of a question
    that do not answer it, words and form."""
    last = _rows(texts.vectors, data.turns[:, 0])
    cosines = torch.zeros(len(data.texts))
    for rows in torch.arange(len(data.texts)).split(20_000):
        cosines[rows] = (last[data.list_of[rows]] * texts.vectors[data.texts[rows]]).sum(1)
    crossed = [cosines * (data.form[:, NAMES.index(name)] > 0) for name in CROSSED]
    return torch.cat([near[:, None], torch.stack(crossed, 1), data.form], 1)


def learn_layer(columns: torch.Tensor, names: Sequence[str], data: Lists, way: int) -> torch.Tensor:
    """Weights of the columns: the right candidate first among those of each kind."""
    weights = torch.zeros(columns.shape[1], requires_grad=True)
    steps, n = torch.optim.Adam([weights], lr=0.05), int(data.list_of.max()) + 1
    least = torch.tensor([0.0 if name in FOR else -99.0 for name in names])
    most = torch.tensor([MOST_OF_COPY if name == "copy" else 0.0 if name in AGAINST else 99.0 for name in names])
    right = data.kind == -1
    for _ in range(400):
        scored, loss = columns @ weights, 1e-3 * (weights[-len(NAMES) :] ** 2).sum()
        for kind, weight in enumerate(weights_of[way] for weights_of in KINDS.values()):
            has = torch.zeros(n, dtype=torch.bool)
            has[data.list_of[data.kind == kind]] = True
            rows = right | (data.kind == kind)
            sums = torch.zeros(n).index_add_(0, data.list_of[rows], torch.exp(scored[rows]))
            loss = loss + weight * (torch.log(sums) - scored[right])[has].mean()
        steps.zero_grad()
        loss.backward()
        steps.step()
        with torch.no_grad():
            weights.clamp_(least, most)
    return weights.detach()


def calibrated(scored: torch.Tensor, data: Lists) -> tuple[float, float]:
    """(slope, bias) that make σ(slope·score + bias) the chance of being right, where as many are right as wrong and
    every kind of wrong is as frequent."""
    line = torch.tensor([1.0, 0.0], requires_grad=True)
    counts = torch.bincount(data.kind + 1, minlength=len(KINDS) + 1).float()
    n_kinds = int((counts[1:] > 0).sum())
    share = torch.where(data.kind == -1, 1 / counts[0], 1 / (n_kinds * counts[data.kind + 1]))
    steps = torch.optim.LBFGS([line], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        steps.zero_grad()
        logits = scored * line[0] + line[1]
        found = torch.nn.functional.binary_cross_entropy_with_logits(
            logits, (data.kind == -1).float(), weight=share, reduction="sum"
        )
        found.backward()
        return found

    steps.step(loss)
    slope, bias = line.detach().tolist()
    return slope, bias


def figures(scored: torch.Tensor, data: Lists) -> dict[str, dict[str, float]]:
    """R@1 and MRR against each kind of wrong reply; ties go to the wrong one."""
    right = scored[data.kind == -1]
    found = {}
    for kind, name in enumerate(KINDS):
        rows = data.kind == kind
        if not rows.any():
            continue
        beaten = (scored[rows] >= right[data.list_of[rows]]).float()
        rank = 1 + torch.zeros(len(right)).index_add_(0, data.list_of[rows], beaten)
        rank = rank[torch.bincount(data.list_of[rows], minlength=len(right)) > 0]
        found[name] = {"r@1": round(float((rank == 1).float().mean()), 3), "mrr": round(float((1 / rank).mean()), 3)}
    return found


def folds(talks: Conversations) -> Iterator[tuple[Conversations, Conversations]]:
    """(learn from, weigh on), twice, so that no forms are weighed on what they learnt from."""
    half = len(talks) // 2
    yield talks[:half], talks[half:]
    yield talks[half:], talks[:half]


def main() -> None:
    torch.set_num_threads(1)
    path, home, kept = map(Path, sys.argv[1:4])
    valid, test = conversations(path, "valid"), conversations(path, "test")
    ours = [[text for part in scene for text in part] for scene in SCENES]
    copies = echoes(valid, 3) | echoes(test, 1) | echoes(ours, 99)
    texts = Texts(home, kept, [text for talk in [*valid, *test, *ours] for text in talk] + list(copies.values()))
    random.Random(0).shuffle(valid)
    held, learnt = valid[:HELD_OUT], valid[HELD_OUT:]
    columns, samples = [], []
    for seed, (one, other) in enumerate(folds(learnt)):
        sample = lists(other, texts, copies, each=8, seed=10 + seed, cut=True)
        samples.append(sample)
        columns.append(parts([learn_forms(one, texts, 4 + seed)], sample, texts))
    forms = [learn_forms(learnt, texts, seed) for seed in SEEDS]
    left_out = lists(held, texts, copies, each=12, seed=20, cut=True)
    tested = lists(test, texts, copies, each=6, seed=30, cut=False)
    scenes = scene_lists(texts, copies)
    both = _joined([*samples, scenes])
    columns.append(parts(forms, scenes, texts))
    layer = learn_layer(columns_of(torch.cat(columns), both, texts), ["", *CROSSED, *NAMES], both, WITH_VECTORS)
    words = learn_layer(both.form, NAMES, both, WITHOUT)
    measured = [(part, data, parts(forms, data, texts)) for part, data in (("valid", left_out), ("test", tested))]
    scored = {part: columns_of(near, data, texts) @ layer for part, data, near in measured}
    slope, bias = calibrated(scored["valid"], left_out)
    words_slope, words_bias = calibrated(left_out.form @ words, left_out)
    table = {part: figures(scored[part], data) for part, data, _ in measured}
    table["test, words alone"] = figures(tested.form @ words, tested)
    _write(forms, layer * slope, bias, words * words_slope, words_bias, table)


def _joined(samples: Sequence[Lists]) -> Lists:
    shifts = np.cumsum([0, *(int(one.list_of.max()) + 1 for one in samples)]).tolist()
    return Lists(
        torch.cat([one.turns for one in samples]),
        torch.cat([one.texts for one in samples]),
        torch.cat([one.kind for one in samples]),
        torch.cat([one.list_of + shift for one, shift in zip(samples, shifts, strict=False)]),
        torch.cat([one.form for one in samples]),
    )


@torch.no_grad()
def _write(
    forms: Sequence[Forms],
    layer: torch.Tensor,
    bias: float,
    words: torch.Tensor,
    words_bias: float,
    table: dict[str, dict[str, dict[str, float]]],
) -> None:
    by = float(layer[0])
    arrays = {
        "near": torch.stack([one.near / one.near[0] for one in forms]).mean(0) * by,
        "queries": torch.cat([one.queries / one.near[0] for one in forms], 2) * (by * SHRUNK / len(forms)),
        "keys": torch.cat([one.keys for one in forms], 1),
        "crossed": layer[1 : 1 + len(CROSSED)],
        "form": layer[1 + len(CROSSED) :],
        "bias": torch.tensor(bias),
        "words": words,
        "words_bias": torch.tensor(words_bias),
    }
    OUT.mkdir(exist_ok=True)
    np.savez_compressed(OUT / "choice.npz", **{name: one.numpy().astype(np.float16) for name, one in arrays.items()})
    about = {
        "provenance": "packaging/make_reply_choice.py: Topical-Chat, valid parts (CDLA-Sharing 1.0); own scenes",
        "figures": table,
        "near": round(by, 2),
        "crossed": {name: round(float(one), 2) for name, one in zip(CROSSED, layer[1:], strict=False)},
        "form": {name: round(float(one), 2) for name, one in zip(NAMES, layer[1 + len(CROSSED) :], strict=True)},
        "words": {name: round(float(one), 2) for name, one in zip(NAMES, words, strict=True)},
    }
    (OUT / "choice.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(about, indent=1))


if __name__ == "__main__":
    main()

"""The words around language models: why a file or a download is refused, what a licence asks, what to expect of one."""

from __future__ import annotations

from typing import Final

_PICK = "Choose a GGUF file from the list in `sotto model list`."
_AGAIN = "Try again: the download goes on where it stopped."

#: (problem code, its reason) → what happened, what to do next, where the reason says more than the problem.
REASONS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("BadAddress", "plain_hub"): (
        "Others could change what this hub sends: its address is not https. Nothing was fetched.",
        "Give HF_ENDPOINT an https address, or one on this computer.",
    ),
    ("ModelMissing", "not_here"): (
        "{id} is not on this computer. Nothing was changed.",
        "See `sotto model list`; what is offered there comes with `sotto model download {id}`.",
    ),
    ("ModelMissing", "no_file"): (
        "There is no file at {path}. Nothing was changed.",
        "Name a GGUF file that is there, or get a model with `sotto model download`.",
    ),
    ("ModelMissing", "changed"): (
        "The file at {path} is not the one that was added: its content changed.",
        "Add the new file with `sotto model add`, or choose another model with `sotto model use`.",
    ),
    ("ModelMissing", "no_endpoint"): (
        "No model server is set up as {id}. Nothing was changed.",
        "`sotto model list` names those that are; `sotto model connect` sets one up.",
    ),
    ("ModelMissing", "endpoint"): (
        "{id} is a model server of yours, not a file on this computer. Nothing was changed.",
        "`sotto model disconnect {id}` forgets it and its token.",
    ),
    ("ModelMissing", "not_offered"): (
        "Sotto does not know where to get {id} in that form. Nothing was changed.",
        "`sotto model list` names what there is; a file of yours is added with `sotto model add`.",
    ),
    ("ModelRefused", "in_parts"): (
        "This model is split into several files, which Sotto does not put together. Nothing was changed.",
        "Join them with llama.cpp's gguf-split --merge, then add the one file.",
    ),
    ("ModelRefused", "adapter"): (
        "This file is an adapter, which only changes another model. Nothing was changed.",
        "Add the model it was made for first.",
    ),
    ("ModelRefused", "embeds_only"): (
        "This model is made for search and cannot write. Nothing was changed.",
        _PICK,
    ),
    ("ModelRefused", "unsupported"): (
        "This model is of a kind ({arch}) that this Sotto cannot run. Nothing was changed.",
        "Look for a newer Sotto, or choose another model in `sotto model list`.",
    ),
    ("ModelRefused", "truncated"): (
        "This file ends too early: a part of the model is missing. Nothing was changed.",
        "Get the whole file where this one came from, or a model of `sotto model list`.",
    ),
    ("ModelRefused", "wrong_hash"): (
        "This file is not the one that was added: its content changed. It was not loaded.",
        "Add the new file with `sotto model add`, or choose another model with `sotto model use`.",
    ),
    ("ModelRefused", "killed_worker"): (
        "This model stopped twice, so Sotto does not load it any more. No message was lost.",
        "Choose a smaller one, or choose it anew with `sotto model use`.",
    ),
    ("DownloadFailed", "missing"): (
        "The model is not published any more where it was. Nothing was changed.",
        "Choose another one in `sotto model list`, or add a file of yours with `sotto model add`.",
    ),
    ("DownloadFailed", "other_file"): (
        "What is published there is not the file that Sotto knows, so it was thrown away. Nothing was changed.",
        "Try again later, or choose another one in `sotto model list`.",
    ),
    ("DownloadFailed", "no_hash"): (
        "Nobody vouches for this file, so it was not fetched. Nothing was changed.",
        "Choose another one in `sotto model list`.",
    ),
    ("DownloadFailed", "busy"): (
        "This model is being downloaded already.",
        "Wait for it to end.",
    ),
    ("DownloadFailed", "network"): (
        "The connection was lost. What came of the model so far is kept.",
        _AGAIN,
    ),
    ("DownloadFailed", "unreachable"): (
        "The place where the model is published could not be reached. Nothing was changed.",
        "Look at the network and try again.",
    ),
    ("TooLittleDisk", "nearly_full"): (
        "The disk is nearly full: {free} GB is free. What is stored is safe.",
        "Free some space, so that what comes next can be stored too.",
    ),
    ("DownloadFailed", "server"): (
        "The place where the model is published has trouble of its own. What came so far is kept.",
        "Try again later: the download goes on where it stopped.",
    ),
}

#: Licence id of the catalogue → its name, and what it asks.
LICENCES: Final[dict[str, str]] = {
    "apache-2.0": "Apache 2.0",
    "mit": "MIT",
    "gemma": "Gemma Terms of Use (they limit what it may be used for)",
    "lfm1.0": "LFM 1.0 (free only below 10 million US dollars of yearly revenue)",
    "llama2": "Llama 2 Community License (it has terms of use)",
    "llama3.2": "Llama 3.2 Community License (built with Llama; it has terms of use)",
}

#: What had to be given up when a model was loaded → what that means.
FALLBACKS: Final[dict[str, str]] = {
    "fewer_layers": "The graphics memory was too small for all of it, so it is slower than it could be.",
    "smaller_context": "Memory was short, so it sees less of a long conversation.",
    "cpu": "The graphics card could not be used, so it runs on the processor.",
    "base": "Its adapters were refused, so it writes without your voice.",
}

#: Status of a model → how it is, said of its version. Codes: `app.model_health.Health.status`.
STANDINGS: Final[dict[str, str]] = {
    "ok": "{model} works. It runs on {gpu}.",
    "no_model": "No model is in use. Suggestions come from past replies.",
    "failed": "{model} does not work. `sotto model reload` says why; past replies stand in for it.",
}

#: Why a place was passed over during a download → the words.
MOVES: Final[dict[str, str]] = {
    "gated": "The first place asks for a sign-in; trying another one.",
    "missing": "It is not there any more; trying another place.",
    "other_file": "What is there is not the file that Sotto knows; trying another place.",
    "no_hash": "Nobody vouches for that file; trying another place.",
}

#: What a download does just now → the word before its bar.
STAGES: Final[dict[str, str]] = {"fetching": "Fetching", "checking": "Checking"}

#: Warning code → what to expect. Codes: `engine.llm.catalogue.KnownModel.warnings`.
WARNINGS: Final[dict[str, str]] = {
    "poor_quality": "quality is poor, past replies are often better",
    "cannot_learn": "can’t learn your voice yet",
    "superseded": "older, there are better ones",
    "experimental": "little tried",
    "terms": "has terms of use",
    "plain_text": "holds what was learnt from you, not encrypted",
    "words_gone": "learnt from words that are gone since: remove it and merge a new one",
}


def licence(code: str) -> str:
    """The name of a licence and what it asks; an unknown one is named as the file names it."""
    return LICENCES.get(code, code or "not stated")


def warning(code: str) -> str:
    """What to expect of a model, in a few words."""
    return WARNINGS[code]


def standing(status: str, model: str, gpu: str) -> str:
    """Whether the model in use works; `model` may be "" where its version is not known."""
    return STANDINGS[status].format(model=model or "The model in use", gpu=gpu)


def fallback(code: str) -> str:
    """What had to be given up when a model was loaded."""
    return FALLBACKS[code]


def moved(reason: str) -> str:
    """Why another place is tried."""
    return MOVES[reason]


def stage(code: str) -> str:
    """What is done with a file just now."""
    return STAGES[code]


def size(n_bytes: int) -> str:
    """A size as people read it."""
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes >= 1e9 else f"{n_bytes / 1e6:.0f} MB"

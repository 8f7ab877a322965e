"""Model architectures by their GGUF names: which ones only embed, and which ones this llama.cpp can run.

llama.cpp keeps their names as plain strings in its library; the library is read as a file, never loaded, so that
any process may ask.
"""

from __future__ import annotations

import importlib.util
import mmap
from functools import cache
from pathlib import Path

#: Architectures that do not continue texts.
ENCODERS = frozenset(
    {
        "bert",
        "modern-bert",
        "nomic-bert",
        "nomic-bert-moe",
        "neo-bert",
        "jina-bert-v2",
        "jina-bert-v3",
        "eurobert",
        "gemma-embedding",
        "llama-embed",
        "t5encoder",
        "clip",
        "wavtokenizer-dec",
    }
)
LIBRARIES = ("libllama.so", "libllama.dylib", "llama.dll", "libllama.dll")


@cache
def supported(arch: str) -> bool:
    """Whether this build of llama.cpp knows the architecture; True where its library is not found.

    A name that is the end of another string in the library passes; llama.cpp itself refuses it when it loads.
    """
    library = _library()
    if library is None:
        return True
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(arch.encode() + b"\0") >= 0


def _library() -> Path | None:
    package = importlib.util.find_spec("llama_cpp")
    for folder in (package.submodule_search_locations or []) if package else []:
        for name in LIBRARIES:
            if (found := Path(folder) / "lib" / name).is_file():
                return found
    return None

"""The embedding weights of a home: prepared once from the installed package, compared with their hash each time."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app import manifest as manifests
from app.model_files import file_sha256
from app.paths import Home, private_folder, unwritable

EMBEDDING_FILE = "all-minilm-l6-v2.q8_0.gguf"


def embedding_path(home: Home) -> Path:
    """The embedding weights, ready to load; prepared on the first call (0.6 s).

    Raises:
        EmbeddingMissing: they are not installed, or are not the published files.
        DiskFull: no room for them.
    """
    target = home.models / EMBEDDING_FILE
    recorded = manifests.read(home).embedding_sha256
    if recorded and target.is_file() and file_sha256(target) == recorded:
        return target
    from engine.llm import bert_gguf  # gguf is imported only when something has to be prepared

    private_folder(home.models)
    folder = bert_gguf.find_files()
    bert_gguf.check_files(folder)
    try:
        bert_gguf.convert(folder, target)
    except OSError as error:
        raise unwritable(target, error) from None
    sha256 = file_sha256(target)
    manifests.edit(home, lambda manifest: msgspec.structs.replace(manifest, embedding_sha256=sha256))
    return target

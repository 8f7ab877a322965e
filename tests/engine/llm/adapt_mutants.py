"""A process that may die: uses mutants of an adapter one after the other and says what became of each.

python adapt_mutants.py MODEL ADAPTER FOLDER COUNT
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parents[1]), str(HERE.parents[2])]

from bare_llama import BareLlama  # noqa: E402 - found on the path above
from mutations import mutants  # noqa: E402

from engine.llm.adapters import Adapters  # noqa: E402
from engine.problems import AdapterRefused  # noqa: E402
from engine.protocol import AdapterFile  # noqa: E402


def main(model: Path, good: Path, folder: Path, count: int) -> None:
    """Prints "used" or the reason of the refusal for each mutant; fails when a refusal changed the answers."""
    data = good.read_bytes()
    with BareLlama(model) as llama:
        adapters = Adapters(llama.weights, llama.context, llama.vocab, path=str(model))
        adapters.use([AdapterFile(path=str(good))], clear=llama.clear)
        before = llama.greedy("Them: hi\nMe:")
        for seed in range(count):
            path = folder / f"mutant-{seed}.gguf"
            path.write_bytes(mutants(data, seed))
            try:
                adapters.use([AdapterFile(path=str(path))], clear=llama.clear)
                llama.greedy("Them: hi\nMe:")
                print("used")
                adapters.use([AdapterFile(path=str(good))], clear=llama.clear)
            except AdapterRefused as refused:
                print(refused.facts["reason"])
            path.unlink()
            assert llama.greedy("Them: hi\nMe:") == before, seed
        adapters.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), int(sys.argv[4]))

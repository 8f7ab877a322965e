"""How much room on the disk a training job takes, from the measures of the file and the settings of the job."""

from __future__ import annotations

from engine.training.memory import Measures
from engine.training.values import Parameters

#: Bytes for each number of the adapter: of a state, which holds it, the best one so far and AdamW's two (float32), and
#: of the adapter that comes out (float16).
STATE, ADAPTER = 16, 2
#: A state is written while the two before it lie there.
STATES = 3


def needed(found: Measures, parameters: Parameters, *, states: int = STATES) -> int:
    """Bytes of so many states and the adapter, encrypted and, where there are no files in memory, in the clear too."""
    return parameters.rank * found.pairs * states * STATE + 2 * adapter(found, parameters)


def adapter(found: Measures, parameters: Parameters) -> int:
    """Bytes of the adapter's file at most, but for names."""
    return parameters.rank * found.pairs * ADAPTER

"""How much room on the disk a training job takes, from the measures of the file and the settings of the job."""

from __future__ import annotations

from engine.training.memory import Measures
from engine.training.values import Parameters

#: Bytes for each number of the adapter: of a state, which holds it, the best one so far and AdamW's two (float32), and
#: of the adapter that comes out (float16), encrypted and, where there are no files in memory, in the clear beside it.
STATE, ADAPTER = 16, 4
#: A state is written while the two before it lie there.
STATES = 3


def needed(found: Measures, parameters: Parameters, *, states: int = STATES) -> int:
    """Bytes of so many states and the adapter."""
    return parameters.rank * found.pairs * (states * STATE + ADAPTER)

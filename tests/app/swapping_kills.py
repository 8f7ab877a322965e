"""A process with a model at work that changes its adapter and is killed at a named step: argv is home, key, act, step.

The act is the number of an adapter, "back", or "fall": the model's process ended and it goes back by itself.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
import swapping_bench

from app.lock import HomeLock
from app.paths import Home
from app.store import connection
from app.vault import Vault


def main(root: str, key: str, act: str, at: str) -> None:
    home, secret = Home(Path(root)), bytes.fromhex(key)
    vault = Vault(connection.open_writer(home.database, secret), home, secret, lock=HomeLock(home.root / "test.lock"))

    def passed(step: str) -> None:
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    bench = swapping_bench.SwapBench(vault, passed=passed)
    bench.write()
    match act:
        case "back":
            bench.do(bench.swapping.roll_back)
        case "fall":
            bench.do(bench.swapping.fall_back)
        case adapter:
            bench.do(lambda: bench.swapping.use(int(adapter)))
    bench.settled(datetime.now(UTC))


if __name__ == "__main__":
    main(*sys.argv[1:])

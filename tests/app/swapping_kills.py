"""A process with a model at work that puts an adapter to use and is killed at a step: argv home, key, adapter, step."""

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


def main(root: str, key: str, adapter: str, at: str) -> None:
    home, secret = Home(Path(root)), bytes.fromhex(key)
    vault = Vault(connection.open_writer(home.database, secret), home, secret, lock=HomeLock(home.root / "test.lock"))

    def passed(step: str) -> None:
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    bench = swapping_bench.SwapBench(vault, passed=passed)
    bench.write()
    bench.do(lambda: bench.swapping.use(int(adapter)))
    bench.settled(datetime.now(UTC))


if __name__ == "__main__":
    main(*sys.argv[1:])

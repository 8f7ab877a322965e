"""Children of the tests find their targets on the path, as the app's children find the app."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "engine" / "llm"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

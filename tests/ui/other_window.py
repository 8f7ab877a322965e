"""Another program: a text field that prints, as a line of JSON, what it holds and whether it has the keys."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit


def main() -> int:
    """Run until the process is ended."""
    app = QApplication([])
    field = QPlainTextEdit()
    field.setWindowTitle("Another program")
    field.show()
    told: dict[str, object] = {}

    def look() -> None:
        now: dict[str, object] = {"text": field.toPlainText(), "keys": field.hasFocus() and field.isActiveWindow()}
        if now != told:
            told.update(now)
            print(json.dumps(now), flush=True)

    looking = QTimer(interval=50)
    looking.timeout.connect(look)
    looking.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())

"""Running `sotto --json` and reading what it printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.main import run


class Told:
    """What one run printed and returned."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def problem(self) -> dict[str, str]:
        told: dict[str, str] = json.loads(self.err)
        return told


class Shell:
    """Runs `sotto --json` in one home."""

    def __init__(self, home: Path, capture: pytest.CaptureFixture[str]) -> None:
        self._home, self._capture = home, capture

    def __call__(self, *arguments: object, passphrase: str | None = "a long walk by the sea") -> Told:
        with pytest.MonkeyPatch.context() as patch:
            if passphrase is None:
                patch.delenv("SOTTO_PASSPHRASE", raising=False)
            else:
                patch.setenv("SOTTO_PASSPHRASE", passphrase)
            code = run(["--home", str(self._home), *map(str, arguments), "--json"])
        said = self._capture.readouterr()
        return Told(code, said.out, said.err)

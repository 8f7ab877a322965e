"""Pictures of the settings."""

from __future__ import annotations

from pathlib import Path

from ui.theme import Theme


def test_pictures_can_be_drawn(tmp_path: Path, theme: Theme) -> None:
    from pictures_settings import draw

    draw(tmp_path, "dark", pages=("general",))
    assert (tmp_path / "settings-general-dark.png").stat().st_size > 5000

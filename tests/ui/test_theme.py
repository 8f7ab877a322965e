"""Roles are complete, contrasts hold, and no colour is written anywhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

import resources
import ui
from ui.theme import Theme, parsed, tokens

UI = Path(ui.__file__).parent
ROLE = re.compile(r'"((?:bg|line|text|accent|focus|bubble|urgency|risk|positive|chart|avatar)\.[a-zA-Z.]+)"')
FAMILY = re.compile(r'f"(urgency|risk|avatar)\.\{[a-z_.]+\}\.([a-z]+)"')


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_both_modes_define_the_same_roles() -> None:
    assert set(tokens().colours["light"]) == set(tokens().colours["dark"])


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_role_that_the_window_names_exists(mode: str) -> None:
    named = {role for path in UI.glob("*.py") for role in ROLE.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 30
    assert named <= set(tokens().colours[mode])


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_family_of_roles_is_complete(mode: str) -> None:
    members = {"urgency": ("now", "today", "soon"), "risk": ("clear", "check", "high"), "avatar": "1234567"}
    for path in UI.glob("*.py"):
        for family, part in FAMILY.findall(path.read_text(encoding="utf-8")):
            for member in members[family]:
                if (family, member, part) in {("risk", "clear", "line"), ("risk", "clear", "span")}:
                    continue  # a clear verdict has neither a frame nor a span
                assert f"{family}.{member}.{part}" in tokens().colours[mode], path.name


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_pair_reaches_its_contrast(mode: str) -> None:
    colours = tokens().colours[mode]
    for fore, back, least in tokens().contrast_pairs:
        one, two = sorted((luminance(parsed(colours[fore])), luminance(parsed(colours[back]))), reverse=True)
        assert (one + 0.05) / (two + 0.05) >= least, (fore, back)


def test_no_colour_is_written_outside_the_tokens() -> None:
    folders = [*UI.glob("*.py"), *(Path(resources.__file__).parent / "styles").glob("*.qss")]
    for path in folders:
        assert not re.search(r'["\s:]#[0-9A-Fa-f]{3,8}\b', path.read_text(encoding="utf-8")), path.name


def test_alpha_is_read_from_the_last_two_digits() -> None:
    colour = parsed("#1C1E2066")
    assert (colour.name(), colour.alpha()) == ("#1c1e20", 0x66)


def test_changing_the_mode_changes_colours_and_tells(theme: Theme, qtbot: object) -> None:
    light = theme.colour("bg.content")
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.dark))
    theme.set_mode("dark")
    assert told == [True]
    assert theme.colour("bg.content") != light


def test_lengths_and_fonts_follow_the_text_size(theme: Theme) -> None:
    small = theme.font("body").pixelSize()
    theme.set_scale(2.0)
    assert theme.font("body").pixelSize() == 2 * small
    assert theme.px(28) == 56
    theme.set_scale(9.0)
    assert theme.scale == 2.0


def test_an_unknown_role_is_a_bug(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.colour("bg.nowhere")

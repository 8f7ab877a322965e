"""The look as roles: colours, fonts, sizes and times from resources/styles/tokens.json, light and dark."""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QScrollBar

import resources

STYLES = Path(resources.__file__).parent / "styles"

#: What the system's wish for a stronger contrast replaces.
STRONGER = {"line.strong": "line.control", "line.hair": "line.control", "text.tertiary": "text.secondary"}


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """A step of the type scale; `px` and `line` are logical pixels at 100 % text."""

    px: float
    line: int
    weight: int
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """The design file, read once.

    Attributes:
        colours: mode ("light" or "dark") → role → "#RRGGBB" or "#RRGGBBAA".
        palette: QPalette role name → colour role.
    """

    colours: dict[str, dict[str, str]]
    palette: dict[str, str]
    radius: dict[str, int]
    size: dict[str, int]
    motion: dict[str, int]
    styles: dict[str, TypeStyle]
    families: tuple[str, ...]
    contrast_pairs: tuple[tuple[str, str, float], ...]


@cache
def tokens() -> Tokens:
    """The shipped design file."""
    raw = json.loads((STYLES / "tokens.json").read_text(encoding="utf-8"))
    return Tokens(
        colours=raw["color"],
        palette=raw["qpalette"],
        radius={name: value for name, value in raw["radius"].items() if isinstance(value, int)},
        size={name: value for name, value in raw["size"].items() if isinstance(value, int)},
        motion={name.removesuffix("_ms"): ms for name, ms in raw["motion"].items() if name.endswith("_ms")},
        styles={name: TypeStyle(**step) for name, step in raw["type"]["scale"].items()},
        families=tuple(raw["type"]["family"]),
        contrast_pairs=tuple((pair["fg"], pair["bg"], pair["min"]) for pair in raw["contrast_pairs"]),
    )


def parsed(code: str) -> QColor:
    """A colour from "#RRGGBB" or "#RRGGBBAA" (Qt itself would read the alpha first)."""
    colour = QColor(code[:7])
    if len(code) == 9:
        colour.setAlpha(int(code[7:], 16))
    return colour


class Theme(QObject):
    """Every colour, font and length the window uses.

    Attributes:
        mode: "system", "light" or "dark".
        scale: text size, 0.8 to 2.0; lengths follow it.

    Signals:
        changed: something differs; widgets dress again.
    """

    changed = Signal()

    def __init__(self, *, mode: str = "system", scale: float = 1.0, reduced_motion: bool = False) -> None:
        super().__init__()
        self._tokens = tokens()
        self.mode = mode
        self.scale = scale
        self.reduced_motion = reduced_motion
        self._family = _family(self._tokens.families)
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._hints = QGuiApplication.styleHints()  # kept: its children die with the wrapper
        self._hints.colorSchemeChanged.connect(self._system_changed)
        self._dark = self._is_dark()

    @property
    def dark(self) -> bool:
        """Whether the dark colours are shown."""
        return self._dark

    def wear(self, app: QApplication) -> None:
        """Give the application our style, palette and geometry."""
        geometry = (STYLES / "geometry.qss").read_text(encoding="utf-8")
        if app.styleSheet() != geometry:  # setting it again would bring old palettes back
            app.setStyle("Fusion")
            app.setStyleSheet(geometry)
        app.setFont(self.font("body"))
        app.setPalette(self.palette())

    def set_mode(self, mode: str) -> None:
        """Follow the system, or stay light or dark."""
        self.mode = mode
        self._refresh()

    def set_scale(self, scale: float) -> None:
        """Text size between 80 and 200 %."""
        self.scale = min(2.0, max(0.8, scale))
        self._refresh()

    def prefer(self, mode: str, scale: float, *, reduced_motion: bool) -> None:
        """Take several wishes at once; what changes nothing is not told."""
        wanted = mode, min(2.0, max(0.8, scale)), reduced_motion
        if wanted != (self.mode, self.scale, self.reduced_motion):
            self.mode, self.scale, self.reduced_motion = wanted
            self._refresh()

    def colour(self, role: str) -> QColor:
        """The colour of a role; an unknown role is our bug and raises KeyError."""
        found = self._colours.get(role)
        if found is None:
            name = STRONGER.get(role, role) if self._wants_contrast() else role
            found = parsed(self._tokens.colours["dark" if self._dark else "light"][name])
            self._colours[role] = found
        return QColor(found)

    def font(self, style: str, *, strong: bool = False) -> QFont:
        """The font of a step of the type scale; figures are tabular."""
        key = (style, strong)
        if key not in self._fonts:
            self._fonts[key] = self._made_font(self._tokens.styles[style], strong)
        return QFont(self._fonts[key])

    def line(self, style: str) -> int:
        """Line height of a step, scaled."""
        return round(self._tokens.styles[style].line * self.scale)

    def px(self, length: float) -> int:
        """A length on the 4 px grid, scaled."""
        return round(length * self.scale)

    def square(self, length: float) -> QSize:
        """A scaled square."""
        return QSize(self.px(length), self.px(length))

    def size(self, name: str) -> int:
        """A named length of the design file, scaled."""
        return self.px(self._tokens.size[name])

    def unscaled(self, name: str) -> int:
        """A named length of the design file at 100 % text."""
        return self._tokens.size[name]

    def radius(self, name: str) -> int:
        """A named corner radius, scaled."""
        return self.px(self._tokens.radius[name])

    def ms(self, name: str) -> int:
        """Duration of a motion; 0 when motion is reduced."""
        return 0 if self.reduced_motion else self._tokens.motion[name]

    def palette(self) -> QPalette:
        """The QPalette for Qt's own widgets."""
        palette = QPalette()
        for name, role in self._tokens.palette.items():
            palette.setColor(QPalette.ColorRole[name], self.colour(role))
        disabled = self.colour("text.disabled")
        for text in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, text, disabled)
        return palette

    def _made_font(self, step: TypeStyle, strong: bool) -> QFont:
        font = QFont(self._family)
        px = step.px * self.scale
        if px.is_integer():
            font.setPixelSize(int(px))
        else:
            font.setPointSizeF(px * 72 / QGuiApplication.primaryScreen().logicalDotsPerInchY())
        font.setWeight(QFont.Weight.DemiBold if strong else _weight(step.weight))
        if step.tracking:
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100 * (1 + step.tracking))
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def _is_dark(self) -> bool:
        if self.mode == "system":
            return self._hints.colorScheme() == Qt.ColorScheme.Dark
        return self.mode == "dark"

    def _wants_contrast(self) -> bool:
        return bool(self._hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)

    def _system_changed(self) -> None:
        if self.mode == "system":
            self._refresh()

    def _refresh(self) -> None:
        self._dark = self._is_dark()
        self._colours.clear()
        self._fonts.clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            before = app.palette().mid().color()
            self.wear(app)
            if app.palette().mid().color() != before:
                _repaint_scroll_bars(app)
        self.changed.emit()


def _repaint_scroll_bars(app: QApplication) -> None:
    """A style sheet keeps the colours that it found first, until its rules are asked for anew.

    A collection of cycles meanwhile could take widgets away that are listed already.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        for widget in app.allWidgets():
            if isinstance(widget, QScrollBar):
                widget.style().unpolish(widget)
                widget.style().polish(widget)
    finally:
        if collects:
            gc.enable()


def _weight(number: int) -> QFont.Weight:
    return QFont.Weight.DemiBold if number >= 600 else QFont.Weight.Normal


def _family(wanted: tuple[str, ...]) -> str:
    if sys.platform == "darwin":
        return wanted[0]
    installed = set(QFontDatabase.families())
    own = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return next((family for family in wanted if family in installed), own)

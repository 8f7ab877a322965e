"""Which parts of the window fit its width, as a pure decision."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a window of some size shows.

    Attributes:
        inspector: "pane" beside the centre or "drawer" over it.
        one_pane: list and thread take turns.
        list_width: width of the list pane, before the person moves the splitter.
        two_drafts: only the selected draft and the next.
    """

    inspector: str
    inspector_width: int
    list_width: int
    draft_rows: bool
    two_drafts: bool
    short_chips: bool
    risk_in_header: bool
    one_pane: bool
    rail_words: bool
    short_status: bool


def arrange(width: float, height: float, scale: float = 1.0) -> Arrangement:
    """Decide for a window of `width` × `height` logical pixels at text size `scale`."""
    wide, high = width / scale, height / scale
    narrow, medium = wide < 1200, wide < 1360
    centre = wide - 72 - 312 - 288
    return Arrangement(
        inspector="drawer" if narrow else "pane",
        inspector_width=320 if narrow else 288 if medium else 328,
        list_width=272 if narrow else 312,
        draft_rows=narrow or high < 780 or (medium and centre < 660),
        two_drafts=high < 600,
        short_chips=narrow,
        risk_in_header=narrow,
        one_pane=wide < 960,
        rail_words=wide >= 960,
        short_status=narrow,
    )

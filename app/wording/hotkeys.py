"""Why a key does not open quick reply from anywhere, and what to do then."""

from __future__ import annotations

from typing import Final

REASONS: Final = {
    "wayland": (
        "This desktop (Wayland) lets no program listen for keys. In the keyboard settings of your desktop, "
        "give the command “sotto quick” a key."
    ),
    "no_desktop": "This desktop lets no program listen for keys while another one is in front.",
    "not_a_key": "This key cannot be used here. Choose another one.",
    "no_modifier": "Hold Ctrl, Alt or the system key with it, so that typing stays as it is.",
    "no_modifier_mac": "Hold ⌃, ⌥ or ⌘ with it, so that typing stays as it is.",
    "taken": "Another program has this key already. Choose another one.",
    "own": "In this window the key already does “{words}”.",
}


def reason(why: str, words: str = "", *, mac: bool = False) -> str:
    """The sentence for a reason; `words` names what the key does here already."""
    if why == "no_modifier" and mac:
        why = "no_modifier_mac"
    return REASONS[why].replace("{words}", words)

"""What a notification says; unless the person wants it otherwise it names a person and nothing they wrote."""

from __future__ import annotations

from typing import Final

REPLY: Final = "Reply"
SNOOZE: Final = "Snooze 1 h"
DONE: Final = "Done"
REMINDER: Final = "A reminder is due"
UNKNOWN: Final = "Somebody"


def needs_answer(name: str, chip: str) -> str:
    """ "Ines Calloway needs an answer by 15:00", from the urgency chip of the row."""
    when = chip.split(" · ")[0]
    who = name or UNKNOWN
    if when.startswith("By "):
        return f"{who} needs an answer b{when[1:]}"
    return f"{who} needs an answer today" if when == "Today" else f"{who} needs an answer now"


def need_answers(count: int) -> str:
    """Several at once."""
    return f"{count} conversations need an answer now"


def waited(count: int, *, until_morning: bool) -> str:
    """What knocked for nobody in the quiet hours, told once after them."""
    return f"{count} conversations waited until morning" if until_morning else f"{count} conversations waited"


def reminders(count: int) -> str:
    """Several reminders at once."""
    return f"{count} reminders are due"


def ready(adapter_id: int) -> str:
    """An adapter waits for the person's choice."""
    return f"Adapter {adapter_id} is ready to compare"

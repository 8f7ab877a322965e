"""Times and sizes in words: "15:00", "Yesterday", "14 March", "2 h", "84 KB"."""

from __future__ import annotations

from datetime import datetime, tzinfo

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def clock(when: datetime, zone: tzinfo | None = None) -> str:
    """ "15:00" in the zone given, by default the computer's."""
    there = when.astimezone(zone)
    return f"{there.hour:02}:{there.minute:02}"  # strftime imports a module at each call


def day(when: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """ "Today", "Yesterday", "Tuesday 6 October", with the year when it is another one."""
    there, here = when.astimezone(zone), now.astimezone(zone)
    ago = (here.date() - there.date()).days
    if ago in (0, 1):
        return ("Today", "Yesterday")[ago]
    name = f"{WEEKDAYS[there.weekday()]} {there.day} {MONTHS[there.month - 1]}"
    return name if there.year == here.year else f"{name} {there.year}"


def date(when: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """ "14 March", with the year when it is another one."""
    there, here = when.astimezone(zone), now.astimezone(zone)
    name = f"{there.day} {MONTHS[there.month - 1]}"
    return name if there.year == here.year else f"{name} {there.year}"


def waiting(seconds: int) -> str:
    """ "now", "25 min", "2 h", "Yesterday", "3 d", "5 w": the short form of a row."""
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 1:
        return "now"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h"
    if days < 2:
        return "Yesterday"
    return f"{days} d" if days < 14 else f"{days // 7} w"


def spoken_waiting(seconds: int) -> str:
    """ "1 hour", "2 days": for reading aloud."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "less than a minute"


def last(when: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """When something last happened, for the corner of a row: "11:07", "Yesterday", "6 Oct", "Oct 2023"."""
    there, here = when.astimezone(zone), now.astimezone(zone)
    ago = (here.date() - there.date()).days
    if ago <= 0:
        return there.strftime("%H:%M")
    if ago == 1:
        return "Yesterday"
    month = MONTHS[there.month - 1][:3]
    return f"{there.day} {month}" if there.year == here.year else f"{month} {there.year}"


def size(n_bytes: int) -> str:
    """ "84 KB", "3.1 MB"; "" for nothing known."""
    if n_bytes <= 0:
        return ""
    if n_bytes < 1000:
        return f"{n_bytes} bytes"
    if n_bytes < 1_000_000:
        return f"{round(n_bytes / 1000)} KB"
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes < 1e9 else f"{n_bytes / 1e9:.1f} GB"

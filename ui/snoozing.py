"""Until when a conversation may be set aside."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from ui import times

EVENING, MORNING = time(18), time(9)
#: Before this hour it is still the night for most: "tomorrow" would be taken for the morning to come.
NIGHT_ENDS = 5


def choices(now: datetime, zone: tzinfo | None = None) -> list[tuple[str, datetime]]:
    """Words and times (aware, in the zone), all later than `now`; the zone defaults to the computer's."""
    here = now.astimezone(zone)
    today = here.replace(hour=0, minute=0, second=0, microsecond=0)
    evening = today.replace(hour=EVENING.hour)
    tomorrow = (today + timedelta(days=1)).replace(hour=MORNING.hour)
    monday = (today + timedelta(days=7 - today.weekday())).replace(hour=MORNING.hour)
    found = [("In 1 hour", here + timedelta(hours=1))]
    night = here.hour < NIGHT_ENDS
    if night:
        found.append(("This morning, 09:00", today.replace(hour=MORNING.hour)))
    if here + timedelta(hours=1) < evening:
        found.append(("This evening, 18:00", evening))
    found.append((f"{times.WEEKDAYS[tomorrow.weekday()]}, 09:00" if night else "Tomorrow, 09:00", tomorrow))
    if monday > tomorrow:
        found.append(("Monday, 09:00", monday))
    return found

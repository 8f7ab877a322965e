"""What is said before and after something is forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from app.erasing import Leaving
from app.merged import Going
from app.store.aging import Part
from app.wording.counting import counted

#: One of them, and several.
PARTS = {
    Part.MESSAGES: ("message", "messages"),
    Part.MEMORIES: ("memory or brief", "memories and briefs"),
    Part.DRAFTS: ("draft", "drafts"),
    Part.SAMPLES: ("sample", "samples"),
}
_HELD = {
    "messages": ("message", "messages"),
    "moments": ("remembered moment", "remembered moments"),
    "facts": ("fact", "facts"),
    "drafts": ("draft", "drafts"),
    "samples": ("training sample", "training samples"),
    "notes": ("promise, booking or payment", "promises, bookings and payments"),
    "reminders": ("reminder", "reminders"),
}
FORGOTTEN = "Forgotten. Their old messages do not come back; new ones are read as a stranger’s."
EVERYTHING = (
    "This removes Sotto’s copy of your messages with its key, memories, drafts, samples, adapters and settings. "
    "Models made of an adapter go too. Messages itself is not touched, and downloaded models stay."
)
ALL_FORGOTTEN = "Everything is forgotten. Messages itself was not touched."
NO_WAY_BACK = "This cannot be undone."


def would_remove(part: Part, n: int) -> str:
    """What a limit costs now, in one line."""
    return f"This would remove {counted(n, PARTS[part])} now." if n else "Nothing is that old yet."


def removed(counts: Mapping[Part, int], *, would: bool) -> str:
    """What a run of the limits removed, or would."""
    named = [counted(n, PARTS[part]) for part, n in counts.items() if n]
    if not named:
        return "Nothing is over its limit."
    return f"{'Would remove' if would else 'Removed'} {', '.join(named)}."


def gone(going: Going) -> str:
    """That a person is forgotten, and what became of models that learnt from them."""
    told = [FORGOTTEN]
    if going.removed:
        told.append(f"Removed with them: {', '.join(going.removed)}.")
    if going.back_to:
        told.append(f"{going.back_to} is in use again.")
    told += [_stays(one) for one in going.kept]
    return " ".join(told)


def _stays(model_id: str) -> str:
    """What to do about a model that cannot go now."""
    return (
        f"{model_id} may have learnt from them too and stays for now, since nothing is here to use in its place or its "
        f"file is yours: choose another model, then sotto model remove {model_id}."
    )


def what_goes(leaving: Leaving) -> str:
    """Everything that goes with a person, and that nothing brings it back."""
    held = leaving.holding
    named = [counted(n, forms) for name, forms in _HELD.items() if (n := getattr(held, name))]
    told = [f"This removes {', '.join(named)}." if named else "Sotto has nothing of them but their address."]
    if leaving.copies:
        told.append("Copies of the store from before updates go too.")
    if leaving.adapters:
        told.append(f"Adapters may have learnt from them: {', '.join(leaving.adapters)}. Train again to be sure.")
    going = leaving.models
    if going.removed:
        told.append(f"Models made of such an adapter go too: {', '.join(going.removed)}.")
    if going.back_to:
        told.append(f"One of them is in use: {going.back_to} is used again in its place.")
    told += [_stays(one) for one in going.kept]
    told.append("Messages itself is not touched.")
    told.append(NO_WAY_BACK)
    return " ".join(told)

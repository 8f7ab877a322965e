"""What the settings say of numbers and choices, in the window and on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from app.store.aging import Part

SENDING_TITLE = "Let Sotto send through Messages?"
SENDING_TEXT = (
    "Each reply still takes your ⌘↩ or Send, then the undo window. macOS asks once whether Sotto may control Messages. "
    "Groups are never sent to. Without this, Sotto copies the reply and opens Messages."
)


def seconds(n: int) -> str:
    """ "8 seconds"."""
    return "1 minute" if n == 60 else f"{n} seconds"


def minutes(n: int) -> str:
    """ "10 minutes", "2 hours"."""
    if n >= 60 and n % 60 == 0:
        return "1 hour" if n == 60 else "1 day" if n == 1440 else f"{n // 60} hours"
    return f"{n} minutes"


def goal(n: int) -> str:
    """How soon an answer is aimed at."""
    return minutes(n) if n else "No goal"


def days(n: int) -> str:
    """How long something is kept."""
    if not n:
        return "Until I delete"
    if n % 365 == 0:
        return "1 year" if n == 365 else f"{n // 365} years"
    return f"{n} days"


def idle(n_seconds: float) -> str:
    """When an unused model gives its memory back."""
    return f"After {minutes(round(n_seconds / 60))}" if n_seconds else "Never"


def adapters_kept(n: int) -> str:
    """How many adapters there are to go back to."""
    return f"{n}, beside the one in use"


def lock_after(n: int) -> str:
    """When the window is locked."""
    return f"{minutes(n)} idle" if n else "Never"


def drafts(n: int) -> str:
    """How many drafts are shown."""
    return "8, all of them" if n == 8 else f"{n}, more on request"


def ahead(n: int) -> str:
    """How many conversations have drafts before they are opened."""
    return f"{n} conversation{'' if n == 1 else 's'}" if n else "None"


def removing_model(in_use: bool) -> str:
    """What removing a model means."""
    told = "A downloaded file is deleted; one of your own stays where it is."
    return f"{told} It is in use: until you choose another, drafts come from your past replies." if in_use else told


SOCKETS_FETCH = "model download"


def socket_reason(remote: str) -> str:
    """What connections are for where nothing says it; `remote` names the box in use, "" for none."""
    return f"your box {remote}" if remote else "a model or your box"


def socket_log(entries: Sequence[tuple[str, int, str]], total: int) -> str:
    """When connections were opened and for what; `entries` are (time, how many there were then, for what)."""
    if not total:
        return "None. Nothing has left this computer since Sotto started."
    lines = [f"{clock}: {count}, {why}" for clock, count, why in entries]
    noted = entries[-1][1] if entries else 0
    if noted < total:
        lines.append(f"now: {total}")
    return "\n".join(lines)


PAIRING = (
    "The address of a model server that speaks the OpenAI interface, on a computer of yours. Nothing of yours is sent "
    "while pairing."
)
FORGETTING_BOX = "Its address, certificate and token are removed from this computer."


def certificate(fingerprint: str) -> str:
    """What a person compares before a server is trusted."""
    return (
        f"It shows a certificate with this SHA-256:\n\n{fingerprint}\n\nCompare it with the one on the box itself. "
        "Only this certificate will be trusted."
    )


def tried(connect_ms: float, answer_ms: float) -> str:
    """That a server answered."""
    return f"It answers: connected in {connect_ms:.0f} ms, said hello in {answer_ms:.0f} ms"


NEVER_READ = (
    "Nothing of theirs is judged, drafted, remembered or learnt from, and nothing new is stored. What was made of "
    "their words goes now; stored messages stay until you forget the person."
)
WHOM = "Sotto shows what would go before anything is removed."
TYPE = "Type “{word}” to go on."
#: What goes beside the parts themselves.
REMOVING = {
    Part.MESSAGES: "What was made of them goes too; a message with an open promise waits. Messages itself keeps them.",
    Part.MEMORIES: "Facts you locked or wrote stay.",
    Part.DRAFTS: "Drafts you used stay.",
    Part.SAMPLES: "Adapters trained on them stay.",
}


def keeper(name: str) -> str:
    """Where the key of the store is."""
    if not name:
        return "key only in this run"
    return "key behind your passphrase" if name == "keystore" else "key in your keychain"


def unlocking(keeper_name: str) -> str:
    """What it takes to go on after a lock, by who keeps the key."""
    if keeper_name == "keystore":
        return "Your passphrase opens it again"
    covers = "It covers the window; one click opens it"
    return f"{covers}, because your keychain keeps the key" if keeper_name else covers


#: Languages by their own names.
LANGUAGES = {
    "en": "English",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
    "pt": "Português",
    "it": "Italiano",
    "nl": "Nederlands",
}


def language(code: str) -> str:
    """A language by its own name."""
    return LANGUAGES.get(code, code)


def everyone(n_messages: int) -> str:
    """What the voice to everybody was learnt from."""
    if not n_messages:
        return "Everyone"
    return f"Everyone · learnt from {n_messages:,} of your message{'' if n_messages == 1 else 's'}"


#: Kind of mark → what it is called, and what it looks for.
MARKS = {
    "freeloader": ("Unpaid work", "Extras, discounts and trials without a fee"),
    "scam": ("Scam", "Overpayment, third-person payment, secrecy, odd links"),
    "time_waste": ("Time drain", "Long threads without a decision"),
    "manipulation": ("Pressure", "Deadlines, guilt, threats"),
}
QUIETER = (
    "A higher number makes a mark quieter, never louder: what is amber and what is red was tested and stays. With a "
    "mark off, drafts are written there as anywhere else."
)
NEVER_MARK = "Nothing they write is marked. Words of distress are still answered with care."


def mark_from(score: int) -> str:
    """From which score on a kind is marked."""
    return f"from {score}"


def kept(n_kept: int, n_dismissed: int) -> str:
    """ "41 of 52"."""
    total = n_kept + n_dismissed
    return f"{n_kept} of {total}" if total else "none yet"


def kept_share(n_kept: int, n_dismissed: int) -> str:
    """The same in percent."""
    total = n_kept + n_dismissed
    return f"{round(100 * n_kept / total)} % in 90 days; the others you called “not a risk”" if total else "In 90 days"

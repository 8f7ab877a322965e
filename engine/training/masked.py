"""A sample without what gives people away: details and names are placeholders, the same in its input and its output.

Placeholders are numbered anew in every sample ("[PHONE_1]"), so that nothing links one sample to another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.privacy import masking, named
from engine.privacy.masking import Secrets
from engine.privacy.named import Known
from engine.training import details

#: A placeholder of ours in a text that is masked already.
PLACEHOLDER = re.compile(r"\[([A-Z]+)_([0-9]{1,3})\]")
#: Who speaks, at the start of a line of an input.
_SPEAKER = re.compile(r"(?:Them|Me):[ ]?")
#: Stands for a placeholder while a masked text is masked again; a private-use sign, which `hygiene.clean` never leaves.
_HELD = "\ue000"


@dataclass(frozen=True, slots=True)
class Masked:
    """The two texts of a sample."""

    input: str
    output: str


def mask(sample_input: str, output: str, known: Known) -> Masked:
    """Both texts with e-mail addresses, numbers, addresses, links, codes and names replaced.

    Args:
        sample_input: lines of "Them: …" and "Me: …".
        output: the reply, a line a bubble.
        known: everybody in the address book, as `engine.privacy.named.by_part` gives them.
    """
    return _mask(sample_input, output, known, Secrets())


def mask_again(masked: Masked, known: Known) -> Masked:
    """A masked sample after people became known by name; placeholders in it stay, and new ones go on counting."""
    words = PLACEHOLDER.sub(" ", f"{masked.input}\n{masked.output}")
    if next(named.names(words, known), None) is None:
        return masked
    return _again(masked, known)


def reworded(sample_input: str, output: str, known: Known) -> Masked:
    """New words for a masked sample: placeholders in them are those of the sample, and new details get new ones."""
    return _again(Masked(sample_input, output), known)


def placeholders(text: str) -> list[str]:
    """The placeholders in a text, in order."""
    return [hit.group() for hit in PLACEHOLDER.finditer(text)]


def _again(masked: Masked, known: Known) -> Masked:
    held = list(dict.fromkeys(placeholders(f"{masked.input}\n{masked.output}")))
    places = {placeholder: at for at, placeholder in enumerate(held)}

    def hide(text: str) -> str:
        plain = text.replace(_HELD, "")
        return PLACEHOLDER.sub(lambda hit: f"{_HELD}{chr(0xE100 + places[hit.group()])}", plain)

    def show(text: str) -> str:
        return re.sub(f"{_HELD}(.)", lambda hit: held[ord(hit.group(1)) - 0xE100], text)

    highest: dict[str, int] = {}
    for kind, number in PLACEHOLDER.findall(" ".join(held)):
        highest[kind] = max(highest.get(kind, 0), int(number))
    taken = [f"[{kind}_{number}]" for kind, most in highest.items() for number in range(1, most + 1)]
    secrets = Secrets({placeholder: f"{_HELD}{placeholder}" for placeholder in taken})
    again = _mask(hide(masked.input), hide(masked.output), known, secrets)
    return Masked(show(again.input), show(again.output))


def _mask(sample_input: str, output: str, known: Known, secrets: Secrets) -> Masked:
    lines = sample_input.split("\n")
    speakers = [hit.group() if (hit := _SPEAKER.match(line)) else "" for line in lines]
    words = [line[len(speaker) :] for line, speaker in zip(lines, speakers, strict=True)]
    bare, secrets = _lines(words, known, secrets)
    bubbles, _ = _lines(output.split("\n"), known, secrets)
    return Masked("\n".join(map(str.__add__, speakers, bare)), "\n".join(bubbles))


def _lines(lines: list[str], known: Known, secrets: Secrets) -> tuple[list[str], Secrets]:
    """The lines masked together, so that one explains the next; singly where a detail would swallow a line's end."""
    text, made = _text("\n".join(lines), known, secrets)
    found = text.split("\n")
    if len(found) == len(lines):
        return found, made
    found = []
    for line in lines:
        text, secrets = _text(line, known, secrets)
        found.append(text)
    return found, secrets


def _text(text: str, known: Known, secrets: Secrets) -> tuple[str, Secrets]:
    return masking.mask(text, details.found(text, names=known), secrets)

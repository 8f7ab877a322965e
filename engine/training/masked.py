"""A sample without what gives people away: details and names are placeholders, the same in its input and its output.

Placeholders are numbered anew in every sample ("[PHONE_1]"), so that nothing links one sample to another. What is a
secret in one line is one in every line of both texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.privacy import masking, named
from engine.privacy.masking import Secrets
from engine.privacy.named import Known
from engine.privacy.pii import Entity
from engine.training import details, said_again, told_answers

#: A placeholder of ours in a text that is masked already.
PLACEHOLDER = re.compile(r"\[([A-Z]+)_([0-9]{1,3})\]")
#: Who speaks, at the start of a line of an input.
_SPEAKER = re.compile(r"(?:Them|Me):[ ]?")
#: Stands for a placeholder while a masked text is masked again; a private-use sign, which `hygiene.clean` never leaves.
_HELD = "\ue000"
#: What no detail reaches across: it ends there, and goes on behind it.
_BREAK = re.compile(f"\n|{_HELD}.?")


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
    if next(named.names(words, known, doubtful=True), None) is None:
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
    """Both texts masked with the same placeholders; each line explains those around it."""
    lines = sample_input.split("\n")
    speakers = [hit.group() if (hit := _SPEAKER.match(line)) else "" for line in lines]
    words = [line[len(speaker) :] for line, speaker in zip(lines, speakers, strict=True)]
    said = "\n".join(words)
    text = f"{said}\n{output}"
    found = [*_details(text, 0, len(said), known), *_details(text, len(said) + 1, len(text), known)]
    told = list(_within_lines(text, _answers(speakers, text.split("\n"))))
    found += [one for one in told if not any(sure.start <= one.start and one.end <= sure.end for sure in found)]
    found += said_again.found(text, found)
    masked, _ = masking.mask(text, found, secrets)
    made = masked.split("\n")
    return Masked("\n".join(map(str.__add__, speakers, made)), "\n".join(made[len(lines) :]))


def _details(text: str, start: int, end: int, known: Known) -> Iterator[Entity]:
    found = details.found(text[start:end], names=known)
    return _within_lines(text, (Entity(start + one.start, start + one.end, one.kind) for one in found))


def _answers(speakers: list[str], words: list[str]) -> Iterator[Entity]:
    """Secrets that were asked for in another line."""
    lines: list[told_answers.Line] = []
    starts, at = [], 0
    for number, line in enumerate(words):
        by = speakers[number].strip() if number < len(speakers) else "Me:"
        lines.append((by or (lines[-1][0] if lines else ""), line))
        starts.append(at)
        at += len(line) + 1
    for number, start, end, kind in told_answers.found(lines):
        yield Entity(starts[number] + start, starts[number] + end, kind)


def _within_lines(text: str, entities: Iterable[Entity]) -> Iterator[Entity]:
    """The parts of details that lie in one line each; beside a placeholder, which is the detail, only numbers."""
    for one in entities:
        start, beside = one.start, False
        for cut in [*_BREAK.finditer(text, one.start, one.end), None]:
            end = cut.start() if cut else one.end
            part = text[start:end]
            beside = beside or (cut is not None and cut.group() != "\n")
            if any(map(str.isdigit if beside else str.isalnum, part)):
                yield Entity(end - len(part.lstrip()), start + len(part.rstrip()), one.kind)
            start = cut.end() if cut else end

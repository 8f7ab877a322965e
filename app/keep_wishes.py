"""What the person may ask to be kept, forgotten or set about a contact or a sample; `app.keeping` carries it out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tick:
    """A suggested step of a brief, by its number from 0, is done, or not."""

    conversation_id: int
    step: int
    on: bool


@dataclass(frozen=True, slots=True)
class ForgetMemory:
    """Recall this moment no more; its messages stay."""

    memory_id: str


@dataclass(frozen=True, slots=True)
class EditFact:
    """A fact in the person's words."""

    fact_id: int
    text: str


@dataclass(frozen=True, slots=True)
class ForgetFact:
    """A fact is to be forgotten."""

    fact_id: int


@dataclass(frozen=True, slots=True)
class KeepFact:
    """A fact still holds, whatever was said since."""

    fact_id: int


@dataclass(frozen=True, slots=True)
class LockFact:
    """A fact stays as it is, whatever is said later, or not."""

    fact_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class SetVoice:
    """One field of the voice (`engine.voice.card.FIELDS`) set by hand, or (None) as it is learnt."""

    contact_id: int
    field: str
    value: float | str | None


@dataclass(frozen=True, slots=True)
class LockVoice:
    """The whole voice to a contact, or one field of it, stays as it is, or not."""

    contact_id: int
    on: bool
    field: str | None = None


@dataclass(frozen=True, slots=True)
class SetWords:
    """Phrases to use, or words never to write; None leaves a list as it is."""

    contact_id: int
    phrases: tuple[str, ...] | None = None
    never: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class UseEverywhere:
    """What is set by hand for a contact holds for everybody."""

    contact_id: int


@dataclass(frozen=True, slots=True)
class ResetVoice:
    """Give up what is set by hand for a contact and not locked; the words stay."""

    contact_id: int


@dataclass(frozen=True, slots=True)
class SetTreatment:
    """How a contact is treated, one field of `engine.voice.card.TREATMENT`, set by hand, or (None) as it is guessed.

    An empty list is a wish for none; `app.voice_shown.fits` tells what a field can be.
    """

    contact_id: int
    field: str
    value: float | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class LockTreatment:
    """One such field stays as it is, also where it was only guessed, or not."""

    contact_id: int
    field: str
    on: bool


@dataclass(frozen=True, slots=True)
class UsePersona:
    """The persona that was learnt last speaks to a contact, or none does."""

    contact_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class IncludeSample:
    """Learn from a sample, or leave it out."""

    sample_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class EditSample:
    """A sample in other words: what they wrote, as lines of "Them: …" and "Me: …", and what is answered; None for what
    stays as it is."""

    sample_id: int
    asked: str | None
    answer: str | None


Keep = (
    Tick
    | ForgetMemory
    | EditFact
    | ForgetFact
    | KeepFact
    | LockFact
    | SetVoice
    | LockVoice
    | SetWords
    | UseEverywhere
    | ResetVoice
    | SetTreatment
    | LockTreatment
    | UsePersona
    | IncludeSample
    | EditSample
)

"""The chat model in use, as inference knows it: what its answers are signed with, and how it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine import protocol


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat model in use.

    Attributes:
        version: what its answers are signed with; another version means loading anew.
        load: the request that loads it, or connects to it; may raise a Problem.
        base: what stays the same when only its adapters change.
        remote: whether an endpoint answers.
    """

    version: str
    load: Callable[[int], protocol.Load | protocol.Connect]
    base: str = ""
    adapters: tuple[protocol.AdapterFile, ...] = ()
    remote: bool = False

    def is_same_but_for_adapters(self, other: Chat | None) -> bool:
        """Whether what was prompted for this one suits the other."""
        return other is not None and (self.weights, self.remote) == (other.weights, other.remote)

    @property
    def weights(self) -> str:
        """What tells its weights, or its endpoint, from others."""
        return self.base or self.version

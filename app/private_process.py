"""What every entry does first: no file of its process, and no core of it, is for anybody else."""

from __future__ import annotations

from app import paths
from engine.llm import confinement


def make_private() -> None:
    """Make files readable by their owner only, and let a crash write down nothing of what is held, messages and key."""
    paths.private_umask()
    confinement.dump_no_core()

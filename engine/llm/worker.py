"""The inference worker's entry: llama.cpp is imported in its process and in no other."""

from __future__ import annotations

from multiprocessing.connection import Connection


def main(connection: Connection) -> None:
    """Answer requests until the pipe is at its end; `app.child.Child` starts it."""
    from engine.llm.serving import Server  # here, so that whoever names this target does not load llama.cpp

    Server(connection).run()

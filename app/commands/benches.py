"""sotto bench: speed and memory, as ratios of one run."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from app.benches import (
    desktop_bench,
    embed_bench,
    import_bench,
    judge_bench,
    options_bench,
    recall_bench,
    swap_bench,
    train_bench,
)
from app.commands.devices import Device
from app.commands.session import Session

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class Shape(StrEnum):
    """Shapes of models that are measured."""

    SMALL = "150m"
    MIDDLE = "1b"
    LARGE = "3b"


class Quant(StrEnum):
    """How the base lies in memory."""

    PACKED = "packed"
    NF4 = "nf4"


def _show(context: typer.Context, figures: dict[str, Any]) -> None:
    session: Session = context.obj
    session.show_figures(figures)


@cli.command("import")
def import_(context: typer.Context, messages: Annotated[int, typer.Option(min=1000)] = 1_000_000) -> None:
    """A whole sync against a bare scan of the same file."""
    _show(context, import_bench.run(messages))


@cli.command()
def options(
    context: typer.Context,
    shape: Shape = Shape.SMALL,
    count: Annotated[int, typer.Option(min=3, max=32)] = 8,
    tokens: Annotated[int, typer.Option(min=1, max=96)] = 32,
) -> None:
    """Many options over one prompt against one option, and against the peer."""
    _show(context, options_bench.run(shape.value, count, tokens))


@cli.command()
def swap(context: typer.Context, shape: Shape = Shape.MIDDLE) -> None:
    """Another adapter on a loaded model, with requests under way."""
    _show(context, swap_bench.run(shape.value))


@cli.command()
def train(
    context: typer.Context,
    shape: Shape = Shape.SMALL,
    batch: Annotated[int, typer.Option(min=1, max=64)] = 4,
    tokens: Annotated[
        int, typer.Option(min=0, max=4096, help="Of a sample; 0: 1,024 on a graphics card, 128 on a processor.")
    ] = 0,
    steps: Annotated[int, typer.Option(min=1, max=100)] = 3,
    threads: Annotated[int, typer.Option(min=0, max=64, help="0 for half the cores.")] = 0,
    device: Device = Device.CPU,
    quant: Annotated[
        Quant, typer.Option(help="packed: model files; nf4: a Hugging Face folder in bitsandbytes' four bits.")
    ] = Quant.PACKED,
) -> None:
    """An adapter trained on random weights of a real shape: speed, memory, and the time of 1,000 samples."""
    figures = train_bench.run(
        shape.value, batch=batch, tokens=tokens and max(64, tokens), steps=steps, n_threads=threads,
        device=device.value, quant=quant.value,
    )  # fmt: skip
    _show(context, figures)


@cli.command()
def embed(context: typer.Context, segments: Annotated[int, typer.Option(min=64)] = 2000) -> None:
    """Short segments embedded per second."""
    _show(context, embed_bench.run(segments))


@cli.command()
def recall(context: typer.Context, segments: Annotated[int, typer.Option(min=1000)] = 100_000) -> None:
    """The nearest vectors inside one contact and over everything, against brute force."""
    _show(context, recall_bench.run(segments))


@cli.command()
def startup(context: typer.Context, messages: Annotated[int, typer.Option(min=1000)] = 1_000_000) -> None:
    """The window's start, and opening a conversation, on a large store against a small one."""
    _show(context, desktop_bench.startup(messages))


@cli.command()
def window(
    context: typer.Context,
    messages: Annotated[int, typer.Option(min=1000)] = 1_000_000,
    thread: Annotated[int, typer.Option(min=1000)] = 100_000,
) -> None:
    """Scrolling a long thread, the longest time the window could not answer, and its memory."""
    _show(context, desktop_bench.window(messages, thread))


@cli.command()
def judge(context: typer.Context) -> None:
    """Triage and risk of one message, and of a conversation of 5,000."""
    _show(context, judge_bench.run())

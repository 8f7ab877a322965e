"""How likely a given text is behind a prompt: its tokens are decoded as they are, many at once, none is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.llm.context import Context
from engine.llm.prefixes import Prefixes
from engine.problems import Cancelled, ModelFailed

#: The sequence that the text is decoded in.
OWN = 1


def costs(
    context: Context, prefixes: Prefixes, prompt: Sequence[int], reply: Sequence[int], *, poll: Callable[[], bool]
) -> list[float]:
    """NLL in nats of each of the tokens `reply` behind the tokens `prompt`, which are one at least.

    What the prompt shares with the one before it is not decoded again.

    Raises:
        Cancelled: `poll` said so.
        ModelFailed: there is no room, or the logits are no numbers (`reason` "not_finite").
    """
    prefixes.bring(prompt[:-1], logits=False, poll=poll)
    told = [prompt[-1], *reply[:-1]]  # the logits of each tell of the next one
    rows, found = context.n_texts + 1, list[float]()
    context.share(OWN)
    try:
        for begin in range(0, len(told), rows):
            if poll():
                raise Cancelled
            found += _piece(context, told[begin : begin + rows], reply[begin:], at=len(prompt) - 1 + begin)
    except ModelFailed:
        prefixes.forget_live()
        raise
    finally:
        context.free(OWN)
    return found


def _piece(context: Context, told: Sequence[int], wanted: Sequence[int], *, at: int) -> list[float]:
    context.batch.clear()
    for position, token in enumerate(told, at):
        context.batch.add(token, position, OWN, wanted=True)
    if not context.decode():
        raise ModelFailed(step="decode", llama_code=1)
    logits = context.logits(len(told))
    partition = context.partition(logits)
    return [whole - float(logits[row, wanted[row]]) for row, whole in enumerate(partition)]

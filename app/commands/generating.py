"""sotto generate, job, cache: one answer to one prompt, now or later."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
import typer

from app import clock, generating, jobs, paths, runner, vault
from app.commands.session import Session, problem_document
from app.generating import Answer, Ask
from app.store import cached, conversations
from app.store import jobs as stored_jobs
from app.store.jobs import Job
from app.vault import Vault
from app.wording import generating as words
from app.writing import writer
from engine.domain import micros, moment
from engine.problems import BadFile
from engine.reply.hygiene import clean

#: How long a command waits for another one that writes for a moment.
WRITE_WITHIN_S = 1.0
#: Longest name of its own that a caller may give to a question.
MAX_CACHE_KEY = 200

cache = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(generate)
    cli.command()(job)
    cli.command(runner.COMMAND, hidden=True)(work_jobs)
    cli.add_typer(cache, name="cache", help="Answers kept for an hour.")


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise typer.BadParameter("a number is wanted")
    return value


def _stops(values: list[str] | None) -> list[str] | None:
    if not all(values or ()):
        raise typer.BadParameter("a stop has at least one character")
    return values


def _cache_key(value: str | None) -> str | None:
    if value is not None and not (0 < len(value) <= MAX_CACHE_KEY and value.isprintable()):
        raise typer.BadParameter(f"one line of at most {MAX_CACHE_KEY} characters is wanted")
    return value


def generate(
    context: typer.Context,
    prompt: Annotated[str, typer.Option(help="What to answer; - reads it from stdin, unseen by other programs.")],
    max_tokens: Annotated[int, typer.Option(min=1, max=32768)] = 256,
    temperature: Annotated[
        float, typer.Option(min=0.0, max=5.0, callback=_finite, help="0 takes the likeliest.")
    ] = 0.7,
    top_p: Annotated[float, typer.Option(min=0.0, max=1.0, callback=_finite)] = 0.95,
    top_k: Annotated[int, typer.Option(min=0, help="0 takes all.")] = 40,
    min_p: Annotated[float, typer.Option(min=0.0, max=1.0, callback=_finite)] = 0.0,
    repeat_penalty: Annotated[float, typer.Option(min=0.1, max=10.0, callback=_finite, help="1 is none.")] = 1.1,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Equal wishes with equal seeds agree.")] = 0,
    stop: Annotated[list[str] | None, typer.Option(callback=_stops, help="Ends the answer; may be repeated.")] = None,
    cache_key: Annotated[
        str | None, typer.Option(callback=_cache_key, help="A name for the question, in place of its hash.")
    ] = None,
    conversation: Annotated[int | None, typer.Option(help="Whose words the prompt holds.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Write anew even if an answer is kept.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="The prompt as it stands, without a chat template.")] = False,
    later: Annotated[bool, typer.Option("--async", help="Return a job at once; see `sotto job`.")] = False,
) -> None:
    """One answer to one prompt, by the model in use; equal questions are answered from memory for an hour.

    While the window is open an answer is given but not kept; --async needs the window closed.
    """
    session: Session = context.obj
    ask = Ask(
        prompt=_prompt(prompt),
        max_tokens=max_tokens,
        temperature=temperature,
        top_p=top_p,
        top_k=top_k,
        min_p=min_p,
        repeat_penalty=repeat_penalty,
        seed=seed,
        stops=tuple(stop or ()),
        conversation_id=conversation,
        cache_key=cache_key,
        fresh=fresh,
        raw=raw,
    )
    if later:
        job_id = _queue(session, ask)
        session.show({"job_id": job_id, "status": "queued"}, lambda out: out.print(f"sotto job {job_id}"))
        return
    generating.author(paths.home(session.home_option))  # without a model no store is made
    growing = _Growing(session)
    with _opened(session) as opened:
        _check_conversation(opened, ask)
        made = generating.generate(
            opened, ask, now=clock.now(), on_growth=growing.add if growing.shown else None, on_fallback=_teller(session)
        )
    session.show(made, lambda _out: growing.end(made))


def job(
    context: typer.Context,
    job_id: Annotated[str, typer.Argument(help="From `sotto generate --async`.")],
    wait: Annotated[bool, typer.Option("--wait", help="Until it is over; worked here if nobody else does.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Call it off.")] = False,
) -> None:
    """Where a job stands, and its answer once it is written."""
    if wait and cancel:
        raise typer.BadParameter("wait for it or call it off")
    session: Session = context.obj
    passphrase = os.environ.get(vault.PASSPHRASE_VARIABLE)
    with session.vault(write=False) as opened:
        found = stored_jobs.get(opened.db, job_id)
        if cancel and not found.is_over:
            with writer(opened, within_s=WRITE_WITHIN_S) as db:
                stored_jobs.cancel(db, job_id, now_us=micros(clock.now()))
        if wait:
            jobs.wait_for(opened, job_id, now=clock.now, on_fallback=_teller(session))
            if jobs.is_left_alone(opened):
                runner.start(opened.home, passphrase)
        found = stored_jobs.get(opened.db, job_id)
    document = job_document(found)
    session.show(document, lambda out: out.print(_told(document), highlight=False, markup=False))


@cache.command("clear")
def clear_cache(
    context: typer.Context,
    pattern: Annotated[str | None, typer.Option(help="Only keys like this: 'conv:12:*', 'free:*'.")] = None,
) -> None:
    """Forget kept answers."""
    session: Session = context.obj
    n_cleared = 0
    if paths.named(session.home_option).database.is_file():
        with session.vault(write=False) as opened, writer(opened, within_s=WRITE_WITHIN_S) as db:
            n_cleared = cached.clear(db, pattern)
    session.show_figures({"cleared": n_cleared})


def work_jobs(context: typer.Context) -> None:
    """Work the jobs that are queued: what `app.runner.start` starts, with the passphrase on stdin."""
    session: Session = context.obj
    passphrase = None if sys.stdin is None or sys.stdin.isatty() else os.fsdecode(sys.stdin.buffer.read())
    with vault.open_vault(paths.home(session.home_option), write=False, passphrase=passphrase or None) as opened:
        session.show_figures({"worked": runner.run(opened)})


def job_document(found: Job) -> dict[str, Any]:
    """One job of `sotto job --json`; `error` has the shape of a problem."""
    why = jobs.error(found)
    return {
        "job_id": found.id,
        "status": found.status,
        "result": jobs.result(found),
        "error": None if why is None else problem_document(why),
        "created_at": moment(found.created_us),
        "completed_at": None if found.completed_us is None else moment(found.completed_us),
    }


class _Growing:
    """An answer on the terminal while it is written; nothing with --json."""

    def __init__(self, session: Session) -> None:
        self.shown = not session.as_json
        self._session = session
        self._text = ""
        self._printed = ""

    def add(self, piece: str) -> None:
        """Print what can be said for sure of the text so far."""
        self._text += piece
        self._print(clean(self._text))

    def end(self, made: Answer) -> None:
        """Print the rest; all of it anew where it came out otherwise (a worker that died begins again)."""
        whole = clean(made.response)
        if not whole.startswith(self._printed):
            self._session.out.out("\n", highlight=False)
            self._printed = ""
        self._print(whole)
        self._session.out.out("", highlight=False)
        at_hand = ", at hand" if made.cached else ""
        self._session.note(f"{made.model_version}, {made.tokens_used} tokens, {made.confidence:.2f} sure{at_hand}")

    def _print(self, text: str) -> None:
        if text.startswith(self._printed):
            self._session.out.out(text[len(self._printed) :], end="", highlight=False)
            self._session.out.file.flush()
            self._printed = text


def _prompt(given: str) -> str:
    """The prompt as text that can be stored: from stdin without the line end that closes it."""
    text = given
    if given == "-":
        try:
            text = sys.stdin.read().removesuffix("\n")
        except UnicodeDecodeError:
            raise BadFile(path="stdin", line=0) from None
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if not text:
        raise typer.BadParameter("there is nothing to answer", param_hint="--prompt")
    return text


def _queue(session: Session, ask: Ask) -> str:
    passphrase = os.environ.get(vault.PASSPHRASE_VARIABLE)
    with _opened(session) as opened:
        _check_conversation(opened, ask)
        with writer(opened, within_s=WRITE_WITHIN_S) as db:
            job_id = jobs.add(db, ask, now=clock.now())
            left_alone = jobs.is_left_alone(opened)
    if left_alone:
        runner.start(opened.home, passphrase)
    return job_id


@contextmanager
def _opened(session: Session) -> Iterator[Vault]:
    """The store for reading; it is made first where there is none."""
    if session.open_vault is not None:
        yield session.open_vault
        return
    home = paths.home(session.home_option)
    passphrase = os.environ.get(vault.PASSPHRASE_VARIABLE)
    if not home.database.is_file():
        vault.open_vault(home, write=True, passphrase=passphrase).close()
    with vault.open_vault(home, write=False, passphrase=passphrase) as opened:
        yield opened


def _check_conversation(opened: Vault, ask: Ask) -> None:
    if ask.conversation_id is not None:
        conversations.get(opened.db, ask.conversation_id)


def _teller(session: Session) -> generating.Told:
    """Says on stderr what had to be given up; with --json as one line `{"note", "what"}`."""

    def tell(code: str) -> None:
        if session.as_json:
            sys.stderr.write(msgspec.json.encode({"note": code, "what": words.fallback(code)}).decode() + "\n")
        else:
            session.note(words.fallback(code))

    return tell


def _told(document: dict[str, Any]) -> str:
    """A job for people."""
    if document["result"] is not None:
        return clean(document["result"].response)
    if document["error"] is not None:
        return f"{document['error']['what']}\n{document['error']['next']}"
    return words.STANDINGS[document["status"]]

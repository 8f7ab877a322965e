"""sotto model connect, disconnect, test: a model server of the person's own."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from app import endpoints, paths
from app.commands.session import Session
from engine.llm import remote_certificate
from engine.problems import BadFile, EndpointUntrusted


def add_to(cli: typer.Typer) -> None:
    """Make these commands part of `cli`."""
    cli.command()(connect)
    cli.command()(disconnect)
    cli.command("test")(try_out)


def connect(
    context: typer.Context,
    base_url: Annotated[
        str, typer.Argument(help="Such as https://box.local:8443/v1; plain http only on this computer.")
    ],
    model: Annotated[str, typer.Option("--model", help="What the server calls the model.")],
    name: Annotated[str, typer.Option("--name", help="What you call the server; its host without.")] = "",
    certificate: Annotated[Path | None, typer.Option("--certificate", help="The server's certificate, PEM.")] = None,
    fetch_certificate: Annotated[
        bool, typer.Option("--fetch-certificate", help="Ask the server for its certificate and compare it yourself.")
    ] = False,
    trust: Annotated[str, typer.Option("--trust", help="SHA-256 that a fetched certificate must have.")] = "",
    token_stdin: Annotated[bool, typer.Option("--token-stdin", help="Read the token from standard input.")] = False,
    n_ctx: Annotated[int, typer.Option("--n-ctx", min=256, help="Context in tokens.")] = endpoints.DEFAULT_CONTEXT,
) -> None:
    """Set up a model server of your own. Nothing is sent to it until `sotto model use remote:NAME`."""
    session: Session = context.obj
    token = _token() if token_stdin else ""
    pem = _read(certificate) if certificate else ""
    if fetch_certificate and not certificate:
        pem = endpoints.fetch_certificate(base_url)
        _confirm(session, pem, trust)
    home = paths.home(session.home_option)
    added = endpoints.add(home, base_url=base_url, model=model, name=name, certificate=pem, token=token, n_ctx=n_ctx)

    def human(out: Console) -> None:
        out.print(Text(f"Set up {added.id} at {added.host}. It is off until `sotto model use {added.id}`."))

    session.show(_shown(added), human)


def disconnect(
    context: typer.Context, name: Annotated[str, typer.Argument(help="What you called the server.")]
) -> None:
    """Forget a model server and its token."""
    session: Session = context.obj
    endpoints.remove(paths.home(session.home_option), name)
    session.show({"disconnected": name}, lambda out: out.print(Text(f"Forgot {name} and its token.")))


def try_out(context: typer.Context, name: Annotated[str, typer.Argument(help="What you called the server.")]) -> None:
    """Connect to a model server and have it say hello; nothing of yours is sent."""
    session: Session = context.obj
    tried = endpoints.try_out(paths.home(session.home_option), name)

    def human(out: Console) -> None:
        out.print(
            Text(
                f"{tried.host} answers: connected in {tried.connect_ms:.0f} ms, said hello in "
                f"{tried.answer_ms:.0f} ms, context {tried.n_ctx} tokens."
            )
        )

    session.show(tried, human)


def _shown(added: endpoints.Endpoint) -> dict[str, object]:
    return {
        "id": added.id,
        "name": added.name,
        "base_url": added.base_url,
        "host": added.host,
        "model": added.model,
        "n_ctx": added.n_ctx,
        "fingerprint": added.fingerprint,
        "has_token": bool(added.keeper),
    }


def _token() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Token: ").strip()
    return sys.stdin.readline().strip()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise BadFile(path=str(path), line=1) from None


def _confirm(session: Session, pem: str, trust: str) -> None:
    """Trust a fetched certificate only when a person compared it, now or before.

    Raises:
        EndpointUntrusted: nobody did.
    """
    fingerprint = remote_certificate.fingerprint(pem)
    if trust:
        same = trust.replace(":", "").strip().lower() == fingerprint.replace(":", "").lower()
    else:
        session.err.print(f"The server shows the certificate with this SHA-256:\n{fingerprint}", highlight=False)
        session.err.print("Compare it with the one on the server itself.", highlight=False)
        same = sys.stdin.isatty() and typer.confirm("Is it the same?", default=False, err=True)
    if not same:
        raise EndpointUntrusted(reason="unconfirmed", sha256=fingerprint)

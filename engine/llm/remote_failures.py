"""What a model server does wrong → a problem with host and status, never with a word it said."""

from __future__ import annotations

import asyncio
import ssl

import msgspec
import openai

from engine.llm.remote_transport import Compressed, TooMuch
from engine.problems import (
    EndpointBusy,
    EndpointFailed,
    EndpointRefused,
    EndpointUnreachable,
    EndpointUntrusted,
    ModelFailed,
    Problem,
)

#: A server that asks for more patience is busy for good.
LONGEST_PAUSE_S = 5.0
#: Before it is asked again, where it does not say.
BUSY_PAUSE_S = 1.0
FAILED_PAUSE_S = 0.2
#: OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED and X509_V_ERR_CERT_NOT_YET_VALID.
_OUT_OF_DATE = frozenset({9, 10})


class Rejected(Exception):  # noqa: N818 - it may be answered by asking in other words
    """The server took offence at the request (400 or 422).

    Attributes:
        status: of the answer.
        words: its reason in lower case, only ever searched for names of fields.
    """

    def __init__(self, status: int, words: str) -> None:
        super().__init__(status)
        self.status = status
        self.words = words

    @property
    def too_long(self) -> bool:
        """Whether the prompt did not fit its context."""
        return "context" in self.words and any(word in self.words for word in ("exceed", "length", "maximum", "large"))


def told(error: Exception, host: str) -> Exception:
    """The problem behind what the client raised, or `Rejected`; a bug of ours comes back as it is."""
    if isinstance(error, openai.APIStatusError):
        return _by_status(error, host)
    if isinstance(error, openai.APIConnectionError):  # timeouts are among them
        return _by_connection(error, host)
    if isinstance(error, openai.APIError):  # an error event within the stream
        return EndpointFailed(host=host, reason="said_so")
    if isinstance(error, RecursionError | ValueError | msgspec.MsgspecError):  # no JSON, no UTF-8, other types
        return EndpointFailed(host=host, reason="garbled")
    return error


def pause_before_retry(problem: Problem) -> float | None:
    """Seconds after which one more try makes sense; None for none."""
    if isinstance(problem, EndpointBusy):
        pause_s = float(problem.facts["retry_after_s"])
        return pause_s if pause_s <= LONGEST_PAUSE_S else None
    if isinstance(problem, EndpointFailed) and int(problem.facts.get("status", 0)) >= 500:
        return FAILED_PAUSE_S
    return None


def _by_status(error: openai.APIStatusError, host: str) -> Exception:
    status = error.status_code
    if 300 <= status < 400:
        return EndpointUntrusted(host=host, reason="redirect", status=status)
    if status in (401, 403):
        return EndpointRefused(host=host, reason="token", status=status)
    if status in (404, 405):
        return EndpointRefused(host=host, reason="model_or_path", status=status)
    if status in (429, 503):
        return EndpointBusy(host=host, status=status, retry_after_s=_retry_after(error))
    if status in (400, 422):
        return Rejected(status, error.response.text[:4096].lower())
    if status == 413:
        return ModelFailed(step="prompt", reason="too_long")
    return EndpointFailed(host=host, reason="status", status=status)


def _retry_after(error: openai.APIStatusError) -> float:
    try:
        return max(0.0, min(float(error.response.headers.get("retry-after", BUSY_PAUSE_S)), 86400.0))
    except ValueError:  # a date
        return BUSY_PAUSE_S


def _by_connection(error: Exception, host: str) -> Exception:
    causes = _causes(error)
    names = [type(cause).__name__ for cause in causes]
    if any(isinstance(cause, TooMuch) for cause in causes):
        return EndpointFailed(host=host, reason="too_much")
    if any(isinstance(cause, Compressed) for cause in causes):
        return EndpointFailed(host=host, reason="compressed")
    connecting = "ConnectError" in names
    for cause in causes:
        if connecting and isinstance(cause, ssl.SSLCertVerificationError):
            expired = getattr(cause, "verify_code", 0) in _OUT_OF_DATE
            return EndpointUntrusted(host=host, reason="expired" if expired else "certificate")
        if connecting and isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return EndpointUntrusted(host=host, reason="tls")
    if "gaierror" in names:
        return EndpointUnreachable(host=host, reason="name")
    if isinstance(error, openai.APITimeoutError):
        return EndpointUnreachable(host=host, reason="timeout")
    if connecting:
        return EndpointUnreachable(host=host, reason="connection")
    return EndpointFailed(host=host, reason="broken")


def _causes(first: BaseException) -> list[BaseException]:
    """An error and what caused it, through groups; the connection pool hides causes by `from None`."""
    found: list[BaseException] = []
    todo: list[BaseException | None] = [first]
    while todo:
        error = todo.pop()
        if error is None or any(error is each for each in found):
            continue
        found.append(error)
        todo.append(error.__cause__ or error.__context__)
        if isinstance(error, BaseExceptionGroup):
            todo.extend(error.exceptions)
    return found


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The one failure that tells why a group of tasks failed."""
    found = [cause for cause in _causes(group) if not isinstance(cause, BaseExceptionGroup)]
    known: list[BaseException] = [cause for cause in found if isinstance(cause, Problem)]
    bugs = [cause for cause in found if not isinstance(cause, asyncio.CancelledError)]
    return (known or bugs or found)[0]

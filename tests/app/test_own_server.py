"""Drafts written by a model server of the person's own: from the command that names it to the options, and back."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import pytest
from remote_peer import ModelServer, running_server

from app import answering, clock, desk, endpoints, events, models
from app.conductor import Conductor
from app.model_in_use import ModelInUse
from app.replies import Wish
from app.settings import Settings
from app.store import suggestions
from app.vault import Vault

PATIENCE_S = 60.0
TOKEN = "tok-77aa01bd"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def vault(asked_vault: Vault) -> Vault:
    return asked_vault


def use(vault: Vault, server: ModelServer, model: str, *, pem: str = "right") -> None:
    endpoints.add(
        vault.home, base_url=server.url("right"), model=model, name="studio", certificate=server.pem(pem), token=TOKEN
    )
    models.use(vault.home, "remote:studio")


def conversation(vault: Vault) -> int:
    return desk.inbox(vault.db, now=clock.now())[0].conversation_id


def test_nothing_is_sent_to_a_server_that_was_only_set_up(vault: Vault, server: ModelServer) -> None:
    server.requests()
    endpoints.add(vault.home, base_url=server.url(), model="many", name="idle")
    made = answering.suggest(vault, conversation(vault), Wish(), now=clock.now())
    assert made.fallback_reason == "no_model"
    assert server.requests() == []


def test_a_server_in_use_writes_the_options_and_is_named_as_their_author(vault: Vault, server: ModelServer) -> None:
    server.requests()
    use(vault, server, "many")
    made = answering.suggest(vault, conversation(vault), Wish(), now=clock.now())
    assert (made.mode, made.model_version, made.fallback_reason) == ("model", "remote:studio", None)
    assert any(option.text.startswith("Text of seed") for option in made.options if option.origin == "model")
    asked = server.requests()
    assert {request["headers"]["authorization"] for request in asked} == {f"Bearer {TOKEN}"}
    assert any("Could you do Saturday?" in str(request["body"]) for request in asked if "body" in request)


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("failing", "EndpointFailed"),
        ("very_busy", "EndpointBusy"),
        ("cut", "EndpointFailed"),
        ("gone", "EndpointRefused"),
    ],
)
def test_a_server_that_fails_leaves_past_replies_and_the_reason(
    vault: Vault, server: ModelServer, model: str, reason: str
) -> None:
    use(vault, server, model)
    made = answering.suggest(vault, conversation(vault), Wish(), now=clock.now())
    assert (made.mode, made.fallback_reason) == ("past_replies", reason)
    assert made.options


def test_a_server_with_another_certificate_hears_nothing(vault: Vault, server: ModelServer) -> None:
    server.requests()
    use(vault, server, "many", pem="other")
    made = answering.suggest(vault, conversation(vault), Wish(), now=clock.now())
    assert (made.mode, made.fallback_reason) == ("past_replies", "EndpointUntrusted")
    assert server.requests() == []


def test_the_window_shows_who_writes_and_counts_the_sockets(vault: Vault, server: ModelServer) -> None:
    use(vault, server, "many")
    assert ModelInUse(vault.home).remote == "127.0.0.1"
    told: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
    conductor = Conductor(vault, Settings())
    conductor.hear(told.put)
    place = conversation(vault)
    conductor.start()
    conductor.opened(place)
    seen: list[events.Event] = []
    while not any(isinstance(event, events.SuggestionsExtended) for event in seen):
        seen.append(told.get(timeout=PATIENCE_S))
    assert conductor.stop(PATIENCE_S)
    assert any(isinstance(event, events.SuggestionGrew) for event in seen)
    assert [event.count for event in seen if isinstance(event, events.SocketsChanged)][-1] > 0
    kept = suggestions.current(vault.db, place)
    assert kept is not None
    assert (kept.mode, kept.model_version) == ("model", "remote:studio")

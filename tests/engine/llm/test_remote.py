"""The remote child writes with a server's model, and a server's misdeeds become problems, never a hang."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from remote_peer import ModelServer, Remote, running_server

from engine import protocol
from engine.protocol import Failed, Generate, Generated, Loaded, Turn


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    with running_server(tmp_path_factory.mktemp("certificates")) as running:
        yield running


@pytest.fixture(scope="module")
def child() -> Iterator[Remote]:
    remote = Remote()
    yield remote
    remote.child.stop()
    assert remote.child.last_words == ""


@pytest.fixture
def remote(child: Remote, server: ModelServer) -> Remote:
    server.requests()
    return child


def connected(remote: Remote, server: ModelServer, model: str, **more: Any) -> Loaded:
    loaded = remote.connect(server.url(), model, **more)
    assert isinstance(loaded, Loaded), loaded
    return loaded


def written(said: protocol.Reply) -> Generated:
    assert isinstance(said, Generated), said
    return said


def failed(said: protocol.Reply) -> tuple[str, object]:
    """The problem, and its reason or status."""
    assert isinstance(said, Failed), said
    assert all("secret" not in str(fact) for fact in said.facts.values())
    return said.code, said.facts.get("reason", said.facts.get("status"))


def posts(server: ModelServer) -> list[dict[str, Any]]:
    return [heard["body"] for heard in server.requests() if "body" in heard]


def test_connecting_tells_what_the_server_tells(remote: Remote, server: ModelServer) -> None:
    loaded = connected(remote, server, "llamacpp", n_ctx=8192)
    assert (loaded.name, loaded.device, loaded.n_ctx) == ("llamacpp", "127.0.0.1", 8192)
    assert (loaded.n_ctx_train, loaded.n_params, loaded.n_vocab) == (131072, 1_000_000, 5000)
    assert loaded.has_chat_template
    assert connected(remote, server, "vllm", n_ctx=8192).n_ctx == 2048


def test_several_texts_come_at_once_where_the_server_can(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "many")
    said = written(remote.chat(count=3, first=2, seed=5, grow=True))
    assert said.texts == ("Text of seed 7", "Text of seed 8", "Text of seed 9")
    assert said.finish == ("stop",) * 3
    assert said.tokens == (4, 4, 4)
    assert said.mean_logprobs == (-0.5,) * 3
    assert said.logprobs == ((-0.5,) * 4,) * 3
    assert (said.prompt_tokens, said.decoded_tokens) == (40, 10)
    assert remote.grown() == dict(enumerate(said.texts, 2))
    assert [body["n"] for body in posts(server)] == [3]


@pytest.mark.parametrize(("model", "n_requests"), [("single", 5), ("no_n", 6)])
def test_a_server_that_writes_one_text_at_a_time_is_asked_side_by_side(
    model: str, n_requests: int, remote: Remote, server: ModelServer
) -> None:
    connected(remote, server, model)
    wish: dict[str, Any] = {"count": 5, "seed": 1, "suffixes": ("",)}
    assert written(remote.chat(**wish)).texts == tuple(f"Text of seed {i}" for i in range(1, 6))
    first = posts(server)
    assert n_requests <= len(first) <= n_requests + 1
    assert written(remote.chat(**wish)).texts == tuple(f"Text of seed {i}" for i in range(1, 6))
    assert all("n" not in body for body in posts(server)), "it was found out once"


def test_differing_texts_are_requests_of_their_own_over_one_beginning(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "many")
    said = written(remote.chat(count=3, suffixes=(" Yes.", " No.", " Later.")))
    assert len(said.texts) == 3
    bodies = sorted(posts(server), key=lambda body: body["seed"])
    assert [body["messages"][-1]["content"] for body in bodies] == [
        "When do you open? Yes.",
        "When do you open? No.",
        "When do you open? Later.",
    ]
    assert len({body["messages"][0]["content"] for body in bodies}) == 1


def test_a_server_that_drops_one_request_for_the_next_is_asked_one_by_one(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "dropping")
    said = written(remote.chat(count=3, suffixes=("a", "b", "c"), grow=True))
    assert said.texts == ("Text of seed 0", "Text of seed 1", "Text of seed 2")
    assert len(posts(server)) > 3
    assert remote.grown() == dict(enumerate(said.texts)), "nothing is told twice"
    written(remote.chat(count=3, suffixes=("a", "b", "c")))
    assert len(posts(server)) == 3


def test_plain_prompts_go_to_completions(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "continuing")
    said = written(
        remote.ask(
            Generate(ticket=remote.ticket(), prompt="A talk.", lines=("Them: Friday?",), suffixes=("\nMe:",),
                     openings=(" Friday",), grow=True)
        )
    )  # fmt: skip
    assert said.texts == (" Friday it works for me.",)
    assert said.mean_logprobs == (-0.5,)
    assert remote.grown() == {0: said.texts[0]}
    heard = [heard for heard in server.requests() if "body" in heard]
    assert heard[0]["path"] == "/v1/completions"
    assert heard[0]["body"]["prompt"] == "A talk.\nThem: Friday?\nMe: Friday"


@pytest.mark.parametrize("model", ["llamacpp", "vllm", "starting_anew", "stubborn"])
def test_an_opening_is_part_of_the_text_whatever_the_server_can(
    model: str, remote: Remote, server: ModelServer
) -> None:
    connected(remote, server, model)
    said = written(remote.chat(openings=("On Friday",), grow=True))
    assert said.texts[0].lower() == "on friday it works for me."
    assert remote.grown() == {0: said.texts[0]}


def test_unknown_fields_are_left_out_once_they_are_refused(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "strict")
    assert written(remote.chat(count=2, min_p=0.1)).texts == ("Text of seed 0", "Text of seed 1")
    assert [("top_k" in body, body.get("n")) for body in posts(server)] == [(True, 2), (False, 2)]
    assert written(remote.chat()).texts == ("Text of seed 0",)
    assert len(posts(server)) == 1


def test_a_system_turn_that_is_refused_goes_into_the_first_turn(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "no_system")
    written(remote.chat())
    assert posts(server)[-1]["messages"] == [{"role": "user", "content": "You help.\nWhen do you open?"}]


def test_the_oldest_turns_are_dropped_for_a_server_with_a_small_context(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "small")
    talk = tuple(Turn(("user", "assistant")[i % 2], f"turn {i} " + "x" * 150) for i in range(15))
    said = written(remote.chat(turns=talk))
    last = posts(server)[-1]["messages"]
    assert 0 < said.dropped < 15
    assert last[-1]["content"] == talk[-1].text
    assert (remote.chat(turns=(Turn("user", "x" * 2000),))) == Failed(
        ticket=remote._ticket, code="ModelFailed", facts={"step": "prompt", "reason": "too_long"}
    )


def test_stops_end_a_text_also_where_the_server_does_not_look(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "stops")
    said = written(remote.chat(stops=("STOP",), grow=True))
    assert said.texts == ("One two ",)
    assert said.finish == ("stop",)
    assert remote.grown() == {0: "One two "}
    server.next("hung_up")


def test_thoughts_are_left_out(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "thinking")
    assert written(remote.chat(grow=True)).texts == ("See you at two.",)
    assert remote.grown() == {0: "See you at two."}
    connected(remote, server, "never_done_thinking")
    said = written(remote.chat())
    assert (said.texts, said.finish) == (("",), ("length",))


def test_half_a_character_becomes_the_sign_for_one(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "surrogates")
    assert "\ufffd" in written(remote.chat()).texts[0]


def test_a_server_that_is_busy_or_stumbles_is_asked_once_more(remote: Remote, server: ModelServer) -> None:
    for model in ("busy", "stumbling"):
        connected(remote, server, model)
        assert written(remote.chat()).texts == ("Text of seed 0",)
        assert len(posts(server)) == 2


@pytest.mark.parametrize(
    ("model", "problem", "n_requests"),
    [
        ("very_busy", ("EndpointBusy", 429), 1),
        ("failing", ("EndpointFailed", "status"), 2),
        ("refusing", ("EndpointFailed", "status"), 2),
        ("token", ("EndpointRefused", "token"), 1),
        ("gone", ("EndpointRefused", "model_or_path"), 1),
        ("moved", ("EndpointUntrusted", "redirect"), 1),
        ("silent", ("EndpointUnreachable", "timeout"), 1),
        ("stalling", ("EndpointUnreachable", "timeout"), 1),
        ("dripping", ("EndpointFailed", "endless"), 1),
        ("cut", ("EndpointFailed", "broken"), 1),
        ("ended", ("EndpointFailed", "cut"), 1),
        ("not_json", ("EndpointFailed", "garbled"), 1),
        ("not_text", ("EndpointFailed", "garbled"), 1),
        ("other_types", ("EndpointFailed", "garbled"), 1),
        ("too_deep", ("EndpointFailed", "garbled"), 1),
        ("said_so", ("EndpointFailed", "said_so"), 1),
        ("web_page", ("EndpointFailed", "cut"), 1),
        ("huge_line", ("EndpointFailed", "too_much"), 1),
        ("compressed", ("EndpointFailed", "compressed"), 1),
    ],
)
def test_every_misdeed_of_a_server_has_its_problem(
    model: str, problem: tuple[str, object], n_requests: int, remote: Remote, server: ModelServer
) -> None:
    timeout_s = 0.2 if problem[1] in ("timeout", "endless") else 20.0
    connected(remote, server, model, timeout_s=timeout_s)
    assert failed(remote.chat("secret words")) == problem
    assert len(posts(server)) == n_requests
    assert isinstance(remote.ask(protocol.Hello(ticket=remote.ticket())), protocol.Introduced), "it goes on"


def test_one_of_several_that_fails_fails_them_all_and_ends_the_others(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "cut")
    assert failed(remote.chat(count=3, suffixes=("a", "b", "c")))[0] == "EndpointFailed"


def test_a_stream_without_end_is_cut(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "endless")
    said = written(remote.chat(max_tokens=8))
    assert said.finish == ("length",)
    assert 8 <= len(said.texts[0].split()) < 200
    server.next("hung_up")


def test_a_text_is_whole_although_the_server_does_not_let_go(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "tail", timeout_s=0.3)
    assert written(remote.chat()).texts == ("All said.",)


@pytest.mark.parametrize("model", ["silent", "stalling"])
def test_cancelling_closes_the_connection(model: str, remote: Remote, server: ModelServer) -> None:
    connected(remote, server, model)
    wish = Generate(ticket=remote.ticket(), turns=(Turn("user", "Hi"),), count=3, suffixes=("a", "b", "c"))
    remote.send(wish)
    for _ in range(3):
        server.next("heard")
    remote.send(protocol.Cancel(ticket=wish.ticket))
    while isinstance(said := remote.hear(), protocol.Beat | protocol.SocketsOpened):
        pass
    assert said == Failed(ticket=wish.ticket, code="Cancelled", facts={})
    for _ in range(3):
        server.next("hung_up")


def test_a_waiting_request_is_cancelled_before_it_is_sent(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "silent")
    first = Generate(ticket=remote.ticket(), turns=(Turn("user", "first"),))
    second = Generate(ticket=remote.ticket(), turns=(Turn("user", "second"),))
    remote.send(first)
    remote.send(second)
    server.next("heard")
    server.next("heard")
    for ticket in (second.ticket, first.ticket):
        remote.send(protocol.Cancel(ticket=ticket))
    told = {}
    while len(told) < 2:
        said = remote.hear()
        if isinstance(said, Failed):
            told[said.ticket] = said.code
    assert told == {first.ticket: "Cancelled", second.ticket: "Cancelled"}
    assert posts(server)[-1]["messages"][-1]["content"] == "first"


def test_signs_of_life_come_while_the_server_is_silent(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "silent")
    wish = Generate(ticket=remote.ticket(), turns=(Turn("user", "Hi"),))
    ping = protocol.Ping(ticket=remote.ticket())
    remote.send(wish)
    server.next("heard")
    remote.send(ping)
    beats: set[int] = set()
    while beats != {wish.ticket, ping.ticket}:
        said = remote.hear()
        assert isinstance(said, protocol.Beat)
        beats.add(said.ticket)
    remote.send(protocol.Cancel(ticket=wish.ticket))
    while not isinstance(remote.hear(), Failed):
        pass


def test_sockets_are_counted_and_told_before_the_answer(server: ModelServer) -> None:
    remote = Remote()
    try:
        assert isinstance(remote.connect(server.url(), "many"), Loaded)
        counts = [said.count for said in remote.news if isinstance(said, protocol.SocketsOpened)]
        assert counts == [1]
        written(remote.chat(count=4, suffixes=("a", "b", "c", "d")))
        counts += [said.count for said in remote.news if isinstance(said, protocol.SocketsOpened)]
        assert counts == [1, 4], "one is used again"
    finally:
        remote.child.stop()


def test_without_a_connection_nothing_is_written(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "many")
    assert isinstance(remote.ask(protocol.Rest(ticket=remote.ticket())), protocol.Rested)
    assert failed(remote.chat())[0] == "ModelMissing"
    load = protocol.Load(ticket=remote.ticket(), path="/m.gguf")
    assert failed(remote.ask(load))[0] == "ModelFailed"


def test_a_connection_that_fails_leaves_none(remote: Remote, server: ModelServer) -> None:
    connected(remote, server, "many")
    assert failed(remote.connect(server.url(), "unheard-of")) == ("EndpointRefused", "model")
    assert failed(remote.chat())[0] == "ModelMissing"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/nowhere", ("EndpointRefused", "model_or_path")),
        ("/login", ("EndpointRefused", "token")),
        ("/garbage", ("EndpointFailed", "garbled")),
        ("/odd", ("EndpointFailed", "garbled")),
        ("/moved", ("EndpointUntrusted", "redirect")),
        ("/silent", ("EndpointUnreachable", "timeout")),
    ],
)
def test_connecting_finds_out_what_is_wrong(
    path: str, problem: tuple[str, object], remote: Remote, server: ModelServer
) -> None:
    timeout_s = 0.2 if problem[1] == "timeout" else 20.0
    assert failed(remote.connect(server.url(path=path), "many", timeout_s=timeout_s)) == problem


def test_nobody_at_the_address_is_unreachable(remote: Remote) -> None:
    assert failed(remote.connect("http://127.0.0.1:9/v1", "many")) == ("EndpointUnreachable", "connection")


def test_the_child_ends_with_its_pipe_in_the_middle_of_a_stream(server: ModelServer) -> None:
    remote = Remote()
    connected(remote, server, "stalling")
    server.requests()
    remote.send(Generate(ticket=remote.ticket(), turns=(Turn("user", "Hi"),)))
    server.next("heard")
    assert remote.child.stop(10.0) == "asked"
    assert remote.child.exitcode == 0
    server.next("hung_up")

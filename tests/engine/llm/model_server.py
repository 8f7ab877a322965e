"""A model server that behaves as the name of the model says. Run as a process; what it hears it tells on stdout.

Usage: model_server.py FOLDER, with pairs NAME.pem and NAME.key in it. It listens on loopback, once in plain http
("plain") and once for every pair, and first prints {"plain": port, NAME: port, …}. A line on stdin is answered by
the event "mark", so that whoever listens knows to have heard all that came before; stdin's end is its own.
"""

from __future__ import annotations

import json
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Body = dict[str, Any]
_telling = threading.Lock()
_calls: dict[str, int] = {}
_latest: list[int] = []
_another = threading.Condition()


def tell(event: str, **facts: object) -> None:
    with _telling:
        sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
        sys.stdout.flush()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        tell("heard", path=self.path, headers=dict(self.headers.items()), port=self.server.server_port)
        if self.path.startswith("/moved"):
            self.redirect()
        elif self.path.startswith("/login"):
            self.answer({"error": "no"}, 401)
        elif self.path.startswith("/garbage"):
            self.raw(b"<html>not json</html>", "application/json")
        elif self.path.startswith("/odd"):
            self.answer({"data": [{"id": 7}]})
        elif self.path.startswith("/silent"):
            self.wait_until_hung_up()
        elif self.path == "/v1/models":
            self.answer({"object": "list", "data": [model(name) for name in MODELS]})
        else:
            self.answer({"error": "nothing here"}, 404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        tell("heard", path=self.path, headers=dict(self.headers.items()), body=body, port=self.server.server_port)
        try:
            MODELS[body["model"]](self, body)
        except (BrokenPipeError, ConnectionResetError):
            tell("hung_up")
            self.close_connection = True

    def raw(self, data: bytes, kind: str, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Set-Cookie", "remembered=yes")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def answer(self, document: object, status: int = 200, **headers: str) -> None:
        self.raw(json.dumps(document).encode(), "application/json", status, **headers)

    def redirect(self) -> None:
        self.raw(b"", "text/plain", 307, Location=f"http://127.0.0.1:{self.server.server_port}/v1/stolen")

    def wait_until_hung_up(self) -> None:
        """Say nothing until the other side closes."""
        try:
            self.connection.settimeout(30)
            if not self.connection.recv(1):
                tell("hung_up")
        except OSError:
            tell("hung_up")
        self.close_connection = True

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def piece(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def event(self, document: object) -> None:
        self.piece(b"data: " + json.dumps(document).encode() + b"\n\n")

    def end(self) -> None:
        self.piece(b"data: [DONE]\n\n")
        self.piece(b"")


def model(name: str) -> Body:
    said: Body = {"id": name, "object": "model", "owned_by": OWNERS.get(name, "somebody")}
    if name == "vllm":
        said["max_model_len"] = 2048
    if name == "llamacpp":
        said["meta"] = {"n_ctx_train": 131072, "n_params": 1_000_000, "n_embd": 64, "n_vocab": 5000}
    return said


def choice(body: Body, index: int, text: str, finish: str | None = None, logprob: float | None = None) -> Body:
    chat = "messages" in body
    said: Body = {"index": index, "finish_reason": finish} | ({"delta": {"content": text}} if chat else {"text": text})
    if logprob is not None:
        said["logprobs"] = {"content": [{"token": text, "logprob": logprob}]} if chat else {"token_logprobs": [logprob]}
    return said


def words(text: str) -> Iterator[str]:
    """Pieces of a stream, their white space before them."""
    head, *rest = text.split(" ")
    yield head
    yield from (f" {word}" for word in rest)


def write(handler: Handler, body: Body, texts: list[str], *, finish: str = "stop", pieces: Any = words) -> None:
    """Stream texts side by side, as servers do, then the usage."""
    handler.begin()
    said = [list(pieces(text)) for text in texts]
    for step in range(max(map(len, said))):
        for index, each in enumerate(said):
            if step < len(each):
                handler.event({"choices": [choice(body, index, each[step], logprob=-0.5)]})
    for index in range(len(texts)):
        handler.event({"choices": [choice(body, index, "", finish)]})
    usage = {"prompt_tokens": 40, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 30}}
    handler.event({"choices": [], "usage": usage})
    handler.end()


def many(handler: Handler, body: Body) -> None:
    """Takes everything, `n` too."""
    write(handler, body, [f"Text of seed {body['seed'] + i}" for i in range(body.get("n", 1))])


def single(handler: Handler, body: Body) -> None:
    """Ignores `n`."""
    write(handler, body, [f"Text of seed {body['seed']}"])


def no_n(handler: Handler, body: Body) -> None:
    """Refuses `n`."""
    if "n" in body:
        handler.answer({"error": {"message": "Only one completion choice is allowed"}}, 400)
    else:
        single(handler, body)


def strict(handler: Handler, body: Body) -> None:
    """Refuses every field that the interface does not know."""
    known = {"model", "messages", "prompt", "stream", "max_tokens", "temperature", "top_p", "seed", "n", "stop"}
    if unknown := set(body) - known:
        handler.answer({"error": {"message": f"unknown field: {min(unknown)}"}}, 422)
    else:
        many(handler, body)


def no_system(handler: Handler, body: Body) -> None:
    if any(message["role"] == "system" for message in body["messages"]):
        handler.answer({"error": {"message": "System role not supported"}}, 400)
    else:
        many(handler, body)


def small(handler: Handler, body: Body) -> None:
    """Its tokens are shorter than anybody thinks."""
    if len(json.dumps(body["messages"])) > 900:
        handler.answer({"error": {"message": "the request exceeds the available context size"}}, 400)
    else:
        many(handler, body)


def dropping(handler: Handler, body: Body) -> None:
    """Drops what it is at when the next request comes."""
    _latest.append(body["seed"])
    mine = len(_latest)
    handler.begin()
    handler.event({"choices": [choice(body, 0, "Text of seed ")]})
    _another.acquire()
    _another.notify_all()
    dropped = _another.wait_for(lambda: len(_latest) > mine, timeout=0.3)
    _another.release()
    if not dropped:
        handler.event({"choices": [choice(body, 0, str(body["seed"]), "stop")]})
    handler.end()


def refusing(handler: Handler, body: Body) -> None:
    handler.answer({"error": {"message": "I do not like this at all"}}, 400)


def token(handler: Handler, body: Body) -> None:
    handler.answer({"error": {"message": "invalid key"}}, 401)


def gone(handler: Handler, body: Body) -> None:
    handler.answer({"error": {"message": "no such model"}}, 404)


def moved(handler: Handler, body: Body) -> None:
    handler.redirect()


def busy(handler: Handler, body: Body) -> None:
    """Busy the first time, and says how long."""
    if first_call(body):
        handler.answer({"error": "later"}, 429, Retry_After="0.01")
    else:
        many(handler, body)


def very_busy(handler: Handler, body: Body) -> None:
    handler.answer({"error": "much later"}, 429, Retry_After="3600")


def stumbling(handler: Handler, body: Body) -> None:
    """Fails the first time."""
    if first_call(body):
        handler.answer({"error": "oops"}, 500)
    else:
        many(handler, body)


def failing(handler: Handler, body: Body) -> None:
    handler.answer({"error": "oops"}, 500)


def first_call(body: Body) -> bool:
    _calls[body["model"]] = _calls.get(body["model"], 0) + 1
    return _calls[body["model"]] % 2 == 1


def silent(handler: Handler, body: Body) -> None:
    handler.wait_until_hung_up()


def stalling(handler: Handler, body: Body) -> None:
    handler.begin()
    handler.event({"choices": [choice(body, 0, "So far")]})
    handler.wait_until_hung_up()


def dripping(handler: Handler, body: Body) -> None:
    """Signs of life and nothing else, for ever."""
    handler.begin()
    while True:
        handler.piece(b": still here\n\n")
        time.sleep(0.05)


def cut(handler: Handler, body: Body) -> None:
    """Closes within the stream."""
    handler.begin()
    handler.event({"choices": [choice(body, 0, "Half an")]})
    handler.connection.close()
    handler.close_connection = True


def ended(handler: Handler, body: Body) -> None:
    """Ends the stream without having ended the text."""
    handler.begin()
    handler.event({"choices": [choice(body, 0, "Half an")]})
    handler.piece(b"")


def not_json(handler: Handler, body: Body) -> None:
    handler.begin()
    handler.piece(b"data: {{{{ secret words\n\n")
    handler.end()


def not_text(handler: Handler, body: Body) -> None:
    handler.begin()
    handler.piece(b"data: \xff\xfe\xff\n\n")
    handler.end()


def other_types(handler: Handler, body: Body) -> None:
    handler.begin()
    handler.event({"choices": [{"index": "first", "delta": {"content": ["a"]}}]})
    handler.end()


def too_deep(handler: Handler, body: Body) -> None:
    handler.begin()
    handler.piece(b"data: " + b"[" * 200_000 + b"\n\n")
    handler.end()


def said_so(handler: Handler, body: Body) -> None:
    handler.begin()
    handler.event({"error": {"message": "secret words", "code": 500}})
    handler.end()


def web_page(handler: Handler, body: Body) -> None:
    handler.raw(b"<html>hello</html>", "text/html")


def huge_line(handler: Handler, body: Body) -> None:
    handler.begin()
    handler.piece(b"data: ")
    for _ in range(40):
        handler.piece(b"x" * (1 << 20))
    handler.end()


def compressed(handler: Handler, body: Body) -> None:
    handler.raw(b"\x1f\x8b" + bytes(100), "text/event-stream", Content_Encoding="gzip")


def endless(handler: Handler, body: Body) -> None:
    """Knows neither `max_tokens` nor an end."""
    handler.begin()
    while True:
        handler.event({"choices": [choice(body, 0, "word ")]})


def tail(handler: Handler, body: Body) -> None:
    """Ends its text, and then does not let go."""
    handler.begin()
    handler.event({"choices": [choice(body, 0, "All said.", "stop")]})
    handler.wait_until_hung_up()


def stops(handler: Handler, body: Body) -> None:
    """Does not look for stops."""
    handler.begin()
    for word in words("One two STOP three four five"):
        for letter in word:
            handler.event({"choices": [choice(body, 0, letter)]})
    handler.wait_until_hung_up()


def thinking(handler: Handler, body: Body) -> None:
    """Thinks aloud, in both places where servers put that."""
    handler.begin()
    handler.event({"choices": [{"index": 0, "delta": {"reasoning_content": "They ask about secrets."}}]})
    for part in ("<thi", "nk>The secret plan", ".</th", "ink>\n\n", "See you", " at two."):
        handler.event({"choices": [choice(body, 0, part)]})
    handler.event({"choices": [choice(body, 0, "", "stop")]})
    handler.end()


def never_done_thinking(handler: Handler, body: Body) -> None:
    write(handler, body, ["<think>The secret plan is long"], finish="length")


def continuing(handler: Handler, body: Body) -> None:
    """Goes on where the last turn or the prompt ends."""
    write(handler, body, [" it works for me."])


def starting_anew(handler: Handler, body: Body) -> None:
    """Does as it is told with the words it should begin with."""
    wanted = body["messages"][-1]["content"].rpartition("exactly these words: ")[2]
    write(handler, body, [f"{wanted} it works for me."])


def stubborn(handler: Handler, body: Body) -> None:
    write(handler, body, ["It works for me."])


def surrogates(handler: Handler, body: Body) -> None:
    handler.begin()
    handler.piece(b'data: {"choices":[{"index":0,"delta":{"content":"a\\ud800b"},"finish_reason":"stop"}]}\n\n')
    handler.end()


MODELS: dict[str, Callable[[Handler, Body], None]] = {
    each.__name__: each
    for each in (
        many, single, no_n, strict, no_system, small, dropping, refusing, token, gone, moved, busy, very_busy,
        stumbling, failing, silent, stalling, dripping, cut, ended, not_json, not_text, other_types, too_deep,
        said_so, web_page, huge_line, compressed, endless, tail, stops, thinking, never_done_thinking, continuing,
        starting_anew, stubborn, surrogates,
    )
}  # fmt: skip
MODELS |= {"llamacpp": continuing, "vllm": continuing}
OWNERS = {"llamacpp": "llamacpp", "vllm": "vllm"}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    context: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake happens in the connection's own thread."""
        if self.context is not None:
            try:
                request = self.context.wrap_socket(request, server_side=True)
            except (ssl.SSLError, OSError):
                tell("no_handshake", port=self.server_port)
                return
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        return


def main(folder: Path) -> None:
    servers = {"plain": Server(("127.0.0.1", 0), Handler)}
    for pem in sorted(folder.glob("*.pem")):
        if pem.with_suffix(".key").exists():
            servers[pem.stem] = server = Server(("127.0.0.1", 0), Handler)
            server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.context.load_cert_chain(pem, pem.with_suffix(".key"))
    sys.stdout.write(json.dumps({name: server.server_port for name, server in servers.items()}) + "\n")
    sys.stdout.flush()
    for server in servers.values():
        threading.Thread(target=server.serve_forever, daemon=True).start()
    for _ in sys.stdin:
        tell("mark")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

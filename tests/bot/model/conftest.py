"""A model's server in the test process: 127.0.0.1, OpenAI's protocol (plain, streamed, structured), honest or not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from lawlint.bot.model import Model
from lawlint.bot.model.config import KEYS, Settings
from lawlint.bot.model.provider import TRACING

KEY = "sk-test-0123456789-secret"


def honest(data: dict[str, Any], headline: str) -> str:
    """What a model that does as it is told writes."""
    summaries = [{"text": summary, "clauses": [form]} for form, summary in data["clauses"].items()]
    first = (data["reasons"] or summaries)[0]
    change = data["changes"][0] if data["changes"] else ""
    return f"{headline} {first['text']} ({first['clauses'][0]}) {change}\n"


class Quiet(ThreadingHTTPServer):
    """A client that hangs up is what some of these tests are about; it is no reason to print."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@dataclass
class Server:
    """What the server does next, and what it was asked."""

    words: Callable[[dict[str, Any], str], str] = honest
    facts: list[dict[str, str]] | str = field(default_factory=list)
    trouble: str = ""
    """stall, break, garbage, html, drip, or a status code; only for `about` (wording, facts, or empty for both)."""
    about: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def count(self, kind: str) -> int:
        """How often it was asked for `facts` or `wording`."""
        return sum(_kind(one) == kind for one in self.asked)


def _kind(request: dict[str, Any]) -> str:
    return "facts" if "response_format" in request or "tools" in request else "wording"


def _reply(request: dict[str, Any], server: Server) -> dict[str, Any]:
    if _kind(request) == "facts":
        content = server.facts if isinstance(server.facts, str) else json.dumps({"facts": server.facts}, ensure_ascii=False)
        if "tools" in request:
            name = request["tools"][0]["function"]["name"]
            call = {"id": "1", "type": "function", "function": {"name": name, "arguments": content}}
            return {"role": "assistant", "content": None, "tool_calls": [call]}
        return {"role": "assistant", "content": content}
    told, data = request["messages"][0]["content"], json.loads(request["messages"][1]["content"])
    headline = next(line for line in told.splitlines() if line.startswith("2. ")).partition(": ")[2]
    return {"role": "assistant", "content": server.words(data, headline)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            self._answer()

    def _answer(self) -> None:
        state = self.state
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state.asked.append(request)
        state.keys.append(self.headers.get("Authorization", ""))
        trouble = state.trouble if state.about in ("", _kind(request)) else ""
        if trouble == "stall":
            state.over.wait(60)
            self.close_connection = True
        elif trouble.isdigit():
            # As bad servers do: the key comes back in the error.
            self._send({"error": {"message": f"wrong: {self.headers.get('Authorization')}"}}, int(trouble))
        elif trouble == "no schemas" and "response_format" in request:
            self._send({"error": {"message": "response_format is not supported"}}, 400)
        elif trouble == "html":
            self._raw(b"<!doctype html><h1>Sign in to the hotel network</h1>", "text/html")
        elif trouble == "garbage":
            self._raw(bytes(range(256)) * 4, "application/json")
        elif request.get("stream"):
            self._stream(_reply(request, state)["content"], trouble)
        else:
            choice = {"index": 0, "finish_reason": "stop", "message": _reply(request, state)}
            self._send({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})

    def _stream(self, words: str, trouble: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        size = max(12, len(words) // 400)
        pieces = [words[at : at + size] for at in range(0, len(words), size)]
        for place, piece in enumerate(pieces):
            if trouble == "break" and place * 2 > len(pieces):
                self.close_connection = True
                self.connection.close()
                return
            delta = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
            self._chunk({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [delta]})
            while trouble == "drip" and not state_over(self.state):
                self._chunk({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []})
        self._chunk(
            {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": "m",
                "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
            }
        )
        self._line(b"data: [DONE]\n\n")
        self._line(b"")

    def _chunk(self, data: dict[str, Any]) -> None:
        self._line(b"data: " + json.dumps(data).encode() + b"\n\n")

    def _line(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send(self, data: dict[str, Any], status: int = 200) -> None:
        self._raw(json.dumps(data).encode(), "application/json", status)

    def _raw(self, data: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def state_over(state: Server) -> bool:
    """Wait a moment; whether the test is over."""
    return state.over.wait(0.02)


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No model, key, proxy or file of the person who runs the tests; tracing on, as in a shell that has it on."""
    for name in (
        *KEYS.values(),
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_API_BASE",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in TRACING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    """A running server, one for all tests."""
    state = Server()
    handler = type("Handler", (_Handler,), {"state": state})
    http = Quiet(("127.0.0.1", 0), handler)
    http.daemon_threads = True
    http.block_on_close = False
    state.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield state
    http.shutdown()
    http.server_close()


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    """The server as it is before anybody has asked it."""
    running.words, running.facts, running.trouble, running.about = honest, [], "", ""
    running.asked, running.keys, running.over = [], [], threading.Event()
    yield running
    running.over.set()


@pytest.fixture(scope="session")
def opened(running: Server) -> Model:
    """A model behind that server: setting up a client takes a moment."""
    return Model(Settings("openai:m", running.url, KEY, 20.0))


@pytest.fixture
def model(server: Server, opened: Model) -> Model:  # noqa: ARG001
    """A model behind that server that has not failed yet."""
    opened.refresh()
    return opened


@pytest.fixture
def hasty(server: Server) -> Model:
    """A fresh model that is given half a second, for servers that take forever."""
    return Model(Settings("openai:m", server.url, KEY, 0.5))


@pytest.fixture
def with_model(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The environment of a person who uses the server."""
    monkeypatch.setenv("LAWLINT_MODEL", "openai:m")
    monkeypatch.setenv("LAWLINT_MODEL_BASE_URL", server.url)
    monkeypatch.setenv("LAWLINT_MODEL_API_KEY", KEY)
    return server

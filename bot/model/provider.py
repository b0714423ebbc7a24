"""The connection to a model through langchain: loaded when first used, never longer than its time, failing in one way.

Whatever goes wrong (no package, no key, no answer, half an answer, a web page) is `Failed` with a sentence of ours. What a
server or a library says about it is not passed on: it may hold the key, or text made to be believed.
"""

from __future__ import annotations

import os
import queue
import re
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ...engine.text import Said, said
from .config import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = ("openai", "anthropic", "ollama")
"""Providers that have an extra of ours."""
TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
"""What a user's shell may have set for other programs; with it, every question would be sent to a third party."""
REFUSED_FORM = (400, 404, 405, 415, 422, 501)
"""Codes with which a server answers that does not know a form of structured output."""
_PACKAGE = re.compile(r"\blangchain-[a-z0-9-]+\b")
Messages = list[tuple[str, str]]


class Failed(Exception):
    """A model that gave nothing of use; `reason` says why, for a person. `hard` says that asking again is in vain for now."""

    def __init__(self, reason: Said, hard: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.hard = reason, hard


class Connection:
    """One model. Nothing is loaded or opened before the first call."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._model: BaseChatModel | None = None

    def stream(self, messages: Messages) -> Generator[str]:
        """The answer as it comes, in pieces. Raises Failed, also when it takes longer than the time that is set."""
        model = self._open()

        def pieces() -> Iterator[str]:
            for chunk in model.stream(messages):
                yield _text(chunk.content)

        return self._in_time(pieces)

    def structured(self, messages: Messages) -> Any:
        """The facts that the model read (`schema.Facts`). Raises Failed."""
        from .schema import Facts

        model = self._open()

        def one(method: str | None) -> Callable[[], Iterator[Any]]:
            options: dict[str, Any] = {} if method is None else {"method": method}

            def answer() -> Iterator[Any]:
                yield model.with_structured_output(Facts, **options).invoke(messages)

            return answer

        try:
            found = next(self._in_time(one(None)), None)
        except Failed as error:
            if getattr(error.__cause__, "status_code", None) not in REFUSED_FORM:
                raise
            # A server without JSON schemas often knows the older way: a call of a function.
            found = next(self._in_time(one("function_calling")), None)
        if not isinstance(found, Facts):
            raise Failed(said("its answer has not the form that was asked for"), False)
        return found

    def _open(self) -> BaseChatModel:
        if self._model is None:
            # Before langchain is loaded: it reads these once.
            os.environ.update(dict.fromkeys(TRACING, "false"))
            given: dict[str, Any] = {"base_url": self.settings.base_url, "api_key": self.settings.api_key}
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    from langchain.chat_models import init_chat_model

                    self._model = init_chat_model(
                        self.settings.name,
                        timeout=self.settings.timeout,
                        max_retries=0,
                        **{name: value for name, value in given.items() if value},
                    )
            except Exception as error:
                raise Failed(_not_opened(error, self.settings.name)) from error
        return self._model

    def _in_time(self, work: Callable[[], Iterator[Any]]) -> Generator[Any]:
        """What `work` yields, from a thread of its own: a server that drips can hold up a read, never the program."""
        items: queue.Queue[tuple[str, Any]] = queue.Queue()
        stop = threading.Event()

        def run() -> None:
            try:
                _untraced(work, lambda one: items.put(("item", one)), stop)
                items.put(("end", None))
            except BaseException as error:
                items.put(("failed", error))

        def results() -> Generator[Any]:
            end, begun = time.monotonic() + self.settings.timeout, False
            threading.Thread(target=run, daemon=True).start()
            try:
                while True:
                    try:
                        kind, value = items.get(timeout=max(0.0, end - time.monotonic()))
                    except queue.Empty:
                        raise Failed(_slow(self.settings.timeout)) from None
                    if kind == "failed":
                        raise Failed(*_reason(value, self.settings.timeout, begun)) from value
                    if kind == "end":
                        return
                    begun = True
                    yield value
            finally:
                stop.set()

        return results()


def _untraced(work: Callable[[], Iterator[Any]], put: Callable[[Any], None], stop: threading.Event) -> None:
    from langsmith.run_helpers import tracing_context

    found = work()
    try:
        with tracing_context(enabled=False), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for one in found:
                if stop.is_set():
                    break
                put(one)
    finally:
        with suppress(Exception):
            found.close()  # type: ignore[attr-defined]


def _text(content: object) -> str:
    """The words of a chunk; providers send text or a list of blocks."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    words = (one if isinstance(one, str) else one.get("text", "") for one in blocks if isinstance(one, (str, dict)))
    return "".join(one for one in words if isinstance(one, str))


def _not_opened(error: Exception, name: str) -> Said:
    if isinstance(error, ImportError):
        provider = name.partition(":")[0]
        found = _PACKAGE.search(str(error))
        package = f"'lawlint[{provider}]'" if provider in EXTRAS else found[0] if found else "'lawlint[chat]'"
        return said("a package is missing: `pip install {}`", package)
    if isinstance(error, ValueError) and "provider" in str(error):
        return said("`{}` names no provider: write it like openai:NAME, anthropic:NAME or ollama:NAME", name)
    return said("it cannot be set up: is its key set (LAWLINT_MODEL_API_KEY, or the provider's own variable)?")


def _slow(seconds: float) -> Said:
    return said("no whole answer within {} seconds (LAWLINT_MODEL_TIMEOUT)", f"{seconds:g}")


def _reason(error: BaseException, seconds: float, begun: bool) -> tuple[Said, bool]:
    code = getattr(error, "status_code", None)
    if isinstance(code, int):
        return _by_code(code), True
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    if "Timeout" in names:
        return _slow(seconds), True
    if "RemoteProtocol" in names or "ReadError" in names or (begun and "Connection" in names):
        return said("the answer broke off"), False
    if "Connect" in names:
        return said("its server cannot be reached"), True
    return said("its answer cannot be read"), False


def _by_code(code: int) -> Said:
    if code in (401, 403):
        return said("its server refuses the key (HTTP {})", code)
    if code == 404:
        return said("its server does not know the model or the address (HTTP {})", code)
    if code == 429:
        return said("its server is busy, or the quota is used up (HTTP {})", code)
    return said("its server failed (HTTP {})", code)

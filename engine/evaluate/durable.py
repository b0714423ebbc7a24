"""The durable_rules evaluator as the product uses it: in a worker process, every value checked by the oracle.

durable_rules can crash or hang the process it runs in, so it runs in one of its own. A crash, a time-out or a value that
differs from the oracle's raises `DurableError`, which an assessment reports as `error`: never as a pass.
"""

from __future__ import annotations

import os
import pickle
import select
import struct
import subprocess
import sys
import time
from importlib.util import find_spec
from typing import Any

from ..declaration.rows import Row
from ..rulebook.in_force import InForce
from ..rulebook.model import Rule
from ..text import Said, reason, said
from .jobs import Job
from .reference import Reference, Verdict

SECONDS = 60.0
"""How long one declaration may take before the worker is given up."""
LONGEST = 1 << 28
"""The longest answer, in bytes: a longer one is none."""
DECLARATIONS_PER_WORKER = 2_000
"""A worker is replaced after so many: durable_rules never frees a ruleset."""


class DurableError(Exception):
    """durable_rules crashed, hung, failed, or disagreed with the oracle."""


def available() -> bool:
    """Whether durable_rules is installed."""
    return find_spec("durable") is not None


class Durable(Reference):
    """Rules on durable_rules, one declaration at a time. `prepare` evaluates; `verdict` hands out checked values."""

    def __init__(self, law: InForce, seconds: float = SECONDS) -> None:
        super().__init__(law)
        self.seconds = seconds
        self._worker: subprocess.Popen[bytes] | None = None
        self._used = 0
        self._values: dict[tuple[str, int, str | None], Verdict] = {}
        self._failure = ""
        self._jobs: list[Job] = []

    def prepare(self, jobs: list[Job]) -> None:
        """Evaluate every job of one declaration in the worker. A failure is kept and raised by `verdict`."""
        self._values.clear()
        self._failure = ""
        self._jobs = jobs  # keeps the rows alive whose identity is the key
        if not jobs:
            return
        declaration = jobs[0].row.rows.declaration
        try:
            answer = self._ask(("declaration", declaration))
        except DurableError as error:
            self._failure = reason(error)
            return
        if isinstance(answer, str):
            self._failure = answer
            return
        for job, verdict in zip(jobs, answer, strict=True):
            self._values[job.rule.id, id(job.row), job.said] = verdict

    def verdict(self, rule: Rule, row: Row, judgement: str | None = None) -> Verdict:
        """The value durable_rules gave, after the oracle agreed. Raises DurableError otherwise."""
        if self._failure:
            raise DurableError(self._failure)
        found = self._values.get((rule.id, id(row), judgement))
        if found is None:
            raise DurableError(said("durable_rules was not asked about `{}`", rule.id))
        expected = super().verdict(rule, row, judgement)
        if found != expected:
            raise DurableError(
                said("durable_rules says {}, the reference evaluator {}", repr(tuple(found)), repr(tuple(expected)))
            )
        return found

    def decided(self, rule: Rule, row: Row, judgement: str | None = None) -> str | None:
        """As `Verdict.decided`, of the checked value."""
        return self.verdict(rule, row, judgement).decided

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait()
            for stream in (self._worker.stdin, self._worker.stdout):
                if stream is not None:
                    stream.close()
            self._worker = None

    def __del__(self) -> None:
        self.close()

    def _ask(self, message: object) -> Any:
        end = time.monotonic() + self.seconds
        try:
            if self._worker is None or self._used >= DECLARATIONS_PER_WORKER:
                self.close()
                self._start(end)
            self._used += 1
            self._send(message, end)
            return self._receive(end)
        except DurableError:
            raise
        except Exception as error:  # a worker gone wrong can answer anything
            self.close()
            why = error.args[0] if error.args and isinstance(error.args[0], Said) else str(error) or type(error).__name__
            raise DurableError(said("the durable_rules worker stopped: {}", why)) from error

    def _start(self, end: float) -> None:
        if not available():
            raise DurableError(said("durable_rules is not installed"))
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "lawlint.engine.evaluate.durable_worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._used = 0
        self._send(("law", self.law), end)

    def _send(self, message: object, end: float) -> None:
        """Hand over a message; a worker that does not take it in time is given up like one that does not answer."""
        assert self._worker is not None and self._worker.stdin is not None
        data = pickle.dumps(message)
        left = memoryview(struct.pack("!Q", len(data)) + data)
        pipe = self._worker.stdin.fileno()
        while left:
            self._wait([], [pipe], end)
            # A pipe that is ready takes this much without waiting.
            left = left[os.write(pipe, left[: select.PIPE_BUF]) :]

    def _wait(self, read: list[Any], write: list[Any], end: float) -> None:
        ready = select.select(read, write, [], max(0.0, end - time.monotonic()))
        if not ready[0] and not ready[1]:
            raise EOFError(said("no answer within {} seconds", f"{self.seconds:g}"))

    def _receive(self, end: float) -> Any:
        assert self._worker is not None and self._worker.stdout is not None
        size = struct.unpack("!Q", self._read(8, end))[0]
        if size > LONGEST:
            raise EOFError(said("not an answer"))
        return pickle.loads(self._read(size, end))

    def _read(self, size: int, end: float) -> bytes:
        assert self._worker is not None and self._worker.stdout is not None
        stream, data = self._worker.stdout, b""
        while len(data) < size:
            self._wait([stream], [], end)
            part = stream.read1(size - len(data))  # type: ignore[attr-defined]
            if not part:
                raise EOFError(said("exit code {}", self._worker.wait()))
            data += part
        return data

"""The worker process of `durable.Durable`: reads pickled messages from its parent, answers with verdicts or a sentence."""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import BinaryIO

from ..declaration.model import Declaration
from ..declaration.rows import Rows
from ..rulebook.in_force import InForce
from ..text import reason
from .durable_session import DurableRules
from .jobs import jobs
from .reference import Verdict


def _receive(stream: BinaryIO) -> tuple[str, object] | None:
    head = stream.read(8)
    if len(head) < 8:
        return None
    return pickle.loads(stream.read(struct.unpack("!Q", head)[0]))  # type: ignore[no-any-return]


def _answers(engine: DurableRules, law: InForce, declaration: Declaration) -> list[Verdict]:
    engine.forget()
    rows = Rows(declaration, law.law_facts)
    return [engine.verdict(job.rule, job.row, job.said) for job in jobs(law, rows)]


def main() -> None:
    """Serve until the parent closes the pipe."""
    # Whatever the library prints, also past Python, must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    law: InForce | None = None
    engine: DurableRules | None = None
    while (message := _receive(sys.stdin.buffer)) is not None:
        kind, content = message
        if kind == "law":
            assert isinstance(content, InForce)
            law, engine = content, None
            continue
        result: object
        try:
            assert law is not None and isinstance(content, Declaration)
            if engine is None:
                engine = DurableRules(law)
                for rule in law.rules:
                    if rule.id not in law.broken:
                        engine.add_rule(rule)
            result = _answers(engine, law, content)
        except Exception as error:
            result = reason(error)
        data = pickle.dumps(result)
        answers.write(struct.pack("!Q", len(data)) + data)
        answers.flush()


if __name__ == "__main__":
    main()

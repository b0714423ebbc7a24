"""How long an answer takes: `python benchmarks/ask.py`.

A fresh process with a built index (asked: at most 3 s), a warm answer (asked: p95 at most 300 ms), a turn of a conversation with
durable_rules beside it, and building the index of the whole corpus (asked: at most 60 s on 2 cores).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 7


def milliseconds(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {statistics.median(ordered) * 1000:.0f} ms, p95 {ordered[int(len(ordered) * 0.95)] * 1000:.0f} ms"


def main() -> None:
    from lawlint.bot.answer.ask import Asker
    from lawlint.bot.answer.document import Writer, carrying
    from lawlint.bot.answer.markdown import markdown
    from lawlint.bot.dialogue.durable import disagreements, installed
    from lawlint.bot.retrieve import Library
    from lawlint.engine.rulebook.store import rulebook

    lines = (ROOT / "benchmarks" / "chat" / "tuned.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        book = rulebook()
        start = time.perf_counter()
        asker = Asker(book, Library.open(book, Path(folder)))
        print(f"index built in {time.perf_counter() - start:.1f} s")
        for question in questions[:3]:
            asker.ask(question)
        times, turns = [], []
        for question in questions:
            start = time.perf_counter()
            judged = asker.ask(question)
            markdown(Writer(book, asker.day, judged.question.lang).answer(judged))
            times.append(time.perf_counter() - start)
            if installed() and len(turns) < 40 and carrying(judged):
                disagreements(asker.law(judged.regions), judged.case, carrying(judged))
                turns.append(time.perf_counter() - start)
        print(f"warm answer: {milliseconds(times)} ({len(times)} questions)")
        if turns:
            print(f"with durable_rules: {milliseconds(turns)} ({len(turns)} questions)")
        fresh = []
        for question in questions[:RUNS]:
            start = time.perf_counter()
            command = [sys.executable, "-m", "lawlint", "ask", "--index", folder, question]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "LANG": "C.UTF-8"})
            fresh.append(time.perf_counter() - start)
        print(f"fresh process: best {min(fresh):.1f} s, median {statistics.median(fresh):.1f} s of {RUNS}")


if __name__ == "__main__":
    main()

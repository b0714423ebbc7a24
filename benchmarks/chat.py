"""Scores the chat on questions with known answers: `make eval`, or `python benchmarks/chat.py [FILE...] [--misses]`.

Verdict: macro-F1 over allowed, not_allowed, depends, not_covered. Citations: recall of the gold clauses among the first five
and mean reciprocal rank, at article and at clause level. The form of the questions: benchmarks/chat/README.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "chat"
KINDS = ("allowed", "not_allowed", "depends", "not_covered")


def article(id: str) -> str:
    law, _, rest = id.partition(":")
    return f"{law}:{rest.split('(')[0]}"


def f1(pairs: list[tuple[str, str]], kind: str) -> float:
    right = sum(gold == got == kind for gold, got in pairs)
    said, wanted = sum(got == kind for _, got in pairs), sum(gold == kind for gold, _ in pairs)
    return 2 * right / (said + wanted) if said + wanted else 1.0


def met(gold: str, got: str, by_article: bool) -> bool:
    """Whether a citation is the gold one; a gold clause that names an article is met by any clause of it."""
    return article(gold) == article(got) if by_article else got == gold or got.startswith(f"{gold}(")


def recall(gold: list[str], got: list[str], by_article: bool) -> float:
    wanted = list({article(one): one for one in gold}.values()) if by_article else gold
    return sum(any(met(one, id, by_article) for id in got[:5]) for one in wanted) / len(wanted)


def rank(gold: list[str], got: list[str], by_article: bool) -> float:
    return next((1 / place for place, id in enumerate(got, 1) if any(met(one, id, by_article) for one in gold)), 0.0)


def score(file: Path, asker: Any, misses: bool) -> None:
    questions = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    pairs, article_recall, clause_recall, article_rank, clause_rank, times, langs = [], [], [], [], [], [], 0
    by_class: dict[str, list[float]] = {}
    for one in questions:
        start = time.perf_counter()
        got = asker.ask(one["question"])
        times.append(time.perf_counter() - start)
        cites = list(got.citations)
        if one["verdict"] is not None or got.verdict is not None:
            pairs.append((one["verdict"] or "null", got.verdict or "null"))
        langs += got.question.lang == one["lang"]
        if one["gold"]:
            article_recall.append(recall(one["gold"], cites, True))
            clause_recall.append(recall(one["gold"], cites, False))
            article_rank.append(rank(one["gold"], cites, True))
            clause_rank.append(rank(one["gold"], cites, False))
            by_class.setdefault(one["class"], []).append(article_recall[-1])
        if misses:
            mark = ("" if (one["verdict"] or "null") == (got.verdict or "null") else "V") + (
                "" if not one["gold"] or article_recall[-1] >= 1 else "C"
            )
            if mark:
                facts = {name: heard.value for name, heard in got.question.facts.items()}
                rules = [(f.rule.id, f.kind, round(f.score, 2)) for f in got.focus if f.stated][:4]
                print(
                    f"{mark:2} {one['id']} {got.regions} | {one['question'][:160]}\n     gold {one['verdict']} {one['gold']} got {got.verdict} {got.why_not} {cites[:5]}\n     {facts}\n     {rules}"
                )
    known = [kind for kind in KINDS if any(kind in pair for pair in pairs)]
    macro = statistics.mean(f1(pairs, kind) for kind in known)
    print(f"{file.name}: {len(questions)} questions")
    print(f"  verdict macro-F1 {macro:.2f}  " + "  ".join(f"{kind} {f1(pairs, kind):.2f}" for kind in known))
    print(
        f"  accuracy {sum(a == b for a, b in pairs) / len(pairs):.2f}; {Counter(pair for pair in pairs if pair[0] != pair[1]).most_common(6)}"
    )
    print(
        f"  article recall@5 {statistics.mean(article_recall):.2f} MRR {statistics.mean(article_rank):.2f}; clause recall@5 {statistics.mean(clause_recall):.2f} MRR {statistics.mean(clause_rank):.2f}"
    )
    print(
        "  article recall@5 by class " + "  ".join(f"{name} {statistics.mean(values):.2f}" for name, values in by_class.items())
    )
    print(
        f"  language right {langs}/{len(questions)}; time p50 {statistics.median(times) * 1000:.0f} ms, p95 {sorted(times)[int(len(times) * 0.95)] * 1000:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    from lawlint.bot.answer.ask import Asker
    from lawlint.bot.retrieve import Library
    from lawlint.engine.rulebook.store import rulebook

    book = rulebook()
    asker = Asker(book, Library.open(book))
    asker.ask("warm up")
    for file in options.files or sorted(HERE.glob("*.jsonl")):
        score(file, asker, options.misses)


if __name__ == "__main__":
    main()

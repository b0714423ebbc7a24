"""Scores of the chat's retrieval on question sets, whole and way by way.

    python benchmarks/retrieval.py [FILE...]     default: the practice questions and benchmarks/chat/tuned.jsonl, those that are there
    python benchmarks/retrieval.py --held-out    a question of every fourth clause is taken out of corpus and training, then asked

For each setting and language: recall@5 (the share of the right articles, or clauses, among the first five) and MRR (one
divided by the place of the first right one). Articles are counted once each, in the order of their best clause. A gold
clause that names an article is met by any clause of it. Laws are those of the question's `jurisdictions`. Last: how many
questions are called weak, of those outside the rules and of the others; and times.
"""

from __future__ import annotations

import importlib.machinery
import json
import random
import statistics
import sys
import tempfile
import time
import types
from pathlib import Path

from lawlint.bot.retrieve import Library, fuse
from lawlint.engine.rulebook.store import rulebook

DAY = "2026-11-24"
ROOT = Path(__file__).parents[1]
SETS = (ROOT.parent / "shared" / "questions" / "practice.jsonl", ROOT / "benchmarks" / "chat" / "tuned.jsonl")
SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)


def article(id: str) -> str:
    """The article of a clause; in the 39 app types each type counts as one."""
    return id if id.startswith("necessary-info:") else id.split("(")[0]


def met(hit: str, gold: str) -> bool:
    """Whether a clause is the right one, or stands in it."""
    return hit == gold or hit.startswith(f"{gold}(")


def score(hits: list[str], gold: list[str]) -> tuple[float, float, float, float]:
    """Recall@5 and MRR by article, then by clause."""
    articles = list(dict.fromkeys(map(article, hits)))
    wanted = set(map(article, gold))
    clause_places = [at for at, hit in enumerate(hits, 1) if any(met(hit, one) for one in gold)]
    article_places = [at for at, one in enumerate(articles, 1) if one in wanted]
    return (
        len(wanted & set(articles[:5])) / len(wanted),
        1 / article_places[0] if article_places else 0.0,
        sum(any(met(hit, one) for hit in hits[:5]) for one in gold) / len(gold),
        1 / clause_places[0] if clause_places else 0.0,
    )


def laws_of(library: Library, question: dict[str, object]) -> set[str] | None:
    """The laws of the regions a question is about; None where it says none that the rules know."""
    regions = question.get("jurisdictions") or ()
    return {law.id for law in library.book.laws.values() if law.region in regions} or None


def measure(library: Library, questions: list[dict[str, object]]) -> None:
    """Print the scores of one set."""
    asked = [one for one in questions if one.get("gold")]
    chosen = fuse.DENSE
    for share in SHARES:
        fuse.DENSE = share
        by_lang: dict[str, list[tuple[float, ...]]] = {}
        for one in asked:
            found = library.search(str(one["question"]), str(one["lang"]), laws_of(library, one), DAY, 60)
            by_lang.setdefault(str(one["lang"]), []).append(score([hit.id for hit in found.hits], one["gold"]))  # type: ignore[arg-type]
        by_lang["all"] = [row for rows in by_lang.values() for row in rows]
        for lang, rows in sorted(by_lang.items()):
            means = "  ".join(f"{statistics.mean(column):.2f}" for column in zip(*rows, strict=True))
            print(f"  likeness {share:.1f}  {lang:3} {len(rows):4}   {means}")
    fuse.DENSE = chosen
    for name, group in (("outside", [one for one in questions if not one.get("gold")]), ("others", asked)):
        states = [library.search(str(one["question"]), str(one["lang"]), laws_of(library, one), DAY).state for one in group]
        print(f"  weak, {name}: {states.count('weak')} of {len(states)}")


def held_out(folder: Path) -> None:
    """Ask questions of the rulebook that neither the corpus nor the word vectors have seen. Takes two minutes."""
    from lawlint.bot.retrieve.corpus import Corpus, corpus
    from lawlint.bot.retrieve.dense import WordVectors
    from lawlint.bot.retrieve.index import open_or_build
    from lawlint.bot.retrieve.names import Names

    book, choose = rulebook(), random.Random(7)
    documents, questions = [], []
    for document in corpus(book).documents:
        entries = list(document.entries)
        if choose.random() < 0.25:
            for lang in ("en", "zh"):
                asked = [one for one in entries if one.kind == "asked" and one.lang == lang]
                if len(asked) > 1:
                    taken = choose.choice(asked)
                    entries.remove(taken)
                    region = book.laws[document.law].region
                    questions.append({"question": taken.text, "lang": lang, "gold": [document.id], "jurisdictions": [region]})
        documents.append(document._replace(entries=tuple(entries)))
    loader = importlib.machinery.SourceFileLoader("word_vectors", str(ROOT / "scripts" / "word_vectors"))
    maker = types.ModuleType(loader.name)
    loader.exec_module(maker)
    maker.save(folder / "held-out.npz", *maker.train(maker.texts_by_thing(documents)))
    model, less = WordVectors(folder / "held-out.npz"), Corpus(tuple(documents), "held out")
    library = Library(book, less, *_both(open_or_build(less, model, folder), Names(book), model))
    in_force = {id for id, law in book.laws.items() if law.from_ <= DAY <= law.to}
    print("held-out questions of the rulebook: recall@5 and MRR by article, recall@5 and MRR by clause")
    measure(library, [one for one in questions if one["gold"][0].split(":")[0] in in_force])


def _both(opened, names, model):
    lexical, vectors = opened
    return lexical, names, model, vectors


def main() -> int:
    """Build an index, score every set, and time it."""
    if sys.argv[1:] == ["--held-out"]:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            held_out(Path(folder))
        return 0
    paths = [Path(name) for name in sys.argv[1:]] or [path for path in SETS if path.exists()]
    book = rulebook()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        start = time.perf_counter()
        Library.open(book, Path(folder))
        built = time.perf_counter() - start
        start = time.perf_counter()
        library = Library.open(book, Path(folder))
        opened = time.perf_counter() - start
        print(f"{len(book.clauses)} clauses; built in {built:.1f} s, opened again in {opened:.2f} s; state {library.state}")
        times = []
        for path in paths:
            questions = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
            print(f"{path.name}: recall@5 and MRR by article, recall@5 and MRR by clause")
            measure(library, questions)
            for one in questions:
                start = time.perf_counter()
                library.search(str(one["question"]), str(one["lang"]))
                times.append(time.perf_counter() - start)
        if len(times) > 1:
            print(
                f"a search: median {statistics.median(times) * 1e3:.0f} ms, p95 {statistics.quantiles(times, n=20)[-1] * 1e3:.0f} ms"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""`lawlint rules mutate`: mutation testing of the rulebook."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path

from .cli_messages import FOUND, OK, UNUSABLE, complain
from .cli_rules import chosen_laws, read_all
from .reading import Faults, nearest
from .reports.layout import width
from .rulebook.model import Rulebook
from .rulebook.mutation import EQUIVALENT, REFUSED, SURVIVED, Mutation
from .rulebook.survivors import LEAST, Summary, Tally, concerned, gone_in_words, pages, read_accepted
from .text import said
from .wording import in_language, labelled


def run_mutate(options: argparse.Namespace) -> int:
    """Judge the mutants.

    Exit code 1 when a survivor is not accepted, an accepted one is none any more, or too few of a law are killed.
    """
    book, faults = read_all(options)
    if faults:
        raise Faults(faults)
    laws = chosen_laws(book, options)
    if laws is None:
        return UNUSABLE
    mutation = Mutation(book)
    if unsound := mutation.unsound(laws):
        raise Faults(unsound)
    rules = {name for one in mutation.bench.families for name in mutation.names_of(*one)}
    if _unknown(options.rule, [*rules, *book.concepts], options.lang):
        return UNUSABLE
    whole = set(laws) == set(book.laws) and not options.rule
    if options.write and not whole:
        return complain(said("`--write` takes the whole rulebook"), said("leave out `--law` and `--rule`"), options.lang)
    path = _survivors_file(options)
    accepted = read_accepted(path) if path else []
    known = {*rules, *book.concepts, *book.parameters, *book.tables, *book.laws}
    met = concerned(accepted, _names(book, mutation, laws, options.rule), known)
    summary = Summary(mutation.run(laws, options.rule), met)
    if options.write:
        for place, text in pages(summary, date.today().isoformat(), Path(options.write)).items():
            place.write_text(text, "utf-8")
    if options.format == "json":
        sys.stdout.write(json.dumps(_data(summary), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(summary, path, known, options.lang)
    few = summary.total.percent < LEAST and not options.rule
    return FOUND if summary.unlisted or summary.gone or few else OK


def _unknown(names: list[str], known: list[str], lang: str) -> bool:
    unknown = [name for name in names if name not in known]
    for name in unknown:
        complain(said("unknown rule or concept `{}`", name), nearest(name, known), lang)
    return bool(unknown)


def _survivors_file(options: argparse.Namespace) -> Path | None:
    """The file given, else that of the checkout this runs from; None where there is none."""
    from ..regulations import ROOT

    if options.survivors_file:
        return Path(options.survivors_file)
    own = ROOT.parent / "docs" / "coverage" / "mutation-survivors.yaml"
    return own if own.is_file() and not options.rules else None


def _names(book: Rulebook, mutation: Mutation, laws: Collection[str], rules: Collection[str]) -> set[str]:
    """Everything that has mutants in this run."""
    families = [(mutation.names_of(*one), one[1][0].file) for one in mutation.bench.families]
    if rules:
        return set(rules).union(*(names for names, _ in families if not names.isdisjoint(rules)))
    found = set(laws).union(*(names for names, file in families if mutation.law_of(file) in laws))
    found |= {name for name, ones in book.concepts.items() if mutation.law_of(ones[0].file) in laws}
    found |= {name for name in book.tables if mutation.law_of(book.places["table", name][0]) in laws}
    return found | {name for name, one in book.parameters.items() if mutation.law_of(one.file) in laws}


def _data(summary: Summary) -> dict[str, object]:
    survivors = []
    for fate in summary.survivors:
        mutant, reason = fate.mutant, summary.reason(fate)
        survivors.append(
            {
                "rule": mutant.name,
                "law": fate.law,
                "file": mutant.file,
                "line": mutant.line,
                "operator": mutant.operator,
                "mutant": {"en": mutant.what.en, "zh": mutant.what.zh},
                "reason": {"en": reason.en, "zh": reason.zh} if reason else None,
            }
        )
    return {
        "laws": [tally.as_dict() for tally in summary.laws.values()],
        "total": {key: value for key, value in summary.total.as_dict().items() if key != "law"},
        "survivors": survivors,
        "gone": [{"rule": one.name, "mutant": one.mutant} for one in summary.gone],
    }


def _print(summary: Summary, path: Path | None, known: Collection[str], lang: str) -> None:
    for fate in summary.unlisted:
        mutant = fate.mutant
        print(f"{mutant.file}:{mutant.line}: {labelled(mutant.name, in_language(mutant.what, lang), lang)}")
    for one in summary.gone:
        message, help = gone_in_words(one, known)
        print(f"{path}:{one.line}: {in_language(message, lang)}")
        if help:
            print(f"  {labelled(in_language(said('help'), lang), in_language(help, lang), lang)}")
    _table([*summary.laws.values(), Tally(in_language(said("all"), lang), summary.total.counts)], lang)
    counts = (summary.total.counts[SURVIVED], len(summary.unlisted), len(summary.gone))
    print(in_language(said("{} survived: {} not accepted; accepted and no survivor any more: {}", *counts), lang))
    if summary.total.percent < LEAST:
        print(in_language(said("{} % are killed, at least {} % must be", summary.total.percent, LEAST), lang))


def _table(tallies: list[Tally], lang: str) -> None:
    heads = [
        in_language(one, lang)
        for one in (said("law"), said("mutants"), said("killed"), said("by the linter"), said("equivalent"), said("survived"))
    ]
    rows = [[*heads, "%"]]
    for one in tallies:
        counts = (one.mutants, one.killed, one.counts[REFUSED], one.counts[EQUIVALENT], one.counts[SURVIVED], one.percent)
        rows.append([one.law, *map(str, counts)])
    wide = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [" " * (wide[at] - width(cell)) + cell for at, cell in enumerate(row)]
        cells[0] = row[0] + " " * (wide[0] - width(row[0]))
        print("  ".join(cells))

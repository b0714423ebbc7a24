"""`lawlint rules test` and `lawlint rules lint`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date

from .cli_messages import FOUND, OK, UNUSABLE, complain, print_faults
from .cli_rules import bad_date, chosen_laws, read_all
from .evaluate.explain import Step
from .reading import nearest
from .reports.layout import wrap
from .rulebook.cases import BAD_FACTS, NOT_IN_FORCE, Result, Runner
from .rulebook.lint import lint
from .rulebook.model import Rulebook
from .rulebook.problem import ERROR
from .text import printable, said
from .wording import in_language, labelled


def run_test(options: argparse.Namespace) -> int:
    """Run the cases; exit code 1 when one comes out otherwise than written, or a file cannot be read."""
    book, faults = read_all(options)
    laws = chosen_laws(book, options)
    if laws is None:
        return UNUSABLE
    chosen = _chosen(book, options.ids, laws, options.lang)
    if chosen is None:
        return UNUSABLE
    rules, concepts = chosen
    faults = [fault for fault in faults if not options.law or _folder(fault.file) in _folders(book, laws)]
    print_faults(faults, options.lang, sys.stdout)
    results = list(Runner(book).run(rules, concepts))
    bad = [result for result in results if not result.holds]
    for result in bad:
        print("\n".join(_failure(result, options.lang)))
    print(
        in_language(
            said("{} cases of {} rules and {} concepts: {} failed", len(results), len(rules), len(concepts), len(bad)),
            options.lang,
        )
    )
    return FOUND if bad or faults else OK


def _chosen(book: Rulebook, ids: list[str], laws: Collection[str], lang: str) -> tuple[set[str], set[str]] | None:
    folders = _folders(book, laws)
    rules = {rule.id for rule in book.rules if _folder(rule.file) in folders}
    concepts = {name for name, editions in book.concepts.items() if _folder(editions[0].file) in folders}
    unknown = [id for id in ids if id not in rules and id not in concepts]
    for id in unknown:
        complain(said("unknown rule or concept `{}`", id), nearest(id, [*rules, *concepts]), lang)
    if unknown:
        return None
    return (rules & set(ids), concepts & set(ids)) if ids else (rules, concepts)


def _folder(file: str) -> str:
    return file.rpartition("/")[0].removesuffix("/tables")


def _folders(book: Rulebook, laws: Iterable[str]) -> set[str]:
    return {_folder(book.places["law", law][0]) for law in laws}


def _failure(result: Result, lang: str) -> list[str]:
    case = result.case
    expected, got = _got(case.expected, lang), _got(result.got, lang)
    head = said("{}: expected {}, got {} (as of {})", result.name, expected, got, result.day)
    lines = [f"{result.file}:{case.line}: {in_language(head, lang)}"]
    parts = [("reason", result.reason), ("facts", ", ".join(f"{name}: {_written(value)}" for name, value in case.facts))]
    parts += [("because", ", ".join(_steps(result.because))), ("missing", ", ".join(result.missing))]
    for name, text in parts:
        if text:
            lines += wrap(in_language(text, lang), 80, f"    {labelled(in_language(_PARTS[name], lang), '', lang)}", "      ")
    return lines


_PARTS = {"reason": said("reason"), "facts": said("facts"), "because": said("because"), "missing": said("missing")}
_OUTCOMES = {NOT_IN_FORCE: said("not in force"), BAD_FACTS: said("unusable facts")}


def _got(word: str, lang: str) -> str:
    return in_language(_OUTCOMES[word], lang) if word in _OUTCOMES else word


def _steps(steps: Iterable[Step]) -> list[str]:
    return [f"{step.name} = {_written(step.value)}" for step in steps]


def _written(value: object) -> str:
    """A value as a rule file writes it."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "unknown"}[value]
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(one)}" for key, one in value.items()) + "}"
    return str(value)


def run_lint(options: argparse.Namespace) -> int:
    """Every problem of the rulebook; exit code 1 when one is an error."""
    book, faults = read_all(options)
    laws = chosen_laws(book, options)
    if laws is None or bad_date(options.today, options.lang):
        return UNUSABLE
    problems = lint(book, faults, options.today or date.today().isoformat(), laws if options.law else ())
    errors = sum(problem.level == ERROR for problem in problems)
    if options.format == "json":
        shown = [
            asdict(one) | {"message": in_language(one.message, options.lang), "help": in_language(one.help, options.lang)}
            for one in problems
        ]
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
        return FOUND if errors else OK
    levels = {"error": said("error"), "warning": said("warning")}
    for problem in problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        message = in_language(said("{}: {}", levels[problem.level], problem.message), options.lang)
        print(f"{printable(place)}: {message} [{problem.check}]")
        if problem.help:
            help = in_language(problem.help, options.lang)
            print(f"  {labelled(in_language(said('help'), options.lang), help, options.lang)}")
    count = len({rule.id for rule in book.rules if rule.law in laws})
    print(in_language(said("{} rules: {} errors, {} warnings", count, errors, len(problems) - errors), options.lang))
    return FOUND if errors else OK

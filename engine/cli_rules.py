"""`lawlint rules list|show|lint|test|new` and `lawlint clause`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .text import Said, said
from .wording import in_language

if TYPE_CHECKING:
    from .evaluate.explain import Step
    from .reading import Fault
    from .rulebook.cases import Result
    from .rulebook.model import Rulebook

OK, FOUND, UNUSABLE = 0, 1, 2


def add_parsers(commands: argparse._SubParsersAction, say: Callable[[str], str]) -> None:  # type: ignore[type-arg]
    """Add `rules` and `clause` to the command line; `say` puts an English help text into the user's language."""
    rules = commands.add_parser("rules", help=say("browse, test and extend the rulebook"))
    actions = rules.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, help: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=say(help))
        added.add_argument("--rules", action="append", default=[], metavar="DIR", help=say("add a company's own laws and rules"))
        added.add_argument("--lang", choices=("en", "zh"), help=say("language of the output"))
        return added

    test = action("test", "run the cases of every rule and concept")
    test.add_argument("ids", nargs="*", metavar="ID", help=say("only these rules or concepts"))
    lint = action("lint", "find everything that is wrong in the rulebook")
    for command in (test, lint):
        command.add_argument("--law", default="", metavar="LAW,...", help=say("only these laws or regions (gdpr, pipl, eu, us-ca, cn)"))
    lint.add_argument("--format", choices=("text", "json"), default="text")
    lint.add_argument("--today", metavar="DATE", help=say("the day to count staleness from"))


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; the exit code."""
    return {"test": run_test, "lint": run_lint}[options.action](options)


def read_all(options: argparse.Namespace) -> tuple[Rulebook, list[Fault]]:
    """The rulebook from its files as far as it can be read, and what is wrong with it."""
    from ..regulations import ROOT
    from .rulebook.load import read_folders

    return read_folders([ROOT], [Path(folder) for folder in options.rules])


def chosen_laws(book: Rulebook, options: argparse.Namespace) -> set[str] | None:
    """The laws of --law; None after a complaint about an unknown one."""
    from .rulebook.in_force import select_laws

    try:
        return set(select_laws(book, [word for word in options.law.split(",") if word]))
    except KeyError as error:
        word, help = error.args
        complain(said("unknown law `{}`", word), help, options.lang)
        return None


def complain(message: Said, help: str, lang: str) -> None:
    """One message about the command line to standard error."""
    print(f"lawlint: {in_language(message, lang)}", file=sys.stderr)
    if help:
        print(f"  {in_language(said('help'), lang)}: {in_language(help, lang)}", file=sys.stderr)


def run_test(options: argparse.Namespace) -> int:
    from .rulebook.cases import Runner

    book, faults = read_all(options)
    laws = chosen_laws(book, options)
    if laws is None:
        return UNUSABLE
    rules = list(dict.fromkeys(rule.id for rule in book.rules))
    concepts = list(book.concepts)
    if options.ids:
        unknown = [id for id in options.ids if id not in rules and id not in concepts]
        if unknown:
            from .reading import nearest

            for id in unknown:
                complain(said("unknown rule or concept `{}`", id), nearest(id, [*rules, *concepts]), options.lang)
            return UNUSABLE
        rules, concepts = [id for id in rules if id in options.ids], [name for name in concepts if name in options.ids]
    if options.law:
        in_folder = {f"/{law}/" for law in laws}
        rules = [rule.id for rule in book.rules if rule.id in rules and any(part in rule.file for part in in_folder)]
        concepts = [name for name in concepts if any(part in book.concepts[name][0].file for part in in_folder)]
    results = list(Runner(book).run(set(rules), set(concepts)))
    bad = [result for result in results if not result.holds]
    for fault in faults:
        if not options.law or any(part in fault.file for part in in_folder):
            print(fault)
    for result in bad:
        print(_failure(result))
    print(f"{len(results)} cases of {len(set(rules))} rules and {len(concepts)} concepts: {len(bad)} failed")
    return FOUND if bad or faults else OK


def _failure(result: Result) -> str:
    case = result.case
    lines = [f"{result.file}:{case.line}: {result.name}: expected {case.expected}, got {result.got} (as of {result.day})"]
    if result.reason:
        lines.append(f"    {result.reason}")
    lines.append("    given    " + ", ".join(f"{name}: {value}" for name, value in case.facts))
    if result.because:
        lines.append("    because  " + ", ".join(_steps(result.because)))
    if result.missing:
        lines.append("    missing  " + ", ".join(result.missing))
    return "\n".join(lines)


def _steps(steps: tuple[Step, ...]) -> list[str]:
    return [f"{step.name} = {step.value}" for step in steps]


def run_lint(options: argparse.Namespace) -> int:
    book, faults = read_all(options)
    for fault in faults:
        print(fault)
    return FOUND if faults else OK


if __name__ == "__main__":
    from .cli import main

    sys.exit(main(sys.argv[1:]))

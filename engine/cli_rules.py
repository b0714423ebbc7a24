"""`lawlint rules list|show|test|lint|mutate|new` and `lawlint clause`: the command line of the rulebook."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .cli_messages import OK, UNUSABLE, complain
from .text import said
from .wording import in_language

if TYPE_CHECKING:
    from .reading import Fault
    from .rulebook.model import Rulebook


def add_parsers(commands: argparse._SubParsersAction, say: Callable[[str], str]) -> None:  # type: ignore[type-arg]
    """Add `rules` and `clause` to the command line; `say` puts an English help text into the user's language."""
    rules = commands.add_parser("rules", help=say("browse, test and extend the rulebook"))
    actions = rules.add_subparsers(dest="action", metavar="ACTION", required=True, title=say("actions"))

    def options(command: argparse.ArgumentParser, *, law: bool) -> argparse.ArgumentParser:
        command.add_argument(
            "--rules", action="append", default=[], metavar="DIR", help=say("add a company's own laws and rules")
        )
        command.add_argument("--lang", choices=("en", "zh"), help=say("language of the output"))
        if law:
            command.add_argument(
                "--law", default="", metavar="LAW,...", help=say("only these laws or regions (gdpr, pipl, eu, us-ca, cn)")
            )
        return command

    listed = options(actions.add_parser("list", help=say("list the rules")), law=True)
    listed.add_argument("--as-of", metavar="DATE", help=say("only rules in force on this day (2026-03-01)"))
    listed.add_argument("--format", choices=("text", "json"), default="text", help=say("form of the output"))
    show = options(actions.add_parser("show", help=say("explain a rule or concept in plain words")), law=False)
    show.add_argument("ids", nargs="+", metavar="ID", help=say("rules or concepts"))
    test = options(actions.add_parser("test", help=say("run the cases of every rule and concept")), law=True)
    test.add_argument("ids", nargs="*", metavar="ID", help=say("only these rules or concepts"))
    lint = options(actions.add_parser("lint", help=say("find everything that is wrong in the rulebook")), law=True)
    lint.add_argument("--format", choices=("text", "json"), default="text", help=say("form of the output"))
    lint.add_argument("--today", metavar="DATE", help=say("the day to count staleness from"))
    mutate = options(actions.add_parser("mutate", help=say("find slips in the rules that no case would notice")), law=True)
    mutate.add_argument("--rule", action="append", default=[], metavar="ID", help=say("only these rules or concepts"))
    mutate.add_argument("--survivors-file", metavar="FILE", help=say("slips that may go unnoticed, each with a reason"))
    mutate.add_argument("--format", choices=("text", "json"), default="text", help=say("form of the output"))
    mutate.add_argument("--write", metavar="FILE", help=say("write the result as a page, too, and as one in Chinese beside it"))
    new = options(actions.add_parser("new", help=say("start a rule, with its cases")), law=False)
    new.add_argument("id", metavar="ID", help=say("the new rule's id, in kebab-case"))
    new.add_argument("--cites", required=True, metavar="CITATION", help=say("the clause it rests on, like pipl:16"))
    new.add_argument(
        "--scope", choices=("app", "practice", "recipient", "disclosure"), default="practice", help=say("what it judges")
    )
    new.add_argument("--file", metavar="FILE", help=say("where to write it (default: the file of the article)"))

    clause = options(
        commands.add_parser("clause", help=say("show a clause: its summary, its rules, where it is published")), law=True
    )
    clause.add_argument("words", nargs="+", metavar="CLAUSE", help=say("a citation, like gdpr:7(4) or “GDPR Art. 7(4)”"))
    clause.add_argument("--format", choices=("text", "json"), default="text", help=say("form of the output"))


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; the exit code."""
    if options.command == "clause":
        return run_clause(options)
    if options.action == "mutate":
        from .cli_mutate import run_mutate

        return run_mutate(options)
    if options.action in ("test", "lint"):
        from . import cli_rules_check

        return (cli_rules_check.run_test if options.action == "test" else cli_rules_check.run_lint)(options)
    return {"list": run_list, "show": run_show, "new": run_new}[options.action](options)


def read_all(options: argparse.Namespace) -> tuple[Rulebook, list[Fault]]:
    """The rulebook from its files as far as it can be read, and what is wrong with it."""
    from ..regulations import ROOT
    from .rulebook.load import read_folders

    return read_folders([ROOT], [Path(folder) for folder in options.rules])


def chosen_laws(book: Rulebook, options: argparse.Namespace) -> tuple[str, ...] | None:
    """The laws of --law (all when it is not given); None after a complaint about an unknown one."""
    from .rulebook.in_force import select_laws

    try:
        return select_laws(book, options.law.replace(",", " ").split())
    except KeyError as error:
        word, help = error.args
        complain(said("unknown law `{}`", word), help, options.lang)
        return None


def bad_date(word: str | None, lang: str) -> bool:
    """Whether a day on the command line is none, after a complaint about it."""
    from .declaration.schema import is_date

    if word is None or is_date(word):
        return False
    complain(said("`{}` is not a date", word), said("write it like 2026-03-01"), lang)
    return True


def run_list(options: argparse.Namespace) -> int:
    """Every rule, an edition a line: id, clause, dates, severity, what it judges, who decides."""
    from .reports.layout import wrap
    from .rulebook.cases import nearest_day
    from .rulebook.citation import written
    from .rulebook.describe import listed_in_words, rule_data
    from .rulebook.in_force import InForce, in_force
    from .rulebook.store import rulebook
    from .wording import clauses

    book = rulebook([Path(folder) for folder in options.rules])
    laws = chosen_laws(book, options)
    if laws is None or bad_date(options.as_of, options.lang):
        return UNUSABLE
    days: dict[str, InForce] = {}
    found = []
    for rule in book.rules:
        if rule.law in laws and (options.as_of is None or rule.in_force(options.as_of)):
            day = options.as_of or nearest_day([(rule.from_, rule.to)])
            law = days.setdefault(day, days.get(day) or in_force(book, day))
            current = next((one for one in law.rules if one.id == rule.id), rule)
            found.append((rule, rule_data(current, law)))
    if options.format == "json":
        sys.stdout.write(json.dumps([data for _, data in found], ensure_ascii=False, indent=2) + "\n")
        return OK
    for rule, data in found:
        print(rule.id)
        parts = [written(rule.cites[0], book, options.lang), *listed_in_words(rule, str(data["decides"]), options.lang)]
        print("\n".join(wrap(clauses(parts, options.lang), 80, "    ", "    ")))
    print(in_language(said("{} rules", len({rule.id for rule, _ in found})), options.lang))
    return OK


def run_show(options: argparse.Namespace) -> int:
    """Rules and concepts in plain words; exit code 2 when one is unknown."""
    from .reading import Faults, nearest
    from .rulebook.describe import Describer

    book, faults = read_all(options)
    if faults:
        raise Faults(faults)
    rules = {rule.id for rule in book.rules}
    describer = Describer(book, options.lang)
    code = OK
    for position, id in enumerate(options.ids):
        if id in rules or id in book.concepts:
            sys.stdout.write(("\n" if position else "") + (describer.rule(id) if id in rules else describer.concept(id)))
        else:
            complain(said("unknown rule or concept `{}`", id), nearest(id, [*rules, *book.concepts]), options.lang)
            code = UNUSABLE
    return code


def run_clause(options: argparse.Namespace) -> int:
    """One clause; exit code 2 when there is none."""
    from .rulebook.describe import Describer, clause_data
    from .rulebook.lookup import UnknownClauseError, find
    from .rulebook.store import rulebook

    book = rulebook([Path(folder) for folder in options.rules])
    laws = chosen_laws(book, options)
    if laws is None:
        return UNUSABLE
    try:
        id = find(book, " ".join(options.words), laws if options.law else ())
    except UnknownClauseError as error:
        complain(error.message, error.help, options.lang)
        return UNUSABLE
    if options.format == "json":
        sys.stdout.write(json.dumps(clause_data(book, id, options.lang), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(Describer(book, options.lang).clause(id))
    return OK


def run_new(options: argparse.Namespace) -> int:
    """Write a new rule's scaffold and say what remains to be done."""
    from .rulebook.scaffold import CannotStartError, start_rule

    try:
        started = start_rule(
            options.id,
            options.cites,
            options.scope,
            Path(options.file) if options.file else None,
            [Path(folder) for folder in options.rules],
        )
    except CannotStartError as error:
        complain(error.message, error.help, options.lang)
        return UNUSABLE
    for path in started.written:
        print(in_language(said("wrote {}", path), options.lang))
    test = f"lawlint rules test {options.id}" + "".join(f" --rules {folder}" for folder in options.rules)
    lint = f"lawlint rules lint --law {started.law}" + "".join(f" --rules {folder}" for folder in options.rules)
    print(in_language(said("its cases run with `{}`; what remains to be written: `{}`", test, lint), options.lang))
    return OK


if __name__ == "__main__":
    from .cli import main

    sys.exit(main(sys.argv[1:]))

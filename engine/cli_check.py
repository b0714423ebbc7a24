"""`lawlint check`: declarations in, a report and an exit code out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from .assess import Assessment, Assessor, as_of, check_rule_names
from .cli_messages import BROKEN, FOUND, OK, UNUSABLE, complain, deliver, print_faults
from .declaration.load import load, load_text
from .declaration.model import Declaration
from .declaration.schema import is_date
from .evaluate.reference import Reference
from .reading import MAX_BYTES, Fault, Faults, decode
from .rulebook.in_force import in_force, select_laws
from .rulebook.model import SEVERITIES, Rulebook
from .rulebook.store import rulebook
from .text import said

_COUNTED = {"fail": ("fail",), "open": ("fail", "open"), "review": ("fail", "open", "review"), "never": ()}


def run(options: argparse.Namespace) -> int:
    """Check every file; the highest exit code over all of them. A file that cannot be read does not stop the others."""
    if options.as_of is not None and not is_date(options.as_of):
        return complain(said("`{}` is not a date", options.as_of), said("write it like 2026-03-01"), options.lang)
    if options.engine == "durable" and not _durable_available():
        help = said("pip install 'lawlint[durable]' (Python 3.11 or 3.12, C compiler)")
        return complain(said("durable_rules is not installed"), help, options.lang)
    book = rulebook([Path(folder) for folder in options.rules])
    refuse_faulty(book)
    try:
        laws = select_laws(book, options.law.replace(",", " ").split())
    except KeyError as error:
        word, help = error.args
        return complain(said("unknown law `{}`", word), help, options.lang)
    code = OK
    assessors: dict[str, Assessor] = {}
    assessments: list[Assessment] = []
    for name in options.files:
        try:
            declaration = _declaration(name)
            check_rule_names(declaration, book)
        except Faults as error:
            print_faults(error.faults, options.lang)
            code = max(code, UNUSABLE)
            continue
        day, source = as_of(declaration, options.as_of)
        if day not in assessors:
            law = in_force(book, day, laws)
            assessors[day] = Assessor(law, _evaluator(options.engine, law))
        assessment = assessors[day].assess(declaration, source, explain_all=options.everything)
        assessment.engine = options.engine
        _keep_severe(assessment, options.severity)
        assessments.append(assessment)
        code = max(code, _code(assessment, options.fail_on))
    if assessments or options.format != "text":
        deliver(_report(assessments, options))
    return code


def refuse_faulty(book: Rulebook) -> None:
    """A company's own laws are held to the linter like ours. Raises Faults with its errors; ours are held to it in tests."""
    own = [law.id for law in book.laws.values() if law.own]
    if own:
        from .rulebook.lint import lint
        from .rulebook.problem import ERROR

        problems = lint(book, (), date.today().isoformat(), own)
        faults = [Fault(one.file, one.line, 1, one.message, one.help) for one in problems if one.level == ERROR]
        if faults:
            raise Faults(faults)


def _durable_available() -> bool:
    from .evaluate.durable import available

    return available()


def _evaluator(name: str, law) -> Reference:  # type: ignore[no-untyped-def]
    if name == "durable":
        from .evaluate.durable import Durable

        return Durable(law)
    return Reference(law)


def _declaration(name: str) -> Declaration:
    if name != "-":
        return load(Path(name), name)
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Faults([Fault("-", 0, 0, said("standard input has more than {} bytes", f"{MAX_BYTES:,}"))])
    text = decode(data, "-")
    return load_text(text, "-", as_json=text.lstrip().startswith("{"))


def _keep_severe(assessment: Assessment, least: str) -> None:
    """Drop findings below the least severity asked for; errors always stay."""
    assessment.keep(SEVERITIES[: SEVERITIES.index(least) + 1])


def _code(assessment: Assessment, fail_on: str) -> int:
    kinds = {finding.kind for finding in assessment.findings if finding.waiver is None}
    if "error" in kinds:
        return BROKEN
    return FOUND if kinds.intersection(_COUNTED[fail_on]) else OK


def _report(assessments: list[Assessment], options: argparse.Namespace) -> Iterable[str]:
    if options.format == "json":
        from .reports.json_report import lines

        return lines(assessments, options.lang, everything=options.everything)
    if options.format == "sarif":
        from .reports.sarif import render as render_sarif

        return [render_sarif(assessments, options.lang, everything=options.everything)]
    from .reports.text import render as render_text

    return [render_text(assessments, options.lang, colour=colour(), columns=columns(), everything=options.everything)]


def colour() -> bool:
    """Whether standard output takes colours."""
    import os

    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """The terminal's width between 60 and 100; 80 where there is none."""
    if not sys.stdout.isatty():
        return 80
    import shutil

    return min(max(shutil.get_terminal_size().columns, 60), 100)

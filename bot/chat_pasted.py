"""What a pasted declaration or report comes to, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.assess import Assessment, ranked
from ..engine.phrase import message
from ..engine.rulebook.citation import written
from ..engine.rulebook.model import Rulebook
from ..engine.text import printable, said
from .chat_proof import Line
from .dialogue.pasted import Reported

MOST_FINDINGS = 5
MOST_QUESTIONS = 3
_VERDICTS = {
    "error": said("the check failed"),
    "violation": said("violations found"),
    "violation_waived": said("only waived violations found"),
    "needs_information": said("no violation found so far, but facts are missing"),
    "needs_review": said("no violation found, but a person must judge some points"),
    "no_violation_found": said("no violation found"),
    "not_applicable": said("no rule applied"),
}


def declared(one: Assessment, book: Rulebook, day: str, lang: str) -> Iterator[Line]:
    """A pasted declaration: how many findings, the gravest violations, what to answer next."""
    counts = one.counts
    yield (
        said("A declaration: {} fail, {} open, {} to be judged by a person.", counts["fail"], counts["open"], counts["review"]),
        "",
        (),
    )
    found = [*ranked(one.findings)]
    fails = {
        message(finding, book, day, lang): written(finding.rule.cites[0], book, lang)
        for finding in found
        if finding.kind == "fail"
    }
    for text, cites in [*fails.items()][:MOST_FINDINGS]:
        yield said("{} ({})", text, cites), "- ", ()
    asked = [question.of(lang) for finding in found if finding.kind == "open" for question in finding.questions[:1]]
    yield from _next([*dict.fromkeys(asked)])
    yield said("`lawlint check` gives the whole report."), "", ()


def reported(results: tuple[Reported, ...], book: Rulebook, lang: str) -> Iterator[Line]:
    """A pasted report, told again: verdict, the gravest violations with their clauses, what to answer next."""
    if not results:
        yield (
            said("This is no whole report of `lawlint check --format json`: paste it again, from its first line to its last."),
            "",
            (),
        )
        return
    for one in results:
        verdict = _VERDICTS[one.verdict]
        yield said("{}: {}.", one.file, verdict) if one.file else said("A report of `lawlint check`: {}.", verdict), "", ()
        for text, cites in one.fails[:MOST_FINDINGS]:
            forms = [written(id, book, lang) if id in book.clauses else id for id in cites]
            # What a report says is a value of a sentence, so that nothing in it steers the terminal.
            yield said("{} ({})", text, forms or said("no clause")), "- ", ()
        if len(one.fails) > MOST_FINDINGS:
            yield said("{} more; the gravest stand first in the report.", len(one.fails) - MOST_FINDINGS), "", ()
        yield from _next(list(one.questions))
    yield said("To ask about the app, paste the declaration itself or describe it in your words."), "", ()


def _next(questions: list[str]) -> Iterator[Line]:
    if questions:
        yield said("To answer next:"), "", ()
    for question in questions[:MOST_QUESTIONS]:
        yield printable(question), "- ", ()

"""The answer as data: the contract of `lawlint ask --format json` (DESIGN, Command line)."""

from __future__ import annotations

from ...engine.assess import Finding
from ...engine.reports.json_report import finding_data
from ...engine.rulebook.in_force import InForce
from .ask import Judged
from .document import Answer, carrying
from .naming import told


def data(judged: Judged, answer: Answer, law: InForce, text: str, model: str | None = None) -> dict[str, object]:
    """The contract's keys in its order; `assumed` is added. `text` is the answer as a person reads it."""
    kinds = ("fail", "open", "review", "error")
    shown = {id(one.finding): one.finding for one in [*carrying(judged), *judged.focus] if one.stated and one.kind in kinds}
    return {
        "question": judged.question.text,
        "lang": answer.lang,
        "verdict": answer.verdict,
        "citations": list(judged.citations),
        "answer": text,
        "facts": {name: _plain(value) for name, value in sorted(judged.case.stated.items())},
        "assumed": {name: _plain(value) for name, value in sorted(answer.given.items())},
        "findings": [_finding(one, law, answer.lang) for one in shown.values()],
        "missing": [{"fact": fact, "question": question} for fact, question in answer.missing],
        "notes": answer.notes,
        "model": model,
    }


def failed(question: str, lang: str, why: str) -> dict[str, object]:
    """The same keys for a question that could not be answered; `why` is the only note."""
    return {
        "question": question,
        "lang": lang,
        "verdict": None,
        "citations": [],
        "answer": "",
        "facts": {},
        "assumed": {},
        "findings": [],
        "missing": [],
        "notes": [why],
        "model": None,
    }


def _finding(one: Finding, law: InForce, lang: str) -> dict[str, object]:
    """A finding as a report has it, but without the id of the one use, which means nothing to who asked."""
    found = finding_data(one, law, lang)
    if one.kind != "error":
        found["message"] = told(one.rule.message, one, law.book, law.day, lang)
    found["fix"] = told(one.rule.fix, one, law.book, law.day, lang)
    return found


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value

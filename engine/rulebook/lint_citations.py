"""Checks of citations: each must exist in a structure index, and a rule's own clause must be summarised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..reading import nearest, nearest_word
from ..text import said
from .model import Rulebook
from .problem import WARNING, Problem, at, at_edition


def check(book: Rulebook) -> Iterator[Problem]:
    """Every problem with citations, penalties and gates."""
    yield from _rules(book)
    yield from _others(book)
    yield from _unconfirmed(book)
    yield from _gates(book)
    used = {rule.penalty for rule in book.rules}
    for name in book.penalties:
        if name not in used:
            yield at(book, "penalty", name, "unused-penalty", said("penalty `{}` is named by no rule", name), level=WARNING)


def _rules(book: Rulebook) -> Iterator[Problem]:
    for rule in book.rules:
        if not rule.cites:
            yield at_edition(rule, "no-citation", said("rule `{}` cites no clause", rule.id))
            continue
        for citation in (*rule.cites, *rule.also, *(one for exception in rule.unless for one in exception.cites)):
            for check_name, message, help in _wrong(book, citation):
                yield at_edition(rule, check_name, message, help)
        for exception in rule.unless:
            if not exception.cites:
                yield at_edition(rule, "no-citation", said("an exception of rule `{}` cites no clause", rule.id))
        if rule.cites[0] not in book.clauses and book.exists(rule.cites[0]):
            yield at_edition(
                rule,
                "no-summary",
                said("rule `{}` rests on `{}`, which has no summary", rule.id, rule.cites[0]),
                said("add it under `clauses:` in the file of its article"),
            )
        if rule.penalty is not None and rule.penalty not in book.penalties:
            help = nearest(rule.penalty, book.penalties)
            yield at_edition(
                rule, "unknown-penalty", said("rule `{}` names the unknown penalty `{}`", rule.id, rule.penalty), help
            )


def _others(book: Rulebook) -> Iterator[Problem]:
    for editions in book.concepts.values():
        for concept in editions:
            if not concept.cites:
                yield at_edition(concept, "no-citation", said("concept `{}` cites no clause", concept.name))
            for citation in concept.cites:
                for check_name, message, help in _wrong(book, citation):
                    yield at_edition(concept, check_name, message, help)
    named = [
        *(("parameter", one.name, one.cites) for one in book.parameters.values()),
        *(("penalty", one.id, one.cites) for one in book.penalties.values()),
        *(("clause", one, (one,)) for one in book.clauses),
    ]
    for kind, name, cites in named:
        for citation in cites:
            for check_name, message, help in _wrong(book, citation):
                yield at(book, kind, name, check_name, message, help)


def _wrong(book: Rulebook, citation: str) -> Iterator[tuple[str, str, str]]:
    law, _, place = citation.partition(":")
    if law not in book.laws:
        yield "unknown-law", said("`{}` cites the unknown law `{}`", citation, law), nearest(law, book.laws)
    elif not book.exists(citation):
        known = book.structure.get(law, frozenset())
        help = said("`{}` is the nearest", f"{law}:{near}") if (near := _nearest_id(place, known)) else ""
        yield "no-such-clause", said("`{}` does not exist in the structure index of `{}`", citation, law), help


def _nearest_id(place: str, known: Iterable[str]) -> str:
    """What the wrong id stands in (13(1) for 13(1)(9)), else the most alike."""
    known = set(known)
    above = place
    while above.endswith(")"):
        above = above[: above.rfind("(")]
        if above in known:
            return above
    return nearest_word(place, sorted(known))


def _unconfirmed(book: Rulebook) -> Iterator[Problem]:
    cited = {one for rule in book.rules for one in (*rule.cites, *rule.also)} | set(book.clauses)
    for law, doubtful in book.unconfirmed.items():
        ids = sorted(one for one in doubtful if f"{law}:{one}" in cited)
        if ids:
            file = book.places["law", law][0].replace("law.yaml", "structure.txt")
            yield Problem(
                file,
                0,
                "not-confirmed",
                said("{} cited ids of `{}` are confirmed by no official text: {}", len(ids), law, ids),
                said("compare them with the official text, then derive the index again"),
                WARNING,
            )
        for one in ids:
            clause = book.clauses.get(f"{law}:{one}")
            if clause is not None and clause.compared:
                message = said("`{}` is said to be compared, but no held text confirms that it exists", clause.id)
                yield at(book, "clause", clause.id, "not-confirmed", message, level=WARNING)


def _gates(book: Rulebook) -> Iterator[Problem]:
    for law in book.laws.values():
        if law.gate is None:
            continue
        editions = book.concepts.get(law.gate)
        if editions is None:
            message = said("the gate of `{}` is the unknown concept `{}`", law.id, law.gate)
            yield at(book, "law", law.id, "unknown-concept", message, nearest(law.gate, book.concepts))
        elif editions[0].scope != "app":
            yield at(book, "law", law.id, "gate-scope", said("the gate of `{}` must have the scope app", law.id))

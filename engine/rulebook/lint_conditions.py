"""Checks of what conditions refer to: concepts, parameters, tables, and `stated` where silence must not excuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..declaration.schema import schema
from ..declaration.vocabulary import EEA, categories
from ..reading import nearest
from ..text import said
from .conditions import ConceptRef, Condition, Leaf, Listed, Not, Param, Quantifier, Stated, children, walk
from .model import Rule, Rulebook
from .parse import VISIBLE
from .problem import WARNING, Problem, at, at_edition

_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?|EU|EEA")


def check(book: Rulebook) -> Iterator[Problem]:
    """Every problem with what conditions refer to."""
    for rule in book.rules:
        for condition in rule.conditions():
            for name, message, help in _references(book, condition, VISIBLE[rule.scope]):
                yield at_edition(rule, name, message, help)
    for editions in book.concepts.values():
        for concept in editions:
            for name, message, help in _references(book, concept.when, VISIBLE[concept.scope]):
                yield at_edition(concept, name, message, help)
    yield from _cycles(book)
    yield from _stated(book)
    yield from _tables(book)
    yield from _by_place(book)
    yield from _unused(book)


def _conditions(book: Rulebook) -> Iterator[Condition]:
    for rule in book.rules:
        yield from rule.conditions()
    for editions in book.concepts.values():
        yield from (concept.when for concept in editions)


def _references(book: Rulebook, node: Condition, visible: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    if isinstance(node, ConceptRef):
        editions = book.concepts.get(node.name)
        if editions is None:
            yield "unknown-concept", said("unknown concept `{}`", node.name), nearest(node.name, book.concepts)
        elif not VISIBLE[editions[0].scope] <= visible:
            message = said("concept `{}` has the scope {} and is not visible here", node.name, editions[0].scope)
            yield "not-visible", message, said("use a quantifier, or another scope")
    elif isinstance(node, Quantifier):
        yield from _references(book, node.body, visible | {node.over})
    elif isinstance(node, Leaf):
        if isinstance(node.right, Param) and node.right.name not in book.parameters:
            message = said("unknown parameter `{}`", node.right.name)
            yield "unknown-parameter", message, nearest(node.right.name, book.parameters)
        elif isinstance(node.right, Listed):
            yield from _look_up(book, node.right)
    else:
        for part in children(node):
            yield from _references(book, part, visible)


def _look_up(book: Rulebook, look_up: Listed) -> Iterator[tuple[str, str, str]]:
    rows = book.tables.get(look_up.table)
    if rows is None:
        yield "unknown-table", said("unknown table `{}`", look_up.table), nearest(look_up.table, book.tables)
        return
    for column in (look_up.by, look_up.column):
        if rows and column not in rows[0]:
            yield "unknown-column", said("table `{}` has no column `{}`", look_up.table, column), nearest(column, rows[0])


def _cycles(book: Rulebook) -> Iterator[Problem]:
    uses = {
        name: sorted({part.name for one in editions for part in walk(one.when) if isinstance(part, ConceptRef)})
        for name, editions in book.concepts.items()
    }
    state: dict[str, int] = {}
    for start in uses:
        path: list[str] = []
        stack = [(start, iter(uses[start]))] if state.get(start) is None else []
        if stack:
            state[start] = 1
            path.append(start)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[name] = 2
                stack.pop()
                path.pop()
            elif state.get(following) == 1:
                circle = " > ".join([*path[path.index(following) :], following])
                yield at_edition(book.concepts[following][0], "concept-cycle", said("concepts go in a circle: {}", circle))
            elif following in uses and following not in state:
                state[following] = 1
                path.append(following)
                stack.append((following, iter(uses[following])))


def _stated(book: Rulebook) -> Iterator[Problem]:
    help = said("silence must make a question here, not excuse: drop `stated:`")
    users: dict[str, Rule] = {}
    for rule in book.rules:
        for fact, value in bad_claims(rule.violated):
            message = said(
                "`stated:` inside `violated` of rule `{}` on `{}: {}`, which the fact table marks as bad", rule.id, fact, value
            )
            yield at_edition(rule, "stated-bad-value", message, help)
        for name in concepts_used(book, rule.violated):
            users.setdefault(name, rule)
    for name, rule in users.items():
        for concept in book.concepts.get(name, ()):
            for fact, value in bad_claims(concept.when):
                message = said(
                    "`stated:` in concept `{}`, used in `violated` of `{}`, on `{}: {}`, which the fact table marks as bad",
                    name,
                    rule.id,
                    fact,
                    value,
                )
                yield at_edition(concept, "stated-bad-value", message, help)


def concepts_used(book: Rulebook, *conditions: Condition) -> list[str]:
    """The concepts that conditions use, directly or through other concepts."""
    found: dict[str, None] = {}
    waiting = list(conditions)
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, ConceptRef) and part.name not in found:
                found[part.name] = None
                waiting += [concept.when for concept in book.concepts.get(part.name, ())]
    return list(found)


def bad_claims(node: Condition) -> Iterator[tuple[str, str]]:
    """Facts with a value that the fact table marks as bad and that a `stated` in the condition asks for."""
    for part in walk(node):
        if isinstance(part, Stated):
            yield from _bad_values(part.part, turned=False)


def _bad_values(node: Condition, *, turned: bool) -> Iterator[tuple[str, str]]:
    """Facts and bad values on which a claim holds. `not` turns yes into no; other values have no opposite."""
    if isinstance(node, Not):
        yield from _bad_values(node.part, turned=not turned)
    elif isinstance(node, Leaf):
        found = schema().resolve(node.fact)
        if found is None or found[0].bad_when is None or not isinstance(node.right, tuple):
            return
        for value in node.right:
            word = ("no" if value is turned else "yes") if isinstance(value, bool) else str(value)
            if word in found[0].bad_when.split("|") and (isinstance(value, bool) or not turned):
                yield node.fact, word
    else:
        for part in children(node):
            yield from _bad_values(part, turned=turned)


def _tables(book: Rulebook) -> Iterator[Problem]:
    seen: set[Listed] = set()
    for condition in _conditions(book):
        for part in walk(condition):
            if isinstance(part, Leaf) and isinstance(part.right, Listed) and part.right not in seen:
                seen.add(part.right)
                yield from _cells(book, part.right)
    for table in book.tables:
        if table not in {one.table for one in seen}:
            yield at(book, "table", table, "unused-table", said("table `{}` is used by no condition", table), level=WARNING)


def _cells(book: Rulebook, look_up: Listed) -> Iterator[Problem]:
    file, _ = book.places.get(("table", look_up.table), ("", 0))
    found = schema().resolve(look_up.key[0]) if look_up.key else None
    keys = found[0].values if found else ()
    for number, row in enumerate(book.tables.get(look_up.table, ()), 2):
        cell, key = row.get(look_up.column, ""), row.get(look_up.by, "")
        if cell and cell not in categories().all:
            message = said("unknown data category `{}`", cell)
            yield Problem(file, number, "unknown-category", message, nearest(cell, categories().all))
        if keys and key not in keys:
            yield Problem(
                file, number, "unknown-key", said("`{}` is no value of `{}`", key, look_up.key[0]), nearest(key, keys)
            )


def _by_place(book: Rulebook) -> Iterator[Problem]:
    names = {
        part.right.name
        for condition in _conditions(book)
        for part in walk(condition)
        if isinstance(part, Leaf) and isinstance(part.right, Param) and part.right.for_any
    }
    for name in sorted(names & set(book.parameters)):
        for start, value in book.parameters[name].values:
            if not isinstance(value, dict):
                continue
            for place in value:
                if not _PLACE.fullmatch(place):
                    message = said("parameter `{}`: `{}` is not a place", name, place)
                    yield at(book, "parameter", name, "unknown-place", message)
            lacking = sorted(EEA - set(value)) if EEA & set(value) else []
            if lacking:
                message = said("parameter `{}` from {} lacks EEA states: {}", name, start, lacking)
                yield at(book, "parameter", name, "place-missing", message)


def _unused(book: Rulebook) -> Iterator[Problem]:
    parts = [part for condition in _conditions(book) for part in walk(condition)]
    concepts = {part.name for part in parts if isinstance(part, ConceptRef)} | {law.gate for law in book.laws.values()}
    parameters = {part.right.name for part in parts if isinstance(part, Leaf) and isinstance(part.right, Param)}
    said_in = "".join(rule.message.en + rule.fix.en + rule.message.zh + rule.fix.zh for rule in book.rules)
    for name, editions in book.concepts.items():
        if name not in concepts:
            yield at_edition(editions[0], "unused-concept", said("concept `{}` is used nowhere", name), level=WARNING)
    for name in book.parameters:
        if name not in parameters and f"{{param:{name}}}" not in said_in:
            yield at(book, "parameter", name, "unused-parameter", said("parameter `{}` is used nowhere", name), level=WARNING)

"""Other right-hand sides of a test: one value replaced or left out, a number one step up or down, a boundary moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ..declaration.schema import Fact, days, schema
from ..declaration.vocabulary import FLAGS, categories, expand_places
from .conditions import Condition, Judgement, Leaf, Listed, Not

_BOUNDARY = {"at_least": "more_than", "more_than": "at_least", "at_most": "less_than", "less_than": "at_most"}
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_PLACES = ("CN", "DE", "US-CA", "US")
"""Places to stand for another place: one in each region of the rulebook, and one beside them."""


def opposite(node: Condition) -> Condition:
    """The condition negated. Where another value of the same test says it, that; `not` around it else."""
    if isinstance(node, Leaf):
        if isinstance(node.right, bool):
            return replace(node, right=not node.right)
        if isinstance(node.right, tuple) and len(node.right) == 1 and isinstance(node.right[0], bool):
            return replace(node, right=(not node.right[0],))
    if isinstance(node, Judgement):
        return Judgement("pass" if node.answer == "fail" else "fail")
    return Not(node)


def comparisons(leaf: Leaf) -> Iterator[Leaf]:
    """A bound that counts itself in, or no longer."""
    if leaf.test in _BOUNDARY:
        yield replace(leaf, test=_BOUNDARY[leaf.test])


def rights(leaf: Leaf) -> Iterator[object]:
    """Other right-hand sides of a test, each with one change. References to facts and parameters have none here."""
    found = schema().resolve(leaf.fact)
    assert found is not None
    fact, right = found[0], leaf.right
    if isinstance(right, Listed):
        for index in range(len(right.key) if len(right.key) > 1 else 0):
            yield replace(right, key=right.key[:index] + right.key[index + 1 :])
    elif leaf.test == "flag":
        yield FLAGS[(FLAGS.index(str(right)) + 1) % len(FLAGS)]
    elif isinstance(right, tuple):
        yield from _members(fact, right)
    elif not isinstance(right, bool):
        yield from steps(fact.type, right)


def _members(fact: Fact, right: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    if len(right) > 1:
        for index in range(len(right)):
            yield right[:index] + right[index + 1 :]
        return
    value = right[0]
    if isinstance(value, bool):
        return  # its other value is its opposite
    if isinstance(value, (int, float)):
        yield from ((one,) for one in steps(fact.type, value))
        return
    other = _another(fact, str(value))
    if other is not None:
        yield (other,)


def _another(fact: Fact, value: str) -> str | None:
    """The next allowed value of a fact that neither contains nor is contained in this one; None for free text."""
    if fact.type == "enum":
        known = list(fact.values)
    elif fact.type == "category":
        known = list(categories().all)
    elif fact.type == "place":
        mine = expand_places([value])
        return next((one for one in _PLACES if not expand_places([one]) & mine and one[:2] != value[:2]), None)
    else:
        return None
    at = known.index(value) if value in known else -1
    rest = known[at + 1 :] + known[: max(at, 0)]
    if fact.type == "category":
        tree = categories()
        rest = [one for one in rest if tree.is_in(one, value) is False and tree.is_in(value, one) is False]
    return next((one for one in rest if one != value), None)


def steps(kind: str, value: object) -> Iterator[object]:
    """A number, date or duration one step down and up: 1, a hundredth of a share, the last decimal, a day."""
    if kind == "duration":
        counted = days(str(value))
        if counted is not None:
            yield from (f"P{counted + one}D" for one in (-1, 1) if counted + one >= 0)
    elif kind == "date":
        yield from ((date.fromisoformat(str(value)) + timedelta(one)).isoformat() for one in (-1, 1))
    elif isinstance(value, int):
        yield from (value + one for one in (-1, 1) if value + one >= 0)
    elif isinstance(value, float):
        text = repr(value)
        decimals = 2 if kind == "share" else 0 if value.is_integer() else len(text.partition(".")[2])
        step = 10.0**-decimals
        most = 1.0 if kind == "share" else float("inf")
        yield from (round(value + one, decimals + 6) for one in (-step, step) if 0 <= value + one <= most)


def word_steps(word: str) -> Iterator[str]:
    """A written amount one step down and up, in its last decimal; a duration by a day. Any other word has no steps."""
    if _NUMBER.fullmatch(word):
        decimals = len(word.partition(".")[2])
        for one in (-1, 1):
            scaled = int(word.replace(".", "")) + one
            if scaled >= 0:
                text = str(scaled).rjust(decimals + 1, "0")
                yield f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text
    elif days(word) is not None:
        yield from (str(one) for one in steps("duration", word))

"""One pass over conditions: what they read, which concepts and parameters they use, which kinds of node are in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .conditions import ConceptRef, Condition, FirstKnown, Leaf, Param, Quantifier, children, facts_of_leaf


class Survey(NamedTuple):
    """What stands directly in some conditions; concepts are named, not opened."""

    facts: frozenset[str]
    concepts: frozenset[str]
    parameters: frozenset[str]
    quantified: bool
    layered: bool
    """Whether there are several ways to prove one thing (`first_known`)."""


def survey(conditions: Iterable[Condition]) -> Survey:
    """Look through conditions once."""
    facts: set[str] = set()
    concepts: set[str] = set()
    parameters: set[str] = set()
    quantified = layered = False
    waiting = list(conditions)
    while waiting:
        part = waiting.pop()
        kind = type(part)
        if kind is Leaf:
            assert isinstance(part, Leaf)
            right = part.right
            if type(right) is tuple:
                facts.add(part.fact)
                continue
            facts.update(facts_of_leaf(part))
            if part.test == "flag":
                facts.add("practice.data_broad")
            if isinstance(right, Param):
                parameters.add(right.name)
        elif kind is ConceptRef:
            assert isinstance(part, ConceptRef)
            concepts.add(part.name)
        else:
            quantified = quantified or kind is Quantifier
            layered = layered or kind is FirstKnown
            waiting += children(part)
    return Survey(frozenset(facts), frozenset(concepts), frozenset(parameters), quantified, layered)


def opened(one: Survey, concepts: dict[str, Survey]) -> Survey:
    """The same with every concept opened, and theirs; a concept that is not known stays a name."""
    facts, names, parameters = set(one.facts), set(one.concepts), set(one.parameters)
    quantified, layered = one.quantified, one.layered
    waiting = list(one.concepts)
    while waiting:
        inner = concepts.get(waiting.pop())
        if inner is None:
            continue
        facts |= inner.facts
        parameters |= inner.parameters
        quantified = quantified or inner.quantified
        layered = layered or inner.layered
        waiting += inner.concepts - names
        names |= inner.concepts
    return Survey(frozenset(facts), frozenset(names), frozenset(parameters), quantified, layered)

"""Who decides a rule: the machine from facts, a person by judgement, or both."""

from __future__ import annotations

from collections.abc import Iterator

from ..declaration.schema import schema
from .conditions import All, AnyOf, ConceptRef, Condition, Judgement, Leaf, Not, Quantifier, Stated, children
from .in_force import InForce
from .model import Rule
from .reach import Reacher, Variable


def is_judgement(part: Condition) -> bool:
    """Whether a leaf is a person's judgement: the rule's own, or a fact that the fact table marks as one."""
    if isinstance(part, Judgement):
        return True
    found = schema().resolve(part.fact) if isinstance(part, Leaf) else None
    return found is not None and found[0].judgement


def open_parts(law: InForce, *conditions: Condition) -> Iterator[Condition]:
    """Leaves, judgements and quantifiers that can leave conditions unknown: through concepts, not inside `stated`."""
    waiting, seen = list(conditions), set()
    while waiting:
        part = waiting.pop()
        if isinstance(part, (Leaf, Judgement)):
            yield part
        elif isinstance(part, Quantifier):
            yield part
            waiting.append(part.body)
        elif isinstance(part, ConceptRef):
            if part.name not in seen:
                seen.add(part.name)
                waiting.append(law.concepts[part.name].when)
        elif not isinstance(part, Stated):
            waiting += children(part)


def decides(rule: Rule, law: InForce) -> str:
    """`machine` when no judgement is read, `person` when only a person can find a violation, else `both`."""
    judged = [part for part in open_parts(law, rule.violated, *(one.when for one in rule.unless)) if is_judgement(part)]
    if not judged:
        return "machine"
    unknown: dict[Variable, bool | None] = {Judgement("fail"): None}
    unknown |= {part.fact: None for part in judged if isinstance(part, Leaf)}
    fails = All((rule.applies, rule.violated, Not(AnyOf(tuple(one.when for one in rule.unless)))))
    return "person" if Reacher(law, unknown).reach(fails, frozenset({True})).never(True) else "both"

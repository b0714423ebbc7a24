"""Whether a mutant means the same as what it was made from, and whether the linter would refuse it.

Sameness is proved by trying all values that the facts can take together (`reach`): two conditions are the same when no
assignment makes them differ as yes, no or unknown. What cannot be enumerated is taken as free to be anything, so a proof
holds; where the search gives up, nothing is proved and the mutant counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .conditions import All, AnyOf, Condition, Not, Quantifier, Stated, children
from .lint_conditions import bad_claims
from .lint_reach import dead, dead_parts, dead_rule, kinds
from .model import Rule
from .reach import Reacher

_YES = frozenset({True})


def same_condition(judge: Reacher, old: Condition, new: Condition) -> bool:
    """Whether two conditions have the same value, unknown included, for every declaration.

    Looked at from the innermost part that differs outwards: where a part means the same, so does all around it.
    """
    return old == new or any(
        _never_differ(judge, [(Stated(one), Stated(other)), (Stated(Not(one)), Stated(Not(other)))])
        for one, other in reversed(list(_layers(old, new)))
    )


def _layers(old: Condition, new: Condition) -> Iterator[tuple[Condition, Condition]]:
    """The two conditions, and inside them the one part in which they differ, as far in as there is only one."""
    yield old, new
    before, after = children(old), children(new)
    if type(old) is type(new) and len(before) == len(after) and _shell(old) == _shell(new):
        differing = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        if len(differing) == 1:
            yield from _layers(*differing[0])


def _shell(node: Condition) -> object:
    """What a condition says beside its parts."""
    return (node.every, node.over) if isinstance(node, Quantifier) else None


def same_rule(judge: Reacher, old: Rule, new: Rule) -> bool:
    """Whether two rules decide alike: not applicable, passed, failed, or none of these.

    Which question an undecided rule asks is not compared.
    """
    pairs = list(zip(old.conditions(), new.conditions(), strict=False))
    if len(old.unless) == len(new.unless) and all(same_condition(judge, *pair) for pair in pairs):
        return True
    return _never_differ(judge, list(zip(_decisions(old), _decisions(new), strict=True)))


def _decisions(rule: Rule) -> tuple[Condition, Condition, Condition]:
    """Yes exactly where the rule does not apply, passes, fails (`evaluate.reference.Verdict.decided`)."""
    exceptions = AnyOf(tuple(one.when for one in rule.unless))
    outside = Stated(Not(rule.applies))
    passes = All((Not(outside), Stated(AnyOf((Not(rule.violated), exceptions)))))
    return outside, passes, Stated(All((rule.applies, rule.violated, Not(exceptions))))


def _never_differ(judge: Reacher, pairs: Collection[tuple[Condition, Condition]]) -> bool:
    differ = AnyOf(
        tuple(All(both) for old, new in pairs if old != new for both in ((old, Not(new)), (Not(old), new)))
    )  # fmt: skip
    return judge.reach(differ, _YES).never(True)


def rule_refused(judge: Reacher, old: Rule, new: Rule, given: Collection[str]) -> bool:
    """Whether the linter has an error for the new rule that it has not for the old one. `given` are the kinds with a case."""
    if any(bad_claims(new.violated)) and not any(bad_claims(old.violated)):
        return True
    if kinds(new, judge) - kinds(old, judge) - set(given):
        return True
    return any(True for made in (dead_parts, dead_rule) for _ in made(judge, new)) and not any(
        True for made in (dead_parts, dead_rule) for _ in made(judge, old)
    )


def concept_refused(judge: Reacher, old: Condition, new: Condition, given: Collection[str]) -> bool:
    """The same for a concept; `given` are the values with a case."""
    if any(dead(new, judge)) and not any(dead(old, judge)):
        return True
    names = {True: "yes", False: "no", None: "unknown"}
    return bool({names[value] for value in judge.reach(new).values - judge.reach(old).values} - set(given))

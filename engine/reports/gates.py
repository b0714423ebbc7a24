"""Which laws apply to the app, and the facts that decide it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..across import leaves
from ..declaration.rows import Row
from ..evaluate.explain import Explainer, Step
from ..phrase import cite_list, value_text
from ..rulebook.conditions import All, Condition, Leaf, Not, walk
from ..rulebook.in_force import InForce
from ..text import Said, said
from ..wording import clauses, in_brackets

_SHOWN = 3
_MEASURES: dict[tuple[str, bool], Callable[[str], Said]] = {
    ("more_than", True): lambda value: said("more than {}", value),
    ("more_than", False): lambda value: said("at most {}", value),
    ("at_least", True): lambda value: said("at least {}", value),
    ("at_least", False): lambda value: said("less than {}", value),
    ("less_than", True): lambda value: said("less than {}", value),
    ("less_than", False): lambda value: said("at least {}", value),
    ("at_most", True): lambda value: said("at most {}", value),
    ("at_most", False): lambda value: said("more than {}", value),
}
"""How a figure is told, by the test and whether it holds."""
_STATES = {True: said("applies"), False: said("does not apply"), None: said("not known")}


def gate_reason(gate: str, law: InForce, app: Row, explainer: Explainer, lang: str) -> tuple[str, str]:
    """Whether a law with this gate concept applies, and why, in words."""
    when = law.concepts[gate].when
    found = explainer.explain(when, app)
    why = clauses([*dict.fromkeys(_told(_decisive(when, found.value, app, explainer), law, lang))][:_SHOWN], lang)
    if found.value is None:
        why = said("unknown: {}", [*found.missing][:_SHOWN]).of(lang)
    presumed = list(dict.fromkeys(found.presumed))
    if presumed and found.value is not None:
        why = clauses([*([why] if why else []), said("presumed not: {}", presumed).of(lang)], lang)
    return _STATES[found.value].of(lang), why


def _decisive(when: Condition, value: bool | None, app: Row, explainer: Explainer) -> tuple[Step, ...]:
    """The proof; of a law that applies first what brings the app under it, then the exclusions that do not hold."""
    if value is not True or not isinstance(when, All):
        return explainer.explain(when, app).because
    parts = sorted(when.parts, key=lambda part: isinstance(part, Not))
    return tuple(step for part in parts for step in explainer.explain(part, app).because)


def _told(steps: Iterable[Step], law: InForce, lang: str) -> Iterator[str]:
    """Each fact of a proof; one that is measured against a figure of the law with that figure and its clause."""
    for step in steps:
        if step.kind == "fact":
            yield _fact(step, lang)
        elif any(one.kind == "concept" for one in step.because):
            yield from _told(step.because, law, lang)
        else:
            for fact in leaves(step.because):
                figure = _figure(step, fact, law, lang)
                text = _fact(fact, lang)
                yield in_brackets(text, figure, lang) if figure else text


def _fact(step: Step, lang: str) -> str:
    return f"{step.name} = {value_text(step.name, step.value, lang)}"


def _figure(concept: Step, fact: Step, law: InForce, lang: str) -> str:
    """What a concept measures a fact by: `more than 26,625,000, CCPA § 1798.140(d)(1)(A)`."""
    for node in walk(law.concepts[concept.name].when):
        if isinstance(node, Leaf) and node.fact == fact.name and (node.test, True) in _MEASURES:
            measured = _MEASURES[node.test, concept.value is not False](value_text(node.fact, node.right, lang))
            return said("{}, {}", measured, cite_list(concept.cites[:1], law.book, lang)).of(lang)
    return ""

"""From the values of a rule's parts to its outcome on a row: DESIGN's table of kinds, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..declaration.rows import Row
from ..plain import Plain
from ..rulebook.model import Rule
from .explain import Explainer, Explanation, Missing, Step
from .reference import Verdict

KINDS = ("error", "fail", "open", "review", "pass", "notApplicable")
"""SARIF's kinds (2.1.0, section 3.27.9) and `error`, gravest first."""


@dataclass(slots=True, repr=False)
class Outcome(Plain):
    """The outcome of one rule on one row, with its proof.

    `gate` proves that the rule applies, `because` the rest. `missing` is ordered, most decisive first: facts by path, then
    the rule's own judgement. `exception` is the index of the exception that applies (kind pass), `unless_open` says that
    only an exception is unknown.
    """

    kind: str
    because: tuple[Step, ...] = ()
    gate: tuple[Step, ...] = ()
    missing: dict[str, Missing] = field(default_factory=dict)
    presumed: tuple[str, ...] = ()
    unless_open: bool = False
    exception: int | None = None
    reason: str = ""


def outcome(rule: Rule, row: Row, verdict: Verdict, explainer: Explainer, judgement: str | None) -> Outcome:
    """The first line of DESIGN's table that holds, explained."""
    decided = verdict.decided
    if decided == "notApplicable":
        return _because("notApplicable", explainer.explain(rule.applies, row, judgement))
    if decided == "pass":
        if verdict.violated is False:
            return _because("pass", explainer.explain(rule.violated, row, judgement))
        index = verdict.unless.index(True)
        found = _because("pass", explainer.explain(rule.unless[index].when, row, judgement))
        found.exception = index
        return found
    applies = explainer.explain(rule.applies, row, judgement)
    if verdict.applies is None:
        score = {path: 2 * one.can_be_false + one.can_be_true for path, one in applies.missing.items()}
        found = _unsettled([applies], [applies], score, unless_open=False)
        found.gate = _steps(applies)
        return found
    violated = explainer.explain(rule.violated, row, judgement)
    exceptions = [explainer.explain(exception.when, row, judgement) for exception in rule.unless]
    parts = [applies, violated, *exceptions]
    if decided == "fail":
        found = _because("fail", violated, presumed=parts)
    else:
        scores = _scores(verdict, violated, exceptions)
        found = _unsettled([violated, *exceptions], parts, scores, unless_open=verdict.violated is True)
        found.because = _steps(violated)
    found.gate = _steps(applies)
    return found


def _because(kind: str, proved: Explanation, presumed: list[Explanation] | None = None) -> Outcome:
    return Outcome(kind, _steps(proved), presumed=_presumed(presumed or [proved]))


def _steps(part: Explanation) -> tuple[Step, ...]:
    return tuple(dict.fromkeys(part.because))


def _presumed(parts: list[Explanation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.presumed))


def _unsettled(unknown: list[Explanation], all_: list[Explanation], scores: dict[str, int], *, unless_open: bool) -> Outcome:
    missing: dict[str, Missing] = {}
    for part in unknown:
        if part.value is None:
            for path, one in part.missing.items():
                missing.setdefault(path, one)
    order = sorted(missing, key=lambda path: (missing[path].is_judgement, missing[path].stated, -scores.get(path, 0)))
    kind = "review" if all(one.is_judgement for one in missing.values()) else "open"
    return Outcome(kind, missing={path: missing[path] for path in order}, presumed=_presumed(all_), unless_open=unless_open)


def _scores(verdict: Verdict, violated: Explanation, exceptions: list[Explanation]) -> dict[str, int]:
    """How much each missing fact settles on its own: 2 when each answer ends the question, 1 when one answer does."""
    no_exception_left = None not in verdict.unless
    scores: dict[str, int] = {}
    if violated.value is None:
        for path, one in violated.missing.items():
            scores[path] = one.can_be_false + (one.can_be_true and no_exception_left)
    for part in exceptions:
        if part.value is None:
            last = verdict.violated is True and list(verdict.unless).count(None) == 1
            for path, one in part.missing.items():
                scores[path] = max(scores.get(path, 0), one.can_be_true + (one.can_be_false and last))
    return scores

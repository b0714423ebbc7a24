"""The proof behind a verdict, and what a what-if changes, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.phrase import fact_label, value_text
from ..engine.rulebook.citation import written
from ..engine.rulebook.model import Rulebook
from ..engine.text import Said, said
from .answer.ask import Judged
from .answer.document import Answer, carrying, rule_path
from .dialogue.talk import Difference

Line = tuple[Said | str, str, tuple[str, ...]]
"""A sentence, what stands before it, and its styles."""
_KINDS = {
    "fail": said("broken"),
    "pass": said("not broken"),
    "open": said("open"),
    "review": said("to be judged by a person"),
    "notApplicable": said("does not apply"),
}
_VERDICTS = {
    "allowed": said("allowed"),
    "not_allowed": said("not allowed"),
    "depends": said("it depends"),
    "not_covered": said("not covered"),
    None: said("no verdict"),
}


def why(judged: Judged | None, answer: Answer | None, book: Rulebook, lang: str) -> Iterator[Line]:
    """Each finding that carries the verdict: clause, rule, outcome, what the rule says, and the facts that prove it."""
    if judged is None or not judged.focus:
        yield said("There is no finding yet."), "", ()
        return
    shown = carrying(judged)
    if not shown:
        yield said("The verdict rests on no fact that you stated."), "", ()
    texts = {one.rule: one.text for one in answer.reasons} if answer else {}
    for one in shown:
        cites = written(one.rule.cites[0], book, lang)
        yield said("{} [{}]: {}", cites, one.rule.id, _KINDS[one.kind]), "", ("bold",)
        if text := texts.get(one.rule.id):
            yield text, "  ", ()
        for step in one.finding.because:
            if step.kind == "fact":
                name = rule_path(step.name)
                yield said("{}: {}", fact_label(name, lang), value_text(name, step.value, lang)), "  - ", ()


def difference(change: Difference, book: Rulebook, lang: str) -> Iterator[Line]:
    """What would change, and how to make it so."""
    if change.before == change.after and not change.gone and not change.come:
        yield said("That would change nothing."), "", ()
        return
    yield said("If so: from “{}” to “{}”.", _VERDICTS[change.before], _VERDICTS[change.after]), "", ("bold",)
    if change.gone:
        yield said("No longer broken: {}", _rules(change.gone, book, lang)), "", ()
    if change.come:
        yield said("Newly broken: {}", _rules(change.come, book, lang)), "", ()
    yield said("The case stays as it was; say “do that” to change it."), "", ()


def _rules(ids: tuple[str, ...], book: Rulebook, lang: str) -> list[str]:
    rules = {rule.id: rule for rule in book.rules}
    return [written(rules[id].cites[0], book, lang) for id in ids]

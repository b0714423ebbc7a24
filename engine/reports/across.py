"""The laws of several regions side by side, as lines of a report and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..across import Breach, Clash, Comparison, State, leaves
from ..phrase import cite_list, value_text
from ..text import Text, said
from ..wording import clauses, in_language, listing

if TYPE_CHECKING:
    from ..rulebook.sides import Side

Line = tuple[str, str]
"""A text and what stands before its first line; the other lines are indented as far."""

_KINDS = {
    "breached": lambda where: said("breached in {}", where),
    "kept": lambda where: said("kept in {}", where),
    "unsettled": lambda where: said("not settled in {}", where),
    "not_applicable": lambda where: said("does not apply in {}", where),
    "no_rule": lambda where: said("no such rule in {}", where),
}


class AcrossLines:
    """Writes a comparison in one language. `subject` names what a violation is about."""

    def __init__(self, found: Comparison, lang: str, subject: Callable[[Breach], str]) -> None:
        self.found, self.lang, self.subject = found, lang, subject
        self.book = found.book

    def say(self, template: str, *values: object) -> str:
        """A sentence of the catalogue in the report's language."""
        return in_language(said(template, *values), self.lang)

    def lines(self) -> Iterator[Line]:
        """Where the laws agree, where one is stricter, and where doing what one asks strains another."""
        breaches = self.found.breaches
        agree = [one for one in breaches if one.agree]
        if agree:
            yield self.say("They agree: a breach under each of them"), "  "
            for one in agree:
                yield f"{self._headed(one)}{self._elsewhere(one)}", f"   {one.number:>2}. "
        stricter = [one for one in breaches if not one.agree]
        if stricter:
            yield self.say("One is stricter"), "  "
            yield from self._stricter(stricter)
        if self.found.clashes:
            yield self.say("Doing what one asks strains another"), "  "
        for clash in self.found.clashes:
            yield from self._clash(clash)

    def _stricter(self, breaches: list[Breach]) -> Iterator[Line]:
        """By topic, each with how the laws differ on it."""
        by_topic: dict[str, list[Breach]] = {}
        for one in breaches:
            topic = self.found.topic(one.findings[0].rule.conduct)
            by_topic.setdefault(topic.title.en if topic else one.findings[0].rule.conduct, []).append(one)
        for group in by_topic.values():
            for one in group:
                yield self.say("{}: {}", self._headed(one), self._states(one)), f"   {one.number:>2}. "
            topic = self.found.topic(group[0].findings[0].rule.conduct)
            if topic and self.found.told(topic.cites, topic.since):
                yield self._cited(topic.differs, topic.cites), " " * 7

    def _headed(self, one: Breach) -> str:
        topic = self.found.topic(one.findings[0].rule.conduct)
        return f"{topic.title.of(self.lang)} · {self.subject(one)}" if topic else self.subject(one)

    def _elsewhere(self, one: Breach) -> str:
        see = sorted({number for state in one.states.values() for number in state.see})
        return self.say(" (with no. {})", list(map(str, see))) if see else ""

    def _states(self, one: Breach) -> str:
        by_kind: dict[tuple[str, str], list[str]] = {}
        for region, state in one.states.items():
            name = self.region(region)
            if state.see:
                name = self.say("{} ({})", name, self.say("no. {}", list(map(str, state.see))))
            by_kind.setdefault((state.kind, self._why(state)), []).append(name)
        parts = []
        for (kind, why), names in sorted(by_kind.items(), key=lambda pair: list(_KINDS).index(pair[0][0])):
            text = in_language(_KINDS[kind](names), self.lang)
            parts.append(self.say("{} ({})", text, why) if why else text)
        return clauses(parts, self.lang)

    def _why(self, state: State) -> str:
        """Why it is kept: the clause, of an exception where one holds, and the first facts."""
        if state.kind != "kept":
            return ""
        facts = dict.fromkeys(
            f"{step.name} = {value_text(_rule_name(step.name), step.value, self.lang)}" for step in leaves(state.because)
        )
        return self.say("{}: {}", cite_list(state.cites, self.book, self.lang), clauses([*facts][:2], self.lang))

    def region(self, id: str) -> str:
        """A region by name."""
        return self.book.across.regions.get(id, Text(id, id)).of(self.lang)

    def _clash(self, clash: Clash) -> Iterator[Line]:
        conflict = clash.conflict
        yield self.say("{} ({})", conflict.title.of(self.lang), self.say("no. {}", list(map(str, clash.numbers)))), "    - "
        yield self.say("asked: {}", self._side(conflict.asks)), " " * 6
        yield self.say("strained: {}", self._side(conflict.strains)), " " * 6
        yield self.say("to serve both: {}", conflict.both.of(self.lang)), " " * 6

    def _side(self, side: Side) -> str:
        return self._cited(side.text, side.cites)

    def _cited(self, text: Text, citations: tuple[str, ...]) -> str:
        """A sentence with its citations in brackets before the full stop."""
        cites = cite_list(citations, self.book, self.lang)
        if self.lang == "zh":
            return f"{text.zh.removesuffix('。')}（{cites}）。"
        return f"{text.en.removesuffix('.')} ({cites})."


def _rule_name(path: str) -> str:
    head, _, tail = path.partition("].")
    if not tail:
        return path
    return f"{'practice' if head.startswith('practices[') else 'recipient'}.{tail}"


def title(found: Comparison, lang: str) -> str:
    """The heading of the section: the regions compared."""
    names = [found.book.across.regions.get(one, Text(one, one)).of(lang) for one in found.regions]
    return said("Across laws: {}", listing(names, lang)).of(lang)


def across_data(found: Comparison, lang: str) -> dict[str, object]:
    """The comparison as the JSON contract has it."""
    return {
        "regions": list(found.regions),
        "violations": [_breach_data(one) for one in found.breaches],
        "conflicts": [_clash_data(one, found, lang) for one in found.clashes],
    }


def _breach_data(one: Breach) -> dict[str, object]:
    first = one.findings[0]
    subject = {"practice": first.subject.practice, "recipient": first.subject.recipient}
    return {
        "conduct": first.rule.conduct,
        "subject": {name: value for name, value in subject.items() if value is not None},
        "agree": one.agree,
        "regions": {
            region: {
                "state": state.kind,
                "rules": list(state.rules),
                "cites": list(state.cites),
                "because": [step.as_dict() for step in state.because],
            }
            for region, state in one.states.items()
        },
    }


def _clash_data(one: Clash, found: Comparison, lang: str) -> dict[str, object]:
    conflict = one.conflict
    groups = [found.groups[number - 1] for number in one.numbers]
    return {
        "title": conflict.title.of(lang),
        "asks": {"cites": list(conflict.asks.cites), "text": conflict.asks.text.of(lang)},
        "strains": {"cites": list(conflict.strains.cites), "text": conflict.strains.text.of(lang)},
        "both": conflict.both.of(lang),
        "conducts": [
            {"conduct": group[0].rule.conduct, "practice": group[0].subject.practice, "recipient": group[0].subject.recipient}
            for group in groups
        ],
    }

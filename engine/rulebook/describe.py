"""A rule, a concept or a clause in words: what `rules show` and `clause` print, at 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..phrase import cite_list, own_terms, penalty_line
from ..reports.layout import wrap
from ..text import Said, Text, said
from ..wording import in_brackets, in_language, labelled, listing
from .cases import nearest_day
from .citation import written
from .conditions import YES, Condition
from .in_force import InForce, in_force
from .judgement import decides
from .model import BEGINNING, END, Clause, Rule, Rulebook
from .paraphrase import outline
from .structure import natural_order

COLUMNS = 80
_MENTIONS = 10
"""Of the rules that only mention a clause, as many are listed."""

_DECIDES = {
    "machine": said("decided from facts alone"),
    "person": said("decided by a person"),
    "both": said("decided from facts, or by a person where they do not settle it"),
}
_SCOPES = {
    "app": said("the app"),
    "practice": said("each practice"),
    "recipient": said("each recipient"),
    "disclosure": said("each disclosure to a recipient"),
}
_DECIDERS = {"machine": said("by facts"), "person": said("by a person"), "both": said("by facts or a person")}
_SEVERITIES = {word: said(word) for word in ("critical", "high", "medium", "low")}
_KINDS = {
    "fail": said("fail"), "pass": said("pass"), "open": said("open"), "review": said("review"),
    "notApplicable": said("not applicable"), "yes": said("yes"), "no": said("no"), "unknown": said("unknown"),
    "notInForce": said("not in force"),
}  # fmt: skip


class Describer:
    """Writes descriptions in one language from a rulebook read from its files."""

    def __init__(self, book: Rulebook, lang: str) -> None:
        self.book, self.lang = book, lang
        self._days: dict[str, InForce] = {}

    def say(self, template: str, *values: object) -> str:
        """A sentence of the catalogue in the describer's language."""
        return in_language(said(template, *values), self.lang)

    def _law(self, day: str) -> InForce:
        if day not in self._days:
            self._days[day] = in_force(self.book, day)
        return self._days[day]

    def rule(self, id: str) -> str:
        """Every edition of a rule."""
        editions = [rule for rule in self.book.rules if rule.id == id]
        laws = {rule.law for rule in editions}
        lines: list[str] = []
        for number, rule in enumerate(editions, 1):
            lines += self._head(rule, number, len(editions))
            lines += self._body(rule)
            if len(laws) > 1:
                lines += self._official(rule)
        lines += self._cases("rule", id)
        lines += self._field(self.say("file"), f"{editions[0].file}:{editions[0].line}")
        if len(laws) == 1:
            lines += self._official(editions[0])
        return "\n".join(lines) + "\n"

    def _official(self, rule: Rule) -> Iterator[str]:
        """The address of the law that an edition belongs to."""
        law = self.book.laws.get(rule.law)
        yield from self._field(self.say("official text"), law.official if law else "")

    def _head(self, rule: Rule, number: int, count: int) -> Iterator[str]:
        if number > 1:
            yield ""
        edition = f"  [{self.say('edition {} of {}', number, count)}]" if count > 1 else ""
        yield rule.id + edition + ("  [" + self.say("the company's own") + "]" if rule.own else "")
        clause = self.book.clauses.get(rule.cites[0]) if rule.cites else None
        yield from wrap(self._headed(rule.cites[0]) if rule.cites else "", COLUMNS, "  ", "  ")
        yield ""
        if clause:
            yield from wrap(clause.summary.of(self.lang), COLUMNS, "  ", "  ")
            yield ""

    def _headed(self, id: str) -> str:
        """A citation with the heading of its article, where it has one."""
        found = self.book.clauses.get(id)
        cited = written(id, self.book, self.lang)
        return self.say("{} - {}", cited, found.heading.of(self.lang)) if found else cited

    def _body(self, rule: Rule) -> Iterator[str]:
        day = nearest_day([(rule.from_, rule.to)])
        law = self._law(day)
        yield from self._field(self.say("in force"), self._span(rule.from_, rule.to))
        yield from self._field(self.say("judges"), in_language(_SCOPES[rule.scope], self.lang))
        current = next((one for one in law.rules if one.id == rule.id), rule)
        if rule.id not in law.broken:
            yield from self._field(self.say("decided"), in_language(_DECIDES[decides(current, law)], self.lang))
        yield from self._field(self.say("severity"), in_language(_SEVERITIES[rule.severity], self.lang))
        if rule.applies != YES:
            yield from self._condition(self.say("applies when"), rule.applies, day)
        yield from self._condition(self.say("broken when"), rule.violated, day)
        for exception in rule.unless:
            cites = cite_list(exception.cites, self.book, self.lang)
            yield from self._condition(self.say("unless ({})", cites), exception.when, day)
            if exception.review:
                yield from self._field(self.say("ask"), exception.review.of(self.lang))
        if rule.review:
            yield from self._field(self.say("ask"), rule.review.question.of(self.lang))
        yield from self._field(self.say("message"), self._filled(rule, rule.message))
        yield from self._field(self.say("fix"), self._filled(rule, rule.fix))
        penalty = self.book.penalties.get(rule.penalty or "")
        shown = penalty_line(penalty, self.book, day, self.lang) if penalty else self.say("none of its own")
        yield from self._field(self.say("penalty"), shown)
        if penalty and penalty.at(day):
            yield from self._field("", penalty.text.of(self.lang))
        if rule.cites[1:]:
            yield from self._field(self.say("also cites"), cite_list(rule.cites[1:], self.book, self.lang))
        if rule.also:
            yield from self._field(self.say("same duty in"), cite_list(rule.also, self.book, self.lang))

    def _filled(self, rule: Rule, text: Text) -> str:
        """A message with its item and the day's amounts; the facts stay placeholders, for there is no finding."""
        return own_terms(text, rule, self.book, nearest_day([(rule.from_, rule.to)]), self.lang)

    def concept(self, name: str) -> str:
        """Every edition of a concept."""
        editions = self.book.concepts[name]
        lines = [name, *wrap(editions[0].label.of(self.lang), COLUMNS, "  ", "  "), ""]
        lines += self._field(self.say("judges"), in_language(_SCOPES[editions[0].scope], self.lang))
        for concept in editions:
            lines += self._field(self.say("in force"), self._span(concept.from_, concept.to))
            lines += self._field(self.say("rests on"), cite_list(concept.cites, self.book, self.lang))
            lines += self._condition(self.say("holds when"), concept.when, nearest_day([(concept.from_, concept.to)]))
        lines += self._cases("concept", name)
        lines += self._field(self.say("file"), f"{editions[0].file}:{editions[0].line}")
        return "\n".join(lines) + "\n"

    def clause(self, id: str) -> str:
        """A clause with its summary and rules; of an article held by its paragraphs, theirs."""
        found = self.book.clauses.get(id)
        lines = [*wrap(self._headed(id), COLUMNS), id, ""]
        if found:
            lines += [*wrap(found.summary.of(self.lang), COLUMNS, "  ", "  "), ""]
        parts = clauses_inside(self.book, id)
        if not found and not parts:
            lines += [
                *wrap(self.say("This clause has no summary here; it stands in the official text."), COLUMNS, "  ", "  "),
                "",
            ]
        for inside in parts:
            text = labelled(written(inside.id, self.book, self.lang), inside.summary.of(self.lang), self.lang)
            lines += [*wrap(text, COLUMNS, "  ", "    "), ""]
        lines += self._rules_of(id)
        law = self.book.laws[id.partition(":")[0]]
        lines += self._field(self.say("in force"), self._span(self.book.clause_from(id), law.to))
        if found:
            state = said("yes, on {}", found.last_checked_on) if found.compared else said("no")
            lines += self._field(self.say("compared with the official text"), in_language(state, self.lang))
        lines += self._field(self.say("official text"), law.official)
        return "\n".join(lines) + "\n"

    def _rules_of(self, id: str) -> Iterator[str]:
        """The clause's own rules one by one, then some of those that only mention it."""
        every = rules_of(self.book, id)
        first = [rule for rule in every if _inside(rule.cites[0], id)]
        for rule in first:
            severity = in_language(_SEVERITIES[rule.severity], self.lang)
            yield from self._field(self.say("rule"), in_brackets(rule.id, severity, self.lang))
        others = [rule.id for rule in every if rule not in first]
        more = [self.say("and {} more", len(others) - _MENTIONS)] if len(others) > _MENTIONS else []
        yield from self._field(self.say("mentioned by"), listing([*others[:_MENTIONS], *more], self.lang))

    def _span(self, start: str, end: str) -> str:
        return in_language(dates(start, end), self.lang)

    def _field(self, name: str, text: str) -> list[str]:
        if not text:
            return []
        return wrap(text, COLUMNS, f"  {labelled(name, '', self.lang)}" if name else "    ", "    ")

    def _condition(self, name: str, node: Condition, day: str) -> list[str]:
        head = wrap(labelled(name, "", self.lang), COLUMNS, "  ", "    ")
        return [*head, *outline(node, self.book, self.lang, day, COLUMNS, "    ")]

    def _cases(self, kind: str, name: str) -> list[str]:
        counted = Counter(case.expected for case in self.book.cases.get((kind, name), ()))
        words = [self.say("{} {}", count, _KINDS[expected]) for expected, count in counted.items()]
        return self._field(self.say("cases"), listing(words, self.lang))


def _inside(citation: str, id: str) -> bool:
    return citation == id or citation.startswith(f"{id}(")


def rules_of(book: Rulebook, id: str) -> list[Rule]:
    """The rules about a clause or one inside it, each id once: those that rest on it, that cite it too, with the same duty."""
    ranks: list[dict[str, Rule]] = [{}, {}, {}]
    for rule in book.rules:
        for found, citations in zip(ranks, (rule.cites[:1], rule.cites[1:], rule.also), strict=True):
            if any(_inside(one, id) for one in citations):
                found.setdefault(rule.id, rule)
    return list({**ranks[0], **{k: v for rank in ranks[1:] for k, v in rank.items() if k not in ranks[0]}}.values())


def clauses_inside(book: Rulebook, id: str) -> list[Clause]:
    """The summarised clauses inside an article or paragraph, in the order of the law."""
    inside = {one.id.partition(":")[2]: one for one in book.clauses.values() if one.id.startswith(f"{id}(")}
    return [inside[place] for place in natural_order(inside)]


def clause_data(book: Rulebook, id: str, lang: str) -> dict[str, object]:
    """A clause as `clause --format json` gives it. `official` is null until the user has added the official text."""
    found = book.clauses.get(id)
    return {
        "id": id,
        "law": id.partition(":")[0],
        "heading": found.heading.of(lang) if found else None,
        "summary": {"en": found.summary.en, "zh": found.summary.zh} if found else None,
        "official": None,
        "url": book.laws[id.partition(":")[0]].official,
        "in_force": [book.clause_from(id), None if (end := book.laws[id.partition(":")[0]].to) == END else end],
        "rules": [rule.id for rule in rules_of(book, id)],
    }


def listed_in_words(rule: Rule, who: str, lang: str) -> list[str]:
    """Severity, scope, who decides and dates of a rule, for one line of a list."""
    words = (_SEVERITIES[rule.severity], _SCOPES[rule.scope], _DECIDERS[who], dates(rule.from_, rule.to))
    return [in_language(one, lang) for one in (*words, *((said("the company's own"),) if rule.own else ()))]


def dates(start: str, end: str) -> Said:
    """From when to when something is in force."""
    if start == BEGINNING:
        return said("always") if end == END else said("until {}", end)
    return said("since {}", start) if end == END else said("from {} to {}", start, end)


def rule_data(rule: Rule, law: InForce) -> dict[str, object]:
    """A rule as `rules list --format json` gives it; an open end is null."""
    return {
        "id": rule.id,
        "law": rule.law,
        "cites": list(rule.cites),
        "also": list(rule.also),
        "scope": rule.scope,
        "severity": rule.severity,
        "decides": decides(rule, law),
        "in_force": [rule.from_, None if rule.to == END else rule.to],
    }

"""The worked cases of a rulebook made ready to be judged many times: read once, laid out in rows once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..declaration.rows import Row, Rows
from ..evaluate.explain import Explainer
from ..evaluate.jobs import job_of
from ..evaluate.outcome import KINDS, outcome
from ..evaluate.reference import Reference
from ..evaluate.tests import disjunction
from ..reading import Faults
from .cases import BAD_FACTS, Runner, as_declaration, nearest_day
from .conditions import Condition, Leaf, Listed, Param, walk
from .in_force import InForce, MissingError, filled_concept, filled_rule, usable
from .lint_conditions import concepts_used
from .model import Case, Concept, Rule, Rulebook
from .survey import survey

VALUES = {True: "yes", False: "no", None: "unknown"}


@dataclass(slots=True, eq=False)
class Prepared:
    """A case of a rule or concept on its day: its edition, its rows, and what comes of it."""

    case: Case
    day: str
    edition: Rule | Concept
    rows: Rows
    got: str = ""


class Judge:
    """Evaluates one day's rulebook, or a changed form of it."""

    def __init__(self, law: InForce) -> None:
        self.law = law
        self.oracle = Reference(law)

    def kind(self, rule: Rule, rows: Rows, *, judged: bool) -> str:
        """The gravest outcome of a rule on the rows of its scope; `judged` says that a person's answer may be among them."""
        worst = "notApplicable"
        # An explainer remembers rows by their identity, so neither may outlive the other.
        explainer, todo = Explainer(self.law), list(self._jobs(rule, rows, judged=judged))
        for row, said in todo:
            verdict = self.oracle.verdict(rule, row, said)
            kind = verdict.decided or outcome(rule, row, verdict, explainer, said).kind
            worst = min(worst, kind, key=KINDS.index)
        return worst

    def _jobs(self, rule: Rule, rows: Rows, *, judged: bool) -> Iterator[tuple[Row, str | None]]:
        for row in rows.of_scope(rule.scope):
            if judged:
                job = job_of(self.law, rule, row, row.subject)
                yield job.row, job.said
            else:
                yield row, None

    def value(self, concept: Concept, rows: Rows) -> str:
        """The value of a concept over the rows of its scope."""
        return VALUES[disjunction([self.oracle.value(concept.when, row) for row in rows.of_scope(concept.scope)])]


class Bench:
    """Every case of a rulebook, ready. Cases that cannot be used are left out: `rules test` reports them."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.runner = Runner(book)
        self.rules: dict[str, list[Rule]] = {}
        for rule in book.rules:
            self.rules.setdefault(rule.id, []).append(rule)
        self.families = list(_families(book, self.rules))
        """Each rule by its id without a variant, with the rules of all its variants and editions."""
        self.users: dict[str, tuple[list[str], list[str]]] = {name: ([], []) for name in book.concepts}
        """The concepts and the rules that use a concept, directly or through others."""
        for name, concepts in book.concepts.items():
            for used in concepts_used(book, *(one.when for one in concepts)):
                self.users.get(used, ([], []))[0].append(name)
        for id, rules in self.rules.items():
            for used in concepts_used(book, *(part for rule in rules for part in rule.conditions())):
                self.users.get(used, ([], []))[1].append(id)
        self._judges: dict[str, Judge] = {}
        self._ready: dict[tuple[str, str], list[Prepared]] = {}

    def judge(self, day: str) -> Judge:
        """The evaluator of a day."""
        if day not in self._judges:
            self._judges[day] = Judge(self.runner.law(day))
        return self._judges[day]

    def readers(self, kind: str, name: str) -> tuple[list[str], list[str]]:
        """The concepts and rules that read a parameter or a table themselves."""
        found: tuple[list[str], list[str]] = ([], [])
        conditions = [(one, ones[0], [each.when for each in ones]) for one, ones in self.book.concepts.items()]
        every: list[tuple[str, Rule | Concept, list[Condition]]] = [*conditions]
        every += [(id, ones[0], [part for each in ones for part in each.conditions()]) for id, ones in self.rules.items()]
        for one, edition, parts in every:
            right = Param if kind == "parameter" else Listed
            leaves = [part for condition in parts for part in walk(condition) if isinstance(part, Leaf)]
            read = {leaf.right for leaf in leaves if isinstance(leaf.right, right)}
            if any((each.name if isinstance(each, Param) else each.table) == name for each in read):
                found[isinstance(edition, Rule)].append(one)
        return found

    def touched(self, kind: str, name: str) -> tuple[list[str], list[str]]:
        """The concepts and rules that a concept, parameter or table bears on, directly or through concepts; itself first."""
        concepts, rules = ([name], []) if kind == "concept" else self.readers(kind, name)
        for one in list(concepts):
            its_concepts, its_rules = self.users[one]
            concepts += its_concepts
            rules += its_rules
        return list(dict.fromkeys(concepts)), list(dict.fromkeys(rules))

    def look_ups(self, table: str) -> set[Listed]:
        """The ways in which conditions look into a table."""
        every = [one.when for ones in self.book.concepts.values() for one in ones]
        every += [part for rule in self.book.rules for part in rule.conditions()]
        leaves = [part for condition in every for part in walk(condition) if isinstance(part, Leaf)]
        return {leaf.right for leaf in leaves if isinstance(leaf.right, Listed) and leaf.right.table == table}

    def filled_rule(self, rule: Rule, day: str) -> Rule | None:
        """A rule with the amounts of a day in it; None where one is missing."""
        try:
            return filled_rule(self.book, rule, survey(rule.conditions()), day)
        except MissingError:
            return None

    def filled_concept(self, concept: Concept, day: str) -> Concept | None:
        """A concept with the amounts of a day in it; None where one is missing."""
        try:
            return filled_concept(self.book, concept, survey((concept.when,)), day)
        except MissingError:
            return None

    def cases(self, kind: str, name: str) -> list[Prepared]:
        """The usable cases of a rule or concept."""
        key = (kind, name)
        if key not in self._ready:
            self._ready[key] = list(self._prepare(kind, name))
        return self._ready[key]

    def _prepare(self, kind: str, name: str) -> Iterator[Prepared]:
        editions: list[Rule] | tuple[Concept, ...] = self.rules.get(name, []) if kind == "rule" else self.book.concepts[name]
        for case in self.book.cases.get((kind, name), ()):
            day = case.as_of or nearest_day((one.from_, one.to) for one in editions)
            edition = next((one for one in editions if one.from_ <= day <= one.to), None)
            law = self.runner.law(day)
            if edition is None or name in law.broken:
                continue
            if isinstance(edition, Concept) and not usable(edition.when, law):
                continue
            try:
                declaration = as_declaration(case, edition.file, name)
            except Faults:
                continue
            found = Prepared(case, day, edition, Rows(declaration, law.law_facts))
            found.got = self.got(found, edition, self.judge(day))
            yield found

    def got(self, case: Prepared, edition: Rule | Concept, judge: Judge) -> str:
        """What comes of a case with this edition of its rule or concept; BAD_FACTS where an amount is missing."""
        if isinstance(edition, Rule):
            rule = self.filled_rule(edition, case.day)
            return BAD_FACTS if rule is None else judge.kind(rule, case.rows, judged=case.case.judgement is not None)
        concept = self.filled_concept(edition, case.day)
        return BAD_FACTS if concept is None else judge.value(concept, case.rows)

    def changed(self, day: str, concepts: dict[str, Concept]) -> Judge:
        """The evaluator of a day with some concepts changed."""
        law = self.runner.law(day)
        return Judge(replace(law, concepts={**law.concepts, **concepts}))


def _families(book: Rulebook, rules: dict[str, list[Rule]]) -> Iterator[tuple[str, list[Rule]]]:
    found: dict[object, list[str]] = {}
    for id in rules:
        found.setdefault(book.places.get(("rule", id), id), []).append(id)
    bases = {place: name for (kind, name), place in book.places.items() if kind == "variants" and name not in rules}
    for place, ids in found.items():
        name = bases.get(place, ids[0])  # type: ignore[call-overload]
        yield name, [rule for id in ids for rule in rules[id]]

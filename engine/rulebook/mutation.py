"""Mutation testing of the rulebook: would the worked cases notice a slip in a rule?

Each mutant (`mutants`, `mutant_dates`) is judged by the oracle on the cases of its rule; of a concept or parameter, also on
those of what uses it. It is killed when a case comes out otherwise, or when the linter refuses it. What decides alike for
every declaration (`sameness`) is no slip and is counted apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..reading import Fault
from . import lint_conditions
from .bench import Bench, Judge, Prepared
from .cases import Runner, nearest_day
from .in_force import InForce, usable
from .lint_dates import editions_meet, outside_law
from .model import Concept, Rule, Rulebook
from .mutant_dates import concept_dates, law_mutants, parameter_mutants, rule_dates, table_mutants
from .mutants import Mutant, concept_mutants, rule_mutants
from .problem import ERROR
from .reach import Reacher
from .sameness import concept_refused, rule_refused, same_condition, same_rule

KILLED, REFUSED, EQUIVALENT, SURVIVED = "killed", "refused", "equivalent", "survived"
"""What becomes of a mutant: noticed by a case, refused by the linter, no difference, or none of these."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant of a law's folder."""

    mutant: Mutant
    law: str
    state: str


def folder(file: str) -> str:
    """The folder of a law that a file lies in."""
    return file.rpartition("/")[0].removesuffix("/tables")


class Mutation:
    """Makes and judges the mutants of one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.bench = Bench(book)
        self._laws = {folder(book.places["law", law][0]): law for law in book.laws if ("law", law) in book.places}
        self._reachers: dict[str, Reacher] = {}

    def run(self, laws: Collection[str], names: Collection[str] = ()) -> Iterator[Fate]:
        """The fate of every mutant of these laws; with `names` only those of these rules and concepts."""
        for mutant in self.mutants(laws, names):
            yield Fate(mutant, self.law_of(mutant.file), self.fate(mutant))

    def law_of(self, file: str) -> str:
        """The law in whose folder a file lies."""
        return self._laws.get(folder(file), "")

    def unsound(self, laws: Collection[str]) -> list[Fault]:
        """What is wrong with the conditions of these laws, so that their mutants cannot be judged."""
        problems = [one for one in lint_conditions.check(self.book) if one.level == ERROR and self.law_of(one.file) in laws]
        return [Fault(one.file, one.line, 1, one.message, one.help) for one in sorted(problems)]

    def mutants(self, laws: Collection[str], names: Collection[str] = ()) -> Iterator[Mutant]:
        """The mutants, law by law: its dates, amounts, tables, concepts and rules."""
        for law in self.book.laws.values():
            if law.id not in laws:
                continue
            if not names:
                yield from law_mutants(self.book, law)
                for parameter in self.book.parameters.values():
                    if self.law_of(parameter.file) == law.id:
                        yield from parameter_mutants(self.book, parameter)
                for table in self.book.tables:
                    if self.law_of(self.book.places["table", table][0]) == law.id:
                        yield from table_mutants(self.book, table, self.bench.look_ups(table))
            for name, concepts in self.book.concepts.items():
                if self.law_of(concepts[0].file) == law.id and (not names or name in names):
                    yield from concept_mutants(concepts)
                    yield from concept_dates(self.book, concepts)
            for name, family in self.bench.families:
                if self.law_of(family[0].file) == law.id and (not names or not self.names_of(name, family).isdisjoint(names)):
                    yield from rule_mutants(family, name)
                    yield from rule_dates(self.book, family, name)

    @staticmethod
    def names_of(name: str, family: Sequence[Rule]) -> set[str]:
        """The ids under which the mutants of a rule stand."""
        return {name, *(rule.id for rule in family)}

    def fate(self, mutant: Mutant) -> str:
        """What becomes of a mutant."""
        if mutant.kind == "table" and mutant.book is not None:
            return self._table_fate(mutant, mutant.book)
        if mutant.book is not None:
            return _BookFate(self.bench, mutant, mutant.book).fate()
        if mutant.kind == "rule":
            return self._rule_fate(mutant)
        return self._concept_fate(mutant)

    def _reacher(self, day: str) -> Reacher:
        if day not in self._reachers:
            self._reachers[day] = Reacher(self.bench.runner.law(day))
        return self._reachers[day]

    def _rule_fate(self, mutant: Mutant) -> str:
        swap = {id(old): new for old, new in mutant.swap}
        for name in dict.fromkeys(old.id for old, _ in mutant.swap if isinstance(old, Rule)):
            for case in self.bench.cases("rule", name):
                new = swap.get(id(case.edition))
                if new is not None and self.bench.got(case, new, self.bench.judge(case.day)) != case.got:
                    return KILLED
        same, refused = True, False
        for old, new in mutant.swap:
            assert isinstance(old, Rule)
            assert isinstance(new, Rule)
            day = nearest_day([(old.from_, old.to)])
            before, after = self.bench.filled_rule(old, day), self.bench.filled_rule(new, day)
            if before is None or after is None or old.id in self.bench.runner.law(day).broken:
                continue
            asked = (old.review.fact if old.review else None) == (new.review.fact if new.review else None)
            same = same and asked and same_rule(self._reacher(day), before, after)
            refused = refused or rule_refused(self._reacher(day), before, after, self._given("rule", old.id))
        return EQUIVALENT if same else REFUSED if refused else SURVIVED

    def _table_fate(self, mutant: Mutant, book: Rulebook) -> str:
        """What a table says is looked up, not compared: a mutant of it is noticed by a case or survives."""
        judges: dict[str, Judge] = {}
        concepts, rules = self.bench.touched(mutant.kind, mutant.name)
        for kind, name in [*(("concept", name) for name in concepts), *(("rule", id) for id in rules)]:
            for case in self.bench.cases(kind, name):
                if case.day not in judges:
                    judges[case.day] = Judge(replace(self.bench.runner.law(case.day), book=book))
                if self._differs(case, case.edition, judges[case.day]):
                    return KILLED
        return SURVIVED

    def _differs(self, case: Prepared, edition: Rule | Concept, judge: Judge) -> bool:
        """Whether a case comes out otherwise in a changed rulebook."""
        # Values of concepts are kept with the rows: those of the changed rulebook must not stay there.
        kept, case.rows.memo = case.rows.memo, {}
        got = self.bench.got(case, edition, judge)
        case.rows.memo = kept
        return got != case.got

    def _given(self, kind: str, name: str) -> set[str]:
        return {case.expected for case in self.book.cases.get((kind, name), ())}

    def _concept_fate(self, mutant: Mutant) -> str:
        swap = {old.from_: new for old, new in mutant.swap}
        judges: dict[str, Judge | None] = {}

        def judge(day: str) -> Judge | None:
            """The evaluator of a day with the concept changed; None where it stays as it is."""
            if day not in judges:
                old = next((one for one in self.book.concepts[mutant.name] if one.from_ <= day <= one.to), None)
                new = swap.get(old.from_) if old else None
                filled = self.bench.filled_concept(new, day) if isinstance(new, Concept) else None
                judges[day] = self.bench.changed(day, {mutant.name: filled}) if filled else None
            return judges[day]

        concepts, rules = self.bench.users[mutant.name]
        todo = [("concept", mutant.name), *(("concept", name) for name in concepts), *(("rule", id) for id in rules)]
        for kind, name in todo:
            for case in self.bench.cases(kind, name):
                changed = judge(case.day)
                if changed is None:
                    continue
                edition = case.edition
                if name == mutant.name and isinstance(edition, Concept):
                    edition = changed.law.concepts[name]
                if self._differs(case, edition, changed):
                    return KILLED
        same, refused = True, False
        given = self._given("concept", mutant.name)
        for old, new in mutant.swap:
            day = nearest_day([(old.from_, old.to)])
            assert isinstance(old, Concept)
            assert isinstance(new, Concept)
            before, after = self.bench.filled_concept(old, day), self.bench.filled_concept(new, day)
            if before is None or after is None:
                continue
            same = same and same_condition(self._reacher(day), before.when, after.when)
            refused = refused or concept_refused(self._reacher(day), before.when, after.when, given)
        return EQUIVALENT if same else REFUSED if refused else SURVIVED


class _NarrowRunner(Runner):
    """Runs cases of a few rules against a changed rulebook without resolving the others."""

    def __init__(self, book: Rulebook, only: Collection[str]) -> None:
        super().__init__(book)
        self.only = only

    def law(self, day: str) -> InForce:
        """The rulebook of a day with these rules alone."""
        from .in_force import in_force

        if day not in self._days:
            self._days[day] = in_force(self.book, day, only=self.only)
        return self._days[day]


class _BookFate:
    """The fate of a mutant that changes dates or amounts of a rulebook."""

    def __init__(self, bench: Bench, mutant: Mutant, book: Rulebook) -> None:
        self.bench, self.mutant, self.new = bench, mutant, book
        self.concepts, self.rules = self._touched()
        self.runner = _NarrowRunner(book, self.rules or ("",))

    def _touched(self) -> tuple[list[str], list[str]]:
        """The concepts and rules whose cases may notice."""
        kind, name = self.mutant.kind, self.mutant.name
        if kind == "rule":
            # A date of variants is changed in those that have it: their rules are those that differ.
            old = {id(rule) for rule in self.bench.book.rules}
            new = {id(rule) for rule in self.new.rules}
            return [], list(
                dict.fromkeys(
                    [rule.id for rule in self.new.rules if id(rule) not in old]
                    + [rule.id for rule in self.bench.book.rules if id(rule) not in new]
                )
            )
        if kind == "law":
            return [], [id for id, rules in self.bench.rules.items() if any(rule.law == name for rule in rules)]
        return self.bench.touched(kind, name)

    def fate(self) -> str:
        if any(self._noticed("concept", name) for name in self.concepts) or any(self._noticed("rule", id) for id in self.rules):
            return KILLED
        days = list(self._days())
        if all(self._same(day) for day in days):
            return EQUIVALENT
        return REFUSED if self._refused(days) else SURVIVED

    def _noticed(self, kind: str, name: str) -> bool:
        first, last = self.mutant.days
        book = self.bench.book
        old: Iterable[Rule | Concept] = self.bench.rules.get(name, ()) if kind == "rule" else book.concepts[name]
        new: Iterable[Rule | Concept] = (
            self.runner._editions.get(name, ()) if kind == "rule" else self.new.concepts.get(name, ())
        )
        old_default = nearest_day((one.from_, one.to) for one in old)
        new_default = nearest_day((one.from_, one.to) for one in new) if new else old_default
        for case in book.cases.get((kind, name), ()):
            day = case.as_of or new_default
            if not first <= day <= last and (case.as_of is not None or old_default == new_default):
                continue
            if not new:
                return True  # there is nothing left to run the case on
            before = self.bench.runner.rule_case(name, case) if kind == "rule" else self.bench.runner.concept_case(name, case)
            after = self.runner.rule_case(name, case) if kind == "rule" else self.runner.concept_case(name, case)
            if before.got != after.got:
                return True
        return False

    def _days(self) -> Iterator[str]:
        """The days on which the old and the new rulebook must be compared: each on which something changes."""
        first, last = self.mutant.days
        starts = {first}
        for id in self.rules:
            starts |= {rule.from_ for rule in (*self.bench.rules[id], *self.runner._editions.get(id, ()))}
        for name in self.concepts:
            starts |= {one.from_ for one in self.bench.book.concepts[name]}
        yield from sorted(day for day in starts if first <= day <= last)

    def _same(self, day: str) -> bool:
        """Whether nothing is decided otherwise on a day by the rules in force then."""
        before, after = self.bench.runner.law(day), self.runner.law(day)
        old = {rule.id: rule for rule in before.rules if rule.id in self.rules}
        new = {rule.id: rule for rule in after.rules if rule.id in self.rules}
        if old.keys() != new.keys() or any((id in before.broken) != (id in after.broken) for id in old):
            return False
        judge = Reacher(before)
        if not all(same_rule(judge, old[id], new[id]) for id in old if id not in before.broken):
            return False
        if not old and self.mutant.kind == "rule":
            return False
        for name in self.concepts:
            one, other = before.concepts.get(name), after.concepts.get(name)
            # Where a concept is missing on one side, no rule reads it: one that did would be broken there.
            if one is None or other is None or not (usable(one.when, before) and usable(other.when, after)):
                continue
            if not same_condition(judge, one.when, other.when):
                return False
        return True

    def _refused(self, days: Iterable[str]) -> bool:
        """Whether the linter finds dates that do not fit, or a rule that cannot be judged."""
        part = Rulebook(laws=self.new.laws, rules=tuple(rule for rule in self.new.rules if rule.id in self.rules))
        if self.mutant.kind == "concept":
            part.concepts = {self.mutant.name: self.new.concepts[self.mutant.name]}
        if any(editions_meet(part)) or any(outside_law(part)):
            return True
        return any(set(self.runner.law(day).broken) - set(self.bench.runner.law(day).broken) for day in days)

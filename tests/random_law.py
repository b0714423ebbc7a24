"""Random rulebooks and declarations from a seed, for holding evaluators to each other.

Every kind of test, quantifier and special form occurs, over facts of every type; half of the facts are unknown. A failing
case is found again from its seed alone.
"""

from __future__ import annotations

import random
from copy import deepcopy

from lawlint.engine.declaration.model import Declaration, Facts
from lawlint.engine.rulebook.conditions import (
    All,
    AnyOf,
    ByPlace,
    ConceptRef,
    Condition,
    FactRef,
    FirstKnown,
    Judgement,
    Leaf,
    Listed,
    Not,
    Quantifier,
    Stated,
)
from lawlint.engine.rulebook.in_force import InForce, index
from lawlint.engine.rulebook.model import BEGINNING, END, Concept, Exception_, Review, Rule, Rulebook
from lawlint.engine.rulebook.parse import VISIBLE
from lawlint.engine.text import Text

PLACES = ("CN", "DE", "FR", "NO", "US", "US-CA", "EU", "EEA", "SG")
CATEGORIES = (
    "location",
    "location.precise",
    "biometric",
    "biometric.face",
    "contact.phone_number",
    "health",
    "device.clipboard",
)
FLAGS = ("pipl_sensitive", "gdpr_special", "cpra_sensitive")
DURATIONS = ("P30D", "P6M", "P1Y", "P3Y", "indefinite", "until_account_closed")
BASES = ("consent", "contract", "legitimate_interests", "none")
TYPES = ("utility", "food_delivery", "map_navigation", "other")

TRI = {
    "app": ("app.accounts", "app.operator.for_profit", "notice.exists", "consent.bundled", "notice.plain_language"),
    "practice": ("practice.minimised", "practice.refusal_blocks_service", "practice.consent.separate", "practice.covert"),
    "recipient": ("recipient.sale", "recipient.contract", "recipient.told_details"),
}
ENUM = {
    "app": (("consent.mechanism", ("checkbox", "banner", "continued_use", "none")), ("app.type", TYPES)),
    "practice": (
        ("practice.purpose", ("analytics", "payment", "delivery")),
        ("practice.legal_basis.gdpr", BASES),
        ("practice.legal_basis.pipl", BASES),
    ),
    "recipient": (("recipient.role", ("processor", "controller", "affiliate")), ("recipient.kind", ("sdk", "api"))),
}
_TABLE = "necessary_info"
ODD_TEXTS = ("{0}", "{x}", 'it\'s "one"', "\\n", "true", "换脸")
"""Texts that a form generated as source code could mistake for code of its own."""


class RandomLaw:
    """A stream of random trees, rules, rulebooks and declarations."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, options):  # type: ignore[no-untyped-def]
        """One of several."""
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        """True in this share of calls."""
        return self.random.random() < share

    # -- declarations

    def declaration(self) -> Declaration:
        """A declaration in which about half of all facts are unknown, lists included."""
        found = Declaration(app=self._facts("app"))
        for name in ("practices_complete", "recipients_complete"):
            if self.chance(0.6):
                found.app[name] = self.chance(0.8)
        recipients = [f"r{number}" for number in range(self.random.randrange(3))]
        if self.chance(0.85):
            found.recipients = [self._recipient(name) for name in recipients]
        if self.chance(0.85):
            found.practices = [self._practice(f"p{number}", recipients) for number in range(self.random.randrange(4))]
        return found

    def changed(self, declaration: Declaration) -> Declaration:
        """The same declaration with a few facts, rows or list states changed."""
        found = deepcopy(declaration)
        found.judgements = []
        rows = [("app", found.app), *(("practice", row) for row in found.practices or ())]
        rows += [("recipient", row) for row in found.recipients or ()]
        for _ in range(self.random.randrange(1, 4)):
            scope, row = self.pick(rows)
            name = self.pick([*TRI[scope], *(name for name, _ in ENUM[scope] if ".legal_basis." not in name)])
            fresh = self._facts(scope)
            if name in fresh:
                row[name] = fresh[name]
            else:
                row.pop(name, None)
        if self.chance(0.3) and found.practices:
            found.practices.pop(self.random.randrange(len(found.practices)))
        if self.chance(0.3):
            found.app["practices_complete"] = self.chance(0.5)
        if self.chance(0.2) and found.practices:
            self.pick(found.practices)["practice.id"] = f"q{self.random.randrange(100)}"
        if self.chance(0.1):
            found.practices = None if found.practices is not None else []
        return found

    def _facts(self, scope: str) -> Facts:
        facts: Facts = {}
        for name in TRI[scope]:
            if self.chance(0.55):
                facts[name] = self.chance(0.5)
        for name, values in ENUM[scope]:
            if ".legal_basis." not in name and self.chance(0.55):
                facts[name] = self.pick(values)
        if scope == "app":
            self._maybe(facts, "app.markets", tuple(self.random.sample(PLACES, self.random.randrange(3))))
            self._maybe(facts, "app.audience.minimum_age", self.random.randrange(10, 20))
            self._maybe(facts, "app.operator.country", self.pick(PLACES[:6]))
            self._maybe(facts, "app.additional_types", tuple(self.random.sample(TYPES, self.random.randrange(2))))
            self._maybe(
                facts, "terms.dark_patterns", tuple(self.random.sample(("nagging", "shaming"), self.random.randrange(3)))
            )
            self._maybe(facts, "notice.url", self.pick(("", "https://example.com")))
            self._maybe(facts, "app.name", self.pick(ODD_TEXTS))
            self._maybe(facts, "app.scale.annual_revenue_usd", float(self.random.randrange(10)))
            self._maybe(facts, "notice.last_updated", self.pick(("2024-01-01", "2026-01-01")))
        return facts

    def _maybe(self, facts: Facts, name: str, value: object) -> None:
        if self.chance(0.55):
            facts[name] = value  # type: ignore[assignment]

    def _practice(self, id: str, recipients: list[str]) -> Facts:
        facts = {"practice.id": id} | self._facts("practice")
        if self.chance(0.8):
            data = tuple(self.random.sample(CATEGORIES, self.random.randrange(3)))
            facts["practice.data"] = data
            if data and self.chance(0.2):
                facts["practice.data_broad"] = data[:1]
        if self.chance(0.6):
            basis: object = self.pick(BASES)
            facts["practice.legal_basis"] = {law: self.pick(BASES) for law in self.random.sample(("gdpr", "pipl"), 1)} if self.chance(0.4) else basis  # type: ignore[assignment]  # fmt: skip
        if self.chance(0.7):
            facts["practice.recipients"] = tuple(one for one in recipients if self.chance(0.6))
        self._maybe(facts, "practice.retention", self.pick(DURATIONS))
        if self.chance(0.15):
            facts["practice.markets"] = tuple(self.random.sample(PLACES, 1))
        return facts

    def _recipient(self, id: str) -> Facts:
        facts = {"recipient.id": id} | self._facts("recipient")
        self._maybe(facts, "recipient.country", self.pick(PLACES))
        if self.chance(0.3):
            facts["recipient.data"] = tuple(self.random.sample(CATEGORIES, 2))
        if self.chance(0.4):
            facts["recipient.transfer.occurs"] = self.chance(0.5)
        return facts

    # -- conditions

    def condition(
        self, visible: frozenset[str], concepts: list[Concept], depth: int = 3, *, judgement: bool = False
    ) -> Condition:
        """A random tree that reads only what is visible."""
        kind = self.random.random()
        if depth == 0 or kind < 0.3:
            return self.leaf(visible)
        if kind < 0.62:
            count = self.random.randrange(9, 14) if depth == 1 and self.chance(0.1) else self.random.randrange(0, 5)
            parts = tuple(self.condition(visible, concepts, depth - 1, judgement=judgement) for _ in range(count))
            return self.pick((All, AnyOf))(parts)
        if kind < 0.74:
            return Not(self.condition(visible, concepts, depth - 1, judgement=judgement))
        if kind < 0.79:
            return Stated(self.leaf(visible))
        if kind < 0.84:
            return FirstKnown(tuple(self.condition(visible, concepts, depth - 1) for _ in range(self.random.randrange(1, 4))))
        if kind < 0.92 and concepts:
            usable = [one for one in concepts if VISIBLE[one.scope] <= visible]
            if usable:
                return ConceptRef(self.pick(usable).name)
        if kind < 0.94 and judgement:
            return Judgement(self.pick(("pass", "fail")))
        over = self.pick(("practice", "recipient"))
        return Quantifier(self.chance(0.5), over, self.condition(visible | {over}, concepts, depth - 1))

    def leaf(self, visible: frozenset[str]) -> Leaf:
        """A random test of a visible fact, of any type the schema has."""
        scope = self.pick(["app", *sorted(visible)])
        kind = self.random.randrange(10)
        if kind < 3:
            return Leaf(self.pick(TRI[scope]), "in", (self.chance(0.5),))
        if kind < 5:
            name, values = self.pick(ENUM[scope])
            if scope == "recipient" and self.chance(0.3):
                return Leaf("recipient.transfer.occurs.xborder", "in", (True,))
            return Leaf(name, "in", tuple(self.random.sample(values, self.random.randrange(1, len(values)))))
        if kind == 5:
            return self._compared()
        return {"app": self._app_leaf, "practice": self._practice_leaf, "recipient": self._recipient_leaf}[scope]()

    def _compared(self) -> Leaf:
        """A fact compared with another fact of the same type."""
        one, other = self.random.sample(TRI["app"], 2)
        return Leaf(one, "in", FactRef(other))

    def _app_leaf(self) -> Leaf:
        order = self.pick(("at_least", "at_most", "more_than", "less_than"))
        return self.pick(
            (
                Leaf("app.markets", "includes", tuple(self.random.sample(PLACES, 2))),
                Leaf("app.operator.country", "in", tuple(self.random.sample(PLACES, 2))),
                Leaf("app.audience.minimum_age", order, self.random.randrange(12, 18)),
                Leaf("app.audience.minimum_age", order, ByPlace((("DE", 16), ("FR", 15), ("NO", 13)), "app.markets")),
                Leaf("app.scale.annual_revenue_usd", order, float(self.random.randrange(10))),
                Leaf("terms.dark_patterns", "empty", self.chance(0.5)),
                Leaf("terms.dark_patterns", "includes", ("nagging",)),
                Leaf("notice.url", "empty", self.chance(0.5)),
                Leaf("app.name", "in", tuple(self.random.sample(ODD_TEXTS, self.random.randrange(1, 3)))),
                Leaf("notice.last_updated", order, "2025-01-01"),
                Leaf("app.type", "in", (self.pick(TYPES),)),
            )
        )

    def _practice_leaf(self) -> Leaf:
        order = self.pick(("at_least", "at_most", "more_than", "less_than"))
        return self.pick(
            (
                Leaf("practice.data", "in", tuple(self.random.sample(CATEGORIES, 2))),
                Leaf("practice.data", "under", (self.pick(("location", "biometric", "health")),)),
                Leaf("practice.data", "flag", self.pick(FLAGS)),
                Leaf("practice.data", "listed", Listed(_TABLE, "app_type", ("app.type", "app.additional_types"), "category")),
                Leaf("practice.retention", order, self.pick(("P30D", "P6M", "P3Y"))),
                Leaf("practice.retention", "in", ("indefinite",)),
                Leaf("practice.recipients", "empty", self.chance(0.5)),
            )
        )

    def _recipient_leaf(self) -> Leaf:
        return self.pick(
            (
                Leaf("recipient.country", "in", tuple(self.random.sample(PLACES, 3))),
                Leaf("recipient.data", "includes", tuple(self.random.sample(CATEGORIES, 2))),
            )
        )

    # -- rulebooks

    def law(self, rules: int = 8, concepts: int = 4) -> InForce:
        """A random rulebook in force: concepts that rest on earlier ones, rules of every scope with exceptions."""
        made: list[Concept] = []
        for number in range(concepts):
            scope = self.pick(tuple(VISIBLE))
            when = self.condition(VISIBLE[scope], made, 2)
            made.append(Concept(f"c{number}", scope, Text(), (), BEGINNING, END, when, "", 0))
        found = InForce(self._book(), "2026-01-01")
        found.concepts = {one.name: one for one in made}
        found.rules = tuple(self._rule(f"rule{number}", made) for number in range(rules))
        index(found)
        return found

    def _rule(self, id: str, concepts: list[Concept]) -> Rule:
        scope = self.pick(tuple(VISIBLE))
        visible = VISIBLE[scope]
        unless = tuple(
            Exception_(self.condition(visible, concepts, 2, judgement=True), (), None) for _ in range(self.random.randrange(3))
        )
        return Rule(
            id=id,
            law="x",
            cites=("x:1",),
            also=(),
            conduct=id,
            scope=scope,
            severity="high",
            penalty=None,
            from_=BEGINNING,
            to=END,
            applies=self.condition(visible, concepts, 2),
            violated=self.condition(visible, concepts, 4, judgement=True),
            unless=unless,
            review=Review(None, Text("?", "？")),
            message=Text(),
            fix=Text(),
            item=Text(),
            file="",
            line=0,
        )

    @staticmethod
    def _book() -> Rulebook:
        book = Rulebook()
        book.tables[_TABLE] = (
            {"app_type": "food_delivery", "category": "contact.phone_number"},
            {"app_type": "map_navigation", "category": "location.precise"},
            {"app_type": "utility", "category": ""},
        )
        return book

"""A condition as written in a rule file to its tree, with every word checked against the fact table."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..declaration.schema import Fact, Schema, days, schema, type_in_words, typed
from ..declaration.vocabulary import FLAGS, categories
from ..reading import Fault, Node, nearest
from ..text import said
from .conditions import (
    TESTS,
    All,
    AnyOf,
    ConceptRef,
    Condition,
    FactRef,
    FirstKnown,
    Judgement,
    Leaf,
    Listed,
    Not,
    Param,
    Quantifier,
    Stated,
    walk,
)

_QUANTIFIERS = {
    "any_practice": (False, "practice"),
    "all_practices": (True, "practice"),
    "any_recipient": (False, "recipient"),
    "all_recipients": (True, "recipient"),
}
KEYWORDS = ("all", "any", "not", "stated", "first_known", "concept", "judgement", *_QUANTIFIERS)
VISIBLE = {
    "app": frozenset[str](),
    "practice": frozenset({"practice"}),
    "recipient": frozenset({"recipient"}),
    "disclosure": frozenset({"practice", "recipient"}),
}
_COMPARISONS = ("at_least", "at_most", "more_than", "less_than")
_COUNTED = ("int", "number", "share", "duration", "date")


@dataclass(slots=True)
class Parser:
    """Parses conditions of one file. Faults are collected, not raised; a faulty part becomes `all: []`."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    table: Schema = field(default_factory=schema)

    def fault(self, node: Node, message: str, help: str = "") -> None:
        """Record a fault at a node."""
        self.faults.append(Fault(self.file, node.line, node.column, message, help))

    def condition(self, node: Node, visible: frozenset[str]) -> Condition:
        """The tree of a condition; `visible` says whether `practice.` and `recipient.` facts may be read here."""
        if node.kind != "map":
            self.fault(node, said("a condition is a map like `{{practice.necessity: optional}}`"))
            return All(())
        parts = tuple(self._part(key, value, visible) for key, value in node.pairs)
        return parts[0] if len(parts) == 1 else All(parts)

    def _part(self, key: Node, value: Node, visible: frozenset[str]) -> Condition:
        word = key.text
        if word in ("all", "any", "first_known"):
            if value.kind != "list":
                self.fault(value, said("`{}` takes a list of conditions", word))
                return All(())
            parts = tuple(self.condition(item, visible) for item in value.items)
            return All(parts) if word == "all" else AnyOf(parts) if word == "any" else FirstKnown(parts)
        if word == "not":
            return Not(self.condition(value, visible))
        if word == "stated":
            inner = self.condition(value, visible)
            if any(isinstance(part, (ConceptRef, Quantifier, Judgement, FirstKnown)) for part in walk(inner)):
                self.fault(value, said("`stated` takes a test of a fact, not a concept, quantifier or judgement"))
            return Stated(inner)
        if word == "concept":
            return ConceptRef(self._word(value))
        if word == "judgement":
            answer = self._word(value)
            if answer not in ("pass", "fail"):
                self.fault(value, said("`judgement` is pass or fail, not `{}`", answer))
            return Judgement(answer)
        if word in _QUANTIFIERS:
            every, over = _QUANTIFIERS[word]
            return Quantifier(every, over, self.condition(value, visible | {over}))
        return self._leaf(key, value, visible)

    def _word(self, node: Node) -> str:
        if node.kind != "scalar":
            self.fault(node, said("one word is expected here"))
            return ""
        return node.text

    def fact(self, node: Node, name: str, visible: frozenset[str]) -> Fact | None:
        """The fact a name stands for, or None with a fault."""
        found = self.table.resolve(name)
        if found is None:
            known = [*self.table.by_name, *KEYWORDS]
            self.fault(node, said("unknown fact `{}`", name), nearest(name, known))
            return None
        fact, law = found
        if fact.by_law and law is None:
            self.fault(node, said("`{}` may differ by law", name), said("say which: `{}.gdpr`", name))
            return None
        if fact.scope != "app" and fact.scope not in visible:
            self.fault(node, said("`{}` is not visible in this scope", name), said("use a quantifier, or another scope"))
            return None
        return fact

    def _leaf(self, key: Node, value: Node, visible: frozenset[str]) -> Condition:
        name = key.text
        fact = self.fact(key, name, visible)
        if fact is None:
            return All(())
        many = fact.many and name != "practice.data"
        if value.kind != "map":
            if value.kind == "list" and not many:
                self.fault(value, said("`{}` has one value", name), said("write `{{in: [...]}}` for one of several"))
                return All(())
            return Leaf(name, "includes" if many else "in", self._constants(fact, value))
        if value.get("param") or value.get("fact"):
            return Leaf(name, "includes" if many else "in", self._right(fact, "in", value, visible))
        tests = []
        for test, right in value.pairs:
            if test.text not in TESTS:
                self.fault(test, said("unknown test `{}`", test.text), nearest(test.text, TESTS) or said("one of {}", TESTS))
                continue
            if not self._suits(test, fact, many):
                continue
            tests.append(Leaf(name, test.text, self._right(fact, test.text, right, visible)))
        return tests[0] if len(tests) == 1 else All(tuple(tests))

    def _suits(self, test: Node, fact: Fact, many: bool) -> bool:
        word = test.text
        wrong = ""
        if word == "in" and many:
            wrong = said("`{}` is a list: use `includes`", fact.name)
        elif word == "includes" and not many:
            wrong = said("`{}` is not a list: use `in`", fact.name)
        elif word in _COMPARISONS and (fact.type not in _COUNTED or many):
            wrong = said("`{}` ({}) has no order", fact.name, type_in_words(fact))
        elif word in ("under", "flag", "listed") and fact.type != "category":
            wrong = said("`{}` is not a data category", fact.name)
        elif word in ("flag", "listed") and fact.name != "practice.data":
            wrong = said("`{}` has several categories: only `practice.data` is one", fact.name)
        elif word == "empty" and not many and fact.type != "text":
            wrong = said("`{}` is neither a list nor a text", fact.name)
        if wrong:
            self.fault(test, wrong)
        return not wrong

    def _right(self, fact: Fact, test: str, node: Node, visible: frozenset[str]) -> object:
        if test == "listed":
            return self._listed(node, visible)
        if node.kind == "map":
            return self._reference(fact, node, visible)
        if test == "empty":
            if self._word(node) not in ("yes", "no"):
                self.fault(node, said("`empty` is yes or no"))
            return node.value == "yes"
        if test == "flag":
            if self._word(node) not in FLAGS:
                self.fault(
                    node,
                    said("unknown flag `{}`", node.value),
                    nearest(str(node.value), FLAGS) or said("one of {}", FLAGS),
                )
            return node.value
        if test in _COMPARISONS:
            return self._bound(fact, node)
        return self._constants(fact, node)

    def _reference(self, fact: Fact, node: Node, visible: frozenset[str]) -> object:
        names = {key.text for key, _ in node.pairs}
        if names == {"fact"}:
            target = node.get("fact")
            assert target is not None
            other = self.fact(target, self._word(target), visible)
            if other is not None and other.type != fact.type and other.name != f"{fact.type}.id":
                kinds = (other.name, type_in_words(other), fact.name, type_in_words(fact))
                self.fault(target, said("`{}` ({}) and `{}` ({}) are not of one kind", *kinds))
            return FactRef(self._word(target))
        if names == {"param"} or names == {"param", "for_any"}:
            name, place = node.get("param"), node.get("for_any")
            assert name is not None
            if place is not None and (found := self.fact(place, self._word(place), visible)) and found.type != "place":
                self.fault(place, said("`{}` is not a place", found.name))
            return Param(self._word(name), None if place is None else place.text)
        self.fault(node, said("a right-hand side is a value, `{{param: name}}` or `{{fact: path}}`"))
        return ()

    def _listed(self, node: Node, visible: frozenset[str]) -> Listed:
        words: dict[str, Node] = {key.text: value for key, value in node.pairs} if node.kind == "map" else {}
        key = words.get("key")
        if set(words) != {"table", "by", "key", "column"} or key is None:
            self.fault(node, said("`listed` takes table, by, key and column"))
            return Listed("", "", (), "")
        members = key.items if key.kind == "list" else [key]
        for member in members:
            self.fact(member, self._word(member), visible)
        return Listed(
            self._word(words["table"]), self._word(words["by"]), tuple(map(self._word, members)), self._word(words["column"])
        )

    def _bound(self, fact: Fact, node: Node) -> object:
        word = self._word(node)
        try:
            if fact.type == "duration":
                if days(word) is None:
                    raise ValueError(said("`{}` is not a duration like P6M", word))
                return word
            return typed(fact, word)
        except ValueError as error:
            self.fault(node, said("`{}`: {}", fact.name, error.args[0]))
            return 0

    def _constants(self, fact: Fact, node: Node) -> tuple[object, ...]:
        if node.kind == "map":
            self.fault(node, said("`{}` takes a word or a list of words", fact.name))
            return ()
        return tuple(self._constant(fact, item) for item in (node.items if node.kind == "list" else [node]))

    def _constant(self, fact: Fact, node: Node) -> object:
        word = self._word(node)
        if fact.type == "category":
            if word not in categories().all:
                self.fault(node, said("unknown data category `{}`", word), nearest(word, categories().all))
            return word
        try:
            value = typed(fact, word)
            if value is None or word == "unknown":
                raise ValueError(said("a condition cannot ask for unknown; unknown is never a value"))
            return value
        except ValueError as error:
            self.fault(node, said("`{}`: {}", fact.name, error.args[0]), nearest(word, fact.values))
            return word


def parse(text_node: Node, scope: str, file: str) -> tuple[Condition, list[Fault]]:
    """A condition on its own, for tests and the conformance cases."""
    parser = Parser(file)
    return parser.condition(text_node, VISIBLE[scope]), parser.faults

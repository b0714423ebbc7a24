"""A condition in plain words, English and Chinese, as an outline; and as its author wrote it, in one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..declaration.schema import schema
from ..phrase import value_text
from ..text import Said, said
from ..wording import in_brackets, labelled, listing
from .conditions import (
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
    Param,
    Quantifier,
    Stated,
)
from .model import Rulebook

_ALL = said("all of these:")
_ANY = said("any of these:")
_NOT_ALL = said("not all of these:")
_NONE = said("none of these:")
_FIRST = said("the first of these that is known:")
_ALWAYS, _NEVER = said("always"), said("never")
_STATED, _NOT_STATED = said("it is stated that"), said("it is not stated that")
_NOT = said("not:")
_QUANTIFIED = {
    (False, "practice"): said("some practice has:"),
    (True, "practice"): said("every practice has:"),
    (False, "recipient"): said("some recipient has:"),
    (True, "recipient"): said("every recipient has:"),
}
_EXISTS = {"practice": said("there is a practice"), "recipient": said("there is a recipient")}
_JUDGED = {
    "fail": said("a person finds that it is broken"),
    "pass": said("a person finds that it is kept"),
}
_TESTS: dict[str, Callable[[str], Said]] = {
    "at_least": lambda value: said("at least {}", value),
    "at_most": lambda value: said("at most {}", value),
    "more_than": lambda value: said("more than {}", value),
    "less_than": lambda value: said("less than {}", value),
    "includes": lambda value: said("includes {}", value),
    "under": lambda value: said("within {}", value),
}
_NEGATED: dict[str, Callable[[str], Said]] = {
    "at_least": lambda value: said("less than {}", value),
    "at_most": lambda value: said("more than {}", value),
    "more_than": lambda value: said("at most {}", value),
    "less_than": lambda value: said("at least {}", value),
    "includes": lambda value: said("does not include {}", value),
    "under": lambda value: said("not within {}", value),
}
_FLAGS = {
    "pipl_sensitive": said("sensitive under the PIPL"),
    "gdpr_special": said("a special category under the GDPR"),
    "cpra_sensitive": said("sensitive under the CCPA"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an outline and the lines below it."""

    text: str
    below: tuple[Item, ...] = ()


class Words:
    """Puts conditions into words in one language, with parameters as they stand on a day."""

    def __init__(self, book: Rulebook, lang: str, day: str) -> None:
        self.book, self.lang, self.day = book, lang, day

    def item(self, node: Condition) -> Item:
        """The outline of a condition."""
        match node:
            case All(parts):
                return self._group(parts, _ALL, _ALWAYS)
            case AnyOf(parts):
                return self._group(parts, _ANY, _NEVER)
            case FirstKnown(parts):
                return Item(_FIRST.of(self.lang), tuple(map(self.item, parts)))
            case Not(part):
                return self._negated(part)
            case Stated(part):
                return self._before(_STATED, self.item(part))
            case ConceptRef(name):
                editions = self.book.concepts.get(name)
                return Item(editions[0].label.of(self.lang) if editions else name)
            case Judgement(answer):
                return Item(_JUDGED[answer].of(self.lang))
            case Quantifier(every, over, body):
                if body == All(()) and not every:
                    return Item(_EXISTS[over].of(self.lang))
                inner = self.item(body)
                kids = inner.below if isinstance(body, All) and inner.below else (inner,)
                return Item(_QUANTIFIED[every, over].of(self.lang), kids)
        return Item(self._leaf(node, turned=False))

    def _group(self, parts: Sequence[Condition], head: Said, empty: Said) -> Item:
        if not parts:
            return Item(empty.of(self.lang))
        if len(parts) == 1:
            return self.item(parts[0])
        return Item(head.of(self.lang), tuple(map(self.item, parts)))

    def _negated(self, part: Condition) -> Item:
        if isinstance(part, Leaf):
            return Item(self._leaf(part, turned=True))
        if isinstance(part, Stated):
            return self._before(_NOT_STATED, self.item(part.part))
        if isinstance(part, Not):
            return self.item(part.part)
        inner = self.item(part)
        if isinstance(part, (All, AnyOf)) and inner.below:
            return Item((_NOT_ALL if isinstance(part, All) else _NONE).of(self.lang), inner.below)
        return self._before(_NOT, inner)

    def _before(self, words: Said, item: Item) -> Item:
        gap = " " if self.lang == "en" else ""
        return Item(f"{words.of(self.lang)}{gap}{item.text}", item.below)

    def _label(self, name: str) -> str:
        found = schema().resolve(name)
        if found is None:
            return name
        fact, law = found
        label = fact.label.of(self.lang)
        if law is None:
            return label
        short = self.book.laws[law].short.of(self.lang) if law in self.book.laws else law
        return in_brackets(label, short.strip("《》"), self.lang)

    def _leaf(self, leaf: Leaf, *, turned: bool) -> str:
        return labelled(self._label(leaf.fact), self._test(leaf, turned), self.lang)

    def _test(self, leaf: Leaf, turned: bool) -> str:
        right = leaf.right
        if leaf.test == "empty":
            return (said("given") if bool(right) is turned else said("none")).of(self.lang)
        if leaf.test == "flag":
            flagged = _FLAGS[str(right)]
            return (said("not {}", flagged) if turned else flagged).of(self.lang)
        if isinstance(right, Listed):
            keys = listing(map(self._label, right.key), self.lang)
            if turned:
                return said("not listed for the {} in the table `{}`", keys, right.table).of(self.lang)
            return said("listed for the {} in the table `{}`", keys, right.table).of(self.lang)
        in_words = (_NEGATED if turned else _TESTS).get(leaf.test)
        if in_words is not None:
            return in_words(self._right(leaf.fact, right)).of(self.lang)
        if isinstance(right, tuple) and len(right) == 1 and isinstance(right[0], bool):
            return value_text(leaf.fact, right[0] is not turned, self.lang)
        words = self._right(leaf.fact, right)
        return said("not {}", words).of(self.lang) if turned else words

    def _right(self, name: str, right: object) -> str:
        if isinstance(right, tuple):
            *before, last = [self._value(name, one) for one in right] or [""]
            return said("{} or {}", listing(before, self.lang), last).of(self.lang) if before else last
        if isinstance(right, FactRef):
            return said("what “{}” says", self._label(right.name)).of(self.lang)
        if isinstance(right, Param):
            return self._parameter(right)
        if isinstance(right, ByPlace):
            return listing((f"{place} {self._value(name, value)}" for place, value in right.values), self.lang)
        return self._value(name, right)

    def _value(self, name: str, value: object) -> str:
        text = value_text(name, value, self.lang)
        return text.replace("_", " ") if self.lang == "en" else text

    def _parameter(self, right: Param) -> str:
        parameter = self.book.parameters.get(right.name)
        if parameter is None:
            return right.name
        label = parameter.label.of(self.lang)
        value = parameter.at(self.day)
        if right.for_any is not None:
            return said("{} (of any of the {})", label, self._label(right.for_any)).of(self.lang)
        if value is None or isinstance(value, tuple):
            return label
        amount = f"{int(str(value)):,}" if str(value).isdigit() else str(value)
        return in_brackets(f"{amount} {parameter.unit}".strip(), label, self.lang)


def outline(node: Condition, book: Rulebook, lang: str, day: str, columns: int = 80, indent: str = "  ") -> list[str]:
    """A condition in lines of at most `columns`: one test a line, groups indented."""
    from ..reports.layout import wrap

    lines: list[str] = []

    def write(item: Item, depth: int) -> None:
        lead = indent + "  " * depth
        lines.extend(wrap(item.text, columns, f"{lead}- ", f"{lead}  "))
        for below in item.below:
            write(below, depth + 1)

    write(Words(book, lang, day).item(node), 0)
    return lines


def as_written(node: Condition) -> str:
    """A condition in one line of the rule format, for whoever has to find it in a file."""
    match node:
        case All(parts):
            return f"{{all: [{', '.join(map(as_written, parts))}]}}"
        case AnyOf(parts):
            return f"{{any: [{', '.join(map(as_written, parts))}]}}"
        case FirstKnown(parts):
            return f"{{first_known: [{', '.join(map(as_written, parts))}]}}"
        case Not(part):
            return f"{{not: {as_written(part)}}}"
        case Stated(part):
            return f"{{stated: {as_written(part)}}}"
        case ConceptRef(name):
            return f"{{concept: {name}}}"
        case Judgement(answer):
            return f"{{judgement: {answer}}}"
        case Quantifier(every, over, body):
            word = f"all_{over}s" if every else f"any_{over}"
            return f"{{{word}: {'{}' if body == All(()) else as_written(body)}}}"
    right = _written_right(node.right)
    plain = node.test == "in" or (node.test == "includes" and not right.startswith("["))
    return f"{{{node.fact}: {right}}}" if plain and not right.startswith("[") else f"{{{node.fact}: {{{node.test}: {right}}}}}"


def _written_right(right: object) -> str:
    match right:
        case bool():
            return "yes" if right else "no"
        case tuple():
            words = [_written_right(one) for one in right]
            return words[0] if len(words) == 1 else f"[{', '.join(words)}]"
        case Param(name, place):
            return f"{{param: {name}}}" if place is None else f"{{param: {name}, for_any: {place}}}"
        case FactRef(name):
            return f"{{fact: {name}}}"
        case Listed():
            return f"{{table: {right.table}, by: {right.by}, key: [{', '.join(right.key)}], column: {right.column}}}"
        case ByPlace():
            return "{" + ", ".join(f"{place}: {_written_right(value)}" for place, value in right.values) + "}"
    return str(right)

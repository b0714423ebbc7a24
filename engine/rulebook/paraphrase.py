"""A condition in plain words, English and Chinese, as an outline; and as its author wrote it, in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..declaration.schema import schema
from ..phrase import value_text
from ..text import Text
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

_ALL = Text("all of these:", "同时满足：")
_ANY = Text("any of these:", "满足任一项：")
_NOT_ALL = Text("not all of these:", "并非同时满足：")
_NONE = Text("none of these:", "以下均不满足：")
_FIRST = Text("the first of these that is known:", "以下各项中第一个已知者：")
_ALWAYS, _NEVER = Text("always", "始终成立"), Text("never", "从不成立")
_STATED, _NOT_STATED = Text("it is stated that", "已声明："), Text("it is not stated that", "未声明：")
_NOT = Text("not:", "不成立：")
_QUANTIFIED = {
    (False, "practice"): Text("some practice has:", "至少一项处理活动满足："),
    (True, "practice"): Text("every practice has:", "每一项处理活动均满足："),
    (False, "recipient"): Text("some recipient has:", "至少一个接收方满足："),
    (True, "recipient"): Text("every recipient has:", "每一个接收方均满足："),
}
_EXISTS = {"practice": Text("there is a practice", "存在处理活动"), "recipient": Text("there is a recipient", "存在接收方")}
_JUDGED = {
    "fail": Text("a person finds that it is broken", "经人工判断认为违反"),
    "pass": Text("a person finds that it is kept", "经人工判断认为未违反"),
}
_TESTS = {
    "at_least": Text("at least {}", "不少于{}"),
    "at_most": Text("at most {}", "不超过{}"),
    "more_than": Text("more than {}", "超过{}"),
    "less_than": Text("less than {}", "少于{}"),
    "includes": Text("includes {}", "包括{}"),
    "under": Text("within {}", "属于{}"),
}
_NEGATED = {
    "at_least": Text("less than {}", "少于{}"),
    "at_most": Text("more than {}", "超过{}"),
    "more_than": Text("at most {}", "不超过{}"),
    "less_than": Text("at least {}", "不少于{}"),
    "includes": Text("does not include {}", "不包括{}"),
    "under": Text("not within {}", "不属于{}"),
}
_FLAGS = {
    "pipl_sensitive": Text("sensitive under the PIPL", "个人信息保护法上的敏感个人信息"),
    "gdpr_special": Text("a special category under the GDPR", "GDPR上的特殊类别数据"),
    "cpra_sensitive": Text("sensitive under the CCPA", "CCPA上的敏感个人信息"),
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

    def _group(self, parts: Sequence[Condition], head: Text, empty: Text) -> Item:
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

    def _before(self, words: Text, item: Item) -> Item:
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
        return f"{label} ({short})" if self.lang == "en" else f"{label}（{short.strip('《》')}）"

    def _leaf(self, leaf: Leaf, *, turned: bool) -> str:
        colon = ": " if self.lang == "en" else "："
        return f"{self._label(leaf.fact)}{colon}{self._test(leaf, turned)}"

    def _test(self, leaf: Leaf, turned: bool) -> str:
        en = self.lang == "en"
        right = leaf.right
        if leaf.test == "empty":
            given = bool(right) is turned
            return (("given" if given else "none") if en else ("有" if given else "无")).strip()
        if leaf.test == "flag":
            words = _FLAGS[str(right)].of(self.lang)
            return (f"not {words}" if en else f"不是{words}") if turned else words
        if isinstance(right, Listed):
            keys = (" / " if en else "、").join(self._label(key) for key in right.key)
            if en:
                return f"{'not ' if turned else ''}listed for the {keys} in the table {right.table}"
            return f"{'未' if turned else ''}列入表 {right.table} 中与{keys}对应的各行"
        template = (_NEGATED if turned else _TESTS).get(leaf.test)
        if template is not None:
            return template.of(self.lang).format(self._right(leaf.fact, right))
        if isinstance(right, tuple) and len(right) == 1 and isinstance(right[0], bool):
            return value_text(leaf.fact, right[0] is not turned, self.lang)
        words = self._right(leaf.fact, right)
        return (f"not {words}" if en else f"不是{words}") if turned else words

    def _right(self, name: str, right: object) -> str:
        en = self.lang == "en"
        if isinstance(right, tuple):
            words = [self._value(name, one) for one in right]
            return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words) if en else "或".join(words)
        if isinstance(right, FactRef):
            return f"what “{self._label(right.name)}” says" if en else f"“{self._label(right.name)}”所填的值"
        if isinstance(right, Param):
            return self._parameter(right)
        if isinstance(right, ByPlace):
            return ", ".join(f"{place} {self._value(name, value)}" for place, value in right.values)
        return self._value(name, right)

    def _value(self, name: str, value: object) -> str:
        text = value_text(name, value, self.lang)
        return text.replace("_", " ") if self.lang == "en" else text

    def _parameter(self, right: Param) -> str:
        parameter = self.book.parameters.get(right.name)
        if parameter is None:
            return right.name
        en = self.lang == "en"
        label = parameter.label.of(self.lang)
        value = parameter.at(self.day)
        if right.for_any is not None:
            place = self._label(right.for_any)
            return f"{label} (of any of the {place})" if en else f"{label}（按{place}中任一地区）"
        if value is None:
            return label
        if isinstance(value, tuple):
            return label
        amount = f"{int(str(value)):,}" if str(value).isdigit() else str(value)
        amount = f"{amount} {parameter.unit}".strip()
        return f"{amount} ({label})" if en else f"{amount}（{label}）"


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

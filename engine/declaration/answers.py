"""What people said about findings: answers to questions of judgement, and waivers."""

from __future__ import annotations

from collections.abc import Callable

from ..reading import Node, nearest
from ..text import said
from .model import JudgementAnswer, Subject, Waiver
from .schema import UNKNOWN_WORDS, is_unknown, schema, typed
from .vocabulary import categories

MOST_LETTERS = 200
"""Of a word that is not a free text: longer ones are wrong, and are cut in messages."""

Reference = tuple[Node, str, str]
"""Where an id stands, what it is the id of (`practice` or `recipient`), and the id."""


class AnswerReader:
    """Reads the judgements and waivers of one document.

    `fault` is told what is wrong; `references` and `places` collect the ids that must exist and where each rule is named.
    """

    def __init__(self, fault: Callable[..., None], references: list[Reference], places: dict[str, tuple[int, int]]) -> None:
        self.fault, self.references, self.places = fault, references, places

    def judgements(self, node: Node | None) -> list[JudgementAnswer]:
        """The answers people gave. A rule is answered once for a subject: of two answers neither would count."""
        found: list[JudgementAnswer] = []
        first: dict[tuple[str, Subject], Node] = {}
        for number, item in enumerate(self._list(node, "judgements")):
            self._rule_place(item, f"judgements[{number}]")
            words = self._words(item, ("rule", "answer", "by", "on", "reason", "facts"), ("rule", "answer", "by", "reason"))
            if words.get("answer") not in (None, "pass", "fail"):
                self.fault(item.get("answer") or item, said("an answer is pass or fail, not `{}`", words["answer"]))
            self._date(item, words, "on")
            answer = JudgementAnswer(
                words.get("rule", ""),
                self._subject(item),
                words.get("answer", ""),
                words.get("by", ""),
                words.get("on", ""),
                words.get("reason", ""),
                words.get("facts", ""),
            )
            before = first.setdefault((answer.rule, answer.subject), item)
            if answer.rule and before is not item:
                twice = said("rule `{}` is answered twice for one subject", answer.rule)
                self.fault(item, twice, said("the first is on line {}", before.line))
            found.append(answer)
        return found

    def waivers(self, node: Node | None) -> list[Waiver]:
        """The findings accepted, each by somebody, for a reason, until a day."""
        found: list[Waiver] = []
        for number, item in enumerate(self._list(node, "waivers")):
            self._rule_place(item, f"waivers[{number}]")
            words = self._words(item, ("rule", "reason", "owner", "until"), ("rule", "reason", "owner", "until"))
            self._date(item, words, "until")
            subject = self._subject(item)
            found.append(
                Waiver(words.get("rule", ""), subject, words.get("reason", ""), words.get("owner", ""), words.get("until", ""))
            )
        return found

    def _list(self, node: Node | None, name: str) -> list[Node]:
        if node is None or is_unknown(node):
            return []
        if node.kind != "list":
            self.fault(node, said("`{}` is a list", name))
            return []
        return node.items

    def _subject(self, item: Node) -> Subject:
        # An unknown part is a fault here: left out, it would widen the answer to every practice.
        node = item.get("subject") if item.kind == "map" else None
        if node is None:
            return Subject()
        words = self._words(node, ("practice", "data", "recipient"), ())
        for kind in ("practice", "recipient"):
            if kind in words:
                self.references.append((node.get(kind) or node, kind, words[kind]))
        if "data" in words and words["data"] not in categories().all:
            wrong = words["data"][:MOST_LETTERS]
            self.fault(node.get("data") or node, said("unknown data category `{}`", wrong), nearest(wrong, categories().all))
        return Subject(words.get("practice"), words.get("data"), words.get("recipient"))

    def _words(self, node: Node, allowed: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, str]:
        if node.kind != "map":
            self.fault(node, said("a map with {} is expected here", allowed))
            return {}
        found: dict[str, str] = {}
        for key, value in node.pairs:
            if key.text == "subject" and needed:
                continue
            if key.text not in allowed:
                word = key.text[:MOST_LETTERS]
                self.fault(key, said("unknown key `{}`", word), nearest(word, allowed) or said("one of {}", allowed))
            elif value.kind != "scalar":
                self.fault(value, said("`{}` is a text", key.text))
            elif key.text not in needed or value.text.strip().lower() not in UNKNOWN_WORDS:
                found[key.text] = value.text
        for word in needed:
            if word not in found:
                self.fault(node, said("`{}` is missing", word))
        return found

    def _rule_place(self, item: Node, name: str) -> None:
        rule = item.get("rule") if item.kind == "map" else None
        if rule is not None:
            self.places[f"{name}.rule"] = (rule.line, rule.column)

    def _date(self, item: Node, words: dict[str, str], key: str) -> None:
        if words.get(key, "") in UNKNOWN_WORDS:
            words.pop(key, None)
            return
        try:
            typed(schema().by_path["meta.created"], words[key])
        except ValueError as error:
            self.fault(item.get(key) or item, said("`{}`: {}", key, error.args[0]))

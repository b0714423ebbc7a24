"""One rule file being read: its maps, words, texts and numbers, with a fault for each that is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from ..reading import Node, nearest
from ..text import Text, said
from .parse import Parser


class RuleFile(Parser):
    """One file being read: a condition parser that also knows how to take texts, words and dates from a map."""

    def keys(self, node: Node, allowed: Iterable[str]) -> dict[str, Node]:
        """The values of a map by key; a key that is not allowed is a fault."""
        if node.kind != "map":
            self.fault(node, said("a map is expected here"))
            return {}
        names = sorted(allowed)
        for key, _ in node.pairs:
            if key.text not in names:
                self.fault(key, said("unknown key `{}`", key.text), nearest(key.text, names) or said("known: {}", names))
        return {key.text: value for key, value in node.pairs}

    def need(self, node: Node, keys: dict[str, Node], *names: str) -> None:
        """A fault for each key that is missing."""
        for name in names:
            if name not in keys:
                self.fault(node, said("`{}` is missing", name))

    def word(self, node: Node | None, default: str = "") -> str:
        """A scalar's text."""
        return default if node is None else self._word(node)

    def words(self, node: Node | None) -> tuple[str, ...]:
        """A list of words; one word stands for a list of one."""
        if node is None:
            return ()
        return tuple(self._word(item) for item in (node.items if node.kind == "list" else [node]))

    def text(self, node: Node | None) -> Text:
        """A text in both languages; a missing language is a fault."""
        if node is None:
            return Text()
        keys = self.keys(node, ("en", "zh"))
        for language in ("en", "zh"):
            if not self.word(keys.get(language)).strip():
                self.fault(
                    node,
                    said("the English text is missing") if language == "en" else said("the Chinese text is missing"),
                    said("add `{}:`", language),
                )
        return Text(self.word(keys.get("en")), self.word(keys.get("zh")))

    def number(self, node: Node | None) -> float | None:
        """A number; `none` and an empty scalar are None."""
        if node is None or self.word(node) in ("none", ""):
            return None
        try:
            return float(self.word(node))
        except ValueError:
            self.fault(node, said("`{}` is not a number", node.value))
            return None

    def flat(self, node: Node) -> dict[str, object]:
        """A case's facts by name."""
        if node.kind != "map":
            self.fault(node, said("a case is a map of facts"))
            return {}
        return {key.text: value.plain_data() for key, value in node.pairs}


def frozen(value: object) -> object:
    """A list as a tuple, at every depth: what is kept in the rulebook does not change."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value

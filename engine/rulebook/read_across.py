"""`regulations/across.yaml`: what the laws of several regions have in common, and where they collide."""

from __future__ import annotations

from ..reading import Node
from ..text import Text
from .model import Rulebook
from .rulefile import RuleFile
from .sides import Across, Conflict, Side, Topic

FILE = "across.yaml"
_ROWS = frozenset({"practice", "recipient"})


def read_across(file: RuleFile, node: Node) -> Across:
    """The regions by name, the topics and the conflicts; what is wrong becomes faults of the file."""
    keys = file.keys(node, ("regions", "topics", "conflicts"))
    file.need(node, keys, "regions", "topics", "conflicts")
    regions, topics, conflicts = (keys.get(name) for name in ("regions", "topics", "conflicts"))
    return Across(
        {key.text: file.text(value) for key, value in (regions.pairs if regions and regions.kind == "map" else ())},
        tuple(_topic(file, item) for item in (topics.items if topics and topics.kind == "list" else ())),
        tuple(_conflict(file, item) for item in (conflicts.items if conflicts and conflicts.kind == "list" else ())),
    )


def _both(file: RuleFile, keys: dict[str, Node]) -> Text:
    return Text(file.word(keys.get("en")), file.word(keys.get("zh")))


def _topic(file: RuleFile, node: Node) -> Topic:
    keys = file.keys(node, ("en", "zh", "conducts", "also", "differs"))
    file.need(node, keys, "en", "zh", "conducts")
    differs = file.keys(keys["differs"], ("cites", "en", "zh")) if "differs" in keys else {}
    # `also` names rules that stand in a second topic of the comparison in docs/; a report asks for the topic of a conduct.
    return Topic(_both(file, keys), file.words(keys.get("conducts")), file.words(differs.get("cites")), _both(file, differs))


def _conflict(file: RuleFile, node: Node) -> Conflict:
    keys = file.keys(node, ("en", "zh", "asks", "strains", "both"))
    file.need(node, keys, "en", "zh", "asks", "strains", "both")
    return Conflict(
        _both(file, keys), _side(file, keys.get("asks")), _side(file, keys.get("strains")), file.text(keys.get("both"))
    )


def _side(file: RuleFile, node: Node | None) -> Side:
    keys = file.keys(node, ("cites", "rules", "about", "en", "zh")) if node else {}
    if node:
        file.need(node, keys, "cites", "rules", "en", "zh")
    about = file.condition(keys["about"], _ROWS) if "about" in keys else None
    return Side(file.words(keys.get("cites")), file.words(keys.get("rules")), about, _both(file, keys))


def dated(book: Rulebook) -> Across:
    """The comparison of a rulebook that is read in full, each part with the day from which its clauses are law."""

    def since(cites: tuple[str, ...]) -> str:
        known = [book.clause_from(cite) for cite in cites if cite.partition(":")[0] in book.laws]
        return max(known, default="")

    found = book.across
    return Across(
        found.regions,
        tuple(one._replace(since=since(one.cites)) for one in found.topics),
        tuple(one._replace(since=since((*one.asks.cites, *one.strains.cites))) for one in found.conflicts),
    )

"""The terms rules share: the concepts and the parameters of a law."""

from __future__ import annotations

from ..reading import Node, nearest
from ..text import said
from .conditions import YES
from .model import BEGINNING, END, SCOPES, Concept, Parameter, Rulebook
from .parse import VISIBLE
from .read_rules import read_cases
from .rulefile import RuleFile, frozen

CONCEPT_KINDS = ("yes", "no", "unknown", "notInForce")


def read_concepts(file: RuleFile, node: Node, book: Rulebook) -> None:
    """Add the concepts of one law, with their editions and cases, to the rulebook."""
    top = file.keys(node, ("concepts",)).get("concepts")
    for key, value in top.pairs if top and top.kind == "map" else ():
        keys = file.keys(value, ("scope", "label", "cites", "when", "from", "to", "editions", "cases"))
        file.need(value, keys, "scope", "label")
        if key.text in book.concepts:
            file.fault(
                key, said("concept `{}` is defined twice", key.text), said("first in {}", book.concepts[key.text][0].file)
            )
        editions = keys.get("editions")
        found = []
        for edition in editions.items if editions and editions.kind == "list" else [None]:
            over = file.keys(edition, ("cites", "when", "from", "to")) if edition else {}
            merged = {**keys, **over}
            file.need(edition or value, merged, "cites", "when")
            scope = file.word(merged.get("scope"), "app")
            if scope not in SCOPES:
                file.fault(merged["scope"], said("unknown scope `{}`", scope), nearest(scope, SCOPES))
                scope = "app"
            found.append(
                Concept(
                    key.text,
                    scope,
                    file.text(merged.get("label")),
                    file.words(merged.get("cites")),
                    file.word(merged.get("from")) or BEGINNING,
                    file.word(merged.get("to")) or END,
                    file.condition(merged["when"], VISIBLE[scope]) if "when" in merged else YES,
                    file.file,
                    (edition or key).line,
                )
            )
        book.concepts[key.text] = tuple(found)
        book.cases["concept", key.text] = read_cases(file, [keys.get("cases")], CONCEPT_KINDS)


def read_parameters(file: RuleFile, node: Node, book: Rulebook) -> None:
    """Add the dated parameters of one law to the rulebook."""
    top = file.keys(node, ("parameters",)).get("parameters")
    for key, value in top.pairs if top and top.kind == "map" else ():
        keys = file.keys(value, ("label", "unit", "cites", "values", "compared"))
        file.need(value, keys, "label", "cites", "values")
        if key.text in book.parameters:
            file.fault(
                key, said("parameter `{}` is defined twice", key.text), said("first in {}", book.parameters[key.text].file)
            )
        book.places["parameter", key.text] = (file.file, key.line)
        values = keys.get("values")
        dated = []
        for item in values.items if values and values.kind == "list" else ():
            one = file.keys(item, ("from", "value"))
            file.need(item, one, "from", "value")
            if "from" in one and "value" in one:
                dated.append((file.word(one["from"]), frozen(one["value"].plain_data())))
        if not dated:
            file.fault(value, said("parameter `{}` has no value", key.text))
        book.parameters[key.text] = Parameter(
            key.text,
            file.text(keys.get("label")),
            file.word(keys.get("unit")),
            file.words(keys.get("cites")),
            tuple(sorted(dated, key=lambda pair: pair[0])),
            file.word(keys.get("compared"), "yes") == "yes",
            file.file,
        )

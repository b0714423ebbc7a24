"""Stands in for declaration.load.from_node until that exists; delete then."""

from __future__ import annotations

from ..declaration.model import Declaration
from ..declaration.schema import UNKNOWN_WORDS, rule_name, schema, typed
from ..declaration.vocabulary import categories
from ..reading import Fault, Faults, Node, nearest


def from_node(node: Node, file: str) -> Declaration:
    faults = []

    def flat(node, prefix, out):
        for key, value in node.pairs:
            path = f"{prefix}{key.text}"
            fact = schema().by_path.get(path)
            if fact is None:
                if value.kind == "map":
                    flat(value, path + ".", out)
                else:
                    faults.append(Fault(file, value.line, 1, f"unknown fact `{rule_name(path)}`", nearest(path, schema().by_path)))
                continue
            try:
                out_value = one(fact, value)
            except ValueError as error:
                faults.append(Fault(file, value.line, 1, f"`{fact.name}`: {error}"))
                continue
            if out_value is not None:
                out[fact.name] = out_value
        return out

    def one(fact, value):
        if value.kind == "map":
            if not (fact.by_law or fact.type == "map"):
                raise ValueError("takes a value, not a map")
            return {k.text: typed(fact, v.text) for k, v in value.pairs if v.text not in UNKNOWN_WORDS}
        if fact.many:
            words = [v.text for v in value.items] if value.kind == "list" else [value.text]
            if words == ["unknown"]:
                return None
            if fact.type == "category":
                for w in words:
                    if w not in categories().all:
                        raise ValueError(f"unknown data category `{w}`")
            return tuple(typed(fact, w) for w in words)
        if value.kind == "list":
            if value.items == [] and fact.type == "text":
                return ""
            raise ValueError("has one value")
        return typed(fact, value.text)

    top = Node("map", [(k, v) for k, v in node.pairs if k.text not in ("practices", "recipients")], 1, 1)
    found = Declaration(app=flat(top, "", {}))
    for name in ("practices", "recipients"):
        part = node.get(name)
        if part is None or part.kind == "scalar":
            continue
        rows = [flat(item, f"{name}[].", {}) for item in part.items]
        setattr(found, name, rows)
    if faults:
        raise Faults(faults)
    return found

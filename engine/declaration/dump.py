"""A declaration back to YAML: in the order of the fact table, read by people, loading to the same facts again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal

from .model import FORMAT_VERSION, Declaration, Facts, Subject, Value
from .schema import UNKNOWN_WORDS, Fact, schema

_PLAIN = re.compile(r"[A-Za-z0-9_/][A-Za-z0-9_./+@-]*( [A-Za-z0-9_./+@-]+)*")


def document(declaration: Declaration) -> dict[str, object]:
    """The declaration as nested plain data, every scalar as text: what `dump` writes."""
    data: dict[str, object] = {"declaration": str(FORMAT_VERSION)}
    _nest(data, _ordered(declaration.app, "app"), "")
    if declaration.practice_defaults:
        defaults: dict[str, object] = {}
        _nest(defaults, _ordered(declaration.practice_defaults, "practice"), "practice.")
        data["practice_defaults"] = defaults
    if declaration.practices is not None:
        stated = declaration.stated_practices or declaration.practices
        filled = zip(stated, declaration.practices, strict=True)
        data["practices"] = [_practice(row, facts, declaration.practice_defaults) for row, facts in filled]
    if declaration.recipients is not None:
        data["recipients"] = [_row(row, "recipient") for row in declaration.recipients]
    if declaration.judgements:
        data["judgements"] = [
            _words(rule=j.rule, subject=j.subject, answer=j.answer, by=j.by, on=j.on, reason=j.reason, facts=j.facts)
            for j in declaration.judgements
        ]
    if declaration.waivers:
        data["waivers"] = [
            _words(rule=w.rule, subject=w.subject, reason=w.reason, owner=w.owner, until=w.until) for w in declaration.waivers
        ]
    return data


def dump(declaration: Declaration) -> str:
    """The declaration as YAML text."""
    lines: list[str] = []
    _write_map(document(declaration), "", lines)
    return "\n".join(lines) + "\n"


def _row(facts: Facts, scope: str) -> dict[str, object]:
    row: dict[str, object] = {}
    _nest(row, _ordered(facts, scope), f"{scope}.")
    return row


def _practice(stated: Facts, facts: Facts, defaults: Facts) -> dict[str, object]:
    """What the practice states, and `unknown` where it keeps a default out."""
    row = _row(stated, "practice")
    for name in defaults:
        if name not in facts:
            *above, last = name.removeprefix("practice.").split(".")
            inner = row
            for word in above:
                inner = inner.setdefault(word, {})  # type: ignore[assignment]
            inner[last] = "unknown"
    return row


def _ordered(facts: Facts, scope: str) -> Iterable[tuple[Fact, Value]]:
    return ((fact, facts[fact.name]) for fact in schema().of_scope(scope) if fact.name in facts and fact.name != "declaration")


def _nest(into: dict[str, object], facts: Iterable[tuple[Fact, Value]], prefix: str) -> None:
    for fact, value in facts:
        *above, last = fact.name.removeprefix(prefix).split(".")
        inner = into
        for word in above:
            inner = inner.setdefault(word, {})  # type: ignore[assignment]
        inner[last] = _plain(value)


def _plain(value: Value) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, float):
        # Every digit that tells this number from its neighbours, and no exponent.
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return [] if value == "" else str(value)


def _words(**parts: object) -> dict[str, object]:
    return {
        name: part.as_dict() if isinstance(part, Subject) else part
        for name, part in parts.items()
        if part not in ("", Subject())
    }


def _write_map(data: dict[str, object], indent: str, lines: list[str]) -> None:
    for key, value in data.items():
        name = _scalar(key)
        if isinstance(value, dict) and value and not _short(value):
            lines.append(f"{indent}{name}:")
            _write_map(value, indent + "  ", lines)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            lines.append(f"{indent}{name}:")
            for item in value:
                start = len(lines)
                _write_map(item, indent + "    ", lines)
                lines[start] = f"{indent}  - {lines[start].lstrip()}"
        else:
            lines.append(f"{indent}{name}: {_inline(value)}")


def _short(value: dict[str, object]) -> bool:
    return all(not isinstance(one, (dict, list)) for one in value.values()) and len(_inline(value)) <= 60


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    """A word as it is; anything YAML or the loader could read differently in double quotes."""
    if _PLAIN.fullmatch(text) and text not in UNKNOWN_WORDS and not text.startswith(("-", "?")):
        return text
    # JSON's escapes are YAML's, except for a pair of surrogates: keep every other character as it is.
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", quoted)

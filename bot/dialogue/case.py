"""A case: what a person said about one practice, what is assumed for the rest, as a declaration that the engine judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ...engine.declaration.model import Declaration, Facts, Value
from ...engine.declaration.schema import Fact, schema, typed
from ..tables import table
from ..understand.region import MARKETS

PRACTICE, RECIPIENT = "asked", "recipient"
"""Ids of the one practice, and the one recipient, that a question is about."""


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = table(Path(__file__).parent / "assumed.yaml")
    return found


def base(regions: Iterable[str]) -> dict[str, Value]:
    """What is taken as given about an ordinary app in these regions (cn, eu, us-ca)."""
    plain = _table()["base"]
    found = dict(plain["all"])
    for region in regions:
        found |= plain[MARKETS[region]]
    return {name: value_of(name, value) for name, value in found.items()}


@cache
def ready() -> dict[str, Value]:
    """What may be taken as given where a rule that a question is about needs it."""
    return {name: value_of(name, value) for name, value in _table()["ready"].items()}


def follows(stated: Mapping[str, Value]) -> dict[str, Value]:
    """What is taken as given in the ordinary case because of what was stated: an order is delivered under a contract."""
    found: dict[str, Value] = {}
    for one in _table()["follows"]:
        held = [stated[name] for name in one["of"] if name in stated]
        if held and (one["in"] == "any" or any(value in one["in"] for value in held)):
            found |= {name: value_of(name, value) for name, value in one["then"].items() if name not in stated}
    return found


def value_of(name: str, value: object) -> Value:
    """A value as the engine types it, from YAML or a person's words. Raises ValueError where it does not suit the fact."""
    known = schema().resolve(name)
    if known is None:
        raise ValueError(name)
    fact = known[0]
    if isinstance(value, (list, tuple)):
        return tuple(str(_one(fact, one)) for one in value)
    one = _one(fact, value)
    return (str(one),) if fact.many else one


def _one(fact: Fact, value: object) -> Any:
    if isinstance(value, bool):
        return value if fact.type == "tri" else ("yes" if value else "no")
    return typed(fact, str(value))


@dataclass(slots=True)
class Case:
    """The facts of a conversation. Stated facts win over assumed ones; both are by the names that rules use."""

    stated: dict[str, Value] = field(default_factory=dict)
    assumed: dict[str, Value] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Value]:
        """Everything the engine is given."""
        return {**self.assumed, **self.stated}

    def declaration(self, more: Mapping[str, Value] | None = None) -> Declaration:
        """The declaration of one app with one practice, and one recipient where anything is known of one."""
        return declaration({**self.assumed, **(more or {}), **self.stated})


def declaration(facts: Mapping[str, Value]) -> Declaration:
    """A declaration of these facts: one practice; a recipient only where a fact is about one."""
    app: Facts = {}
    practice: Facts = {"practice.id": PRACTICE}
    recipient: Facts = {"recipient.id": RECIPIENT}
    for name, value in facts.items():
        place = practice if name.startswith("practice.") else recipient if name.startswith("recipient.") else app
        place[name] = value
    if len(recipient) > 1:
        practice.setdefault("practice.recipients", (RECIPIENT,))
    return Declaration(
        app=app,
        practices=[practice],
        recipients=[recipient] if len(recipient) > 1 else None,
        stated_practices=[practice],
        file="-",
    )

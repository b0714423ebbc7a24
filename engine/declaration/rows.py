"""The rows a rule sees: the app, its practices, its recipients, its disclosures, and how they hang together.

A row holds every fact visible in it under the names rules use, so evaluation is one dictionary look-up. Rows of a
practice that states its own `markets` read that list as `app.markets`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..plain import Plain
from .model import Declaration, Facts, Subject
from .vocabulary import categories

SCOPES = ("app", "practice", "recipient", "disclosure")


class Members(NamedTuple):
    """What a quantifier ranges over.

    `rows` are members for certain, `possible` may be (a practice that does not say where its data goes), and
    `missing` names what would have to be known for the list to be complete, or is None when it is.
    """

    rows: tuple[Row, ...]
    possible: tuple[Row, ...]
    missing: str | None


@dataclass(eq=False, slots=True, repr=False)
class Row(Plain):
    """One row of a scope with every fact visible in it."""

    rows: Rows
    scope: str
    facts: Facts
    subject: Subject
    practice: Facts | None = None
    recipient: Facts | None = None
    named: bool = True
    base: Row | None = None
    """The practice row that a disclosure row was made from."""
    own_members: Members | None = None

    def path(self, name: str) -> str:
        """How findings write a fact of this row: `practices[ads].consent.separate`."""
        if name.startswith("practice."):
            return f"practices[{self.subject.practice or ''}].{name[9:]}"
        if name.startswith("recipient."):
            return f"recipients[{self.subject.recipient or ''}].{name[10:]}"
        return name

    def at(self, scope: str) -> Row:
        """The row of `scope` that this row lies in: where a concept of that scope is judged."""
        if scope == self.scope:
            return self
        markets = self.facts.get("app.markets")
        if scope == "app":
            return self.rows.app_row(markets)
        if scope == "practice":
            return self.base or self
        return self.rows.recipient_row(self, markets)

    def members(self, over: str) -> Members:
        """The practices or recipients that a quantifier in this row ranges over."""
        if over == "practice":
            return self.rows.app_practices if self.recipient is None else self.rows.senders(self)
        return self.rows.app_recipients if self.practice is None else self.rows.own_recipients(self)


class Rows:
    """All rows of one declaration. `law_facts` are the per-law names that rules read (`practice.legal_basis.gdpr`)."""

    def __init__(self, declaration: Declaration, law_facts: Iterable[str] = ()) -> None:
        self.declaration = declaration
        self._law_facts: dict[str, list[str]] = {}
        for name in law_facts:
            self._law_facts.setdefault(name.rpartition(".")[0], []).append(name)
        self._app_rows: dict[object, Row] = {}
        self._recipient_rows: dict[object, Row] = {}
        self.memo: dict[object, bool | None] = {}
        """Values of concepts, kept by an evaluator for the life of these rows."""
        self.app = Row(self, "app", dict(declaration.app), Subject())
        self._app_rows[declaration.app.get("app.markets")] = self.app
        self._recipients = {str(facts["recipient.id"]): facts for facts in declaration.recipients or ()}

    def of_scope(self, scope: str) -> list[Row]:
        """The rows a rule of this scope is judged on. A list nobody stated is one row in which it is all unknown."""
        if scope == "app":
            return [self.app]
        return {"practice": self.practices, "recipient": self.recipients, "disclosure": self.disclosures}[scope]

    @cached_property
    def practices(self) -> list[Row]:
        """One row per practice and data category."""
        if self.declaration.practices is None:
            return [self._row("practice", {}, None, None, named=False)]
        return [self._row("practice", facts, None, data) for facts in self.declaration.practices for data in _data(facts)]

    @cached_property
    def recipients(self) -> list[Row]:
        """One row per recipient."""
        if self.declaration.recipients is None:
            return [self._row("recipient", None, {}, None, named=False)]
        return [self._row("recipient", None, facts, None) for facts in self.declaration.recipients]

    @cached_property
    def disclosures(self) -> list[Row]:
        """One row per practice, data category and recipient that gets that category."""
        rows = []
        for practice in self.practices:
            recipients = practice.facts.get("practice.recipients")
            if recipients is None:
                rows.append(self._pair(practice, {}, named=False))
                continue
            rows += [self._pair(practice, facts) for facts in self._receiving(practice)]
        return rows

    def app_row(self, markets: object) -> Row:
        """The app as seen from rows whose markets are `markets`."""
        row = self._app_rows.get(markets)
        if row is None:
            facts = dict(self.declaration.app)
            _set(facts, "app.markets", markets)
            row = self._app_rows[markets] = Row(self, "app", facts, Subject())
        return row

    def recipient_row(self, row: Row, markets: object) -> Row:
        """The recipient of a disclosure row on its own, in the same markets."""
        key = (row.subject.recipient, markets)
        found = self._recipient_rows.get(key)
        if found is None:
            found = self._row("recipient", None, row.recipient or {}, None, named=row.named)
            if markets != self.declaration.app.get("app.markets"):
                _set(found.facts, "app.markets", markets)
            self._recipient_rows[key] = found
        return found

    @cached_property
    def app_practices(self) -> Members:
        """Every practice of the app."""
        return self._listed("practices", self.declaration.practices, lambda: self.practices)

    @cached_property
    def app_recipients(self) -> Members:
        """Every recipient of the app."""
        return self._listed("recipients", self.declaration.recipients, lambda: self.recipients)

    def own_recipients(self, row: Row) -> Members:
        """The recipients of one practice."""
        practice = row.base or row
        found = practice.own_members
        if found is None:
            recipients = practice.facts.get("practice.recipients")
            if recipients is None:
                found = Members((), (), practice.path("practice.recipients"))
            elif recipients == ():
                found = Members((), (), None)
            else:
                pairs = tuple(self._pair(practice, facts) for facts in self._receiving(practice))
                found = Members(pairs, (), self._incomplete("recipients"))
            practice.own_members = found
        return found

    def senders(self, row: Row) -> Members:
        """The practices that send to one recipient; those that do not say where their data goes are possible ones."""
        markets = row.facts.get("app.markets")
        recipient = row if row.scope == "recipient" else self.recipient_row(row, markets)
        found = recipient.own_members
        if found is None:
            listed = self.app_practices
            sure, possible = [], []
            facts = recipient.recipient or {}
            for practice in listed.rows:
                names = practice.facts.get("practice.recipients")
                if not recipient.named or names is None:
                    if names != ():
                        possible.append(self._pair(practice, facts, named=recipient.named))
                elif recipient.subject.recipient in names and _gets(facts, practice.facts.get("practice.data")):  # type: ignore[operator]
                    sure.append(self._pair(practice, facts))
            found = recipient.own_members = Members(tuple(sure), tuple(possible), listed.missing)
        return found

    def _incomplete(self, name: str) -> str | None:
        complete = self.declaration.app.get(f"{name}_complete")
        return None if complete is True else name if complete is False else f"{name}_complete"

    def _listed(self, name: str, stated: list[Facts] | None, rows) -> Members:  # type: ignore[no-untyped-def]
        if stated is None:
            return Members((), (), name)
        return Members(tuple(rows()), (), self._incomplete(name)) if stated else Members((), (), None)

    def _receiving(self, practice: Row) -> list[Facts]:
        data = practice.facts.get("practice.data")
        names = practice.facts.get("practice.recipients") or ()
        found = [self._recipients.get(name, {"recipient.id": name}) for name in names]  # type: ignore[union-attr]
        return [facts for facts in found if _gets(facts, data)]

    def _row(self, scope: str, practice: Facts | None, recipient: Facts | None, data: str | None, *, named: bool = True) -> Row:
        facts = dict(self.declaration.app)
        if practice is not None:
            facts.update(practice)
            facts.pop("practice.data", None)
            if data is not None:
                facts["practice.data"] = data
            if "practice.markets" in practice:
                facts["app.markets"] = practice["practice.markets"]
        if recipient is not None:
            facts.update(recipient)
        for base, names in self._law_facts.items():
            value = facts.get(base)
            if value is not None:
                for name in names:
                    if not isinstance(value, dict):
                        facts[name] = value
                    elif (one := value.get(name.rpartition(".")[2])) is not None:
                        facts[name] = one
        subject = Subject(_text((practice or {}).get("practice.id")), data, _text((recipient or {}).get("recipient.id")))
        return Row(self, scope, facts, subject, practice, recipient, named)

    def _pair(self, practice: Row, recipient: Facts, *, named: bool = True) -> Row:
        row = self._row("disclosure", practice.practice, recipient, practice.subject.data, named=named)
        row.base = practice
        return row


def _data(facts: Facts) -> tuple[str | None, ...]:
    """A practice that names no data is still one row, with the category unknown; one known to hold none has no row."""
    data = facts.get("practice.data")
    return (None,) if data is None else data  # type: ignore[return-value]


def _gets(recipient: Facts, data: object) -> bool:
    """Whether a recipient gets this category: not when it lists its data and neither it nor a group of it is there."""
    listed = recipient.get("recipient.data")
    if listed is None or data is None:
        return True
    return any(categories().is_in(data, one) is not False for one in listed)  # type: ignore[arg-type, union-attr]


def _set(facts: Facts, name: str, value: object) -> None:
    if value is None:
        facts.pop(name, None)
    else:
        facts[name] = value  # type: ignore[assignment]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

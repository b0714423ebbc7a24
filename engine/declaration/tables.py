"""A declaration as flat tables and back: the shape of spreadsheets and columns.

Four tables (DESIGN, Facts): apps, practices (one row per practice and data category), recipients, disclosures (practice x
category x recipient, derived). Column names are the names rules use. `position` keeps the order, `category` counts the
categories of a practice, and `list_state` tells an unknown list from one known to be empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .model import Declaration, Facts, JudgementAnswer, Waiver
from .rows import Rows

UNKNOWN, EMPTY, LISTED = "unknown", "empty", "listed"


@dataclass(slots=True)
class Tables:
    """The tables of one or several declarations. `app_key` (the position of the declaration) joins them."""

    apps: list[dict[str, object]] = field(default_factory=list)
    practices: list[dict[str, object]] = field(default_factory=list)
    recipients: list[dict[str, object]] = field(default_factory=list)
    disclosures: list[dict[str, object]] = field(default_factory=list)
    judgements: dict[int, list[JudgementAnswer]] = field(default_factory=dict)
    waivers: dict[int, list[Waiver]] = field(default_factory=dict)


def flatten(declaration: Declaration, into: Tables | None = None) -> Tables:
    """The rows of a declaration, added to `into`. `practice_defaults` are already in the practices."""
    tables = into if into is not None else Tables()
    key = len(tables.apps)
    tables.apps.append(
        {
            "app_key": key,
            "practices_state": _state(declaration.practices),
            "recipients_state": _state(declaration.recipients),
            **declaration.app,
        }
    )
    for position, facts in enumerate(declaration.practices or ()):
        data = facts.get("practice.data")
        rest = {name: value for name, value in facts.items() if name != "practice.data"}
        state = UNKNOWN if data is None else LISTED if data else EMPTY
        for number, category in enumerate(data if isinstance(data, tuple) and data else (None,)):
            row: dict[str, object] = {"app_key": key, "position": position, "category": number, "data_state": state, **rest}
            if category is not None:
                row["practice.data"] = category
            tables.practices.append(row)
    for position, facts in enumerate(declaration.recipients or ()):
        tables.recipients.append({"app_key": key, "position": position, **facts})
    for disclosure in Rows(declaration).disclosures:
        subject = disclosure.subject
        tables.disclosures.append(
            {
                "app_key": key,
                "practice.id": subject.practice,
                "practice.data": subject.data,
                "recipient.id": subject.recipient,
            }
        )
    tables.judgements[key] = list(declaration.judgements)
    tables.waivers[key] = list(declaration.waivers)
    return tables


def unflatten(tables: Tables) -> list[Declaration]:
    """The declarations of the tables, in order: the inverse of `flatten` up to defaults, which stay filled in."""
    found: list[Declaration] = []
    for app in tables.apps:
        key = app["app_key"]
        facts = {name: value for name, value in app.items() if "." in name or name.endswith("_complete")}
        declaration = Declaration(app=facts)  # type: ignore[arg-type]
        if app["practices_state"] != UNKNOWN:
            declaration.practices = _practices([row for row in tables.practices if row["app_key"] == key])
        if app["recipients_state"] != UNKNOWN:
            rows = sorted((row for row in tables.recipients if row["app_key"] == key), key=lambda row: row["position"])  # type: ignore[arg-type, return-value]
            declaration.recipients = [_facts(row) for row in rows]
        declaration.judgements = list(tables.judgements.get(key, ()))  # type: ignore[call-overload]
        declaration.waivers = list(tables.waivers.get(key, ()))  # type: ignore[call-overload]
        found.append(declaration)
    return found


def _state(rows: list[Facts] | None) -> str:
    return UNKNOWN if rows is None else LISTED if rows else EMPTY


def _facts(row: dict[str, object]) -> Facts:
    return {name: value for name, value in row.items() if "." in name}  # type: ignore[misc]


def _practices(rows: list[dict[str, object]]) -> list[Facts]:
    by_position: dict[object, list[dict[str, object]]] = {}
    for row in rows:
        by_position.setdefault(row["position"], []).append(row)
    found = []
    for _, same in sorted(by_position.items()):
        ordered = sorted(same, key=lambda row: row["category"])  # type: ignore[arg-type, return-value]
        facts = _facts(ordered[0])
        if ordered[0]["data_state"] == UNKNOWN:
            facts.pop("practice.data", None)
        else:
            facts["practice.data"] = tuple(str(row["practice.data"]) for row in ordered if "practice.data" in row)
        found.append(facts)
    return found

"""A situation as data: a short declaration that breaks the law, and the same app done right.

A file in `situations/` is a list under `situations:`. Each has

- `id`, `title` (en, zh) and `why`: what happened, in a sentence a privacy lawyer would recognise;
- `as_of`, and `laws` (ids or regions) the situation is judged by;
- `wrong`: a declaration; `fails`: every fail expected of it, exactly, as `rule-id: subject` or `rule-id: [subjects]`
  (a subject is practice/data/recipient as far as it has them, empty for the app);
- `right`: what differs in the app done right. Maps are merged key by key, lists of entries with an `id` entry by entry;
  everything else is replaced, and `null` takes a fact away.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lawlint.engine.assess import Assessment, Assessor
from lawlint.engine.declaration.load import load_text
from lawlint.engine.evaluate.reference import Reference
from lawlint.engine.reading import read
from lawlint.engine.rulebook.in_force import InForce, in_force, select_laws
from lawlint.engine.rulebook.store import rulebook

FOLDER = Path(__file__).parent / "situations"


class Place(NamedTuple):
    """A rule on a subject."""

    rule: str
    subject: str


@dataclass(frozen=True)
class Situation:
    """One situation as written."""

    id: str
    as_of: str
    laws: tuple[str, ...]
    wrong: dict[str, Any]
    right: dict[str, Any]
    fails: frozenset[Place]

    def judged(self, declaration: dict[str, Any]) -> Assessment:
        """The assessment of one of its declarations, with passes."""
        book = rulebook()
        text = json.dumps({"declaration": 1, **declaration}, ensure_ascii=False)
        law = _law(self.as_of, select_laws(book, self.laws))
        # The oracle: nothing is compiled for one declaration.
        return Assessor(law, Reference(law)).assess(load_text(text, f"{self.id}.json", as_json=True), explain_all=True)


@cache
def _law(day: str, laws: tuple[str, ...]) -> InForce:
    return in_force(rulebook(), day, laws)


def situations() -> list[Situation]:
    """Every situation of every file."""
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        data: Any = read(file).plain_data()
        found += [_situation(one) for one in data["situations"]]
    return found


def _situation(data: dict[str, Any]) -> Situation:
    assert data["title"]["en"] and data["title"]["zh"] and data["why"], data["id"]
    fails = {
        Place(rule, subject)
        for rule, named in data["fails"].items()
        for subject in (named if isinstance(named, list) else [named])
    }
    laws = tuple(data.get("laws", ["cn"]))
    return Situation(data["id"], data["as_of"], laws, data["wrong"], merged(data["wrong"], data["right"]), frozenset(fails))


def merged(one: Any, other: Any) -> Any:
    """`one` with what differs in `other`."""
    if isinstance(one, dict) and isinstance(other, dict):
        both = {**one, **{key: merged(one.get(key), value) for key, value in other.items()}}
        return {key: value for key, value in both.items() if value is not None}
    if (
        isinstance(one, list)
        and isinstance(other, list)
        and all(isinstance(item, dict) and "id" in item for item in (*one, *other))
    ):
        changes = {item["id"]: item for item in other}
        kept = [merged(item, changes.pop(item["id"], {})) for item in one]
        return kept + list(changes.values())
    return other


def kinds(found: Assessment) -> dict[Place, str]:
    """What came of each rule on each subject."""
    return {Place(one.rule.id, "/".join(one.subject.as_dict().values())): one.kind for one in found.findings}

"""What every importer gives back, which kinds there are, and how several sources of one app become one declaration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol

from ..declaration.model import Declaration, Facts
from ..reading import Fault, Faults, nearest, read_bytes
from ..text import Text, said

KINDS = {"android-manifest": "android_manifest", "play-data-safety": "play_data_safety"}
"""Kind on the command line: module in this folder."""


class Note(NamedTuple):
    """Something the reader of an import should know.

    `kind`: unknown (the source cannot say it), skipped (not taken over), changed (taken over otherwise than written),
    assumed (a reading of the source that a person should confirm), contradiction (two sources disagree).
    """

    kind: str
    text: Text
    file: str = ""
    line: int = 0


@dataclass(slots=True)
class Imported:
    """A declaration made from a source. `world` says whether silence in the source means anything: closed, half_closed, open."""

    kind: str
    world: str
    declaration: Declaration
    notes: list[Note] = field(default_factory=list)


class Importer(Protocol):
    """The two functions of an importer module."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether a file that starts like this, of this name, is of the importer's kind."""

    def read(self, path: Path, name: str) -> Imported:
        """The import of a file. Raises Faults."""


def importer(kind: str) -> Importer:
    """The module for a kind. Raises Faults with the nearest kind for an unknown one."""
    if kind not in KINDS:
        known = ["auto", *KINDS]
        help = nearest(kind, known) or said("known kinds: {}", ", ".join(known))
        raise Faults([Fault("import", 0, 0, said("unknown kind `{}`", kind), help)])
    return import_module(f".{KINDS[kind]}", __package__)


def import_file(kind: str, path: Path, name: str | None = None) -> Imported:
    """The import of one file; kind `auto` recognises it by how it starts. Raises Faults."""
    name = name or str(path)
    if kind == "auto":
        head = read_bytes(path, name)[:4096]
        found = [one for one in KINDS if importer(one).sniff(head, path.name)]
        if not found:
            help = said("name the kind: {}", ", ".join(KINDS))
            raise Faults([Fault(name, 0, 0, said("this file is of no kind that can be imported"), help)])
        kind = found[0]
    return importer(kind).read(path, name)


def import_files(kind: str, paths: Sequence[Path]) -> Imported:
    """Several sources of one app as one declaration. Raises Faults with those of every file."""
    imports: list[Imported] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            imports.append(import_file(kind, path))
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    merged = imports[0]
    for other in imports[1:]:
        merged = _merged(merged, other)
    return merged


def _merged(one: Imported, other: Imported) -> Imported:
    """Facts that agree are kept; facts that differ become unknown, with a note; practices and recipients are put together."""
    notes = [*one.notes, *other.notes]
    app = _merged_facts(one.declaration.app, other.declaration.app, notes)
    practices = _put_together(one.declaration.practices, other.declaration.practices, "practice.id", notes)
    recipients = _put_together(one.declaration.recipients, other.declaration.recipients, "recipient.id", notes)
    declaration = Declaration(app=app, practices=practices, recipients=recipients, file=one.declaration.file)
    kind = one.kind if one.kind == other.kind else f"{one.kind} + {other.kind}"
    world = one.world if one.world == other.world else "open"
    return Imported(kind, world, declaration, notes)


_GATHERED = ("app.platforms", "meta.derived_from")


def _merged_facts(one: Facts, other: Facts, notes: list[Note]) -> Facts:
    found = {**one, **other}
    for name in one.keys() & other.keys():
        mine, theirs = one[name], other[name]
        if name in _GATHERED and isinstance(mine, tuple) and isinstance(theirs, tuple):
            found[name] = tuple(dict.fromkeys((*mine, *theirs)))
        elif mine != theirs:
            del found[name]
            notes.append(
                Note(
                    "contradiction",
                    Text(
                        f"the sources disagree on `{name}`: {_shown(mine)} and {_shown(theirs)}; it stays unknown",
                        f"各来源对 `{name}` 的说法不一致（{_shown(mine)} 与 {_shown(theirs)}），按未知处理",
                    ),
                )
            )
    return found


def _put_together(one: list[Facts] | None, other: list[Facts] | None, key: str, notes: list[Note]) -> list[Facts] | None:
    if one is None or other is None:
        return other if one is None else one
    rows = [dict(row) for row in one]
    by_id = {row[key]: row for row in rows}
    for row in other:
        same = by_id.get(row[key])
        if same is None:
            rows.append(dict(row))
        else:
            merged = _merged_facts(same, row, notes)
            same.clear()
            same.update(merged)
    return rows


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def unique_id(wanted: str, taken: dict[str, Facts] | set[str]) -> str:
    """`wanted` as an id a declaration can hold, with a number after it when it is taken."""
    wanted = re.sub(r"[^\w.-]+", "_", wanted)[:80] or "unnamed"
    id, number = wanted, 2
    while id in taken:
        id, number = f"{wanted}_{number}", number + 1
    return id

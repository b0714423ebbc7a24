"""What every importer gives back, which kinds there are, and how several sources of one app become one declaration."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol

from ..declaration.model import Declaration, Facts, Value
from ..declaration.schema import UNKNOWN_WORDS
from ..reading import Fault, Faults, nearest, read_bytes
from ..text import Said, said

KINDS = {"android-manifest": "android_manifest", "play-data-safety": "play_data_safety"}
"""Kind on the command line: module in this folder."""

_HEAD_BYTES = 4096
_PREFIX = {"practice.id": "practice.", "recipient.id": "recipient."}


class Note(NamedTuple):
    """Something the reader of an import should know.

    `kind`: unknown (the source cannot say it), skipped (not taken over), changed (taken over otherwise than written),
    assumed (a reading of the source that a person should confirm), contradiction (the source, or two sources, disagree).
    `line` counts from 1; 0 means the file as a whole.
    """

    kind: str
    text: Said
    file: str = ""
    line: int = 0


@dataclass(slots=True)
class Imported:
    """A declaration made from a source.

    `world` says what silence in the source means: `closed` (it asks everything, so silence is no), `half_closed` (it asks,
    with holes in its questions), `open` (it lists what was found). The first note says in words what the source cannot say.
    """

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


_BY_ENDING = {".xml": "android-manifest", ".csv": "play-data-safety"}


def importer(kind: str) -> Importer:
    """The module for a kind. Raises Faults with the nearest kind for an unknown one."""
    if kind not in KINDS:
        known = ["auto", *KINDS]
        help = nearest(kind, known) or said("known kinds: {}", known)
        raise Faults([Fault("import", 0, 0, said("unknown kind `{}`", kind), help)])
    return import_module(f".{KINDS[kind]}", __package__)


def import_file(kind: str, path: Path, name: str | None = None) -> Imported:
    """The import of one file; kind `auto` recognises it by its name and how it starts. Raises Faults."""
    name = name or str(path)
    if kind == "auto":
        head = _head(path, name)
        found = [one for one in KINDS if importer(one).sniff(head, path.name)]
        # A file that is named like a source and does not look like one is broken, and its importer says where.
        found = found or [kind for ending, kind in _BY_ENDING.items() if path.name.lower().endswith(ending)]
        if not found:
            help = said("name the kind: {}", [*KINDS])
            raise Faults([Fault(name, 0, 0, said("this file is of no kind that can be imported"), help)])
        kind = found[0]
    return importer(kind).read(path, name)


def _head(path: Path, name: str) -> bytes:
    """How a file starts; a large one is not read for it. `read_bytes` says what is wrong with a file that cannot be read."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(_HEAD_BYTES)
    except OSError:
        pass
    return read_bytes(path, name)[:_HEAD_BYTES]


def import_files(kind: str, paths: Sequence[Path]) -> Imported:
    """Several sources of one app, at least one, as one declaration. Raises Faults with those of every file."""
    imports: list[Imported] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            imports.append(import_file(kind, path))
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    return merged(imports)


def merged(imports: Sequence[Imported]) -> Imported:
    """One declaration from at least one import, the same whatever their order but for the order of rows.

    Practices and recipients are put together, rows of one id into one. Facts that agree, or that only one source states,
    are kept. Facts that differ become unknown, with a note that names both sources.
    """
    if len(imports) == 1:
        return imports[0]
    notes = [note for one in imports for note in one.notes]
    declarations = [one.declaration for one in imports]
    app = _agreed([(one.app, one.file) for one in declarations], "", "", notes)
    practices = _rows([(one.practices, one.file) for one in declarations], "practice.id", notes)
    recipients = _rows([(one.recipients, one.file) for one in declarations], "recipient.id", notes)
    declaration = Declaration(app=app, practices=practices, recipients=recipients, file=declarations[0].file)
    worlds = {one.world for one in imports}
    kinds = dict.fromkeys(one.kind for one in imports)
    return Imported(" + ".join(kinds), worlds.pop() if len(worlds) == 1 else "open", declaration, notes)


def _rows(sources: Sequence[tuple[list[Facts] | None, str]], key: str, notes: list[Note]) -> list[Facts] | None:
    """The rows of every source that states any, those of one id as one row."""
    if all(rows is None for rows, _ in sources):
        return None
    by_id: dict[str, list[tuple[Facts, str]]] = {}
    for rows, file in sources:
        for row in rows or ():
            by_id.setdefault(str(row[key]), []).append((row, file))
    prefix = _PREFIX[key]
    return [_agreed(same, prefix, f"{prefix[:-1]}s[{id}].", notes) for id, same in by_id.items()]


def _agreed(sources: Sequence[tuple[Facts, str]], prefix: str, shown_prefix: str, notes: list[Note]) -> Facts:
    """The facts on which all sources that state them agree. `prefix` of a name is shown to people as `shown_prefix`."""
    found: Facts = {}
    for name in dict.fromkeys(name for facts, _ in sources for name in facts):
        stated = [(facts[name], file) for facts, file in sources if name in facts]
        agreed = _one([value for value, _ in stated])
        if agreed is not None:
            found[name] = agreed
            continue
        path = shown_prefix + name.removeprefix(prefix)
        first = {_shown(value): file for value, file in reversed(stated)}
        values = [f"{value} ({file})" for value, file in sorted(first.items())]
        notes.append(Note("contradiction", said("the sources disagree on `{}`, so it stays unknown: {}", path, values)))
    return found


def _one(values: Sequence[Value]) -> Value | None:
    """What several sources say together; None when they contradict each other.

    Each source lists what it saw, so lists are put together; "known to be none" beside a list that holds something is
    a contradiction.
    """
    if all(value == values[0] for value in values):
        return values[0]
    lists = [value for value in values if isinstance(value, tuple)]
    if len(lists) == len(values) and all(lists):
        return tuple(dict.fromkeys(member for value in lists for member in value))
    return None


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def unique_id(wanted: str, taken: Container[str]) -> str:
    """`wanted` as an id a declaration can hold, with a number after it when it is taken."""
    wanted = re.sub(r"[^\w.-]+", "_", wanted)[:80]
    if wanted in UNKNOWN_WORDS:  # as an id the loader would take it for no id at all
        wanted = f"{wanted}_unnamed"
    id, number = wanted, 2
    while id in taken:
        id, number = f"{wanted}_{number}", number + 1
    return id

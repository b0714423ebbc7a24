"""The compiled rulebook: YAML is read once, then a JSON form of it, so that start-up does not pay for YAML.

The compiled form lies inside the package (`engine/compiled/`) and ships in the wheel. It is JSON, never a pickle, and is
used only while it was made from exactly the files that are there (their names, sizes and times, then their hash).
Four lines: the hash of the rest; what a check needs; what compares regions; what only a reader of clauses needs. The last
two are parsed when asked for.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...regulations import ROOT
from ..text import Text
from ..version import VERSION
from .conditions import from_data, to_data
from .model import Amount, Clause, Concept, Exception_, Law, Parameter, Penalty, Review, Rule, Rulebook

if TYPE_CHECKING:
    from .sides import Across, Side

COMPILED = Path(__file__).parent.parent / "compiled" / "rulebook.jsonl"
FORM = 6
"""Version of the compiled form: raise it when the model or the conditions change."""


def fingerprint(root: Path) -> str:
    """Names, sizes and times of every file of the rulebook: quick to take, different after any edit."""
    found = []
    start = len(os.path.join(root, ""))
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            if name.endswith((".yaml", ".txt", ".csv")):
                path = os.path.join(folder, name)
                status = os.stat(path)
                found.append(f"{path[start:]}:{status.st_size}:{status.st_mtime_ns}")
    return f"{FORM}:{VERSION}:{hash_text('|'.join(found))}"


def hash_text(text: str) -> str:
    """A hash for comparing, not for security."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:32]


def rulebook(own: Iterable[Path] = (), *, compiled: Path = COMPILED, root: Path = ROOT) -> Rulebook:
    """The project's rulebook, with a company's own folders added. Raises reading.Faults when a file is wrong."""
    own = tuple(own)
    if own:
        return _versioned(_load([root], own))
    mark = fingerprint(root)
    book = _read(compiled, mark)
    if book is None:
        book = _versioned(_load([root]))
        write(book, mark, compiled)
    return book


def _load(folders: Iterable[Path], own: Iterable[Path] = ()) -> Rulebook:
    # Reading rule files is needed only when the compiled form is not current.
    from .load import load

    return load(folders, own)


def _versioned(book: Rulebook) -> Rulebook:
    checked = max((law.last_checked_on for law in book.laws.values()), default="")
    book.version = f"{VERSION}+{checked}" if checked else VERSION
    return book


_SHIPPED = f"{FORM}:{VERSION}"


def _sum(body: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(body).hexdigest().encode()


def _read(path: Path, mark: str) -> Rulebook | None:
    """The rulebook in the file, or None when it is not whole, was changed, or was made from other files."""
    try:
        sum_, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if sum_ != _sum(body):
        return None
    first, _, later = body.partition(b"\n")
    data = json.loads(first)
    current = data["mark"] == mark or data["shipped"] == _SHIPPED
    return _from_data(data, later) if current else None


def write(book: Rulebook, mark: str, path: Path, *, shipped: bool = False) -> None:
    """Write the compiled form, whole or not at all. A folder that cannot be written is no fault: the form is a cache."""
    data = _to_data(book) | {"mark": mark, "shipped": _SHIPPED if shipped else ""}
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(exist_ok=True)
        lines = [
            json.dumps(part, ensure_ascii=False, separators=(",", ":"))
            for part in (data, _across_data(book), _later_data(book))
        ]
        body = "\n".join(lines).encode()
        temporary.write_bytes(_sum(body) + b"\n" + body)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


_LATER: Any = None


class _Compiled(Rulebook):
    """A rulebook from its compiled form. Clauses, structure index and comparison are parsed when they are first asked for."""

    __slots__ = ("_later",)
    _later: bytes

    def __getattr__(self, name: str) -> Any:
        if name not in ("across", "clauses", "structure"):
            raise AttributeError(name)
        across, _, later = self._later.partition(b"\n")
        if name == "across":
            self.across = _across_from(json.loads(across))
            return self.across
        data = json.loads(later)
        self.clauses = {values[0]: _build(Clause, values) for values in data["clauses"]}
        self.structure = {law: frozenset(ids) for law, ids in data["structure"].items()}
        return getattr(self, name)


def _values(one: Any) -> list[object]:
    return [getattr(one, field.name) for field in fields(one)]


def _to_data(book: Rulebook) -> dict[str, object]:
    return {
        "sha256": book.sha256,
        "version": book.version,
        "laws": [_values(one) for one in book.laws.values()],
        "parameters": [_values(one) for one in book.parameters.values()],
        "penalties": [[p.id, p.cites, p.text, [_values(a) for a in p.values], p.per] for p in book.penalties.values()],
        "concepts": [
            [[*_values(c)[:6], to_data(c.when), c.file, c.line] for c in editions] for editions in book.concepts.values()
        ],
        "tables": {
            name: [list(rows[0]) if rows else [], *(list(row.values()) for row in rows)] for name, rows in book.tables.items()
        },
        "rules": [_rule_data(rule) for rule in book.rules],
    }


def _later_data(book: Rulebook) -> dict[str, object]:
    return {
        "clauses": [_values(one) for one in book.clauses.values()],
        "structure": {law: sorted(ids) for law, ids in book.structure.items()},
    }


def _across_data(book: Rulebook) -> list[object]:
    def side(one: Side) -> list[object]:
        return [one.cites, one.rules, one.about and to_data(one.about), one.text]

    known = book.across
    conflicts = [[one.title, side(one.asks), side(one.strains), one.both, one.since] for one in known.conflicts]
    return [known.regions, known.topics, conflicts]


def _across_from(data: list[Any]) -> Across:
    from .sides import Across, Conflict, Side, Topic

    def side(cites: list[str], rules: list[str], about: Any, text: list[str]) -> Side:
        return Side(tuple(cites), tuple(rules), about and from_data(about), Text(*text))

    regions, topics, conflicts = data
    return Across(
        {region: Text(*name) for region, name in regions.items()},
        tuple(
            Topic(Text(*title), tuple(conducts), tuple(cites), Text(*differs), since)
            for title, conducts, cites, differs, since in topics
        ),
        tuple(
            Conflict(Text(*title), side(*asks), side(*strains), Text(*both), since)
            for title, asks, strains, both, since in conflicts
        ),
    )


def _rule_data(rule: Rule) -> list[object]:
    data = []
    for name, value in ((field.name, getattr(rule, field.name)) for field in fields(rule)):
        if name in ("applies", "violated"):
            value = to_data(value)
        elif name == "unless":
            value = [[to_data(one.when), one.cites, one.review] for one in value]
        elif name == "review" and value is not None:
            value = [value.fact, value.question]
        data.append(value)
    return data


def _tuples(value: object) -> Any:
    if isinstance(value, list):
        return tuple(map(_tuples, value))
    return value


def _build(cls: type, values: list[Any]) -> Any:
    """A dataclass from its values in order: texts stay texts, lists become tuples."""
    arguments = [
        Text(*value) if field.type == "Text" else _tuples(value) for field, value in zip(fields(cls), values, strict=True)
    ]
    return cls(*arguments)


def _from_data(data: dict[str, Any], later: bytes) -> Rulebook:
    book = _Compiled(sha256=data["sha256"], version=data["version"], across=_LATER)
    del book.across, book.clauses, book.structure
    book._later = later
    book.laws = {values[0]: _build(Law, values) for values in data["laws"]}
    book.parameters = {values[0]: _build(Parameter, values) for values in data["parameters"]}
    book.penalties = {
        id: Penalty(id, tuple(cites), Text(*text), tuple(Amount(*amount) for amount in amounts), per)
        for id, cites, text, amounts, per in data["penalties"]
    }
    for editions in data["concepts"]:
        built = tuple(
            Concept(name, scope, Text(*label), tuple(cites), start, end, from_data(when), file, line)
            for name, scope, label, cites, start, end, when, file, line in editions
        )
        book.concepts[built[0].name] = built
    book.tables = {
        name: tuple(dict(zip(rows[0], row, strict=True)) for row in rows[1:]) for name, rows in data["tables"].items()
    }
    book.rules = tuple(_rule_from(values) for values in data["rules"])
    return book


def _rule_from(values: list[Any]) -> Rule:
    (id, law, cites, also, conduct, scope, severity, penalty, start, end, applies, violated, unless, review,
     message, fix, item, file, line, own) = values  # fmt: skip
    return Rule(
        id, law, tuple(cites), tuple(also), conduct, scope, severity, penalty, start, end,
        from_data(applies), from_data(violated),
        tuple(Exception_(from_data(when), tuple(cited), asked and Text(*asked)) for when, cited, asked in unless),
        review and Review(review[0], Text(*review[1])),
        Text(*message), Text(*fix), Text(*item), file, line, own,
    )  # fmt: skip


def build(target: Path) -> None:
    """Compile the rulebook into `target` for a wheel: there it is used whatever the times of the installed files."""
    write(_versioned(_load([ROOT])), fingerprint(ROOT), target, shipped=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]))

"""The lexicon and the gazetteer, compiled: thousands of patterns that are found by a word they ask for, read in a moment.

The compiled form lies in `bot/compiled/` and ships in the wheel; it is JSON and is used only while it was made from the files
that are there. Run as a module it is written to the path given (setup.py).
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ...engine.version import VERSION
from .phrases import Phrase, phrase
from .words import Sentence

HERE = Path(__file__).parent
COMPILED = HERE.parent / "compiled" / "lexicon.json"
FORM = 1
"""Version of the compiled form: raise it when patterns, stems or entries change."""


class Patterns:
    """All patterns, in lists of the entries of the lexicon (`says`, `denies`, file) and of names (fact, value)."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.entries: list[tuple[dict[str, Any], dict[str, Any], str]] = [tuple(one) for one in data["entries"]]
        self.names: list[tuple[str, str]] = [tuple(one) for one in data["names"]]
        self._sources: list[tuple[bool, int, str]] = [tuple(one) for one in data["patterns"]]
        self._stems, self._parts, self._starts = data["stems"], data["parts"], data["starts"]
        self._always = data["always"]
        self.words = frozenset(data["words"])
        """Every English word that a pattern holds, as written."""
        self._parsed: dict[int, Phrase] = {}

    def candidates(self, sentence: Sentence) -> Iterator[tuple[bool, int, Phrase]]:
        """Whether of a name, the number of the entry or name, and the pattern: those one word of which the sentence has."""
        found: set[int] = set(self._always)
        for one in sentence.by_stem:
            found.update(self._stems.get(one, ()))
        for part, ids in self._parts.items():
            if part in sentence.text:
                found.update(ids)
        for start, ids in self._starts.items():
            if any(word.text.startswith(start) for word in sentence.words):
                found.update(ids)
        for id in sorted(found):
            name, owner, source = self._sources[id]
            known = self._parsed.get(id)
            if known is None:
                known = self._parsed[id] = phrase(source)
            yield name, owner, known


@cache
def patterns() -> Patterns:
    """The patterns of this version, compiled where they are not yet, or not any more."""
    mark = _mark()
    data = _read(COMPILED, mark)
    if data is None:
        data = compile_patterns()
        write(data, COMPILED, mark)
    return Patterns(data)


def compile_patterns() -> dict[str, Any]:
    """Read every file. Raises ValueError where an entry is malformed."""
    from .gazetteer import written
    from .lexicon import lexicon
    from .spelling import vocabulary

    entries = [[dict(one.says), dict(one.denies), one.file] for one in lexicon()]
    names = written()
    owned = [(False, number, one) for number, entry in enumerate(lexicon()) for one in entry.phrases]
    owned += [(True, number, one) for number, (_, _, one) in enumerate(names)]
    data: dict[str, Any] = {
        "entries": entries,
        "names": [[fact, value] for fact, value, _ in names],
        "patterns": [[name, owner, one.source] for name, owner, one in owned],
        "stems": {}, "parts": {}, "starts": {}, "always": [],
        "words": sorted(vocabulary(one for _, _, one in owned)),
    }  # fmt: skip
    for id, (_, _, one) in enumerate(owned):
        for kind, key in _keys(one):
            if kind == "always":
                data["always"].append(id)
            else:
                data[kind].setdefault(key, []).append(id)
    return data


def _keys(one: Phrase) -> Iterable[tuple[str, str]]:
    """Under what a pattern is found: the forms of that of its terms which says most, so that few sentences have it."""

    def rarity(term: Any) -> tuple[bool, int, int]:
        amounts = any(form.kind in ("number", "duration") for form in term)
        return amounts, len(term), -min(len(form.text) for form in term)

    for form in min(one.here, key=rarity):
        if form.kind in ("number", "duration"):
            yield "always", ""
        elif form.kind == "chinese":
            yield "parts", form.text
        elif form.kind == "start":
            yield "starts", form.text
        elif form.kind == "exact":
            from .words import stem

            yield "stems", stem(form.text)
        else:
            yield "stems", form.stems[0]


def write(data: dict[str, Any], path: Path, mark: str, *, shipped: bool = False) -> None:
    """Write the compiled form, whole or not at all. A folder that cannot be written is no fault: the form is a cache."""
    body = json.dumps({**data, "mark": mark, "shipped": _shipped() if shipped else ""}, ensure_ascii=False)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(body, encoding="utf-8")
        temporary.replace(path)


def _read(path: Path, mark: str) -> dict[str, Any] | None:
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return data if data["mark"] == mark or data["shipped"] == _shipped() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _shipped() -> str:
    return f"{FORM}:{VERSION}"


def _mark() -> str:
    """Names, sizes and times of the files that the patterns are made from, code included."""
    import hashlib

    vocabulary = HERE.parent.parent / "engine" / "declaration" / "data" / "data_categories.csv"
    files = [*sorted(HERE.glob("*/*.yaml")), *sorted(HERE.glob("*.py"))]
    files += [vocabulary] if vocabulary.exists() else []
    found = [f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    return f"{_shipped()}:{hashlib.sha256('|'.join(found).encode()).hexdigest()[:32]}"


if __name__ == "__main__":
    write(compile_patterns(), Path(sys.argv[1]), "", shipped=True)

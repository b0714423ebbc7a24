"""Check lexicon files: `python -m lawlint.bot.understand.check_lexicon FILE...` (all without arguments).

Each fact and value must exist in the fact table; each sentence under `said` must be understood as it says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...engine.declaration.schema import schema
from .lexicon import FOLDER, entries, mentions


def faults(file: Path) -> Iterator[str]:
    """What is wrong with a file, one line each."""
    try:
        found = list(entries(file))
    except ValueError as error:
        yield str(error)
        return
    for number, entry in enumerate(found, 1):
        for fact, value in [*entry.says.items(), *entry.denies.items()]:
            if problem := _unknown(fact, value):
                yield f"{file.name}, entry {number} ({', '.join(entry.says)}): {problem}"
        for text, wanted in entry.said:
            heard = mentions(text, [entry])
            got = "nothing"
            if heard:
                got = "no" if heard[0].negated else "yes"
            if wanted not in ("yes", "no", "nothing"):
                yield f"{file.name}, entry {number}: `said` takes yes, no or nothing, not `{wanted}`"
            elif got != wanted and not (got == "nothing" and wanted == "no" and not entry.denies):
                yield f"{file.name}, entry {number} ({', '.join(entry.says)}): `{text}` is heard as {got}, not {wanted}"


def _unknown(path: str, value: object) -> str:
    known = schema().resolve(path)
    if known is None:
        return f"unknown fact `{path}`"
    values = known[0].values
    wanted = value if isinstance(value, list) else [value]
    if values and any(str(one) not in values for one in wanted) and not isinstance(value, bool):
        return f"`{path}` has no value `{value}`"
    return ""


def main(arguments: Sequence[str]) -> int:
    """Print the faults of the files; 1 when there are any."""
    files = [Path(one) for one in arguments] or sorted(FOLDER.glob("*.yaml"))
    found = [fault for file in files for fault in faults(file)]
    for fault in found:
        print(fault)
    print(f"{len(files)} files, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""The Python interface behind `import lawlint`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .assess import Assessment, assess
from .declaration.load import load
from .declaration.model import Declaration
from .rulebook.in_force import select_laws
from .rulebook.store import rulebook


def check(
    declaration: str | Path | Declaration,
    *,
    as_of: str | None = None,
    laws: Iterable[str] = (),
    rules: Iterable[str | Path] = (),
    explain_all: bool = False,
) -> Assessment:
    """Check a declaration, or the file that holds it, as `lawlint check` does.

    `as_of` is a date (2026-03-01), else the file's `meta.valid_as_of`, else today. `laws` are law ids or regions
    (pipl, eu). `rules` are folders with a company's own rules. Raises `Faults` when a file is wrong, KeyError for an
    unknown law.
    """
    book = rulebook([Path(folder) for folder in rules])
    chosen = select_laws(book, list(laws))
    loaded = declaration if isinstance(declaration, Declaration) else load(Path(declaration))
    return assess(loaded, book, day=as_of, laws=chosen, explain_all=explain_all)

"""Lawlint: a linter for what apps do with people's data.

    import lawlint
    assessment = lawlint.check("app.yaml", as_of="2026-03-01", laws=["cn", "gdpr"])
    print(assessment.verdict, assessment.counts)

Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .engine.api import check as check
    from .engine.assess import Assessment as Assessment
    from .engine.assess import Finding as Finding
    from .engine.declaration.model import Declaration as Declaration
    from .engine.reading import Faults as Faults
    from .engine.rulebook.model import Rulebook as Rulebook
    from .engine.rulebook.store import rulebook as rulebook

__version__ = "0.1.0"

_WHERE = {
    "check": "api",
    "Assessment": "assess",
    "Finding": "assess",
    "Declaration": "declaration.model",
    "Faults": "reading",
    "Rulebook": "rulebook.model",
    "rulebook": "rulebook.store",
}
__all__ = ["Assessment", "Declaration", "Faults", "Finding", "Rulebook", "__version__", "check", "rulebook"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".engine.{_WHERE[name]}", __name__), name)

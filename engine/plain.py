"""A base of the product's dataclasses: how they print themselves, written once."""

from __future__ import annotations

from dataclasses import fields


class Plain:
    """Prints as a dataclass does. A dataclass that writes its own `__repr__` takes twice as long to be made at start-up."""

    __slots__ = ()

    def __repr__(self) -> str:
        shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self))  # type: ignore[arg-type]
        return f"{type(self).__name__}({shown})"

"""The chat's data files: YAML of our own, read with the C loader where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def table(file: Path) -> Any:
    """What a YAML file holds. It is the product's own data: a user's file goes through `engine.reading`."""
    import yaml

    return yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

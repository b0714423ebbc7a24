"""Question in, cited answer out: the chat of Lawlint, above the engine and the rulebook."""

from pathlib import Path

from ..engine.wording import add_catalogue

add_catalogue(Path(__file__).parent / "wording.zh.yaml")

"""The laws of several regions side by side, as types: topics on which they are compared, conflicts between them."""

from __future__ import annotations

from typing import NamedTuple

from ..text import Text
from .conditions import Condition


class Side(NamedTuple):
    """One side of a conflict: clauses, the rules that hold it, what they must be about to collide, and what the law says."""

    cites: tuple[str, ...]
    rules: tuple[str, ...]
    about: Condition | None
    text: Text


class Conflict(NamedTuple):
    """What one law asks, what of another that strains, and how both can be served."""

    title: Text
    asks: Side
    strains: Side
    both: Text
    since: str = ""
    """From this day on all the clauses it names are law; before, it is not told."""


class Topic(NamedTuple):
    """Conducts that are compared together, and how the laws differ on them (empty where nothing is noted)."""

    title: Text
    conducts: tuple[str, ...]
    cites: tuple[str, ...]
    differs: Text
    since: str = ""
    """From this day on all the clauses it names are law; before, how they differ is not told."""


class Across(NamedTuple):
    """What is known of the laws of several regions side by side: names of the regions, topics, conflicts."""

    regions: dict[str, Text]
    topics: tuple[Topic, ...]
    conflicts: tuple[Conflict, ...]

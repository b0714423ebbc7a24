"""The form in which a model gives the facts that it read. Imported only when a model is asked: it needs pydantic."""

from __future__ import annotations

from pydantic import BaseModel


class Read(BaseModel):
    """One fact that the question states: its path and value as in the table, and the words that state it, copied exactly."""

    fact: str
    value: str
    quote: str


class Facts(BaseModel):
    """Every fact that the question states; empty where it states none."""

    facts: list[Read]

"""Finds the clauses a question is about: by citation, by words in both languages, by likeness. It judges nothing."""

from __future__ import annotations

from .library import Found, Hit, Library

__all__ = ["Found", "Hit", "Library"]

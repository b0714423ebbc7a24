"""Lawlint: a linter for what apps do with people's data."""

__version__ = "0.1.0"

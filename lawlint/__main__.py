"""`python -m lawlint`: the same as the `lawlint` command."""

from .engine.cli import command

raise SystemExit(command())

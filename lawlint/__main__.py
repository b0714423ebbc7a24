"""`python -m lawlint`: the same as the `lawlint` command."""

from .command import command

raise SystemExit(command())

"""`python -m lawlint`: the same as the `lawlint` command."""

from .engine.cli import main

raise SystemExit(main())

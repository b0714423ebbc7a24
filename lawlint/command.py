"""The `lawlint` command: hands each subcommand to the part that answers it, so that `check` loads nothing of the chat."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

CHAT = ("ask", "chat")
"""Subcommands of the chat."""


def command() -> int:
    """Run the command line; the exit code."""
    if sys.argv[1:2] and sys.argv[1] in CHAT:
        from .bot.cli import command as chat_command

        return chat_command()
    from .engine.cli import command as engine_command

    return engine_command(_further)


def _further(commands: argparse._SubParsersAction[Any], say: Callable[[str], str]) -> None:
    """The chat's commands, for the help page; called only where that is shown."""
    from .bot.cli import add_parsers

    add_parsers(commands, say)

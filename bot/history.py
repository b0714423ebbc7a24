"""What was typed in the terminal, kept from one conversation to the next."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

LINES = 500
"""Lines of history kept."""


def history() -> Path | None:
    """The file of the history, loaded into the line editor; None where there is no editor or no place to write."""
    try:
        import readline
    except ImportError:
        return None
    folder = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "lawlint"
    file = folder / "history"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        readline.read_history_file(file)
    except OSError:
        return None
    return file


def keep(file: Path) -> None:
    """Write the lines of this conversation too."""
    import readline

    readline.set_history_length(LINES)
    with contextlib.suppress(OSError):
        readline.write_history_file(file)

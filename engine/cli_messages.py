"""Exit codes, and how the command line complains: one message per fault, a help line under it, in the user's language."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from .reading import Fault
from .text import Said, printable, said
from .wording import in_language, labelled

OK, FOUND, UNUSABLE, BROKEN = 0, 1, 2, 3


def ready_streams() -> None:
    """Make the standard streams take whatever is written: closed ones lead nowhere, files and pipes are UTF-8.

    What a terminal cannot show, and bytes of a file's name that are not UTF-8, are escaped.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def deliver(parts: Iterable[str] = ()) -> None:
    """Write to standard output, all the way. Where its reader has gone (`| head`) the rest is dropped: the exit code stands.

    Raises OSError when it cannot be written for another reason (a full disk).
    """
    try:
        sys.stdout.writelines(parts)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()


def drop_output() -> None:
    """Let standard output lead nowhere from here on, so that no message comes at the end either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(message: Said, help: str, lang: str) -> int:
    """Complain about the command line itself to standard error; the exit code for it."""
    print(f"lawlint: {in_language(message, lang)}", file=sys.stderr)
    _print_help(help, lang, sys.stderr)
    return UNUSABLE


def print_faults(faults: Iterable[Fault], lang: str, to: TextIO | None = None) -> None:
    """Every fault of the user's files, to standard error where nothing else is said."""
    to = to or sys.stderr
    for fault in faults:
        place = f"{fault.file}:{fault.line}:{fault.column}" if fault.line else fault.file
        # Editors find the place by its colons, in every language.
        print(f"{printable(place)}: {in_language(fault.message, lang)}", file=to)
        _print_help(fault.help, lang, to)


def _print_help(help: str, lang: str, to: TextIO) -> None:
    if help:
        print(f"  {labelled(in_language(said('help'), lang), in_language(help, lang), lang)}", file=to)

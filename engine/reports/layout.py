"""Lines for a terminal: width of Chinese characters, wrapping, colour."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ..text import printable

_CODES = {"bold": "1", "red": "31", "yellow": "33", "green": "32", "blue": "34", "cyan": "36", "dim": "2"}
_CLOSING = "，。；：、！？）》〕」』”’%,.;:!?)]}"
_OPENING = "（《〔「『“‘([{"
_PIECE = re.compile(r" +|第[（(]?[零〇一二三四五六七八九十百千0-9.]{1,12}[）)]?[条款项目]|\S")
"""Blanks, the number of an article, paragraph or item as a whole, or one character."""
_BEYOND_LATIN = re.compile("[^\x00-\u02ff]").search
"""Finds the first character that may take two columns, or none."""


def width(text: str) -> int:
    """Columns a text takes: East Asian wide characters take two."""
    if _BEYOND_LATIN(text) is None:
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.combining(char) else 1 for char in text)


def _pieces(text: str) -> list[str]:
    """What may not be broken: words of narrow characters; single wide ones, with the punctuation that belongs to them."""
    if _BEYOND_LATIN(text) is None:
        return re.findall(r" +|[^ ]+", text)
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        wide = width(piece) > 1
        last = pieces[-1] if pieces else ""
        glue = (
            last
            and not last.isspace()
            and not piece.isspace()
            and (piece in _CLOSING or last[-1] in _OPENING or (not wide and width(last[-1]) == 1))
        )
        if glue:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def wrap(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most `columns`, the first starting with `first`, the others with `rest`."""
    text = printable(" ".join(text.split()))
    if text and width(first) + width(text) <= columns:
        return [first + text]
    lines, line, used, indent = [], first, width(first), width(rest)
    empty, measure = True, len if _BEYOND_LATIN(text) is None else width
    for piece in _pieces(text):
        size = measure(piece)
        # An address is left whole, so that it can be opened from the terminal.
        while size > columns - indent and not piece.isspace() and "://" not in piece:
            head, piece = _cut(piece, columns - used)
            lines.append(line + head)
            line, used, size, empty = rest, indent, measure(piece), True
        if used + size > columns and not empty:
            lines.append(line.rstrip())
            line, used, empty = rest, indent, True
        if piece.isspace() and empty:
            continue
        line, used, empty = line + piece, used + size, False
    lines.append(line.rstrip() if not empty else line)
    return lines


def fill(parts: Iterable[str], separator: str, columns: int, indent: str = "") -> list[str]:
    """Parts one after the other in lines of at most `columns`; no part that fits into a line is broken."""
    lines: list[str] = []
    line = ""
    for part in parts:
        if line and width(f"{indent}{line}{separator}{part}{separator.rstrip()}") <= columns:
            line += separator + part
            continue
        if line:
            lines += wrap(f"{line}{separator}", columns, indent, indent)
        line = part
    return lines + wrap(line, columns, indent, indent)


def shortened(text: str, columns: int) -> str:
    """The text if it fits, else its end after an ellipsis: of a path the end tells most."""
    if width(text) <= columns:
        return text
    kept = ""
    for char in reversed(text):
        if width(char + kept) > columns - 1:
            break
        kept = char + kept
    return f"…{kept}"


def _cut(piece: str, columns: int) -> tuple[str, str]:
    """As much of a piece as fits, at a dot, slash or bracket where there is one, and what is left."""
    end, used = 0, 0
    for char in piece:
        if used + width(char) > max(columns, 1):
            break
        used += width(char)
        end += 1
    at = max((piece.rfind(mark, 0, end) for mark in "./]_-"), default=-1)
    end = at + 1 if at > 0 else max(end, 1)
    return piece[:end], piece[end:]


class Paint:
    """Colours text when asked to, else returns it as it is."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, *styles: str) -> str:
        """The text in these styles."""
        if not self.colour or not styles:
            return text
        codes = ";".join(_CODES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"

"""What is pasted into a conversation: a declaration or a report, over several lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from ...engine.assess import VERDICTS

_YAML = re.compile(r"declaration:|\s*---\s*$")
_JSON = re.compile(r'\s*(?:[\[{]\s*$|\[\s*\{|\{\s*")')
_GOES_ON = re.compile(r"\s|#|-|[a-z_]+:")
"""Lines that a declaration goes on with after an empty line."""
_ENDS = ("]", "}", "]}", "}]")
"""Lines after which a JSON text may be whole."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One result of `check --format json`, as far as it is told again."""

    file: str
    verdict: str
    fails: tuple[tuple[str, tuple[str, ...]], ...]
    """Message and clauses of each violation, gravest first, as in the report."""
    questions: tuple[str, ...]
    """What to answer next, most decisive first."""


def gather(first: str, more: Callable[[], str | None], *, peek: bool) -> tuple[str, str | None]:
    """The whole of what starts with a line, and a line that was read and does not belong to it.

    `more` gives the next line, None at the end. An empty line ends a declaration; with `peek` only where what
    follows is no part of one (a terminal cannot be asked what follows).
    """
    if _YAML.match(first):
        return _declaration(first, more, peek=peek)
    if not _JSON.match(first) or _whole(first):
        return first, None
    lines = [first]
    while (line := more()) is not None and line.strip():
        lines.append(line)
        if line.strip() in _ENDS and _whole("\n".join(lines)):
            break
    return "\n".join(lines), None


def _declaration(first: str, more: Callable[[], str | None], *, peek: bool) -> tuple[str, str | None]:
    lines, line = [first], more()
    while line is not None:
        if line.strip():
            lines.append(line)
            line = more()
            continue
        if not peek:
            break
        while line is not None and not line.strip():
            line = more()
        if line is None or not _GOES_ON.match(line):
            return "\n".join(lines) + "\n", line
        lines.append("")
    return "\n".join(lines) + "\n", None


def _whole(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def is_json(text: str) -> bool:
    """Whether a text starts as a declaration or a report in JSON does."""
    return _JSON.match(text.lstrip().partition("\n")[0]) is not None


def reports(text: str) -> tuple[Reported, ...] | None:
    """The results in a report; None where the text is no whole report. Nothing in it is trusted to be of its kind."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    rows = [one for one in (data if isinstance(data, list) else [data]) if isinstance(one, dict)]
    found = [one for one in map(_reported, rows) if one is not None]
    return tuple(found) or None


def _reported(row: dict[str, object]) -> Reported | None:
    verdict, findings = row.get("verdict"), row.get("findings")
    if not isinstance(findings, list) or verdict not in VERDICTS:
        return None
    fails: dict[str, tuple[str, ...]] = {}
    questions: dict[str, None] = {}
    for one in findings:
        if not isinstance(one, dict):
            continue
        if one.get("kind") == "fail" and not one.get("waiver"):
            fails.setdefault(str(one.get("message", "")), tuple(_texts(one.get("cites"))))
        elif one.get("kind") in ("open", "review"):
            questions |= dict.fromkeys(_texts(one.get("questions")))
    declaration = row.get("declaration")
    file = declaration.get("file") if isinstance(declaration, dict) else ""
    return Reported(str(file or ""), str(verdict), tuple(fails.items()), tuple(questions))


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

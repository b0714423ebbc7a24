"""Read a user's YAML or JSON file into text nodes that know their place.

Every scalar stays text: the fact table, not YAML, decides that `NO` is Norway and `1.10` a version.
Anchors, aliases, tags, duplicate keys, deep nesting and oversized files are refused, so that a file can
neither expand in memory nor say two things at once. The reader is iterative: nothing a file holds can
exhaust the stack (the C parser's own tree builder crashes on 100,000 open brackets).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from .plain import Plain
from .text import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_BYTES = 5_000_000
MAX_DEPTH = 40
MAX_NODES = 500_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that may stand in a JSON text as they are, and that YAML refuses or takes for the end of a line."""
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Fault(Plain):
    """One thing wrong in one place of a user's file: what, where, and how to mend it.

    `line` and `column` count from 1; 0 means the file as a whole.
    """

    file: str
    line: int
    column: int
    message: str
    help: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}" + (f"\n  help: {self.help}" if self.help else "")


class Faults(Exception):
    """All faults found in one or several files; never empty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(slots=True, repr=False)
class Node(Plain):
    """A scalar, list or map with its place (from 1). `value` is text, a list of nodes, or (key, value) pairs."""

    kind: str
    value: object
    line: int
    column: int
    plain: bool = True

    @property
    def text(self) -> str:
        """The text of a scalar."""
        assert isinstance(self.value, str)
        return self.value

    @property
    def items(self) -> list[Node]:
        """The members of a list."""
        assert self.kind == "list"
        return self.value  # type: ignore[return-value]

    @property
    def pairs(self) -> list[tuple[Node, Node]]:
        """The keys and values of a map, in order."""
        assert self.kind == "map"
        return self.value  # type: ignore[return-value]

    def get(self, key: str) -> Node | None:
        """The value of `key` in a map, or None."""
        return next((value for name, value in self.pairs if name.text == key), None)

    def plain_data(self) -> object:
        """The same as text, lists and dicts, without places."""
        if self.kind == "scalar":
            return self.value
        if self.kind == "list":
            return [item.plain_data() for item in self.items]
        return {key.text: value.plain_data() for key, value in self.pairs}


def nearest_word(word: str, words: Iterable[str]) -> str:
    """The known name that looks most like a word, or an empty text."""
    # Only a fault needs it, and most runs have none.
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(words), 1, 0.6)), "")


def nearest(word: str, words: Iterable[str]) -> str:
    """A help line with the nearest known name, or an empty text."""
    found = nearest_word(word, words)
    return said("did you mean `{}`?", found) if found else ""


def read_bytes(path: Path, name: str | None = None, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; raises Faults with a message for its owner."""
    name = name or str(path)
    try:
        if path.is_dir():
            raise Faults([Fault(name, 0, 0, said("this is a directory, not a file"), said("name the files in it"))])
        if not path.exists():
            raise Faults([Fault(name, 0, 0, said("no such file"))])
        if not path.is_file():
            raise Faults([Fault(name, 0, 0, said("this is not a regular file"))])
        size = path.stat().st_size
        if size > limit:
            raise Faults(
                [
                    Fault(
                        name,
                        0,
                        0,
                        said("the file has {} bytes; at most {} are read", f"{size:,}", f"{limit:,}"),
                        said("one file describes one app"),
                    )
                ]
            )
        return path.read_bytes()
    except OSError as error:
        raise Faults([Fault(name, 0, 0, said("cannot read the file: {}", _passed_on(error.strerror or str(error))))]) from None


def decode(data: bytes, name: str) -> str:
    """UTF-8 text without byte-order mark and with plain line ends; raises Faults for anything else."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Faults([Fault(name, 1, 1, said("the file is UTF-16"), said("save it as UTF-8"))])
    if b"\x00" in data:
        raise Faults([Fault(name, 0, 0, said("this is a binary file, not text"))])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        raise Faults(
            [
                Fault(
                    name,
                    line,
                    column,
                    said("byte 0x{} is not UTF-8", f"{data[error.start]:02x}"),
                    said("save the file as UTF-8"),
                )
            ]
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read(path: Path, name: str | None = None) -> Node:
    """The document in a .yaml, .yml or .json file; raises Faults."""
    name = name or str(path)
    return read_text(decode(read_bytes(path, name), name), name, as_json=path.suffix.lower() == ".json")


def read_text(text: str, name: str, *, as_json: bool = False) -> Node:
    """The one document in `text`. Raises Faults: not YAML, two documents, anchors, duplicate keys, too deep."""
    if not text.strip():
        raise Faults([Fault(name, 0, 0, said("the file is empty"))])
    if as_json:
        text = _json_as_yaml(text, name)
    faults: list[Fault] = []
    try:
        node = _build(yaml.parse(text, Loader=_LOADER), name, faults)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = _passed_on(error.problem or error.context or "")
        place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        if "nesting" in what:  # PyYAML from 6.0.4 has a limit of its own, far above ours
            raise Faults([*faults, Fault(name, *place, said("nested more than {} levels deep", MAX_DEPTH))]) from None
        faults.append(Fault(name, *place, said("not valid YAML: {}", what), _yaml_help(text, place[0])))
        raise Faults(faults) from None
    except UnicodeEncodeError as error:
        place = _reader_place(text, error.start)
        half = said("byte 0x{} is not UTF-8", f"{ord(text[error.start]):x}")
        raise Faults([Fault(name, *place, half, said("save the file as UTF-8"))]) from None
    except yaml.YAMLError as error:
        what = _passed_on(getattr(error, "reason", str(error)))
        raise Faults(
            [Fault(name, *_reader_place(text, getattr(error, "position", None)), said("not valid YAML: {}", what))]
        ) from None
    if node is None:
        raise Faults([Fault(name, 0, 0, said("the file holds no document"))])
    if faults:
        raise Faults(faults)
    return node


def _reader_place(text: str, position: object) -> tuple[int, int]:
    if not isinstance(position, int):
        return 0, 0
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _passed_on(message: str) -> str:
    # Only a fault needs it, and most runs have none.
    from .foreign import passed_on

    return passed_on(message)


def _yaml_help(text: str, line: int) -> str:
    lines = text.split("\n")
    around = "".join(lines[max(0, line - 2) : line])
    if "\t" in around:
        return said("indent with spaces, not tabs")
    if around.count(":") > 1 and '"' not in around and "'" not in around:
        return said("put a text that holds a colon, comma, brace or # in quotes")
    return ""


def _json_as_yaml(text: str, name: str) -> str:
    """Check JSON strictly, then spell the few things YAML reads differently its way; places stay (nearly) the same."""
    try:
        # Numbers stay text: they are typed later, and Python refuses to make one of more than 4,300 digits.
        json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda word: (_ for _ in ()).throw(ValueError(word)))
    except json.JSONDecodeError as error:
        raise Faults([Fault(name, error.lineno, error.colno, said("not valid JSON: {}", _passed_on(error.msg)))]) from None
    except ValueError as error:
        raise Faults([Fault(name, 0, 0, said("not valid JSON: `{}` is no JSON number", str(error)))]) from None
    except RecursionError:
        raise Faults([Fault(name, 0, 0, said("nested more than {} levels deep", MAX_DEPTH))]) from None

    def pair(match: re.Match[str]) -> str:
        high, low = int(match[1], 16), int(match[2], 16)
        return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"

    text = re.sub(r"\\(.)", lambda match: r"\x2f" if match[1] == "/" else match[0], text.replace("\t", " "))
    text = _NO_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return _SURROGATES.sub(pair, text)


def _build(events: Iterator[Any], name: str, faults: list[Fault]) -> Node | None:
    """Turn parse events into nodes without recursion."""
    root: Node | None = None
    stack: list[Node] = []
    keys: list[Node | None] = []
    seen: list[dict[str, Node]] = []
    count = documents = 0

    def place(event: Any) -> tuple[int, int]:
        return event.start_mark.line + 1, event.start_mark.column + 1

    for event in events:
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            documents += 1
            if documents > 1:
                faults.append(
                    Fault(name, *place(event), said("a second document starts here"), said("write one document per file"))
                )
                break
            continue
        if kind == "AliasEvent":
            faults.append(
                Fault(name, *place(event), said("alias `*{}` is not allowed", event.anchor), said("write the value out"))
            )
            node = Node("scalar", "", *place(event))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            stack.pop()
            keys.pop()
            seen.pop()
            continue
        elif kind == "ScalarEvent":
            node = Node("scalar", event.value, *place(event), event.style in (None, ""))
        elif kind == "MappingStartEvent":
            node = Node("map", [], *place(event))
        elif kind == "SequenceStartEvent":
            node = Node("list", [], *place(event))
        else:
            continue
        if kind != "AliasEvent" and event.anchor:
            faults.append(
                Fault(name, *place(event), said("anchor `&{}` is not allowed", event.anchor), said("write the value out"))
            )
        if kind != "AliasEvent" and event.tag:
            faults.append(Fault(name, *place(event), said("tag `{}` is not allowed", event.tag), said("remove it")))
        count += 1
        if count > MAX_NODES:
            faults.append(Fault(name, *place(event), said("more than {} values in one file", f"{MAX_NODES:,}")))
            break
        if not stack:
            root = node
        elif stack[-1].kind == "list":
            stack[-1].items.append(node)
        elif keys[-1] is None:
            if node.kind != "scalar":
                faults.append(Fault(name, node.line, node.column, said("a key must be a plain word")))
                node = Node("scalar", "?", node.line, node.column)
                break
            first = seen[-1].setdefault(node.text, node)
            if first is not node:
                faults.append(
                    Fault(
                        name,
                        node.line,
                        node.column,
                        said("key `{}` is given twice", node.text),
                        said("the first is on line {}", first.line),
                    )
                )
            keys[-1] = node
        else:
            stack[-1].pairs.append((keys[-1], node))
            keys[-1] = None
        if node.kind != "scalar":
            if len(stack) >= MAX_DEPTH:
                faults.append(Fault(name, node.line, node.column, said("nested more than {} levels deep", MAX_DEPTH)))
                break
            stack.append(node)
            keys.append(None)
            seen.append({})
    return root

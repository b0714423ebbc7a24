"""A declaration file to a typed declaration: strict, with every fault of the file at once."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from ..reading import Fault, Faults, Node, decode, nearest, read_bytes, read_text
from ..text import said
from .answers import MOST_LETTERS, AnswerReader, Reference
from .model import FORMAT_VERSION, Declaration, Facts, Value
from .schema import PERMISSION, UNKNOWN_WORDS, Fact, is_unknown, schema, typed
from .vocabulary import categories

LAW_IDS = (
    "gdpr", "eprivacy", "ccpa", "ccpa-regs", "csl", "csl-2016", "ecl", "crpl", "crpl-reg", "pipl", "dsl", "ndsr", "app-method",
    "necessary-info", "face", "minors-reg", "minors-law", "child-pi", "xborder", "std-contract", "export-cert", "algo",
    "crpl-penalty", "spc-face", "civil-code",
)  # fmt: skip
"""Laws that a fact given per law may name (DESIGN, Citations)."""

_SECTIONS = ("practices", "recipients", "practice_defaults", "judgements", "waivers")
_ID = re.compile(r"[^\s\[\]/,]{1,100}")
MOST_ROWS = 2_000
"""Practices, or recipients, in one declaration. One declaration describes one app; the largest known ones name some hundred."""
MOST_COMBINATIONS = 20_000
"""Combinations of practice, data category and recipient in one declaration."""
MOST_FAULTS = 100
"""Faults shown of one file: who has more has one mistake many times."""
_PREFIX = {"practice": "practice.", "recipient": "recipient."}
_FLAGS = {"true": "yes", "yes": "yes", "on": "yes", "y": "yes", "false": "no", "no": "no", "off": "no", "n": "no"}
"""How other languages and other readers of YAML write yes and no, in small letters."""


def load(path: Path, name: str | None = None) -> Declaration:
    """The declaration in a YAML or JSON file; `name` is what messages call it. Raises Faults with all that is wrong."""
    name = name or str(path)
    data = read_bytes(path, name)
    if path.suffix.lower() in (".xml", ".csv"):
        raise Faults(
            [Fault(name, 1, 1, said("this is no declaration"), said("make one from it: `lawlint import auto {}`", name))]
        )
    found = load_text(decode(data, name), name, as_json=path.suffix.lower() == ".json")
    found.sha256 = hashlib.sha256(data).hexdigest()
    return found


def load_text(text: str, name: str, *, as_json: bool = False) -> Declaration:
    """The declaration in a text. Raises Faults."""
    found = from_node(read_text(text, name, as_json=as_json), name, as_json=as_json)
    found.sha256 = hashlib.sha256(text.encode()).hexdigest()
    return found


def from_node(node: Node, name: str, *, as_json: bool = False) -> Declaration:
    """The declaration in a document that was read. Raises Faults."""
    reader = _Reader(name, as_json)
    found = reader.declaration(node)
    if reader.faults:
        raise Faults(reader.faults)
    return found


class _Reader:
    """Reads one document; faults are collected."""

    def __init__(self, file: str, as_json: bool) -> None:
        self.file, self.as_json = file, as_json
        self.faults: list[Fault] = []
        self.found = Declaration(file=file)
        self.references: list[Reference] = []

    def fault(self, node: Node, message: str, help: str = "") -> None:
        """Record a fault at a node."""
        self.faults.append(Fault(self.file, node.line, node.column, message, help))
        if len(self.faults) >= MOST_FAULTS:
            rest = Fault(self.file, node.line, node.column, said("{} faults: the rest of the file is not read", MOST_FAULTS))
            raise Faults([*self.faults[:-1], rest])

    def declaration(self, node: Node) -> Declaration:
        """The whole document."""
        found = self.found
        if node.kind != "map":
            self.fault(node, said("a declaration is a map of facts"), said("start with `declaration: 1`"))
            return found
        self._version(node)
        sections = {key.text: value for key, value in node.pairs if key.text in _SECTIONS}
        rest = Node("map", [pair for pair in node.pairs if pair[0].text not in _SECTIONS], node.line, node.column)
        self._facts(rest, "", "app", found.app, "")
        defaults: Facts = {}
        if "practice_defaults" in sections and not is_unknown(sections["practice_defaults"]):
            self._facts(sections["practice_defaults"], "", "practice", defaults, None)
            if "practice.id" in defaults:
                self.fault(sections["practice_defaults"], said("an id cannot be a default"))
        found.practice_defaults = defaults
        found.recipients = self._rows(sections.get("recipients"), "recipient", {})
        stated = self._rows(sections.get("practices"), "practice", defaults)
        found.practices = stated
        answers = AnswerReader(self.fault, self.references, found.places)
        found.judgements = answers.judgements(sections.get("judgements"))
        found.waivers = answers.waivers(sections.get("waivers"))
        self._check_references()
        self._check_size(node)
        return found

    def _version(self, node: Node) -> None:
        version = node.get("declaration")
        if version is None:
            first = node.pairs[0][0] if node.pairs else node
            self.fault(first, said("`declaration` is missing"), said("start the file with `declaration: 1`"))
        elif version.kind == "scalar" and version.text != str(FORMAT_VERSION):
            self.fault(
                version, said("format version `{}` is not known", version.text), said("this version reads `declaration: 1`")
            )

    def _facts(
        self, node: Node, path: str, scope: str, into: Facts, place: str | None, silenced: set[str] | None = None
    ) -> None:
        """The facts below a map. `place` prefixes places; None records none. `silenced` collects what is stated as unknown."""
        prefix = {"app": "", "practice": "practices[].", "recipient": "recipients[]."}[scope]
        if path and is_unknown(node):
            if silenced is not None:
                silenced.update(fact.name for fact in schema().facts if fact.path.startswith(f"{prefix}{path}."))
            return
        if node.kind != "map":
            self.fault(node, said("`{}` holds facts, so it is a map", path or scope))
            return
        for key, value in node.pairs:
            if "." in key.text:
                # Two spellings of one fact could say two things at once.
                self.fault(
                    key,
                    said("unknown key `{}`", key.text),
                    said("write each word of it as a key of its own, one inside the other"),
                )
                continue
            here = f"{path}.{key.text}" if path else key.text
            fact = schema().by_path.get(prefix + here)
            if fact is not None and fact.scope == scope:
                found = self._value(fact, value)
                if found is None:
                    if silenced is not None:
                        silenced.add(fact.name)
                    continue
                into[fact.name] = found
                if place is not None:
                    self.found.places[place + here] = (key.line, key.column)
            elif self._is_group(prefix + here):
                self._facts(value, here, scope, into, place, silenced)
            else:
                word = key.text[:MOST_LETTERS]
                self.fault(key, said("unknown key `{}`", f"{path}.{word}" if path else word), self._nearest(prefix, path, word))

    def _is_group(self, path: str) -> bool:
        return path in _groups()

    def _nearest(self, prefix: str, path: str, word: str) -> str:
        above = f"{prefix}{path}." if path else prefix
        siblings = {
            other.path[len(above) :].split(".")[0]
            for other in schema().facts
            if other.path.startswith(above) and (above or "[]" not in other.path)
        }
        if not above:
            siblings |= set(_SECTIONS)
        return (
            nearest(word, siblings)
            or nearest(f"{above}{word}", schema().by_path)
            or nearest(word, {one.rsplit(".", 1)[-1]: one for one in schema().by_path})
            or said("see `lawlint facts {}`", word)
        )

    def _value(self, fact: Fact, node: Node) -> Value | None:
        """The typed value of a fact; None when it is unknown or wrong."""
        if fact.type == "map":
            return self._text_map(fact, node)
        if node.kind == "map":
            if not fact.by_law:
                wrong = said("`{}` is a list, not a map", fact.path) if fact.many else said("`{}` has one value", fact.path)
                self.fault(node, wrong, self._expected(fact))
                return None
            return self._by_law(fact, node)
        if fact.many:
            if is_unknown(node):
                return None
            members = node.items if node.kind == "list" else [node]
            words = [self._one(fact, member) for member in members]
            return tuple(dict.fromkeys(str(word) for word in words if word is not None))
        if node.kind == "list":
            if fact.type == "text" and not node.items:
                return ""
            self.fault(node, said("`{}` has one value, not a list", fact.path), self._expected(fact))
            return None
        return self._one(fact, node)  # type: ignore[return-value]

    def _one(self, fact: Fact, node: Node) -> object | None:
        if node.kind != "scalar":
            self.fault(node, said("`{}` takes a word here", fact.path), self._expected(fact))
            return None
        word = node.text
        of_json = self.as_json and node.plain and word in ("true", "false")
        if fact.type == "tri" and word not in ("yes", "no") and word.lower() in _FLAGS:
            if of_json:
                return word == "true"
            self.fault(node, said("`{}` is not yes, no or unknown", word), said("write `{}`", _FLAGS[word.lower()]))
            return None
        if fact.type == "text":
            if of_json:
                self.fault(node, said("`{}` takes a word here", fact.path))
                return None
            # A blank, or `Unknown` in capitals, is no more known for standing where any text may stand.
            if word.strip().lower() in UNKNOWN_WORDS:
                word = "unknown"
        elif len(word) > MOST_LETTERS and fact.type not in ("recipient", "practice"):
            word = f"{word[:MOST_LETTERS]}…"
        if self.as_json and node.plain and fact.type in ("int", "number", "share"):
            word = _written_out(word)
        if fact.many and word in UNKNOWN_WORDS:
            self.fault(node, said("a list cannot hold `{}`", word), said("leave the whole list out when it is not known"))
            return None
        if fact.type in ("recipient", "practice") or fact.name in ("practice.id", "recipient.id"):
            return self._reference(fact, node)
        if fact.type == "category" and word not in categories().all:
            self.fault(node, said("unknown data category `{}`", word), nearest(word, categories().all))
            return None
        if fact.type == "permission" and not PERMISSION.fullmatch(word):
            self.fault(node, said("`{}` is not the name of a permission", word))
            return None
        try:
            return typed(fact, word)
        except ValueError as error:
            self.fault(node, said("`{}`: {}", fact.path, error.args[0]), nearest(word, fact.values) or self._expected(fact))
            return None

    def _expected(self, fact: Fact) -> str:
        if fact.type == "tri":
            return said("write yes, no or unknown")
        return said("one of {}", fact.values) if fact.values and len(fact.values) <= 12 else ""

    def _reference(self, fact: Fact, node: Node) -> str | None:
        word = node.text
        if word in UNKNOWN_WORDS and not fact.many:
            return None
        if not _ID.fullmatch(word):
            self.fault(node, said("`{}` is not an id: no blanks, commas, slashes or square brackets", word[:MOST_LETTERS]))
            return None
        if fact.type in ("recipient", "practice") and fact.many:
            self.references.append((node, fact.type, word))
        return word

    def _by_law(self, fact: Fact, node: Node) -> Value | None:
        found: dict[str, object] = {}
        for key, value in node.pairs:
            if key.text not in LAW_IDS:
                self.fault(key, said("unknown law `{}`", key.text), nearest(key.text, LAW_IDS) or said("one of {}", LAW_IDS))
                continue
            one = self._one(fact, value)
            if one is not None:
                found[key.text] = one
        return found or None  # type: ignore[return-value]

    def _text_map(self, fact: Fact, node: Node) -> Value | None:
        if is_unknown(node):
            return None
        if node.kind != "map" or any(value.kind != "scalar" for _, value in node.pairs):
            self.fault(node, said("`{}` is a map of texts", fact.path))
            return None
        return {key.text: value.text for key, value in node.pairs if not is_unknown(value)} or None

    def _rows(self, node: Node | None, scope: str, defaults: Facts) -> list[Facts] | None:
        section = f"{scope}s"
        if node is None or is_unknown(node):
            return None
        if node.kind != "list":
            self.fault(node, said("`{}` is a list", section), said("write `- id: ...` for each"))
            return None
        if len(node.items) > MOST_ROWS:
            number = said("`{}` has {} entries; at most {} are read", section, f"{len(node.items):,}", f"{MOST_ROWS:,}")
            self.fault(node, number, said("one declaration describes one app: split it"))
            return None
        rows: list[Facts] = []
        stated_rows: list[Facts] = []
        seen: dict[str, int] = {}
        explicit = {item.get("id").text for item in node.items if item.kind == "map" and _has_id(item)}  # type: ignore[union-attr]
        for position, item in enumerate(node.items, 1):
            stated: Facts = {}
            silenced: set[str] = set()
            id = self._id(item, scope, position, explicit)
            self._facts(item, "", scope, stated, f"{section}[{id}].", silenced)
            stated[f"{scope}.id"] = id
            self.found.places.setdefault(f"{section}[{id}].id", (item.line, item.column))
            if id in seen:
                twice = (
                    said("two practices have the id `{}`", id)
                    if scope == "practice"
                    else said("two recipients have the id `{}`", id)
                )
                self.fault(item, twice, said("the first is on line {}", seen[id]))
            seen.setdefault(id, item.line)
            stated_rows.append(stated)
            rows.append(_filled(stated, defaults, silenced))
            if scope == "practice":
                self._check_broad(item, rows[-1])
        if scope == "practice":
            self.found.stated_practices = stated_rows
        return rows

    def _id(self, item: Node, scope: str, position: int, taken: set[str]) -> str:
        if item.kind == "map" and _has_id(item):
            return item.get("id").text  # type: ignore[union-attr]
        id = f"{scope[0]}{position}"
        while id in taken:
            id += "_"
        return id

    def _check_broad(self, item: Node, facts: Facts) -> None:
        broad, data = facts.get("practice.data_broad"), facts.get("practice.data", ())
        for category in broad if isinstance(broad, tuple) else ():
            if category not in data:  # type: ignore[operator]
                self.fault(item, said("`{}` is in data_broad but not in data", category))

    def _check_size(self, node: Node) -> None:
        """Every practice is judged with each of its categories and recipients: lists multiply."""
        combined = 0
        for facts in self.found.practices or ():
            categories, recipients = facts.get("practice.data", ()), facts.get("practice.recipients", ())
            combined += max(len(categories), 1) * max(len(recipients), 1)  # type: ignore[arg-type]
        if combined > MOST_COMBINATIONS:
            number, most = f"{combined:,}", f"{MOST_COMBINATIONS:,}"
            message = said("{} combinations of practice, data category and recipient; at most {} are judged", number, most)
            self.fault(node.get("practices") or node, message, said("one declaration describes one app: split it"))

    def _check_references(self) -> None:
        lists = {"recipient": self.found.recipients, "practice": self.found.practices}
        ids = {kind: {str(one[f"{kind}.id"]): None for one in listed or ()} for kind, listed in lists.items()}
        for node, kind, word in self.references:
            names = ids[kind]
            if word not in names:
                none = (
                    said("no practice has the id `{}`", word)
                    if kind == "practice"
                    else said("no recipient has the id `{}`", word)
                )
                self.fault(node, none, nearest(word, names) or said("list it under `{}:` as `- id: {}`", f"{kind}s", word))


@cache
def _groups() -> frozenset[str]:
    """Every path that facts stand below, such as `practices[].consent`."""
    paths = (fact.path.split(".") for fact in schema().facts)
    return frozenset(".".join(parts[:depth]) for parts in paths for depth in range(1, len(parts)))


def _has_id(item: Node) -> bool:
    node = item.get("id")
    return node is not None and node.kind == "scalar" and bool(_ID.fullmatch(node.text)) and node.text not in UNKNOWN_WORDS


def _written_out(number: str) -> str:
    """A JSON number without exponent and without a fraction of noughts: programs write 3.0 and 1e-05."""
    if not {".", "e", "E"}.intersection(number):
        return number
    # Rarely needed, and not free to import.
    from decimal import Decimal, InvalidOperation

    try:
        value = Decimal(number)
    except InvalidOperation:
        return number
    if not -30 <= value.adjusted() <= 15:
        return number
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _filled(stated: Facts, defaults: Facts, silenced: set[str]) -> Facts:
    """A practice with the defaults where it is silent. What it states as unknown stays unknown."""
    return {**{name: value for name, value in defaults.items() if name not in silenced}, **stated}

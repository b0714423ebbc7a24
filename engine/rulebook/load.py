"""Rule files to a typed rulebook. All faults of all files are reported at once."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

from ..reading import Fault, Faults, Node, read
from ..text import said
from .model import BEGINNING, END, PER, Amount, Law, Penalty, Rule, Rulebook
from .read_across import FILE as ACROSS
from .read_across import dated, read_across
from .read_rules import read_article
from .read_terms import read_concepts, read_parameters
from .rulefile import RuleFile
from .structure import read_index

_LAW_KEYS = frozenset(
    {"law", "region", "style", "name", "short", "from", "to", "official", "gate", "last_checked_on", "note", "penalties"}
)


def load(folders: Iterable[Path], own: Iterable[Path] = ()) -> Rulebook:
    """The rulebook in these folders, and in a company's own ones. Raises Faults with everything that is wrong."""
    book, faults = read_folders(folders, own)
    if faults:
        raise Faults(faults)
    return book


def read_folders(folders: Iterable[Path], own: Iterable[Path] = ()) -> tuple[Rulebook, list[Fault]]:
    """The rulebook as far as it can be read, and the faults: for the linter, which wants to say more."""
    book = Rulebook()
    faults: list[Fault] = []
    digest = hashlib.sha256()
    rules: list[Rule] = []
    found: list[tuple[Path, str, Law]] = []
    for folder, is_own in [*((path, False) for path in folders), *((path, True) for path in own)]:
        laws = sorted(folder.rglob("law.yaml"))
        if not laws:
            faults.append(Fault(str(folder), 0, 0, said("no law.yaml in this folder or below it")))
        for law_file in laws:
            file, node = _open(law_file, _shown(law_file, folder, is_own), faults, digest)
            law = _law(file, node, book, is_own) if node else None
            faults.extend(file.faults)
            if law is not None:
                found.append((law_file, file.file, law))
        if not is_own and (folder / ACROSS).is_file():
            file, node = _open(folder / ACROSS, _shown(folder / ACROSS, folder, is_own), faults, digest)
            book.across = read_across(file, node) if node else book.across
            faults.extend(file.faults)
    # Every law is known before the first rule is read: a rule takes its dates from the law it cites, whichever folder that is.
    for law_file, name, law in found:
        _read_law_folder(book, law_file, name.rsplit("/", 1)[0], law, rules, faults, digest)
    book.rules = tuple(rules)
    book.across = dated(book)
    book.sha256 = digest.hexdigest()
    return book, faults


def _shown(path: Path, folder: Path, own: bool) -> str:
    """The project's own files by their place in the repository, a company's as the user named their folder."""
    return path.as_posix() if own else f"{folder.name}/{path.relative_to(folder).as_posix()}"


def _open(path: Path, name: str, faults: list[Fault], digest) -> tuple[RuleFile, Node | None]:  # type: ignore[no-untyped-def]
    try:
        node = read(path, name)
    except Faults as error:
        faults.extend(error.faults)
        return RuleFile(name), None
    digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return RuleFile(name), node


def _read_law_folder(  # type: ignore[no-untyped-def]
    book: Rulebook, law_file: Path, base: str, law: Law, rules: list[Rule], faults: list[Fault], digest
) -> None:
    for path in sorted(path for path in law_file.parent.glob("*.yaml") if path != law_file):
        file, node = _open(path, f"{base}/{path.name}", faults, digest)
        if node is None:
            continue
        if path.name == "concepts.yaml" or path.name.startswith("concepts-"):
            read_concepts(file, node, book)
        elif path.name == "parameters.yaml":
            read_parameters(file, node, book)
        else:
            read_article(file, node, book, law, rules)
        faults.extend(file.faults)
    structure = law_file.with_name("structure.txt")
    index = structure.read_text("utf-8") if structure.is_file() else ""
    book.structure[law.id], book.unconfirmed[law.id] = read_index(index)
    if not book.structure[law.id]:
        faults.append(Fault(f"{base}/structure.txt", 0, 0, said("the structure index of `{}` is missing", law.id)))
    digest.update(index.encode())
    for table in sorted((law_file.parent / "tables").glob("*.csv")):
        data = table.read_bytes()
        digest.update(data)
        book.tables[table.stem] = tuple(csv.DictReader(data.decode("utf-8").splitlines()))
        book.places["table", table.stem] = (f"{base}/tables/{table.name}", 1)


def _law(file: RuleFile, node: Node, book: Rulebook, own: bool) -> Law | None:
    keys = file.keys(node, _LAW_KEYS)
    file.need(node, keys, "law", "region", "style", "name", "short", "from", "official", "last_checked_on")
    if file.word(keys.get("style")) not in ("cn", "cn-item", "eu", "us", "item"):
        file.fault(keys.get("style", node), said("`style` is cn, cn-item, eu, us or item"))
    law = Law(
        id=file.word(keys.get("law")),
        region=file.word(keys.get("region")),
        style=file.word(keys.get("style")),
        name=file.text(keys.get("name")),
        short=file.text(keys.get("short")),
        from_=file.word(keys.get("from"), BEGINNING),
        to=file.word(keys.get("to"), END),
        official=file.word(keys.get("official")),
        gate=file.word(keys.get("gate")) or None,
        last_checked_on=file.word(keys.get("last_checked_on")),
        note=file.text(keys.get("note")),
        own=own,
    )
    if law.id in book.laws:
        file.fault(keys.get("law", node), said("law `{}` is defined twice", law.id))
        return None
    book.laws[law.id] = law
    book.places["law", law.id] = (file.file, 1)
    penalties = keys.get("penalties")
    for key, value in penalties.pairs if penalties and penalties.kind == "map" else ():
        if key.text in book.penalties:
            file.fault(key, said("penalty `{}` is defined twice", key.text))
        book.penalties[key.text] = _penalty(file, key.text, value)
        book.places["penalty", key.text] = (file.file, key.line)
    return law


def _penalty(file: RuleFile, id: str, node: Node) -> Penalty:
    keys = file.keys(node, ("cites", "text", "per", "values"))
    file.need(node, keys, "cites", "text", "values")
    per = file.word(keys.get("per"))
    if "per" in keys and per not in PER:
        file.fault(keys["per"], said("`per` is one of {}", PER))
    values = keys.get("values")
    amounts = []
    for item in values.items if values and values.kind == "list" else ():
        amount = file.keys(item, ("from", "amount", "currency", "share_of_turnover", "intentional"))
        file.need(item, amount, "from")
        amounts.append(
            Amount(
                file.word(amount.get("from")),
                file.number(amount.get("amount")),
                file.word(amount.get("currency")) or None,
                file.number(amount.get("share_of_turnover")),
                file.number(amount.get("intentional")),
            )
        )
    return Penalty(
        id, file.words(keys.get("cites")), file.text(keys.get("text")), tuple(sorted(amounts, key=lambda a: a.from_)), per
    )

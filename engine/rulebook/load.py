"""Rule files to a typed rulebook. All faults of all files are reported at once."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

from ..reading import Fault, Faults, Node, nearest, read
from ..text import Text, said
from .conditions import NO, YES, All, AnyOf, Condition, Judgement
from .model import (
    BEGINNING,
    END,
    SCOPES,
    SEVERITIES,
    Amount,
    Case,
    Clause,
    Concept,
    Exception_,
    Law,
    Parameter,
    Penalty,
    Review,
    Rule,
    Rulebook,
)
from .parse import VISIBLE, Parser
from .structure import read_index

_LAW_KEYS = frozenset(
    {"law", "region", "style", "name", "short", "from", "to", "official", "gate", "last_checked_on", "note", "penalties"}
)
_FILE_KEYS = frozenset({"article", "heading", "last_checked_on", "compared", "clauses", "rules"})
_CLAUSE_KEYS = frozenset({"id", "summary", "asked_as", "compared", "heading"})
_RULE_KEYS = frozenset(
    {"id", "cites", "also", "conduct", "scope", "severity", "penalty", "from", "to", "applies", "violated", "unless"}
    | {"review", "message", "fix", "item", "cases"}
)
CASE_KINDS = ("fail", "pass", "open", "review", "notApplicable")
CONCEPT_KINDS = ("yes", "no", "unknown")


class _File(Parser):
    """One file being read: a condition parser that also knows how to take texts, words and dates from a map."""

    def keys(self, node: Node, allowed: Iterable[str]) -> dict[str, Node]:
        """The values of a map by key; a key that is not allowed is a fault."""
        if node.kind != "map":
            self.fault(node, said("a map is expected here"))
            return {}
        names = sorted(allowed)
        for key, _ in node.pairs:
            if key.text not in names:
                self.fault(
                    key, said("unknown key `{}`", key.text), nearest(key.text, names) or said("known: {}", ", ".join(names))
                )
        return {key.text: value for key, value in node.pairs}

    def need(self, node: Node, keys: dict[str, Node], *names: str) -> None:
        """A fault for each key that is missing."""
        for name in names:
            if name not in keys:
                self.fault(node, said("`{}` is missing", name))

    def word(self, node: Node | None, default: str = "") -> str:
        """A scalar's text."""
        return default if node is None else self._word(node)

    def words(self, node: Node | None) -> tuple[str, ...]:
        """A list of words; one word stands for a list of one."""
        if node is None:
            return ()
        return tuple(self._word(item) for item in (node.items if node.kind == "list" else [node]))

    def text(self, node: Node | None) -> Text:
        """A text in both languages; a missing language is a fault."""
        if node is None:
            return Text()
        keys = self.keys(node, ("en", "zh"))
        for language in ("en", "zh"):
            if not self.word(keys.get(language)).strip():
                self.fault(
                    node,
                    said("the {} text is missing", "English" if language == "en" else "Chinese"),
                    said("add `{}:`", language),
                )
        return Text(self.word(keys.get("en")), self.word(keys.get("zh")))


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
    # Every law is known before the first rule is read: a rule takes its dates from the law it cites, whichever folder that is.
    for law_file, name, law in found:
        _read_law_folder(book, law_file, name.rsplit("/", 1)[0], law, rules, faults, digest)
    book.rules = tuple(rules)
    book.sha256 = digest.hexdigest()
    return book, faults


def _shown(path: Path, folder: Path, own: bool) -> str:
    """The project's own files by their place in the repository, a company's as the user named their folder."""
    return path.as_posix() if own else f"{folder.name}/{path.relative_to(folder).as_posix()}"


def _open(path: Path, name: str, faults: list[Fault], digest) -> tuple[_File, Node | None]:  # type: ignore[no-untyped-def]
    try:
        node = read(path, name)
    except Faults as error:
        faults.extend(error.faults)
        return _File(name), None
    digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return _File(name), node


def _read_law_folder(  # type: ignore[no-untyped-def]
    book: Rulebook, law_file: Path, base: str, law: Law, rules: list[Rule], faults: list[Fault], digest
) -> None:
    for path in sorted(path for path in law_file.parent.glob("*.yaml") if path != law_file):
        file, node = _open(path, f"{base}/{path.name}", faults, digest)
        if node is None:
            continue
        if path.name == "concepts.yaml":
            _concepts(file, node, book)
        elif path.name == "parameters.yaml":
            _parameters(file, node, book)
        else:
            _article(file, node, book, law, rules)
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


def _law(file: _File, node: Node, book: Rulebook, own: bool) -> Law | None:
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


def _penalty(file: _File, id: str, node: Node) -> Penalty:
    keys = file.keys(node, ("cites", "text", "values"))
    file.need(node, keys, "cites", "text", "values")
    values = keys.get("values")
    amounts = []
    for item in values.items if values and values.kind == "list" else ():
        amount = file.keys(item, ("from", "amount", "currency", "share_of_turnover"))
        file.need(item, amount, "from")
        amounts.append(
            Amount(
                file.word(amount.get("from")),
                _number(file, amount.get("amount")),
                file.word(amount.get("currency")) or None,
                _number(file, amount.get("share_of_turnover")),
            )
        )
    return Penalty(
        id, file.words(keys.get("cites")), file.text(keys.get("text")), tuple(sorted(amounts, key=lambda a: a.from_))
    )


def _number(file: _File, node: Node | None) -> float | None:
    if node is None or file.word(node) in ("none", ""):
        return None
    try:
        return float(file.word(node))
    except ValueError:
        file.fault(node, said("`{}` is not a number", node.value))
        return None


def _article(file: _File, node: Node, book: Rulebook, law: Law, rules: list[Rule]) -> None:
    keys = file.keys(node, _FILE_KEYS)
    file.need(node, keys, "article", "heading", "last_checked_on", "compared")
    heading, checked = file.text(keys.get("heading")), file.word(keys.get("last_checked_on"))
    compared = file.word(keys.get("compared"))
    if compared not in ("yes", "no"):
        file.fault(keys.get("compared", node), said("`compared` is yes or no"))
    clauses = keys.get("clauses")
    for item in clauses.items if clauses and clauses.kind == "list" else ():
        clause = file.keys(item, _CLAUSE_KEYS)
        file.need(item, clause, "id", "summary")
        id = file.word(clause.get("id"))
        if id in book.clauses:
            file.fault(
                clause.get("id", item), said("clause `{}` is summarised twice", id), said("first in {}", book.clauses[id].file)
            )
        if id.partition(":")[0] != law.id:
            file.fault(clause.get("id", item), said("clause `{}` is not of `{}`", id, law.id))
        book.places["clause", id] = (file.file, item.line)
        asked = clause.get("asked_as")
        phrasings = file.keys(asked, ("en", "zh")) if asked else {}
        book.clauses[id] = Clause(
            id,
            law.id,
            file.text(clause.get("heading")) if "heading" in clause else heading,
            file.text(clause.get("summary")),
            (file.words(phrasings.get("en")), file.words(phrasings.get("zh"))),
            file.word(clause.get("compared"), compared) == "yes",
            checked,
            file.file,
        )
    written = keys.get("rules")
    for item in written.items if written and written.kind == "list" else ():
        _rule(file, item, book, law, rules)


def _overlay(base: dict[str, Node], over: dict[str, Node], drop: tuple[str, ...]) -> dict[str, Node]:
    return {**base, **{key: value for key, value in over.items() if key not in drop}}


def _rule(file: _File, node: Node, book: Rulebook, law: Law, rules: list[Rule]) -> None:
    keys = file.keys(node, _RULE_KEYS | {"variants", "editions"})
    file.need(node, keys, "id")
    base = {key: value for key, value in keys.items() if key not in ("variants", "editions")}
    variants = keys.get("variants")
    for variant_node in variants.items if variants and variants.kind == "list" else [None]:
        variant = file.keys(variant_node, _RULE_KEYS | {"editions"}) if variant_node else {}
        merged = _overlay(base, variant, ("id", "cases", "editions"))
        id = file.word(keys.get("id"))
        if variant_node is not None:
            file.need(variant_node, variant, "id")
            id = f"{id}-{file.word(variant.get('id'))}"
        cases = _cases(file, [base.get("cases"), variant.get("cases")], CASE_KINDS)
        editions = variant.get("editions") or keys.get("editions")
        place = variant_node or node
        for edition in editions.items if editions and editions.kind == "list" else [None]:
            over = file.keys(edition, _RULE_KEYS) if edition else {}
            _add_rule(file, edition or place, id, _overlay(merged, over, ("cases",)), book, law, rules)
        if ("rule", id) in book.cases:
            file.fault(place, said("rule `{}` is defined twice", id))
        book.cases["rule", id] = cases


def _add_rule(file: _File, place: Node, id: str, keys: dict[str, Node], book: Rulebook, law: Law, rules: list[Rule]) -> None:
    file.need(place, keys, "cites", "scope", "severity", "penalty", "message", "fix")
    scope, severity = file.word(keys.get("scope"), "app"), file.word(keys.get("severity"), "low")
    if scope not in SCOPES:
        file.fault(
            keys["scope"], said("unknown scope `{}`", scope), nearest(scope, SCOPES) or said("one of {}", ", ".join(SCOPES))
        )
        scope = "app"
    if severity not in SEVERITIES:
        file.fault(keys["severity"], said("unknown severity `{}`", severity), said("one of {}", ", ".join(SEVERITIES)))
    visible = VISIBLE[scope]
    cites = file.words(keys.get("cites"))
    own_law = book.laws.get(cites[0].partition(":")[0], law) if cites else law
    review, violated = _review(file, keys, visible)
    penalty = file.word(keys.get("penalty"), "none")
    rules.append(
        Rule(
            id=id,
            law=cites[0].partition(":")[0] if cites else law.id,
            cites=cites,
            also=file.words(keys.get("also")),
            conduct=file.word(keys.get("conduct")) or id,
            scope=scope,
            severity=severity,
            penalty=None if penalty == "none" else penalty,
            from_=file.word(keys.get("from")) or own_law.from_,
            to=file.word(keys.get("to")) or own_law.to,
            applies=file.condition(keys["applies"], visible) if "applies" in keys else YES,
            violated=violated,
            unless=_unless(file, keys.get("unless"), visible),
            review=review,
            message=file.text(keys.get("message")),
            fix=file.text(keys.get("fix")),
            item=file.text(keys.get("item")),
            file=file.file,
            line=place.line,
            own=law.own,
        )
    )
    if "violated" not in keys and "review" not in keys:
        file.fault(place, said("rule `{}` says neither `violated` nor `review`", id))


def _review(file: _File, keys: dict[str, Node], visible: frozenset[str]) -> tuple[Review | None, Condition]:
    violated = file.condition(keys["violated"], visible) if "violated" in keys else NO
    node = keys.get("review")
    if node is None:
        return None, violated
    parts = file.keys(node, ("fact", "en", "zh", "when"))
    question = Text(file.word(parts.get("en")), file.word(parts.get("zh")))
    for language, words in zip(("en", "zh"), question, strict=True):
        if not words:
            file.fault(node, said("the question for a person has no `{}` text", language))
    if "fact" in parts:
        fact = file.fact(parts["fact"], file.word(parts["fact"]), visible)
        if fact is not None and not fact.judgement:
            file.fault(parts["fact"], said("`{}` is not a judgement in the fact table", fact.name))
        if "when" in parts:
            file.fault(parts["when"], said("`when` belongs to a review without `fact`"))
        return Review(file.word(parts["fact"]), question), violated
    when = (file.condition(parts["when"], visible),) if "when" in parts else ()
    judged = All((*when, Judgement("fail"))) if when else Judgement("fail")
    return Review(None, question), judged if violated == NO else AnyOf((violated, judged))


def _unless(file: _File, node: Node | None, visible: frozenset[str]) -> tuple[Exception_, ...]:
    found = []
    for item in node.items if node and node.kind == "list" else ():
        keys = file.keys(item, ("when", "cites", "review"))
        file.need(item, keys, "when", "cites")
        if "when" in keys:
            review = file.text(keys["review"]) if "review" in keys else None
            found.append(Exception_(file.condition(keys["when"], visible), file.words(keys.get("cites")), review))
    if node is not None and node.kind != "list":
        file.fault(node, said("`unless` takes a list of exceptions"))
    return tuple(found)


def _concepts(file: _File, node: Node, book: Rulebook) -> None:
    top = file.keys(node, ("concepts",)).get("concepts")
    for key, value in top.pairs if top and top.kind == "map" else ():
        keys = file.keys(value, ("scope", "label", "cites", "when", "from", "to", "editions", "cases"))
        file.need(value, keys, "scope", "label")
        if key.text in book.concepts:
            file.fault(
                key, said("concept `{}` is defined twice", key.text), said("first in {}", book.concepts[key.text][0].file)
            )
        editions = keys.get("editions")
        found = []
        for edition in editions.items if editions and editions.kind == "list" else [None]:
            over = file.keys(edition, ("cites", "when", "from", "to")) if edition else {}
            merged = {**keys, **over}
            file.need(edition or value, merged, "cites", "when")
            scope = file.word(merged.get("scope"), "app")
            if scope not in SCOPES:
                file.fault(merged["scope"], said("unknown scope `{}`", scope), nearest(scope, SCOPES))
                scope = "app"
            found.append(
                Concept(
                    key.text,
                    scope,
                    file.text(merged.get("label")),
                    file.words(merged.get("cites")),
                    file.word(merged.get("from")) or BEGINNING,
                    file.word(merged.get("to")) or END,
                    file.condition(merged["when"], VISIBLE[scope]) if "when" in merged else YES,
                    file.file,
                    (edition or key).line,
                )
            )
        book.concepts[key.text] = tuple(found)
        book.cases["concept", key.text] = _cases(file, [keys.get("cases")], CONCEPT_KINDS)


def _parameters(file: _File, node: Node, book: Rulebook) -> None:
    top = file.keys(node, ("parameters",)).get("parameters")
    for key, value in top.pairs if top and top.kind == "map" else ():
        keys = file.keys(value, ("label", "unit", "cites", "values", "compared"))
        file.need(value, keys, "label", "cites", "values")
        if key.text in book.parameters:
            file.fault(
                key, said("parameter `{}` is defined twice", key.text), said("first in {}", book.parameters[key.text].file)
            )
        book.places["parameter", key.text] = (file.file, key.line)
        values = keys.get("values")
        dated = []
        for item in values.items if values and values.kind == "list" else ():
            one = file.keys(item, ("from", "value"))
            file.need(item, one, "from", "value")
            if "from" in one and "value" in one:
                dated.append((file.word(one["from"]), _frozen(one["value"].plain_data())))
        if not dated:
            file.fault(value, said("parameter `{}` has no value", key.text))
        book.parameters[key.text] = Parameter(
            key.text,
            file.text(keys.get("label")),
            file.word(keys.get("unit")),
            file.words(keys.get("cites")),
            tuple(sorted(dated, key=lambda pair: pair[0])),
            file.word(keys.get("compared"), "yes") == "yes",
            file.file,
        )


def _cases(file: _File, layers: list[Node | None], kinds: tuple[str, ...]) -> tuple[Case, ...]:
    """The cases of a rule: `given` of the rule, then of the variant, then the case's own facts, each over the last."""
    given: dict[str, object] = {}
    found: list[Case] = []
    read = [file.keys(layer, ("given", *kinds)) for layer in layers if layer is not None]
    for keys in read:
        if "given" in keys:
            given |= _flat(file, keys["given"])
    for keys in read[-1:]:
        for kind in kinds:
            node = keys.get(kind)
            if node is not None and node.kind != "list":
                file.fault(node, said("`{}` takes a list of cases", kind))
                continue
            for item in node.items if node else ():
                facts = given | _flat(file, item)
                as_of, judgement = facts.pop("as_of", None), facts.pop("judgement", None)
                found.append(
                    Case(
                        kind,
                        tuple((name, _frozen(value)) for name, value in facts.items()),
                        str(as_of) if as_of else None,
                        str(judgement) if judgement else None,
                        item.line,
                    )
                )
    return tuple(found)


def _flat(file: _File, node: Node) -> dict[str, object]:
    if node.kind != "map":
        file.fault(node, said("a case is a map of facts"))
        return {}
    return {key.text: value.plain_data() for key, value in node.pairs}


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value

"""An article's file: its clauses, its rules with their variants and editions, and their cases."""

from __future__ import annotations

from ..reading import Node, nearest
from ..text import Text, said
from .conditions import NO, YES, All, AnyOf, Condition, Judgement
from .model import SCOPES, SEVERITIES, Case, Clause, Exception_, Law, Review, Rule, Rulebook
from .parse import VISIBLE
from .rulefile import RuleFile, frozen

_FILE_KEYS = frozenset({"article", "heading", "from", "last_checked_on", "compared", "clauses", "rules"})
_CLAUSE_KEYS = frozenset({"id", "summary", "asked_as", "compared", "heading", "from"})
_RULE_KEYS = frozenset(
    {"id", "cites", "also", "conduct", "scope", "severity", "penalty", "from", "to", "applies", "violated", "unless"}
    | {"review", "message", "fix", "item", "cases"}
)
CASE_KINDS = ("fail", "pass", "open", "review", "notApplicable", "notInForce")


def read_article(file: RuleFile, node: Node, book: Rulebook, law: Law, rules: list[Rule]) -> None:
    """Add the clauses of an article to the rulebook and its rules to `rules`; what is wrong becomes faults of its file."""
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
            file.word(clause.get("from") or keys.get("from"), law.from_),
        )
    written = keys.get("rules")
    for item in written.items if written and written.kind == "list" else ():
        _rule(file, item, book, law, rules)


def _overlay(base: dict[str, Node], over: dict[str, Node], drop: tuple[str, ...]) -> dict[str, Node]:
    return {**base, **{key: value for key, value in over.items() if key not in drop}}


def _rule(file: RuleFile, node: Node, book: Rulebook, law: Law, rules: list[Rule]) -> None:
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
            book.places["variants", id] = (file.file, node.line)
            id = f"{id}-{file.word(variant.get('id'))}"
        book.places["rule", id] = (file.file, node.line)
        cases = read_cases(file, [base.get("cases"), variant.get("cases")], CASE_KINDS)
        editions = variant.get("editions") or keys.get("editions")
        place = variant_node or node
        for edition in editions.items if editions and editions.kind == "list" else [None]:
            over = file.keys(edition, _RULE_KEYS) if edition else {}
            _add_rule(file, edition or place, id, _overlay(merged, over, ("cases",)), book, law, rules)
        if ("rule", id) in book.cases:
            file.fault(place, said("rule `{}` is defined twice", id))
        book.cases["rule", id] = cases


def _add_rule(file: RuleFile, place: Node, id: str, keys: dict[str, Node], book: Rulebook, law: Law, rules: list[Rule]) -> None:
    file.need(place, keys, "cites", "scope", "severity", "penalty", "message", "fix")
    scope, severity = file.word(keys.get("scope"), "app"), file.word(keys.get("severity"), "low")
    if scope not in SCOPES:
        file.fault(keys["scope"], said("unknown scope `{}`", scope), nearest(scope, SCOPES) or said("one of {}", SCOPES))
        scope = "app"
    if severity not in SEVERITIES:
        file.fault(keys["severity"], said("unknown severity `{}`", severity), said("one of {}", SEVERITIES))
    visible = VISIBLE[scope]
    cites = file.words(keys.get("cites"))
    own_law = book.laws.get(cites[0].partition(":")[0], law) if cites else law
    review, violated = read_review(file, keys, visible)
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
            unless=read_unless(file, keys.get("unless"), visible),
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


def read_review(file: RuleFile, keys: dict[str, Node], visible: frozenset[str]) -> tuple[Review | None, Condition]:
    """The question for a person, if the rule has one, and the condition of a violation with the person's answer in it."""
    violated = file.condition(keys["violated"], visible) if "violated" in keys else NO
    node = keys.get("review")
    if node is None:
        return None, violated
    parts = file.keys(node, ("fact", "en", "zh", "when"))
    question = Text(file.word(parts.get("en")), file.word(parts.get("zh")))
    for language, words in zip(("en", "zh"), question, strict=True):
        if not words:
            file.fault(node, said("the question for a person has no `{}` text", language), said("add `{}:`", language))
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


def read_unless(file: RuleFile, node: Node | None, visible: frozenset[str]) -> tuple[Exception_, ...]:
    """The exceptions of a rule, each with the provision it rests on."""
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


def read_cases(file: RuleFile, layers: list[Node | None], kinds: tuple[str, ...]) -> tuple[Case, ...]:
    """The cases of a rule: `given` of the rule, then of the variant, then the case's own facts, each over the last."""
    given: dict[str, object] = {}
    found: list[Case] = []
    read = [file.keys(layer, ("given", *kinds)) for layer in layers if layer is not None]
    for keys in read:
        if "given" in keys:
            given |= file.flat(keys["given"])
    for keys in read[-1:]:
        for kind in kinds:
            node = keys.get(kind)
            if node is not None and node.kind != "list":
                file.fault(node, said("`{}` takes a list of cases", kind))
                continue
            for item in node.items if node else ():
                facts = given | file.flat(item)
                as_of, judgement = facts.pop("as_of", None), facts.pop("judgement", None)
                found.append(
                    Case(
                        kind,
                        tuple((name, frozen(value)) for name, value in facts.items()),
                        str(as_of) if as_of else None,
                        str(judgement) if judgement else None,
                        item.line,
                    )
                )
    return tuple(found)

"""The rulebook on one day: editions, parameters, concepts, what cannot be judged, and what is not in force."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lawlint.engine.rulebook.conditions import YES, ByPlace, ConceptRef, Condition, Leaf, Param, walk
from lawlint.engine.rulebook.in_force import in_force, index, placeholders, select_laws
from lawlint.engine.rulebook.model import Concept, Parameter, Rulebook
from lawlint.engine.rulebook.store import rulebook
from lawlint.engine.text import Text

DAY = "2026-11-24"


def parameter(*values: tuple[str, object]) -> Parameter:
    return Parameter("made", Text("made", "made"), "number", ("gdpr:6",), values, True, "x.yaml")


def concept(when: Condition, start: str = "0001-01-01", end: str = "9999-12-31", name: str = "made") -> Concept:
    return Concept(name, "app", Text(name, name), ("gdpr:6",), start, end, when, "x.yaml", 1)


def with_rule(violated: Condition, **book: object) -> Rulebook:
    """The rulebook with one rule, always in force, and with other concepts or parameters."""
    whole = rulebook()
    rule = next(one for one in whole.rules if one.id == "gdpr-5-1-e-storage")
    made = replace(rule, id="made", scope="app", from_="0001-01-01", applies=YES, violated=violated, unless=(), review=None)
    return replace(whole, rules=(made,), **book)  # type: ignore[arg-type]


def test_select_laws() -> None:
    book = rulebook()
    assert select_laws(book, []) == tuple(book.laws)
    assert select_laws(book, ["gdpr"]) == ("gdpr",)
    assert set(select_laws(book, ["us-ca", "gdpr", "gdpr"])) == {"gdpr", "ccpa", "ccpa-regs"}
    assert select_laws(book, ["pipl", "csl"]) == select_laws(book, ["csl", "pipl"]), "in the order of the rulebook"
    for region in ("cn", "eu", "us-ca"):
        assert {book.laws[id].region for id in select_laws(book, [region])} == {region}


@pytest.mark.parametrize(("word", "help"), [("gdrp", "did you mean `gdpr`?"), ("xyzzy", "known: "), ("GDPR", "known: ")])
def test_an_unknown_law_names_the_nearest(word: str, help: str) -> None:
    with pytest.raises(KeyError) as caught:
        select_laws(rulebook(), ["pipl", word])
    assert caught.value.args[0] == word
    assert caught.value.args[1].startswith(help)


@pytest.mark.parametrize(
    ("day", "laws"),
    [
        ("2017-05-31", set()),
        ("2017-06-01", {"csl-2016"}),
        ("2021-10-31", {"csl-2016"}),
        ("2021-11-01", {"csl-2016", "pipl"}),
        ("2025-12-31", {"csl-2016", "pipl"}),
        ("2026-01-01", {"csl", "pipl"}),
    ],
)
def test_a_rule_is_in_force_from_its_first_to_its_last_day(day: str, laws: set[str]) -> None:
    found = in_force(rulebook(), day)
    assert {rule.cites[0].partition(":")[0] for rule in found.rules} & {"csl", "csl-2016", "pipl"} == laws


def test_one_edition_a_day_and_those_waiting_are_counted() -> None:
    book = rulebook()
    every = {rule.id for rule in book.rules}
    for day in ("1990-01-01", "2019-09-22", "2021-11-01", DAY):
        found = in_force(book, day)
        ids = [rule.id for rule in found.rules]
        assert len(ids) == len(set(ids))
        assert found.not_in_force == len(every - set(ids))
    assert in_force(book, "1990-01-01").rules == ()


def test_laws_and_ids_narrow_it() -> None:
    found = in_force(rulebook(), DAY, ["pipl"])
    assert found.laws == ("pipl",)
    assert {rule.law for rule in found.rules} == {"pipl"}
    own = {rule.id for rule in rulebook().rules if rule.law == "pipl"}
    assert len(found.rules) + found.not_in_force == len(own)
    one = in_force(rulebook(), DAY, ["pipl"], ["pipl-16-refusal-of-service"])
    assert [rule.id for rule in one.rules] == ["pipl-16-refusal-of-service"]
    assert in_force(rulebook(), DAY, ["gdpr"], ["pipl-16-refusal-of-service"]).rules == ()


TOO_LATE = Leaf("rights.response_days", "more_than", Param("made"))
DATED = parameter(("2020-01-01", "5"), ("2022-01-01", "7"))


@pytest.mark.parametrize(("day", "value"), [("2020-01-01", 5), ("2021-12-31", 5), ("2022-01-01", 7), ("2099-01-01", 7)])
def test_parameters_have_the_value_of_the_day(day: str, value: int) -> None:
    (rule,) = in_force(with_rule(TOO_LATE, parameters={"made": DATED}), day).rules
    assert rule.violated == Leaf("rights.response_days", "more_than", value)


def test_a_list_as_parameter_and_a_table_by_place() -> None:
    listed = parameter(("2020-01-01", ("android", "ios")))
    book = with_rule(Leaf("app.platforms", "includes", Param("made")), parameters={"made": listed})
    assert in_force(book, DAY).rules[0].violated == Leaf("app.platforms", "includes", ("android", "ios"))
    by_place = parameter(("2020-01-01", {"DE": "16", "FR": "15"}))
    young = Leaf("app.audience.minimum_age", "less_than", Param("made", "app.markets"))
    (rule,) = in_force(with_rule(young, parameters={"made": by_place}), DAY).rules
    assert rule.violated == replace(young, right=ByPlace((("DE", 16), ("FR", 15)), "app.markets"))


@pytest.mark.parametrize(
    ("violated", "book", "day", "reason"),
    [
        (TOO_LATE, {"parameters": {}}, DAY, "unknown parameter `made`"),
        (TOO_LATE, {"parameters": {"made": DATED}}, "2019-12-31", "parameter `made` has no value on 2019-12-31"),
        (
            TOO_LATE,
            {"parameters": {"made": parameter(("2020-01-01", "many"))}},
            DAY,
            "parameter `made` does not suit `rights.response_days`: `many` is not a whole number",
        ),
        (
            replace(TOO_LATE, right=Param("made", "app.markets")),
            {"parameters": {"made": DATED}},
            DAY,
            "parameter `made` does not suit `rights.response_days`: does not differ by place",
        ),
        (ConceptRef("made"), {"concepts": {}}, DAY, "unknown concept `made`"),
        (
            ConceptRef("made"),
            {"concepts": {"made": (concept(YES, end="2025-12-31"),)}},
            DAY,
            "concept `made` has no edition on 2026-11-24",
        ),
        (ConceptRef("made"), {"concepts": {"made": (concept(TOO_LATE),)}, "parameters": {}}, DAY, "unknown parameter `made`"),
        (
            ConceptRef("outer"),
            {"concepts": {"outer": (concept(ConceptRef("made"), name="outer"),)}},
            DAY,
            "unknown concept `made`",
        ),
    ],
)
def test_a_rule_that_cannot_be_judged_is_broken_with_a_reason(
    violated: Condition, book: dict[str, object], day: str, reason: str
) -> None:
    found = in_force(with_rule(violated, **book), day)
    assert found.broken == {"made": reason}
    assert [rule.id for rule in found.rules] == ["made"], "it is in force all the same, and reported"


def test_concepts_have_the_edition_of_the_day() -> None:
    yes, no = Leaf("app.accounts", "in", (True,)), Leaf("app.accounts", "in", (False,))
    editions = (concept(yes, end="2021-12-31"), concept(no, start="2022-01-01"))
    book = with_rule(ConceptRef("made"), concepts={"made": editions})
    assert in_force(book, "2021-12-31").concepts["made"].when == yes
    assert in_force(book, "2022-01-01").concepts["made"].when == no


@pytest.mark.parametrize("day", ["2017-06-01", "2019-09-22", "2021-11-01", DAY])
def test_no_parameter_is_left_on_any_day(day: str) -> None:
    found = in_force(rulebook(), day)
    assert found.broken == {}
    trees = [tree for rule in found.rules for tree in rule.conditions()] + [one.when for one in found.concepts.values()]
    leaves = [part for tree in trees for part in walk(tree) if isinstance(part, Leaf)]
    assert leaves
    assert [leaf for leaf in leaves if isinstance(leaf.right, Param)] == []


def test_what_a_rule_reads_is_known_through_concepts_and_quantifiers() -> None:
    found = in_force(rulebook(), DAY)
    assert set(found.reads) == {rule.id for rule in found.rules}
    reads = found.reads["gdpr-5-1-e-storage"]
    assert {"practice.retention", "practice.retention_needed", "app.markets"} <= reads
    assert all(set(names) == found.reads[id] for id, names in found.of_row.items())
    assert "practice.legal_basis.gdpr" in found.law_facts
    assert all(name.startswith(("practice.", "recipient.")) for name in found.law_facts)


def test_index_of_a_hand_made_rulebook() -> None:
    law = in_force(rulebook(), DAY)
    names = ("reads", "of_row", "per_category", "law_facts")
    before = {name: getattr(law, name) for name in names}
    for name in names:
        setattr(law, name, type(before[name])())
    index(law)
    assert {name: getattr(law, name) for name in names} == before


def test_placeholders() -> None:
    assert placeholders("{practice.id} gives {practice.data} in {param:days} days") == [
        "practice.id",
        "practice.data",
        "param:days",
    ]
    assert placeholders("nothing { here") == []

"""What `rules show` prints about a rule: every edition with the address of its own law."""

from __future__ import annotations

import pytest
from lawlint.engine.rulebook.describe import Describer, clause_data
from lawlint.engine.rulebook.load import read_folders
from lawlint.regulations import ROOT

BOOK, _ = read_folders([ROOT])
OFFICIAL = {"en": "  official text: ", "zh": "  官方文本："}


def addresses(shown: str, lang: str) -> list[str]:
    """The addresses printed as the official text."""
    return [line.removeprefix(OFFICIAL[lang]) for line in shown.split("\n") if line.startswith(OFFICIAL[lang])]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_edition_has_the_address_of_its_own_law(lang: str) -> None:
    editions = [rule for rule in BOOK.rules if rule.id == "csl-43-1-consent"]
    assert {rule.law for rule in editions} == {"csl", "csl-2016"}
    assert BOOK.laws["csl"].official != BOOK.laws["csl-2016"].official
    found = addresses(Describer(BOOK, lang).rule("csl-43-1-consent"), lang)
    assert found == [BOOK.laws[rule.law].official for rule in editions]


def test_one_law_gives_one_address() -> None:
    editions = [rule for rule in BOOK.rules if rule.id == "crpl-25-1-reasons"]
    assert [rule.law for rule in editions] == ["crpl", "crpl"]
    assert addresses(Describer(BOOK, "en").rule("crpl-25-1-reasons"), "en") == [BOOK.laws["crpl"].official]


@pytest.mark.parametrize(
    ("id", "day"),
    [
        ("ccpa:1798.106", "2023-01-01"),
        ("ccpa:1798.106(a)", "2023-01-01"),
        ("ccpa:1798.100(a)(3)", "2023-01-01"),
        ("ccpa:1798.100(a)(1)", "2020-01-01"),
        ("ccpa:1798.140(ah)", "2023-01-01"),
        ("ccpa:1798.140", "2020-01-01"),
        ("ccpa-regs:7027", "2023-03-29"),
        ("ccpa-regs:7025(c)(6)", "2026-01-01"),
        ("ccpa-regs:7120(a)", "2026-01-01"),
        ("gdpr:6(1)(a)", "2018-05-25"),
    ],
)
def test_a_clause_younger_than_its_law_has_its_own_date(id: str, day: str) -> None:
    assert BOOK.clause_from(id) == day
    assert f"  in force: since {day}\n" in Describer(BOOK, "en").clause(id)
    assert clause_data(BOOK, id, "en")["in_force"] == [day, None]


def test_no_rule_rests_on_a_clause_that_was_not_yet_law() -> None:
    assert [rule.id for rule in BOOK.rules if rule.from_ < BOOK.clause_from(rule.cites[0])] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_amount_is_left_unfilled(lang: str) -> None:
    """Facts stay placeholders where there is no finding; what the law itself fixes does not."""
    describer = Describer(BOOK, lang)
    with_amounts = {rule.id for rule in BOOK.rules if "{param:" in "".join((*rule.message, *rule.fix))}
    assert with_amounts
    for id in with_amounts:
        assert "{param:" not in describer.rule(id), id

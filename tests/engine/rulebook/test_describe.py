"""What `rules show` prints about a rule: every edition with the address of its own law."""

from __future__ import annotations

import pytest
from lawlint.engine.rulebook.describe import Describer
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

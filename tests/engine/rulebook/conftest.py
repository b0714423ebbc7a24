"""A small clean law, which each test breaks in one way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lawlint.engine.reading import Fault
from lawlint.engine.rulebook.load import read_folders
from lawlint.engine.rulebook.model import Rulebook

LAW = """law: tea
region: eu
style: eu
name: {en: 'Tea Act', zh: '茶叶法'}
short: {en: Tea Act, zh: '《茶叶法》'}
from: 2020-01-01
official: https://example.org/tea
gate: tea_applies
last_checked_on: 2026-11-01
penalties:
  tea-9:
    cites: [tea:9]
    text: {en: 'A fine.', zh: '罚款。'}
    values: [{from: 2020-01-01, amount: 100, currency: EUR}]
"""
CONCEPTS = """concepts:
  tea_applies:
    scope: app
    label: {en: 'the Tea Act applies', zh: '适用茶叶法'}
    cites: [tea:1]
    when: {app.markets: {includes: DE}}
    cases: {yes: [{app.markets: [DE]}], no: [{app.markets: [CN]}], unknown: [{}]}
"""
PARAMETERS = """parameters:
  tea_age:
    label: {en: 'least age', zh: '最低年龄'}
    unit: years
    cites: [tea:2]
    values: [{from: 2020-01-01, value: 16}]
"""
ARTICLE = """article: '2'
heading: {en: 'Age and consent', zh: '年龄与同意'}
last_checked_on: 2026-11-01
compared: yes
clauses:
  - id: tea:2
    summary: {en: 'Who is young needs a parent.', zh: '未成年人须经父母同意。'}
rules:
  - id: tea-2-parent
    cites: [tea:2]
    conduct: no-parent
    scope: practice
    severity: high
    penalty: tea-9
    applies: {concept: tea_applies}
    violated: {all: [{app.audience.minimum_age: {less_than: {param: tea_age}}}, {practice.consent.parental: no}]}
    message: {en: '`{practice.id}` takes {practice.data} of the young.', zh: '“{practice.id}”收集未成年人的{practice.data}。'}
    fix: {en: 'Ask a parent first.', zh: '先取得父母同意。'}
    cases:
      given: {app.markets: [DE], app.audience.minimum_age: 15}
      fail: [{practice.consent.parental: no}]
      pass: [{practice.consent.parental: yes}, {app.audience.minimum_age: 16, practice.consent.parental: no}]
      open: [{practice.data: contact.email}]
      notApplicable: [{app.markets: [CN], practice.consent.parental: no}]
"""
FILES = {
    "law.yaml": LAW,
    "concepts.yaml": CONCEPTS,
    "parameters.yaml": PARAMETERS,
    "article-2.yaml": ARTICLE,
    "structure.txt": "1\n2\n9\n",
}


class SmallLaw:
    """The law in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "laws"
        (self.folder / "tea").mkdir(parents=True)
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        """Write one of its files."""
        path = self.folder / "tea" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that must be there."""
        path = self.folder / "tea" / name
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new), "utf-8")

    def read(self) -> tuple[Rulebook, list[Fault]]:
        """The rulebook and the faults of reading it."""
        return read_folders([self.folder])

    def line(self, name: str, words: str) -> int:
        """The line on which words stand in one of its files."""
        lines = (self.folder / "tea" / name).read_text("utf-8").split("\n")
        return next(number for number, line in enumerate(lines, 1) if words in line)


@pytest.fixture
def small_law(tmp_path: Path) -> SmallLaw:
    """A law that lints clean and whose cases hold."""
    return SmallLaw(tmp_path)


@pytest.fixture
def problems(small_law: SmallLaw) -> Callable[[], list[tuple[str, str]]]:
    """The linter's problems with the small law: (check, file:line)."""
    from lawlint.engine.rulebook.lint import lint

    def found() -> list[tuple[str, str]]:
        book, faults = small_law.read()
        return [(one.check, f"{one.file.removeprefix('laws/tea/')}:{one.line}") for one in lint(book, faults, "2026-11-24")]

    return found

"""The documentation says what is there: generated parts are current, links lead somewhere, commands exist."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from lawlint.bot.cli import add_parsers
from lawlint.engine.cli import parser
from lawlint.engine.rulebook.store import rulebook

HOME = Path(__file__).parents[2]
PAGES = sorted([*HOME.glob("*.md"), *HOME.glob("docs/**/*.md")])


def name(page: Path) -> str:
    return str(page.relative_to(HOME))


def test_generated_parts_are_current() -> None:
    done = subprocess.run([sys.executable, HOME / "scripts" / "docs", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        found = page.parent / file if file else page
        assert found.exists(), f"{name(page)}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", found.read_text("utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, f"{name(page)}: {target}"


def commands(page: Path) -> list[list[str]]:
    """The words of each command a page shows; `a|b|c` opened into three, redirections and dots of "several" left out."""
    text = page.read_text("utf-8")
    quoted = re.findall(r"`((?:\$ )?lawlint [^`]+)`", text)
    shown = re.findall(r"^(?:\$ |    )?(?:\.venv/bin/)?(lawlint .+)$", text, re.MULTILINE)
    found = []
    for line in dict.fromkeys(quoted + shown):
        words = [word.removesuffix("...") for word in shlex.split(line.removeprefix("$ ").split(" > ")[0])[1:]]
        several = next((word for word in words if "|" in word), None)
        each = several.split("|") if several else [""]
        found += [[one if word == several else word for word in words] for one in each]
    return found


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=name)
def test_commands_exist(page: Path) -> None:
    for words in commands(page):
        # A command that is only named must be known; one with arguments must be accepted.
        named = len(words) == 1 or (words[0] == "rules" and len(words) == 2)
        assert accepted([*words, "--help"] if named else words), f"{name(page)}: `lawlint {' '.join(words)}` is not a command"


def accepted(words: list[str]) -> bool:
    try:
        parser("en", more=add_parsers).parse_args(words)
    except SystemExit as stop:
        return not stop.code
    return True


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CONTRIBUTING.md"], ids=name)
def test_rules_and_clauses_shown_exist(page: Path) -> None:
    book = rulebook()
    for words in commands(page):
        if words[:2] == ["rules", "show"] and len(words) > 2 and words[2].islower():
            assert words[2] in {rule.id for rule in book.rules}, f"{name(page)}: {words[2]}"
        if words[0] == "clause" and len(words) > 1 and ":" in words[1]:
            assert words[1] in book.clauses, f"{name(page)}: {words[1]}"


def test_every_decision_is_in_the_index() -> None:
    folder = HOME / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    records = sorted(folder.glob("[0-9]*.md"))
    assert records
    for record in records:
        assert f"({record.name})" in index
        assert "\nStatus: " in record.read_text("utf-8")

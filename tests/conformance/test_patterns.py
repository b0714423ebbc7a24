"""The worked patterns of hard rules, shared with the project's designers: every case of theirs comes out as they wrote it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from lawlint.engine.rulebook.cases import Runner
from lawlint.engine.rulebook.load import read_folders

ROOT = Path(__file__).parents[2]
HEAD = "article: '1'\nheading: {en: a, zh: 甲}\nlast_checked_on: 2026-11-24\ncompared: yes\n"
CASES = 242


def _sections(text: str) -> dict[str, str]:
    """The parts of the file by their first word."""
    parts = re.split(r"(?m)^(?=[a-z_]+:)", text)[1:]
    return {part.partition(":")[0]: part for part in parts}


def _folder(text: str, root: Path) -> Path:
    """The patterns as a rulebook of folders: one per law, everything in the first of them."""
    sections = _sections(text)
    laws = re.findall(r"(?m)^  ([a-z0-9-]+): \{(from: .*?)\}", sections["laws"])
    for id, dates in laws:
        folder = root / id
        folder.mkdir(parents=True)
        names = "name: {en: a, zh: 甲}\nshort: {en: a, zh: 甲}\nofficial: https://example.com\nlast_checked_on: 2026-11-24\n"
        (folder / "law.yaml").write_text(f"law: {id}\nregion: CN\nstyle: item\n{names}" + dates.replace(", ", "\n") + "\n")
        (folder / "structure.txt").write_text("1\n")
    first = root / laws[0][0]
    for name in ("parameters", "concepts"):
        (first / f"{name}.yaml").write_text(sections[name], "utf-8")
    (first / "patterns.yaml").write_text(HEAD + sections["rules"], "utf-8")
    shutil.copytree(ROOT / "regulations" / "cn" / "necessary-info" / "tables", first / "tables")
    return root


def test_every_case_of_the_patterns(shared_or_report: Callable[[str, int], Path | None], tmp_path: Path) -> None:
    file = shared_or_report("notes/rule_patterns.yaml", CASES)
    if file is None:
        return
    book, faults = read_folders([_folder(file.read_text("utf-8"), tmp_path / "law")])
    # The patterns leave out the names of parameters and concepts, which the project's own files must have.
    assert [fault for fault in faults if str(fault.message) != "`label` is missing"] == []
    results = list(Runner(book).run({rule.id for rule in book.rules}, set(book.concepts)))
    assert len(results) == CASES
    assert [(one.name, one.case.line, one.case.expected, one.got, one.reason) for one in results if not one.holds] == []

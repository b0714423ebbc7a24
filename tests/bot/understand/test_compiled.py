"""The compiled patterns hear exactly what the files hear, and are never used when they are not of these files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lawlint.bot.understand import compiled
from lawlint.bot.understand.compiled import Patterns, compile_patterns, patterns, write
from lawlint.bot.understand.lexicon import lexicon, mentions

SENTENCES = [text for entry in lexicon() for text, _ in entry.said]


def test_compiled_and_plain_hear_the_same() -> None:
    """Each sentence of the tests, by every entry of the files and by the compiled form."""
    for text in SENTENCES[::9]:
        plain = {(one.fact, str(one.value), one.start) for one in mentions(text, lexicon())}
        quick = {(one.fact, str(one.value), one.start) for one in mentions(text)}
        assert quick == plain, text


def test_a_broken_or_old_file_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "lexicon.json"
    monkeypatch.setattr(compiled, "COMPILED", file)
    for body in ("", "{", "[]", json.dumps({"mark": "old", "shipped": ""})):
        file.write_text(body, encoding="utf-8")
        patterns.cache_clear()
        assert len(patterns().entries) == len(lexicon())
    patterns.cache_clear()


def test_no_place_to_write_is_no_fault(tmp_path: Path) -> None:
    stop = tmp_path / "file"
    stop.write_text("", encoding="utf-8")
    write(compile_patterns(), stop / "lexicon.json", "mark")
    assert stop.read_text(encoding="utf-8") == ""


def test_what_is_shipped_is_read_whatever_the_files_are(tmp_path: Path) -> None:
    file = tmp_path / "lexicon.json"
    write(compile_patterns(), file, "", shipped=True)
    data = compiled._read(file, "another mark")
    assert data is not None
    assert len(Patterns(data).names) > 300

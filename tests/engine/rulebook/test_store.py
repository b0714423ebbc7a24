"""The compiled rulebook: the same as the files, rebuilt when they change, never trusted when damaged."""

from __future__ import annotations

import json
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path

import pytest
from lawlint.engine.assess import assess
from lawlint.engine.declaration.load import load_text
from lawlint.engine.reports.json_report import render
from lawlint.engine.rulebook import store
from lawlint.engine.rulebook.load import load
from lawlint.engine.rulebook.model import Rulebook
from lawlint.regulations import ROOT

from .conftest import ARTICLE, SmallLaw

KEPT_OUT = ("cases", "places", "unconfirmed")


def same(one: Rulebook, other: Rulebook) -> None:
    for field in fields(Rulebook):
        if field.name not in (*KEPT_OUT, "version"):
            assert getattr(one, field.name) == getattr(other, field.name), field.name


def test_the_compiled_form_is_the_whole_rulebook(tmp_path: Path) -> None:
    target = tmp_path / "rulebook.jsonl"
    loaded = load([ROOT])
    store.write(loaded, "mark", target)
    again = store._read(target, "mark")
    assert again is not None
    same(again, loaded)


def test_it_is_rebuilt_after_an_edit(small_law: SmallLaw, tmp_path: Path) -> None:
    target = tmp_path / "compiled" / "rulebook.jsonl"
    first = store.rulebook(compiled=target, root=small_law.folder)
    assert target.is_file()
    same(store.rulebook(compiled=target, root=small_law.folder), first)
    small_law.change("article-2.yaml", "severity: high", "severity: medium")
    second = store.rulebook(compiled=target, root=small_law.folder)
    assert [rule.severity for rule in second.rules] == ["medium"]
    assert second.sha256 != first.sha256
    same(store.rulebook(compiled=target, root=small_law.folder), load([small_law.folder]))


def test_it_is_rebuilt_after_a_file_was_added_or_taken_away(small_law: SmallLaw, tmp_path: Path) -> None:
    target = tmp_path / "rulebook.jsonl"
    first = store.rulebook(compiled=target, root=small_law.folder)
    added = small_law.folder / "tea" / "article-9.yaml"
    added.write_text(
        "article: '9'\nheading: {en: 'More', zh: '更多'}\nlast_checked_on: 2026-11-01\ncompared: yes\n"
        "clauses: [{id: tea:9, summary: {en: 'More tea.', zh: '更多茶。'}}]\n",
        "utf-8",
    )
    assert "tea:9" in store.rulebook(compiled=target, root=small_law.folder).clauses
    added.unlink()
    same(store.rulebook(compiled=target, root=small_law.folder), first)


def test_it_is_used_while_nothing_changed(small_law: SmallLaw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "rulebook.jsonl"
    first = store.rulebook(compiled=target, root=small_law.folder)
    written = target.stat().st_mtime_ns
    monkeypatch.setattr(store, "_load", lambda *_: pytest.fail("the rule files were read again"))
    same(store.rulebook(compiled=target, root=small_law.folder), first)
    assert target.stat().st_mtime_ns == written


def test_a_shipped_form_is_used_whatever_the_times_of_the_files_but_only_by_its_own_version(
    small_law: SmallLaw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "rulebook.jsonl"
    store.write(load([small_law.folder]), "made elsewhere", target, shipped=True)
    assert store._read(target, "other times") is not None
    monkeypatch.setattr(store, "_SHIPPED", f"{store.FORM}:0.0.0")
    assert store._read(target, "other times") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"mark": "x"}', b"\x80pickle", b"\n", b"[" * 100_000, b"0" * 64 + b"\n[]\n[]"], ids=range(8)
)
def test_a_damaged_file_is_made_anew(small_law: SmallLaw, tmp_path: Path, damage: bytes) -> None:
    target = tmp_path / "rulebook.jsonl"
    first = store.rulebook(compiled=target, root=small_law.folder)
    target.write_bytes(damage)
    same(store.rulebook(compiled=target, root=small_law.folder), first)
    assert json.loads(target.read_bytes().splitlines()[1])["sha256"] == first.sha256


@pytest.mark.parametrize(("old", "new"), [(b"less_than", b"more_than"), (b'"16"', b'"61"'), (b'"EUR"', b'"USD"')])
def test_one_changed_value_that_is_still_json_is_not_believed(
    small_law: SmallLaw, tmp_path: Path, old: bytes, new: bytes
) -> None:
    target = tmp_path / "rulebook.jsonl"
    first = store.rulebook(compiled=target, root=small_law.folder)
    data = target.read_bytes()
    assert old in data
    target.write_bytes(data.replace(old, new))
    for line in target.read_bytes().splitlines()[1:]:
        json.loads(line)
    same(store.rulebook(compiled=target, root=small_law.folder), first)


def test_a_truncated_file_is_made_anew(small_law: SmallLaw, tmp_path: Path) -> None:
    target = tmp_path / "rulebook.jsonl"
    first = store.rulebook(compiled=target, root=small_law.folder)
    data = target.read_bytes()
    for size in (1, len(data) // 2, len(data) - 1):
        target.write_bytes(data[:size])
        same(store.rulebook(compiled=target, root=small_law.folder), first)


def test_a_folder_that_cannot_be_written_is_no_fault(small_law: SmallLaw, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert store.rulebook(compiled=blocked / "rulebook.jsonl", root=small_law.folder).rules


def test_a_report_names_the_rule_files_it_rests_on(small_law: SmallLaw, tmp_path: Path) -> None:
    target = tmp_path / "rulebook.jsonl"
    text = "declaration: 1\napp: {markets: [DE], audience: {minimum_age: 15}}\npractices: [{id: a, consent: {parental: no}}]\n"

    def shown() -> str:
        book = store.rulebook(compiled=target, root=small_law.folder)
        return render([assess(load_text(text, "x"), book, day="2026-11-24")], "en")

    before = shown()
    assert shown() == before
    small_law.write("article-2.yaml", ARTICLE + "# a remark\n")
    one, other = json.loads(before)[0], json.loads(shown())[0]
    assert one["rulebook"]["sha256"] != other["rulebook"]["sha256"]
    assert one["findings"] == other["findings"] != []


def _build(target: Path) -> None:
    store.write(load([ROOT]), "mark", target)


def test_builds_at_the_same_time_leave_a_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "rulebook.jsonl"
    context = get_context("spawn")
    running = [context.Process(target=_build, args=(target,)) for _ in range(3)]
    for one in running:
        one.start()
    for one in running:
        one.join(60)
        assert one.exitcode == 0
    assert store._read(target, "mark") is not None
    assert [path.name for path in tmp_path.iterdir()] == ["rulebook.jsonl"]

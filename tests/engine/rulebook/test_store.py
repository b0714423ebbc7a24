"""The compiled rulebook: the same as the files, rebuilt when they change, never trusted when damaged."""

from __future__ import annotations

import json
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path

import pytest
from lawlint.engine.rulebook import store
from lawlint.engine.rulebook.load import load
from lawlint.engine.rulebook.model import Rulebook
from lawlint.regulations import ROOT

from .conftest import SmallLaw

KEPT_OUT = ("cases", "places", "unconfirmed")


def same(one: Rulebook, other: Rulebook) -> None:
    for field in fields(Rulebook):
        if field.name not in (*KEPT_OUT, "version"):
            assert getattr(one, field.name) == getattr(other, field.name), field.name


def test_the_compiled_form_is_the_whole_rulebook(tmp_path: Path) -> None:
    target = tmp_path / "rulebook.json"
    loaded = load([ROOT])
    store.write(loaded, "mark", target)
    again = store._read(target, "mark")
    assert again is not None
    same(again, loaded)


def test_it_is_rebuilt_after_an_edit(small_law: SmallLaw, tmp_path: Path) -> None:
    target = tmp_path / "compiled" / "rulebook.json"
    first = store.rulebook(compiled=target, root=small_law.folder)
    assert target.is_file()
    same(store.rulebook(compiled=target, root=small_law.folder), first)
    small_law.change("article-2.yaml", "severity: high", "severity: medium")
    second = store.rulebook(compiled=target, root=small_law.folder)
    assert [rule.severity for rule in second.rules] == ["medium"]
    assert second.sha256 != first.sha256


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"mark": "x"}', b"\x80pickle", b'{"mark": 1, "rules": [[]]}'])
def test_a_damaged_file_is_made_anew(small_law: SmallLaw, tmp_path: Path, damage: bytes) -> None:
    target = tmp_path / "rulebook.json"
    first = store.rulebook(compiled=target, root=small_law.folder)
    target.write_bytes(damage)
    same(store.rulebook(compiled=target, root=small_law.folder), first)
    assert json.loads(target.read_bytes())["sha256"] == first.sha256


def test_a_truncated_file_is_made_anew(small_law: SmallLaw, tmp_path: Path) -> None:
    target = tmp_path / "rulebook.json"
    first = store.rulebook(compiled=target, root=small_law.folder)
    data = target.read_bytes()
    for size in (1, len(data) // 2, len(data) - 1):
        target.write_bytes(data[:size])
        same(store.rulebook(compiled=target, root=small_law.folder), first)


def test_a_folder_that_cannot_be_written_is_no_fault(small_law: SmallLaw, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert store.rulebook(compiled=blocked / "rulebook.json", root=small_law.folder).rules


def _build(target: Path) -> None:
    store.write(load([ROOT]), "mark", target)


def test_builds_at_the_same_time_leave_a_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "rulebook.json"
    context = get_context("spawn")
    running = [context.Process(target=_build, args=(target,)) for _ in range(3)]
    for one in running:
        one.start()
    for one in running:
        one.join(60)
        assert one.exitcode == 0
    assert store._read(target, "mark") is not None
    assert [path.name for path in tmp_path.iterdir()] == ["rulebook.json"]

"""Several sources of one app: put together, never decided in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lawlint.engine.declaration.dump import dump
from lawlint.engine.declaration.load import load_text
from lawlint.engine.declaration.model import Declaration, Facts
from lawlint.engine.declaration.schema import UNKNOWN_WORDS
from lawlint.engine.importers.base import KINDS, Imported, import_file, import_files, importer, merged, unique_id
from lawlint.engine.reading import Faults

EXAMPLES = Path(__file__).parents[3] / "examples"
MANIFEST = EXAMPLES / "android" / "AndroidManifest.xml"
FORM = EXAMPLES / "play" / "data_safety_export.csv"


def source(
    file: str, app: Facts | None = None, practices: list[Facts] | None = None, recipients: list[Facts] | None = None
) -> Imported:
    declaration = Declaration(app=app or {}, practices=practices, recipients=recipients, file=file)
    return Imported("play-data-safety", "half_closed", declaration)


def said(found: Imported) -> list[str]:
    return [note.text.en for note in found.notes if note.kind == "contradiction"]


def test_every_kind_is_a_module_with_the_two_functions() -> None:
    for kind in KINDS:
        module = importer(kind)
        assert callable(module.sniff) and callable(module.read)
        assert module.sniff(b"", "readme.txt") is False


def test_two_sources_of_one_app() -> None:
    found = import_files("auto", [MANIFEST, FORM])
    ids = [row["practice.id"] for row in found.declaration.practices or []]
    assert "read_contacts" in ids
    assert "contacts-personalization" in ids
    assert found.kind == "android-manifest + play-data-safety"
    assert found.world == "open"
    assert found.declaration.app["meta.derived_from"] == ("android-manifest", "play-data-safety")
    assert found.declaration.app["app.platforms"] == ("android",)
    assert said(found) == [note.text.en for note in import_file("auto", FORM).notes if note.kind == "contradiction"]
    load_text(dump(found.declaration), "again")


def test_a_difference_stays_unknown_and_names_both_sources(tmp_path: Path) -> None:
    other = tmp_path / "AndroidManifest.xml"
    other.write_text(MANIFEST.read_text("utf-8").replace('package="com.example.riji"', 'package="com.example.other"'), "utf-8")
    found = import_files("android-manifest", [MANIFEST, other])
    assert "app.id" not in found.declaration.app
    assert said(found) == [
        "the sources disagree on `app.id`, so it stays unknown: "
        f"com.example.other ({other}), com.example.riji ({MANIFEST})"
    ]  # fmt: skip


def test_a_third_source_does_not_settle_what_two_disagree_on() -> None:
    values = (True, False, True)
    found = merged([source(f"{n}.csv", {"app.accounts": value}) for n, value in enumerate(values)])
    assert found.declaration.app == {}
    assert said(found) == ["the sources disagree on `app.accounts`, so it stays unknown: no (1.csv), yes (0.csv)"]


def test_rows_of_one_id_become_one_row() -> None:
    one = source("a.csv", practices=[{"practice.id": "p", "practice.ephemeral": True, "practice.permission": ("a.A",)}])
    two = source("b.csv", practices=[{"practice.id": "p", "practice.ephemeral": False, "practice.permission": ("b.B",)}])
    three = source("c.csv", practices=[{"practice.id": "q", "practice.necessity": "optional"}])
    found = merged([one, two, three])
    assert found.declaration.practices == [
        {"practice.id": "p", "practice.permission": ("a.A", "b.B")},
        {"practice.id": "q", "practice.necessity": "optional"},
    ]
    assert said(found) == ["the sources disagree on `practices[p].ephemeral`, so it stays unknown: no (b.csv), yes (a.csv)"]


def test_known_none_beside_something_is_a_contradiction() -> None:
    one = source("a", practices=[{"practice.id": "p", "practice.recipients": ()}])
    two = source("b", practices=[{"practice.id": "p", "practice.recipients": ("r",)}], recipients=[{"recipient.id": "r"}])
    found = merged([one, two])
    assert found.declaration.practices == [{"practice.id": "p"}]
    assert len(said(found)) == 1


def test_lists_nobody_stated_stay_unknown() -> None:
    found = merged([source("a"), source("b")])
    assert found.declaration.practices is None
    assert found.declaration.recipients is None
    assert found.world == "half_closed"
    assert found.kind == "play-data-safety"


@given(
    st.lists(st.dictionaries(st.sampled_from(("app.accounts", "app.login_required")), st.booleans()), min_size=1, max_size=4)
)
def test_the_order_of_the_sources_changes_nothing(apps: list[Facts]) -> None:
    sources = [source(str(number), app) for number, app in enumerate(apps)]
    found = merged(sources).declaration.app
    assert found == merged(sources[::-1]).declaration.app
    for name, value in found.items():
        assert {app[name] for app in apps if name in app} == {value}


def test_faults_of_every_file_are_told(tmp_path: Path) -> None:
    bad = tmp_path / "data_safety.csv"
    bad.write_text("question,answer\n", "utf-8")
    with pytest.raises(Faults) as caught:
        import_files("auto", [tmp_path / "AndroidManifest.xml", bad, MANIFEST])
    assert [fault.message for fault in caught.value.faults] == [
        "no such file",
        "this is no Data safety export: column 1 is `question`, not `Question ID (machine readable)`",
    ]


@pytest.mark.parametrize(
    ("kind", "part"),
    [("excel", "known kinds: auto, android-manifest"), ("android-manifets", "did you mean `android-manifest`?")],
)
def test_an_unknown_kind_is_told_the_nearest(kind: str, part: str) -> None:
    with pytest.raises(Faults, match="unknown kind") as caught:
        import_file(kind, MANIFEST)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("app.apk", b"PK\x03\x04" + bytes(100), "this is a package, not a manifest"),
        ("AndroidManifest.xml", b"\x03\x00\x08\x00" + bytes(100), "in binary form"),
        ("notes.txt", b"hello", "of no kind that can be imported"),
        ("data-safety-export.csv", b"a,b\n", "this is no Data safety export"),
    ],
)
def test_what_auto_says_of_a_file_it_cannot_read(tmp_path: Path, name: str, data: bytes, part: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(Faults) as caught:
        import_file("auto", file)
    assert part in str(caught.value)


def test_a_large_package_is_named_for_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "app.apk"
    with file.open("wb") as out:
        out.truncate(60_000_000)
    with pytest.raises(Faults, match="this is a package"):
        import_file("auto", file)


@given(st.text(max_size=120), st.sets(st.sampled_from(("a", "a_2", "_", "null_unnamed")), max_size=4))
def test_every_id_is_one_a_declaration_can_hold(wanted: str, taken: set[str]) -> None:
    id = unique_id(wanted, taken)
    assert id not in taken
    written = Declaration(practices=[{"practice.id": id}])
    (row,) = load_text(dump(written), "again").practices or []
    assert row["practice.id"] == id


@pytest.mark.parametrize("wanted", ["null", "unknown", "", "~"])
def test_words_that_mean_unknown_are_no_ids(wanted: str) -> None:
    id = unique_id(wanted, ())
    assert id not in UNKNOWN_WORDS
    again = load_text(dump(Declaration(practices=[{"practice.id": id}])), "again")
    assert f"practices[{id}].id" in again.places

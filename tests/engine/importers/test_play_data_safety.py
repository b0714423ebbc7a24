"""Data safety exports: real files, every question set, and nothing invented from silence."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lawlint.engine.declaration.dump import dump
from lawlint.engine.declaration.load import load_text
from lawlint.engine.importers.base import Imported, import_file
from lawlint.engine.importers.play_data_safety import HEADER, read, sniff
from lawlint.engine.reading import Faults

sys.path.insert(0, str(Path(__file__).parents[2]))
from strategies import mangled

EXAMPLE = Path(__file__).parents[3] / "examples" / "play" / "data_safety_export.csv"
U = "PSL_DATA_USAGE_RESPONSES:PSL_PHOTOS:"
TICK = ("PSL_DATA_TYPES_PHOTOS_AND_VIDEOS", "PSL_PHOTOS", "true")


def export(
    rows: list[tuple[str, str, str]], quoting: int = csv.QUOTE_MINIMAL, end: str = "\n", label: str = "Label / text"
) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(HEADER)
    writer.writerows([*row, "OPTIONAL", label] for row in rows)
    return out.getvalue()


def imported(tmp_path: Path, text: str | bytes) -> Imported:
    file = tmp_path / "data_safety.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    found = read(file, "data_safety.csv")
    load_text(dump(found.declaration), "again")
    return found


def practices(found: Imported) -> dict[str, dict[str, object]]:
    return {str(row["practice.id"]): dict(row) for row in found.declaration.practices or []}


def notes(found: Imported) -> str:
    return "\n".join(f"{note.kind} {note.line} {note.text.en}" for note in found.notes)


def test_example() -> None:
    found = read(EXAMPLE)
    rows = practices(found)
    assert found.world == "half_closed"
    assert rows["precise_location-app_functionality"] == {
        "practice.id": "precise_location-app_functionality",
        "practice.data": ("location.precise",),
        "practice.purpose": "service_provision",
        "practice.necessity": "optional",
        "practice.ephemeral": False,
    }
    assert rows["precise_location-advertising"]["practice.recipients"] == ("third_parties",)
    assert "practice.purpose" not in rows["precise_location-advertising"]
    assert found.declaration.app["app.accounts"] is True
    assert "data cannot be deleted on request and links to the deletion of accounts" in notes(found)
    assert "rights.deletion.available" not in found.declaration.app, "two answers that contradict each other decide nothing"


def test_required_for_several_purposes_says_not_for_which() -> None:
    rows_ = practices(read(EXAMPLE))
    required = {row["practice.id"] for row in rows_.values() if row.get("practice.necessity") == "required"}
    kinds = [str(id).rsplit("-", 1)[0] for id in rows_]
    assert all(kinds.count(str(id).rsplit("-", 1)[0]) == 1 for id in required)


def test_silence_is_never_no() -> None:
    declaration = read(EXAMPLE).declaration
    assert {name for name, value in declaration.app.items() if value is False} == set()
    assert {name for row in declaration.practices or [] for name, value in row.items() if value is False} == {
        "practice.ephemeral"
    }
    assert not {"practices_complete", "recipients_complete"} & set(declaration.app)
    (recipient,) = declaration.recipients or []
    assert set(recipient) == {"recipient.id", "recipient.name"}


def test_not_shared_is_not_no_recipients(tmp_path: Path) -> None:
    rows = [TICK, (f"{U}PSL_DATA_USAGE_COLLECTION_AND_SHARING", "PSL_DATA_USAGE_ONLY_COLLECTED", "true"),
            (f"{U}PSL_DATA_USAGE_COLLECTION_AND_SHARING", "PSL_DATA_USAGE_ONLY_SHARED", "false"),
            (f"{U}DATA_USAGE_COLLECTION_PURPOSE", "PSL_ANALYTICS", "true")]  # fmt: skip
    found = imported(tmp_path, export(rows))
    assert "practice.recipients" not in practices(found)["photos-analytics"]
    assert found.declaration.recipients is None


@pytest.mark.parametrize("value", ["true", "TRUE", "True"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spellings(tmp_path: Path, value: str, quoting: int, end: str) -> None:
    rows = [("PSL_DATA_TYPES_PERSONAL", "PSL_NAME", value), ("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", value)]
    found = imported(tmp_path, b"\xef\xbb\xbf" + export(rows, quoting, end, "Étiquette / texte, « cité »").encode())
    assert practices(found)["name"]["practice.data"] == ("identity.name",)
    assert found.declaration.app["security.encryption_in_transit"] is True


def test_drafts(tmp_path: Path) -> None:
    rows = [TICK, ("PSL_DATA_USAGE_RESPONSES:PSL_VIDEOS:DATA_USAGE_COLLECTION_PURPOSE", "PSL_ANALYTICS", "true"),
            ("PSL_DATA_TYPES_PHOTOS_AND_VIDEOS", "PSL_VIDEOS", "")]  # fmt: skip
    found = imported(tmp_path, export(rows))
    assert practices(found) == {"photos": {"practice.id": "photos", "practice.data": ("content.photos",)}}
    assert "its purposes are not answered" in notes(found)
    assert "not ticked were left out: PSL_VIDEOS" in notes(found)


def test_one_answer_that_is_several_categories_is_marked(tmp_path: Path) -> None:
    found = imported(tmp_path, export([("PSL_DATA_TYPES_PERSONAL", "PSL_POLITICAL_RELIGIOUS", "true")]))
    row = practices(found)["political_religious"]
    assert row["practice.data"] == row["practice.data_broad"] == ("special.political_opinion", "special.religion")


@pytest.mark.parametrize(
    ("rows", "facts"),
    [
        ([("PSL_DATA_COLLECTION_USER_REQUEST_DELETE", "", "false")], {"rights.deletion.available": False}),
        ([("PSL_SUPPORT_DATA_DELETION_BY_USER", "DATA_DELETION_YES", "true")], {"rights.deletion.available": True}),
        ([("PSL_SUPPORT_DATA_DELETION_BY_USER", "DATA_DELETION_YES", "")], {}),
        ([("PSL_SUPPORTED_ACCOUNT_CREATION_METHODS", "PSL_ACM_NONE", "true")], {}),
        ([("PSL_SUPPORTED_ACCOUNT_CREATION_METHODS", "PSL_ACM_NONE", "true"), ("PSL_HAS_OUTSIDE_APP_ACCOUNTS", "", "false")], {"app.accounts": False}),
        ([("PSL_SUPPORTED_ACCOUNT_CREATION_METHODS", "PSL_ACM_NONE", "true"), ("PSL_HAS_OUTSIDE_APP_ACCOUNTS", "", "true")], {"app.accounts": True}),
        ([("PSL_SUPPORTED_ACCOUNT_CREATION_METHODS", "PSL_ACM_OAUTH", "TRUE")], {"app.accounts": True}),
        ([("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", "false")], {"security.encryption_in_transit": False}),
        ([("PSL_INDEPENDENTLY_VALIDATED", "", "false")], {}),
        ([("PSL_INDEPENDENTLY_VALIDATED", "", "true")], {"security.independent_review": True}),
        ([("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA", "", "false")], {}),
    ],
)  # fmt: skip
def test_app_answers(tmp_path: Path, rows: list[tuple[str, str, str]], facts: dict[str, object]) -> None:
    declaration = imported(tmp_path, export(rows)).declaration
    assert {
        name: value for name, value in declaration.app.items() if name not in ("app.platforms", "meta.derived_from")
    } == facts
    assert declaration.practices is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "the file is empty"),
        ("question,answer\nx,y\n", "column 1 is `question`, not `Question ID (machine readable)`"),
        (",".join(HEADER) + ",Extra\n", "it has 6 columns, not 5"),
        (",".join(HEADER[:2]) + ",Answer,x,y\n", "column 3 is `Answer`"),
        (",".join(HEADER) + "\n", "no row of the form was found"),
        (",".join(HEADER) + "\nDATA_TYPE_NAME,YES,true,,\n", "data_safety.csv:2:1: the form has no question `DATA_TYPE_NAME`"),
        (",".join(HEADER) + '\nPSL_DATA_TYPES_PERSONAL,PSL_NAME,"tr"ue,,\n', "not valid CSV"),
        (",".join(HEADER) + "\nPSL_DATA_TYPES_PERSONAL\n", "data_safety.csv:2:1: a row has 1 columns"),
        (",".join(HEADER) + '\n"unclosed', "not valid CSV"),
    ],
)
def test_bad_file(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(Faults) as caught:
        imported(tmp_path, text)
    assert part in str(caught.value)


def test_latin_1_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        imported(tmp_path, (",".join(HEADER) + "\nPSL_ACM_SPECIFY,,é,,\n").encode("latin-1"))
    assert "data_safety.csv:2:18: byte 0xe9 is not UTF-8" in str(caught.value)


def test_unknown_ids_among_known_ones_are_noted(tmp_path: Path) -> None:
    found = imported(
        tmp_path, export([TICK, ("PSL_NEW_QUESTION", "", "true"), ("PSL_DATA_TYPES_PERSONAL", "PSL_AURA", "true")])
    )
    assert "skipped 3 the form has no question `PSL_NEW_QUESTION`" in notes(found)
    assert "changed 4 unknown kind of data `PSL_AURA`" in notes(found)
    assert practices(found)["aura"]["practice.data_broad"] == ("other",)


def test_three_columns_are_enough(tmp_path: Path) -> None:
    assert practices(imported(tmp_path, ",".join(HEADER[:3]) + "\n" + ",".join(TICK) + "\n"))


REAL = {
    "dr_copilot_782rows_lf_en": (21, {"identity.name", "health", "communications.email", "social.calendar"}, set()),
    "uapp_782rows_lf_en": (3, {"location.approximate", "activity.app_interaction", "device"}, {"app.accounts", "rights.deletion.available"}),
    "upnext_764rows_crlf_en": (2, {"activity.diagnostics", "device"}, {"rights.deletion.available"}),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_export(name: str, shared_or_report: Callable[[str, int], Path | None]) -> None:
    folder = shared_or_report("samples/play_data_safety", 1)
    if folder is None:
        return
    file = folder / f"{name}.csv"
    assert sniff(file.read_bytes()[:4096], file.name)
    found = import_file("auto", file, file.name)
    _, wanted, said_no = REAL[name]
    data = {one for row in practices(found).values() for one in row["practice.data"]}  # type: ignore[attr-defined]
    assert wanted <= data
    assert {fact for fact, value in found.declaration.app.items() if value is False} == said_no
    ticked = {
        row[1]
        for row in csv.reader(file.read_text("utf-8").splitlines())
        if row[0].startswith("PSL_DATA_TYPES") and row[2].lower() == "true"
    }
    assert {id.split("-")[0] for id in practices(found)} == {one.removeprefix("PSL_").lower() for one in ticked}
    assert load_text(dump(found.declaration), "again").practices == found.declaration.practices


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_fuzz(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "x.csv"
    raw = data.draw(
        st.binary(max_size=60) | mangled(EXAMPLE.read_text("utf-8")).map(lambda text: text.encode("utf-8", "replace"))
    )
    file.write_bytes(raw)
    try:
        found = read(file, "x")
    except Faults as error:
        assert str(error)
        return
    load_text(dump(found.declaration), "again")

"""Data safety exports: real files, every question set, and nothing invented from silence."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lawlint.engine.declaration.dump import dump
from lawlint.engine.declaration.load import load_text
from lawlint.engine.declaration.vocabulary import categories
from lawlint.engine.importers import play_form as ids
from lawlint.engine.importers.base import Imported, import_file
from lawlint.engine.importers.play_data_safety import read, sniff
from lawlint.engine.importers.play_form import HEADER
from lawlint.engine.reading import Faults

sys.path.insert(0, str(Path(__file__).parents[2]))
from strategies import mangled

EXAMPLE = Path(__file__).parents[3] / "examples" / "play" / "data_safety_export.csv"
U = "PSL_DATA_USAGE_RESPONSES:PSL_PHOTOS:"
TICK = ("PSL_DATA_TYPES_PHOTOS_AND_VIDEOS", "PSL_PHOTOS", "true")
COLLECTED = (f"{U}PSL_DATA_USAGE_COLLECTION_AND_SHARING", "PSL_DATA_USAGE_ONLY_COLLECTED", "true")
SHARED = (f"{U}PSL_DATA_USAGE_COLLECTION_AND_SHARING", "PSL_DATA_USAGE_ONLY_SHARED", "true")
WHY, WHY_SHARED = f"{U}DATA_USAGE_COLLECTION_PURPOSE", f"{U}DATA_USAGE_SHARING_PURPOSE"
ACCOUNTS, OUTSIDE = "PSL_SUPPORTED_ACCOUNT_CREATION_METHODS", "PSL_HAS_OUTSIDE_APP_ACCOUNTS"
DELETION, OLD_DELETION = "PSL_SUPPORT_DATA_DELETION_BY_USER", "PSL_DATA_COLLECTION_USER_REQUEST_DELETE"
LINK = ("PSL_ACCOUNT_DELETION_URL", "", "https://example.com/delete")
Rows = list[tuple[str, str, str]]
APP_FACTS = {
    "app.platforms", "meta.derived_from", "app.accounts", "rights.deletion.available", "rights.account_cancellation.available",
    "security.encryption_in_transit", "security.independent_review",
}  # fmt: skip
FACTS = {
    "practice.id", "practice.data", "practice.data_broad", "practice.purpose", "practice.necessity", "practice.ephemeral",
    "practice.recipients",
}  # fmt: skip


def export(rows: Rows, quoting: int = csv.QUOTE_MINIMAL, end: str = "\n", label: str = "Label / text") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(HEADER)
    writer.writerows([*row, "OPTIONAL", label] for row in rows)
    return out.getvalue()


def imported(tmp_path: Path, text: str | bytes) -> Imported:
    file = tmp_path / "data_safety.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    found = read(file, "data_safety.csv")
    checked(found)
    return found


def checked(found: Imported) -> None:
    """What holds of every import of an export, whatever is in it."""
    declaration = found.declaration
    assert found.world == "half_closed"
    assert set(declaration.app) <= APP_FACTS
    assert declaration.practices != [], "an empty list would say that there are no practices"
    shared = False
    for row in declaration.practices or []:
        assert set(row) <= FACTS
        assert row["practice.data"]
        assert set(row.get("practice.data_broad", ())) <= set(row["practice.data"])  # type: ignore[arg-type]
        assert row.get("practice.recipients", ("third_parties",)) == ("third_parties",), "not shared is not: no recipients"
        shared = shared or "practice.recipients" in row
    assert declaration.recipients == ([{"recipient.id": "third_parties"}] if shared else None)
    said_no = {
        name for facts in (declaration.app, *(declaration.practices or ())) for name, value in facts.items() if value is False
    }
    assert all(name.replace("practice.", "practices[].") in notes(found) for name in said_no), "every no has a note"
    for note in found.notes:
        assert note.kind in ("unknown", "skipped", "changed", "assumed", "contradiction")
        assert re.search("[\u4e00-\u9fff]", note.text.zh)
        assert note.file
    again = load_text(dump(declaration), "again")
    assert again.practices == declaration.practices
    assert {name: value for name, value in again.app.items() if name != "declaration"} == declaration.app


def practices(found: Imported) -> dict[str, dict[str, object]]:
    return {str(row["practice.id"]): dict(row) for row in found.declaration.practices or []}


def notes(found: Imported) -> str:
    return "\n".join(f"{note.kind} {note.line} {note.text.en}" for note in found.notes)


def test_example() -> None:
    found = read(EXAMPLE)
    checked(found)
    rows = practices(found)
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


def test_required_for_several_purposes_says_not_for_which(tmp_path: Path) -> None:
    control = (f"{U}DATA_USAGE_USER_CONTROL", "PSL_DATA_USAGE_USER_CONTROL_REQUIRED", "true")
    one = [TICK, COLLECTED, control, (WHY, "PSL_ANALYTICS", "true")]
    assert practices(imported(tmp_path, export(one)))["photos-analytics"]["practice.necessity"] == "required"
    two = imported(tmp_path, export([*one, (WHY, "PSL_ACCOUNT_MANAGEMENT", "true")]))
    assert all("practice.necessity" not in row for row in practices(two).values())
    assert "required, and collected for several purposes: for which of them stays unknown: PSL_PHOTOS" in notes(two)


def test_silence_is_never_no() -> None:
    declaration = read(EXAMPLE).declaration
    assert {name for name, value in declaration.app.items() if value is False} == set()
    assert {name for row in declaration.practices or [] for name, value in row.items() if value is False} == {
        "practice.ephemeral"
    }
    assert not {"practices_complete", "recipients_complete"} & set(declaration.app)


@pytest.mark.parametrize("answer", ["true", "false", ""])
def test_what_is_answered_of_every_kind(tmp_path: Path, answer: str) -> None:
    """Every kind of data of the form, with every one of its questions answered alike."""
    rows: Rows = [(question, kind, "true") for question, kind in ids.kinds()]
    for _, kind in ids.kinds():
        usage = f"PSL_DATA_USAGE_RESPONSES:{kind}:"
        rows += [
            (f"{usage}{question}", response, answer) for question, responses in ids._usage().items() for response in responses
        ]
    found = imported(tmp_path, export(rows))
    assert len(ids.kinds()) == 38
    assert len(practices(found)) == 38 * (7 if answer == "true" else 1)
    data = {one for row in practices(found).values() for one in row["practice.data"]}  # type: ignore[attr-defined]
    assert data == {row["category"] for kind in ids.kinds().values() for row in kind}
    assert data <= set(categories().all)
    if answer == "true":
        assert all("practice.necessity" not in row for row in practices(found).values()), "both required and optional"
        assert "contradiction 0 both required and optional, so `necessity` stays unknown: PSL_NAME" in notes(found)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([COLLECTED, (WHY, "PSL_ANALYTICS", "true")], {"photos-analytics": False}),
        ([COLLECTED, (SHARED[0], SHARED[1], "false"), (WHY, "PSL_ANALYTICS", "true")], {"photos-analytics": False}),
        ([SHARED, (WHY_SHARED, "PSL_ANALYTICS", "true")], {"photos-analytics": True}),
        ([COLLECTED, SHARED, (WHY, "PSL_ANALYTICS", "true"), (WHY_SHARED, "PSL_ANALYTICS", "true")], {"photos-analytics": True}),
        ([COLLECTED, SHARED, (WHY, "PSL_ANALYTICS", "true"), (WHY_SHARED, "PSL_ADVERTISING", "true")], {"photos-analytics": False, "photos-advertising": True}),
        ([COLLECTED, SHARED, (WHY, "PSL_ANALYTICS", "true")], {"photos-analytics": False, "photos": True}),
        ([COLLECTED, SHARED, (WHY_SHARED, "PSL_ANALYTICS", "true")], {"photos-analytics": True, "photos": False}),
        ([COLLECTED, SHARED], {"photos": True}),
        ([COLLECTED], {"photos": False}),
        ([], {"photos": False}),
        ([(WHY, "PSL_ANALYTICS", "true"), (WHY_SHARED, "PSL_ANALYTICS", "true")], {"photos-analytics": False}),
        ([COLLECTED, (WHY, "PSL_ANALYTICS", "true"), (WHY_SHARED, "PSL_ADVERTISING", "true")], {"photos-analytics": False}),
        ([SHARED, (WHY, "PSL_ANALYTICS", "true"), (WHY_SHARED, "PSL_ADVERTISING", "true")], {"photos-advertising": True}),
    ],
)  # fmt: skip
def test_collected_and_shared(tmp_path: Path, rows: Rows, wanted: dict[str, bool]) -> None:
    """One practice per purpose; a recipient where the form says "shared", nothing where it does not."""
    found = imported(tmp_path, export([TICK, *rows]))
    assert {id: "practice.recipients" in row for id, row in practices(found).items()} == wanted


@pytest.mark.parametrize("value", ["true", "TRUE", "True"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("label", ["Étiquette / texte, « cité »", 'ป้าย/"ข้อความ"', "line\u2028separator\x85\x0c"])
def test_spellings(tmp_path: Path, value: str, quoting: int, end: str, label: str) -> None:
    rows = [("PSL_DATA_TYPES_PERSONAL", "PSL_NAME", value), ("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", value)]
    for text in (
        export(rows, quoting, end, label),
        export(rows, quoting, end, label).rstrip(),
        "\ufeff" + export(rows, quoting, end),
    ):
        found = imported(tmp_path, text)
        assert practices(found)["name"]["practice.data"] == ("identity.name",)
        assert found.declaration.app["security.encryption_in_transit"] is True


def test_drafts(tmp_path: Path) -> None:
    rows = [TICK, ("PSL_DATA_USAGE_RESPONSES:PSL_VIDEOS:DATA_USAGE_COLLECTION_PURPOSE", "PSL_ANALYTICS", "true"),
            ("PSL_DATA_TYPES_PHOTOS_AND_VIDEOS", "PSL_VIDEOS", "")]  # fmt: skip
    found = imported(tmp_path, export(rows))
    assert practices(found) == {"photos": {"practice.id": "photos", "practice.data": ("content.photos",)}}
    assert "ticked without all of its purposes; what is not answered stays unknown: PSL_PHOTOS" in notes(found)
    assert "not ticked were left out: PSL_VIDEOS" in notes(found)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (("PSL_DATA_TYPES_PERSONAL", "PSL_POLITICAL_RELIGIOUS"), ("special.political_opinion", "special.religion")),
        (("PSL_DATA_TYPES_FINANCIAL", "PSL_CREDIT_DEBIT_BANK_ACCOUNT_NUMBER"), ("financial.bank_card", "financial.account")),
        (("PSL_DATA_TYPES_IDENTIFIERS", "PSL_DEVICE_ID"), ("device",)),
    ],
)
def test_one_answer_that_is_several_categories_is_marked(tmp_path: Path, kind: tuple[str, str], data: tuple[str, ...]) -> None:
    (row,) = practices(imported(tmp_path, export([(*kind, "true")]))).values()
    assert row["practice.data"] == row["practice.data_broad"] == data


@pytest.mark.parametrize(
    ("purpose", "wanted", "note"),
    [
        ("PSL_ANALYTICS", "analytics", ""),
        ("PSL_ACCOUNT_MANAGEMENT", "account_management", ""),
        ("PSL_APP_FUNCTIONALITY", "service_provision", "assumed 0 `PSL_APP_FUNCTIONALITY` is taken to be `service_provision`"),
        ("PSL_DEVELOPER_COMMUNICATIONS", "communication", "assumed 0 `PSL_DEVELOPER_COMMUNICATIONS` is taken to be `communication`"),
        ("PSL_ADVERTISING", None, "unknown 0 `PSL_ADVERTISING` may be personalised_advertising, direct_marketing, contextual_advertising, so"),
        ("PSL_FRAUD_PREVENTION_SECURITY", None, "may be fraud_prevention, security, legal_obligation, so the purpose stays unknown: PSL_PHOTOS"),
        ("PSL_HYPNOSIS", None, "unknown 0 `PSL_HYPNOSIS` is a purpose that is not in the table and stays unknown: PSL_PHOTOS"),
    ],
)  # fmt: skip
def test_purposes(tmp_path: Path, purpose: str, wanted: str | None, note: str) -> None:
    found = imported(tmp_path, export([TICK, COLLECTED, (WHY, purpose, "true")]))
    (row,) = practices(found).values()
    assert row.get("practice.purpose") == wanted
    assert note in notes(found)
    assert ("stays unknown: PSL_PHOTOS" in notes(found)) == (wanted is None)


@pytest.mark.parametrize(
    ("rows", "facts"),
    [
        ([(OLD_DELETION, "", "false")], {"rights.deletion.available": False}),
        ([(OLD_DELETION, "", "true")], {"rights.deletion.available": True}),
        ([(DELETION, "DATA_DELETION_YES", "true")], {"rights.deletion.available": True}),
        ([(DELETION, "DATA_DELETION_NO", "true")], {"rights.deletion.available": False}),
        ([(DELETION, "DATA_DELETION_NO_AUTO_DELETED", "true")], {"rights.deletion.available": False}),
        ([(DELETION, "DATA_DELETION_YES", "")], {}),
        ([(DELETION, "DATA_DELETION_YES", "false")], {}),
        ([LINK], {"rights.account_cancellation.available": True}),
        ([LINK, (DELETION, "DATA_DELETION_YES", "true")], {"rights.account_cancellation.available": True, "rights.deletion.available": True}),
        ([(ACCOUNTS, "PSL_ACM_NONE", "true")], {}),
        ([(ACCOUNTS, "PSL_ACM_NONE", "true"), (OUTSIDE, "", "false")], {"app.accounts": False}),
        ([(ACCOUNTS, "PSL_ACM_NONE", "true"), (OUTSIDE, "", "true")], {}),
        ([(OUTSIDE, "", "true")], {}),
        ([(ACCOUNTS, "PSL_ACM_OAUTH", "TRUE")], {"app.accounts": True}),
        ([(ACCOUNTS, "PSL_ACM_OAUTH", "false")], {}),
        ([("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", "false")], {"security.encryption_in_transit": False}),
        ([("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", "")], {}),
        ([("PSL_INDEPENDENTLY_VALIDATED", "", "false")], {}),
        ([("PSL_INDEPENDENTLY_VALIDATED", "", "true")], {"security.independent_review": True}),
        ([("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA", "", "false")], {}),
    ],
)  # fmt: skip
def test_app_answers(tmp_path: Path, rows: Rows, facts: dict[str, object]) -> None:
    declaration = imported(tmp_path, export(rows)).declaration
    app = {name: value for name, value in declaration.app.items() if name not in ("app.platforms", "meta.derived_from")}
    assert app == facts
    assert declaration.practices is None


@pytest.mark.parametrize(
    ("rows", "fact", "part"),
    [
        ([(DELETION, "DATA_DELETION_YES", "true"), (DELETION, "DATA_DELETION_NO", "true")], "rights.deletion.available", "contradiction 2 the form says both"),
        ([(DELETION, "DATA_DELETION_YES", "true"), (OLD_DELETION, "", "false")], "rights.deletion.available", "contradiction 2 the form says both"),
        ([LINK, (DELETION, "DATA_DELETION_NO", "true")], "rights.deletion.available", "contradiction 2 the form says that data cannot"),
        ([("PSL_ACCOUNT_DELETION_URL", "", "n/a")], "rights.account_cancellation.available", "unknown 2 `n/a` is no web address"),
        ([(ACCOUNTS, "PSL_ACM_NONE", "true"), (ACCOUNTS, "PSL_ACM_OAUTH", "true")], "app.accounts", "contradiction 2 the form names ways"),
        ([("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", "yes")], "security.encryption_in_transit", "unknown 2 `yes` is neither true nor false"),
        ([("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", "true"), ("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", "FALSE")], "security.encryption_in_transit",
         "contradiction 3 `PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT` is answered differently on line 2"),
        ([(OUTSIDE, "", "true")], "app.accounts", "unknown 2 no account can be created in the app, but accounts made elsewhere"),
        ([("PSL_DATA_COLLECTION_COMPLIES_FAMILY_POLICY", "", "true")], "app.audience.directed_to_children", "unknown 2 the question on the families policy"),
        ([("PSL_UPI_BADGE_OPT_IN", "", "true")], "app.type", "skipped 0 answers that fill no fact: PSL_UPI_BADGE_OPT_IN"),
    ],
)  # fmt: skip
def test_what_stays_unknown_is_told(tmp_path: Path, rows: Rows, fact: str, part: str) -> None:
    found = imported(tmp_path, export(rows))
    assert fact not in found.declaration.app
    assert part in notes(found)


def test_kinds_ticked_in_a_form_that_collects_nothing_decide_nothing(tmp_path: Path) -> None:
    found = imported(tmp_path, export([("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA", "", "false"), TICK, COLLECTED]))
    assert found.declaration.practices is None
    assert "contradiction 2 the form says that no data is collected or shared, yet" in notes(found)


def test_a_row_twice_is_one_answer(tmp_path: Path) -> None:
    found = imported(tmp_path, export([TICK, TICK, COLLECTED, (COLLECTED[0], COLLECTED[1], "TRUE")]))
    assert list(practices(found)) == ["photos"]
    assert "differently" not in notes(found)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "the file is empty"),
        ("question,answer\nx,y\n", "column 1 is `question`, not `Question ID (machine readable)`"),
        (",".join(HEADER).lower() + "\n", "column 1 is `question id (machine readable)`"),
        (",".join(HEADER) + ",Extra\n", "it has 6 columns, not 5"),
        (",".join(HEADER[:2]) + ",Answer,x,y\n", "column 3 is `Answer`"),
        (",".join(HEADER[:2]) + "\n", "column 3 is ``, not `Response value`"),
        (";".join(HEADER) + "\n", "column 1 is `Question ID (machine readable);Response"),
        ("# made by a script\n" + ",".join(HEADER) + "\n", "column 1 is `# made by a script`"),
        (",".join(HEADER) + "\n", "no row of the form was found"),
        (",".join(HEADER) + "\nDATA_TYPE_NAME,YES,true,,\n", "data_safety.csv:2:1: the form has no `DATA_TYPE_NAME`"),
        (export([TICK, ("PSL_DATA_TYPES_PERSONAL", "PERSONAL_NAME", "true"), (WHY, "ADS", "true")]), "data_safety.csv:3:1: the form has no `PSL_DATA_TYPES_PERSONAL PERSONAL_NAME`"),
        (",".join(HEADER) + '\nPSL_DATA_TYPES_PERSONAL,PSL_NAME,"tr"ue,,\n', "not valid CSV"),
        (",".join(HEADER) + "\nPSL_DATA_TYPES_PERSONAL\n", "data_safety.csv:2:1: a row has 1 columns"),
        (",".join(HEADER) + '\n"unclosed', "not valid CSV"),
        (",".join(HEADER) + "\nPSL_ACM_SPECIFY,," + "x" * 200_000 + ",,\n", "data_safety.csv:2:1: not valid CSV: field larger than field limit"),
        (",".join(HEADER) + "\nPSL_ACM_SPECIFY,,\x00,,\n", "this is a binary file"),
    ],
)  # fmt: skip
def test_bad_file(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(Faults) as caught:
        imported(tmp_path, text)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ((",".join(HEADER) + "\nPSL_ACM_SPECIFY,,é,,\n").encode("latin-1"), "data_safety.csv:2:18: byte 0xe9 is not UTF-8"),
        ((",".join(HEADER) + "\nPSL_ACM_SPECIFY,,微信登录,,\n").encode("gb18030"), "is not UTF-8"),
        (export([TICK]).encode("utf-16"), "the file is UTF-16"),
    ],
)
def test_other_encodings_are_refused_with_their_place(tmp_path: Path, data: bytes, part: str) -> None:
    with pytest.raises(Faults) as caught:
        imported(tmp_path, data)
    assert part in str(caught.value)


def test_unknown_ids_among_known_ones_are_noted(tmp_path: Path) -> None:
    rows = [TICK, ("PSL_NEW_QUESTION", "", "true"), ("PSL_DATA_TYPES_PERSONAL", "PSL_AURA", "true"), COLLECTED,
            ("PSL_DATA_TYPES_AURA", "PSL_GLOW", ""), (f"{U}DATA_USAGE_MOOD", "PSL_GOOD", "true"), (WHY, "PSL_ANALYTICS", "true"),
            ("PSL_DATA_TYPES_PERSONAL", "PSL_OTHER", "true"), (OUTSIDE, "", "false"), (ACCOUNTS, "PSL_ACM_OTHER", "true")]  # fmt: skip
    found = imported(tmp_path, export(rows))
    for part in (
        "unknown 3 the form has no `PSL_NEW_QUESTION`, as far as known",
        "changed 4 unknown kind of data `PSL_AURA`: taken over as `other`",
        "unknown 6 the form has no `PSL_DATA_TYPES_AURA PSL_GLOW`",
        "unknown 7 the form has no `PSL_DATA_USAGE_RESPONSES:...:DATA_USAGE_MOOD`",
        "changed 9 unknown kind of data `PSL_OTHER`",
    ):
        assert part in notes(found)
    assert list(practices(found)) == ["photos-analytics", "aura", "other"]
    assert practices(found)["aura"]["practice.data_broad"] == ("other",)


def test_three_columns_are_enough(tmp_path: Path) -> None:
    assert practices(imported(tmp_path, ",".join(HEADER[:3]) + "\n" + ",".join(TICK) + "\n"))


@pytest.mark.parametrize("name", ["data_safety.csv", "data-safety-export.CSV", "dataSafety_2026.csv"])
def test_a_file_of_the_usual_name_is_taken_for_an_export(name: str) -> None:
    """So that its owner reads what is wrong with it, not that it is of no kind."""
    assert sniff(b"question,answer", name)
    assert not sniff(b"question,answer", "answers.csv")
    assert sniff(b'\xef\xbb\xbf"Question ID (machine readable)"', "x")


THIRD = ("third_parties",)
REAL: dict[str, tuple[dict[str, object], dict[str, tuple[str | None, str | None, bool]]]] = {
    "uapp_782rows_lf_en": (
        {"app.accounts": False, "rights.deletion.available": False, "security.encryption_in_transit": True},
        {
            f"{kind}-{purpose}": (known, "optional" if kind == "device_id" else None, True)
            for kind in ("approx_location", "user_interaction", "device_id")
            for purpose, known in (("analytics", "analytics"), ("fraud_prevention_security", None), ("advertising", None))
        },
    ),
    "upnext_764rows_crlf_en": (
        {"rights.deletion.available": False, "security.encryption_in_transit": True},
        {f"{kind}-analytics": ("analytics", "required", True) for kind in ("crash_logs", "performance_diagnostics", "device_id")},
    ),
    "dr_copilot_782rows_lf_en": (
        {"app.accounts": True, "rights.account_cancellation.available": True, "security.encryption_in_transit": True},
        {
            **{f"{kind}-app_functionality": ("service_provision", None, False) for kind in ("name", "email", "user_account", "phone", "purchase_history", "emails", "other_messages", "crash_logs", "user_interaction")},
            **{f"{kind}-app_functionality": ("service_provision", "required", False) for kind in ("address", "approx_location", "photos", "fitness", "calendar", "files_and_docs", "in_app_search_history", "user_generated_content", "device_id")},
            "health-app_functionality": ("service_provision", "required", True),
            **{f"{kind}-developer_communications": ("communication", None, False) for kind in ("email", "phone", "emails", "other_messages")},
            **{f"{kind}-account_management": ("account_management", None, False) for kind in ("name", "email", "user_account", "purchase_history")},
            **{f"{kind}-analytics": ("analytics", None, False) for kind in ("crash_logs", "user_interaction")},
            **{f"{kind}-analytics": ("analytics", "required", False) for kind in ("performance_diagnostics", "other_performance")},
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_export(name: str, shared_or_report: Callable[[str, int], Path | None]) -> None:
    folder = shared_or_report("samples/play_data_safety", 1)
    if folder is None:
        return
    file = folder / f"{name}.csv"
    assert sniff(file.read_bytes()[:4096], "x")
    found = import_file("auto", file, file.name)
    checked(found)
    app, wanted = REAL[name]
    given = {fact: value for fact, value in found.declaration.app.items() if fact not in ("app.platforms", "meta.derived_from")}
    assert given == app
    rows = practices(found)
    assert {
        id: (row.get("practice.purpose"), row.get("practice.necessity"), "practice.recipients" in row)
        for id, row in rows.items()
    } == wanted
    assert all(row["practice.ephemeral"] is id.startswith("in_app_search_history") for id, row in rows.items())
    assert "as far as known" not in notes(found), "every id of a real export is in the tables"


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
    checked(found)


KNOWN_ROWS = [(question, response) for question, responses in ids.QUESTIONS.items() for response in responses]
KNOWN_ROWS += list(ids.kinds())[:6]
KNOWN_ROWS += [
    (f"PSL_DATA_USAGE_RESPONSES:{kind}:{question}", response)
    for _, kind in list(ids.kinds())[:3]
    for question, responses in ids._usage().items()
    for response in responses
]


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(KNOWN_ROWS), st.sampled_from(("true", "false", "TRUE", "", "https://x.org", "?"))),
        min_size=1,
        max_size=40,
    )
)
def test_any_answers(rows: list[tuple[tuple[str, str], str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever is answered, in any order and twice: a declaration that loads again, and no `no` without an answer."""
    found = imported(tmp_path_factory.mktemp("any"), export([(*ids_, value) for ids_, value in rows]))
    false = {ids_[0] for ids_, value in rows if value == "false"}
    ticked = {ids_ for ids_, value in rows if value.lower() == "true"}
    app = found.declaration.app
    if app.get("security.encryption_in_transit") is False:
        assert ids.ENCRYPTED in false
    if app.get("rights.deletion.available") is False:
        assert ids.OLD_DELETION in false or ticked & {
            (DELETION, "DATA_DELETION_NO"),
            (DELETION, "DATA_DELETION_NO_AUTO_DELETED"),
        }
    if app.get("app.accounts") is False:
        assert OUTSIDE in false and (ACCOUNTS, "PSL_ACM_NONE") in ticked
    for row in found.declaration.practices or []:
        if row.get("practice.ephemeral") is False:
            assert any(question.endswith("EPHEMERAL") for question in false)

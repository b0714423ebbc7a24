"""Android manifests: real files, every quirk, and nothing invented from silence."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lawlint.engine.declaration.dump import dump
from lawlint.engine.declaration.load import load_text
from lawlint.engine.importers.android_manifest import read, sniff
from lawlint.engine.importers.base import Imported, import_file, import_files
from lawlint.engine.reading import Faults

sys.path.insert(0, str(Path(__file__).parents[2]))
from strategies import mangled

EXAMPLES = Path(__file__).parents[3] / "examples"
EXAMPLE = EXAMPLES / "android" / "AndroidManifest.xml"
HEAD = (
    '<manifest xmlns:android="http://schemas.android.com/apk/res/android" '
    'xmlns:tools="http://schemas.android.com/tools" package="com.example.x">'
)


def imported(tmp_path: Path, body: str, head: str = HEAD) -> Imported:
    file = tmp_path / "AndroidManifest.xml"
    file.write_text(f"{head}{body}</manifest>", "utf-8")
    found = read(file, "AndroidManifest.xml")
    load_text(dump(found.declaration), "again")
    return found


def permissions(found: Imported) -> set[str]:
    return {one for row in found.declaration.practices or [] for one in row.get("practice.permission", ())}  # type: ignore[union-attr]


def notes(found: Imported, kind: str) -> str:
    return "\n".join(f"{note.line} {note.text.en}" for note in found.notes if note.kind == kind)


def test_example() -> None:
    found = read(EXAMPLE)
    declaration = found.declaration
    assert found.world == "open"
    assert declaration.app == {
        "app.id": "com.example.riji",
        "app.platforms": ("android",),
        "meta.derived_from": ("android-manifest",),
    }  # fmt: skip
    rows = {str(row["practice.id"]): row for row in declaration.practices or []}
    assert list(rows) == [
        "camera", "read_media_images", "read_external_storage", "access_fine_location", "read_contacts", "query_all_packages", "ad_id",
    ]  # fmt: skip
    assert rows["access_fine_location"]["practice.timing"] == "background"
    assert rows["camera"]["practice.data_broad"] == ("content.photos", "content.videos")
    assert "READ_PHONE_STATE" in notes(found, "skipped")
    assert "19 `android.permission.READ_PHONE_STATE` is removed" in notes(found, "skipped")


def test_nothing_is_said_that_the_source_does_not_say() -> None:
    declaration = read(EXAMPLE).declaration
    assert declaration.recipients is None
    assert "practices_complete" not in declaration.app
    for row in declaration.practices or []:
        assert set(row) <= {"practice.id", "practice.data", "practice.data_broad", "practice.permission", "practice.timing"}
        assert False not in row.values()


@pytest.mark.parametrize(
    ("body", "kind", "part"),
    [
        ('<uses-permission android:name="android.permission.READ_SMS " />', "changed", "blanks around `android.permission.READ_SMS`"),
        ('<uses-permission android:name="android.permission.READ_SMS" android:maxSdkVersion="28"/>', "assumed", "API level 28"),
        ('<uses-permission android:name="android.permission.READ_SMS" tools:node="remove"/>', "skipped", "is removed"),
        ('<uses-permission/>', "skipped", "without a name"),
        ('<uses-permission android:name="${applicationId}.permission.X"/>', "skipped", "of the app's own"),
        ('<uses-permission android:name="com.example.x.SYNC"/>', "skipped", "com.example.x.SYNC"),
        ('<permission android:name="other.SYNC"/><uses-permission android:name="other.SYNC"/>', "skipped", "other.SYNC"),
        ('<uses-permission android:name="android.permission.INTERNET"/>', "skipped", "INTERNET"),
        ('<uses-permission android:name="com.miui.badge.X"/>', "unknown", "com.miui.badge.X"),
        ('<application android:usesCleartextTraffic="true"/>', "unknown", "stays unknown"),
        ('<uses-permission android:name="android.permission.NEARBY_WIFI_DEVICES" android:usesPermissionFlags="neverForLocation"/>', "assumed", "not to be used for location"),
    ],
)  # fmt: skip
def test_quirk(tmp_path: Path, body: str, kind: str, part: str) -> None:
    found = imported(tmp_path, body)
    assert part in notes(found, kind)
    for note in found.notes:
        assert any("\u4e00" <= char <= "\u9fff" for char in note.text.zh)


def test_services_are_read_for_the_two_most_revealing_permissions(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        '<application><service android:permission="android.permission.BIND_ACCESSIBILITY_SERVICE"/>'
        '<service android:permission="android.permission.BIND_NOTIFICATION_LISTENER_SERVICE"/>'
        '<service android:permission="android.permission.BIND_JOB_SERVICE"/></application>',
    )
    assert permissions(found) == {
        "android.permission.BIND_ACCESSIBILITY_SERVICE", "android.permission.BIND_NOTIFICATION_LISTENER_SERVICE",
    }  # fmt: skip


def test_unlisted_permissions_are_kept(tmp_path: Path) -> None:
    found = imported(
        tmp_path, '<uses-permission android:name="com.vendor.A"/><uses-permission-sdk-23 android:name="com.vendor.B"/>'
    )
    (row,) = found.declaration.practices or []
    assert row == {"practice.id": "unlisted_permissions", "practice.permission": ("com.vendor.A", "com.vendor.B")}


def test_background_location_alone_is_a_practice(tmp_path: Path) -> None:
    found = imported(tmp_path, '<uses-permission android:name="android.permission.ACCESS_BACKGROUND_LOCATION"/>')
    (row,) = found.declaration.practices or []
    assert row["practice.data"] == ("location.trajectory",)
    assert row["practice.timing"] == "background"


BOMB = '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><manifest>&b;</manifest>'
OUTSIDE = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest>&x;</manifest>'


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "the file is empty"),
        (b"hello", "not valid XML"),
        (b"<manifest><a></manifest>", "AndroidManifest.xml:1:16: not valid XML: mismatched tag"),
        (b"<html/>", "the root element is `html`, not `manifest`"),
        (b"\x03\x00\x08\x00rest", "in binary form"),
        (BOMB.encode(), "AndroidManifest.xml:1:13: a document type declaration is not allowed"),
        (OUTSIDE.encode(), "a document type declaration is not allowed"),
        (b"<manifest>" + b"<a>" * 5_000, "nested more than 100 levels deep"),
        (b'<?xml version="1.0" encoding="x-none"?><manifest/>', "not valid XML"),
        (b"<manifest>\xff\xfe</manifest>", "not valid XML"),
        (b"<manifest>\x00</manifest>", "not valid XML"),
    ],
)
def test_bad_file(tmp_path: Path, data: bytes, part: str) -> None:
    file = tmp_path / "AndroidManifest.xml"
    file.write_bytes(data)
    start = time.monotonic()
    with pytest.raises(Faults) as caught:
        read(file, "AndroidManifest.xml")
    assert part in str(caught.value)
    assert time.monotonic() - start < 10


REAL = {
    "homeassistant_main": (
        {"android.permission.ACCESS_FINE_LOCATION", "android.permission.health.READ_HEART_RATE", "android.permission.PACKAGE_USAGE_STATS"},
        set(),
    ),
    "mattermost": (
        {"android.permission.CAMERA", "android.permission.RECORD_AUDIO"},
        {"android.permission.FOREGROUND_SERVICE_SPECIAL_USE"},
    ),
    "smsforwarder": (
        {"android.permission.READ_SMS", "android.permission.READ_CALL_LOG", "com.android.permission.GET_INSTALLED_APPS",
         "android.permission.BIND_NOTIFICATION_LISTENER_SERVICE"},
        {"android.permission.CANCEL_NOTIFICATIONS "},
    ),
    "wikipedia": ({"android.permission.ACCESS_FINE_LOCATION"}, set()),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_manifest(name: str, shared_or_report: Callable[[str, int], Path | None]) -> None:
    folder = shared_or_report("samples/android_manifest", 1)
    if folder is None:
        return
    file = folder / f"{name}_AndroidManifest.xml"
    assert sniff(file.read_bytes()[:4096], file.name)
    found = import_file("auto", file, file.name)
    present, absent = REAL[name]
    assert present <= permissions(found)
    assert not absent & permissions(found)
    assert found.declaration.recipients is None
    again = load_text(dump(found.declaration), "again")
    assert again.practices == found.declaration.practices


def test_two_sources_of_one_app() -> None:
    found = import_files("auto", [EXAMPLE, EXAMPLES / "play" / "data_safety_export.csv"])
    ids = [row["practice.id"] for row in found.declaration.practices or []]
    assert "read_contacts" in ids
    assert "contacts-personalization" in ids
    assert found.declaration.app["meta.derived_from"] == ("android-manifest", "play-data-safety")
    load_text(dump(found.declaration), "again")


def test_sources_that_disagree_leave_the_fact_unknown(tmp_path: Path) -> None:
    other = tmp_path / "AndroidManifest.xml"
    other.write_text(EXAMPLE.read_text("utf-8").replace('package="com.example.riji"', 'package="com.example.other"'), "utf-8")
    found = import_files("android-manifest", [EXAMPLE, other])
    assert "app.id" not in found.declaration.app
    assert "com.example.riji" in notes(found, "contradiction")
    assert "com.example.other" in notes(found, "contradiction")


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_fuzz(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "AndroidManifest.xml"
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

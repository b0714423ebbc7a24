"""Android manifests: real files, every quirk, and nothing invented from silence."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lawlint.engine.declaration.dump import dump
from lawlint.engine.declaration.load import load_text
from lawlint.engine.declaration.schema import PERMISSION
from lawlint.engine.declaration.vocabulary import categories, rows
from lawlint.engine.importers.android_manifest import MAX_BYTES, read, sniff
from lawlint.engine.importers.base import Imported, import_file
from lawlint.engine.reading import Faults

sys.path.insert(0, str(Path(__file__).parents[2]))
from strategies import mangled

EXAMPLE = Path(__file__).parents[3] / "examples" / "android" / "AndroidManifest.xml"
HEAD = (
    '<manifest xmlns:android="http://schemas.android.com/apk/res/android" '
    'xmlns:tools="http://schemas.android.com/tools" package="com.example.x">'
)
FACTS = {"practice.id", "practice.data", "practice.data_broad", "practice.permission", "practice.timing"}
"""All that a manifest may say of a practice."""


def imported(tmp_path: Path, body: str, head: str = HEAD) -> Imported:
    file = tmp_path / "AndroidManifest.xml"
    file.write_text(f"{head}{body}</manifest>", "utf-8")
    found = read(file, "AndroidManifest.xml")
    checked(found)
    return found


def checked(found: Imported) -> None:
    """What holds of every import of a manifest, whatever is in it."""
    declaration = found.declaration
    assert found.world == "open"
    assert set(declaration.app) <= {"app.id", "app.platforms", "meta.derived_from"}
    assert declaration.recipients is None
    assert declaration.practices != [], "an empty list would say that there are no practices"
    for row in declaration.practices or []:
        assert set(row) <= FACTS
        assert row.get("practice.timing", "background") == "background"
        assert set(row.get("practice.data_broad", ())) <= set(row.get("practice.data", ()))  # type: ignore[arg-type]
        assert False not in row.values()
    for note in found.notes:
        assert note.kind in ("unknown", "skipped", "changed", "assumed")
        assert re.search("[\u4e00-\u9fff]", note.text.zh)
        assert note.file
    assert load_text(dump(declaration), "again").practices == declaration.practices


def practices(found: Imported) -> dict[str, dict[str, object]]:
    return {str(row["practice.id"]): dict(row) for row in found.declaration.practices or []}


def permissions(found: Imported) -> set[str]:
    return {one for row in found.declaration.practices or [] for one in row.get("practice.permission", ())}  # type: ignore[union-attr]


def notes(found: Imported, kind: str) -> str:
    return "\n".join(f"{note.line} {note.text.en}" for note in found.notes if note.kind == kind)


def test_example() -> None:
    found = read(EXAMPLE)
    checked(found)
    assert found.declaration.app == {
        "app.id": "com.example.riji",
        "app.platforms": ("android",),
        "meta.derived_from": ("android-manifest",),
    }
    rows_ = practices(found)
    assert list(rows_) == [
        "camera", "read_media_images", "read_external_storage", "access_fine_location", "read_contacts", "query_all_packages", "ad_id",
    ]  # fmt: skip
    assert rows_["access_fine_location"] == {
        "practice.id": "access_fine_location",
        "practice.data": ("location.precise",),
        "practice.permission": (
            "android.permission.ACCESS_FINE_LOCATION",
            "android.permission.ACCESS_BACKGROUND_LOCATION",
        ),
        "practice.timing": "background",
    }
    assert rows_["camera"]["practice.data_broad"] == ("content.photos", "content.videos")
    assert "19 `android.permission.READ_PHONE_STATE` is removed" in notes(found, "skipped")


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<uses-permission android:name="android.permission.INTERNET"/>',
        '<uses-permission android:name="android.permission.READ_SMS" tools:node="remove"/>',
    ],
)
def test_a_manifest_without_personal_data_does_not_say_that_there_is_none(tmp_path: Path, body: str) -> None:
    found = imported(tmp_path, body)
    assert found.declaration.practices is None
    assert "practices" not in dump(found.declaration)


@pytest.mark.parametrize(
    ("body", "kind", "part"),
    [
        ('<uses-permission android:name="android.permission.READ_SMS" />', "assumed", "taken from `package`: `com.example.x`"),
        ('<uses-permission android:name="android.permission.READ_SMS " />', "changed", "blanks around `android.permission.READ_SMS`"),
        ('<uses-permission android:name="android.permission.READ_SMS" android:maxSdkVersion="28"/>', "assumed", "API level 28"),
        ('<uses-permission android:name="android.permission.READ_SMS" android:required="false"/>', "skipped", "has no effect"),
        ('<uses-permission android:name="android.permission.READ_SMS" tools:node="remove"/>', "skipped", "is removed when the app is built"),
        ('<uses-permission android:name="android.permission.READ_SMS" tools:node="remove" tools:selector="com.lib"/>', "skipped", "where `com.lib` asks for it"),
        ('<uses-permission tools:node="removeAll"/>', "skipped", "all permissions that libraries ask for are removed"),
        ("<uses-permission/>", "skipped", "without a name"),
        ('<uses-permission name="android.permission.READ_SMS"/>', "skipped", "without a name"),
        ('<uses-permission android:name="read my mail"/>', "skipped", "`read my mail` is not the name of a permission"),
        ('<uses-permission android:name="${applicationId}.permission.X"/>', "skipped", "of the app's own"),
        ('<uses-permission android:name="com.example.x.SYNC"/>', "skipped", "com.example.x.SYNC"),
        ('<permission android:name="other.SYNC"/><uses-permission android:name="other.SYNC"/>', "skipped", "other.SYNC"),
        ('<uses-permission android:name="${vendor}.permission.X"/>', "unknown", "which permission it is stays unknown"),
        ('<application><uses-permission android:name="android.permission.READ_SMS"/></application>', "skipped", "directly below `manifest`"),
        ('<uses-permission android:name="android.permission.INTERNET"/>', "skipped", "INTERNET"),
        ('<uses-permission android:name="com.vendor.badge.X"/>', "unknown", "com.vendor.badge.X"),
        ('<application android:usesCleartextTraffic="true"/>', "unknown", "`security.encryption_in_transit` stays unknown"),
        ('<application android:usesCleartextTraffic="true" android:networkSecurityConfig="@xml/net"/>', "unknown", "(`@xml/net` may narrow it)"),
        ('<uses-permission android:name="android.permission.NEARBY_WIFI_DEVICES" android:usesPermissionFlags="neverForLocation"/>', "assumed", "not to be used for location"),
    ],
)  # fmt: skip
def test_quirk(tmp_path: Path, body: str, kind: str, part: str) -> None:
    assert part in notes(imported(tmp_path, body), kind)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ('<uses-permission android:name="android.permission.READ_SMS" android:maxSdkVersion="28"/>', {"android.permission.READ_SMS"}),
        ('<uses-permission-sdk-23 android:name="android.permission.READ_SMS"/>', {"android.permission.READ_SMS"}),
        ('<uses-permission android:name="android.permission.READ_SMS"/>' * 2, {"android.permission.READ_SMS"}),
        ('<permission android:name="android.permission.READ_SMS"/>', set()),
        ('<uses-permission android:name="android.permission.READ_SMS" tools:node="remove"/>', set()),
        ('<uses-feature android:name="android.hardware.camera"/>', set()),
        ('<uses-permission android:name="com.vendor.A"/><uses-permission android:name="android.permission.CAMERA"/>', {"com.vendor.A", "android.permission.CAMERA"}),
        ('<uses-permission android:name="${vendor}.permission.X"/>', set()),
        ('<application android:permission="android.permission.READ_SMS"/>', set()),
    ],
)  # fmt: skip
def test_what_is_taken_over(tmp_path: Path, body: str, wanted: set[str]) -> None:
    assert permissions(imported(tmp_path, body)) == wanted


def test_only_services_that_the_system_binds_open_data(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        '<application><service android:name=".Reader" android:permission="android.permission.BIND_ACCESSIBILITY_SERVICE"/>'
        '<service android:permission="android.permission.BIND_NOTIFICATION_LISTENER_SERVICE"/>'
        '<service android:permission="android.permission.BIND_JOB_SERVICE"/>'
        '<service android:permission="android.permission.READ_CONTACTS"/>'
        '<receiver android:permission="android.permission.BROADCAST_SMS"/>'
        '<service android:name=".Net" android:permission="android.permission.BIND_VPN_SERVICE" tools:node="remove"/></application>',
    )
    assert permissions(found) == {
        "android.permission.BIND_ACCESSIBILITY_SERVICE", "android.permission.BIND_NOTIFICATION_LISTENER_SERVICE",
    }  # fmt: skip
    accessibility = practices(found)["bind_accessibility_service"]
    assert accessibility["practice.data"] == accessibility["practice.data_broad"]
    assert "stands on the service `.Reader`" in notes(found, "assumed")
    assert "the service `.Net` (`android.permission.BIND_VPN_SERVICE`) is removed" in notes(found, "skipped")


def test_unlisted_permissions_are_kept(tmp_path: Path) -> None:
    found = imported(
        tmp_path, '<uses-permission android:name="com.vendor.A"/><uses-permission-sdk-23 android:name="com.vendor.B"/>'
    )
    (row,) = found.declaration.practices or []
    assert row == {"practice.id": "unlisted_permissions", "practice.permission": ("com.vendor.A", "com.vendor.B")}


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (("ACCESS_BACKGROUND_LOCATION",), {"access_background_location": "background"}),
        (("ACCESS_COARSE_LOCATION", "ACCESS_BACKGROUND_LOCATION"), {"access_coarse_location": "background"}),
        (("ACCESS_BACKGROUND_LOCATION", "ACCESS_FINE_LOCATION", "CAMERA"), {"access_fine_location": "background", "camera": None}),
        (("BODY_SENSORS", "BODY_SENSORS_BACKGROUND"), {"body_sensors": "background"}),
        (("health.READ_STEPS", "health.READ_HEALTH_DATA_IN_BACKGROUND"), {"read_steps": None, "read_health_data_in_background": "background"}),
    ],
)  # fmt: skip
def test_background_permissions_modify_others(tmp_path: Path, names: tuple[str, ...], wanted: dict[str, str | None]) -> None:
    found = imported(tmp_path, "".join(f'<uses-permission android:name="android.permission.{name}"/>' for name in names))
    assert {id: row.get("practice.timing") for id, row in practices(found).items()} == wanted
    assert permissions(found) == {f"android.permission.{name}" for name in names}
    assert "is taken to be `background`, confirm it" in notes(found, "assumed")


@pytest.mark.parametrize(
    ("package", "id"),
    [
        ("com.example.x", "com.example.x"),
        (" com.example.x ", "com.example.x"),
        ("${applicationId}", None),
        ("", None),
        ("app", None),
    ],
)
def test_app_id(tmp_path: Path, package: str, id: str | None) -> None:
    found = imported(tmp_path, "", HEAD.replace("com.example.x", package))
    assert found.declaration.app.get("app.id") == id


def test_another_prefix_for_the_namespace_and_utf_16_are_read(tmp_path: Path) -> None:
    text = '<manifest xmlns:a="http://schemas.android.com/apk/res/android"><uses-permission a:name="android.permission.READ_SMS"/></manifest>'
    file = tmp_path / "AndroidManifest.xml"
    for data in (text.encode(), text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode()):
        file.write_bytes(data)
        assert permissions(read(file)) == {"android.permission.READ_SMS"}


BOMB = '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><manifest>&b;</manifest>'
OUTSIDE = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest>&x;</manifest>'
PARAMETER = '<!DOCTYPE m [<!ENTITY % p SYSTEM "http://example.com/x.dtd"> %p;]><manifest/>'


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"hello", "not valid XML"),
        (b"<manifest><a></manifest>", "AndroidManifest.xml:1:16: not valid XML: mismatched tag"),
        (b"<html/>", "the root element is `html`, not `manifest`"),
        (b"\x03\x00\x08\x00rest", "in binary form"),
        (BOMB.encode(), "AndroidManifest.xml:1:13: a document type declaration is not allowed"),
        (OUTSIDE.encode(), "a document type declaration is not allowed"),
        (PARAMETER.encode(), "a document type declaration is not allowed"),
        (b'<!DOCTYPE m SYSTEM "file:///etc/passwd"><manifest/>', "a document type declaration is not allowed"),
        (b"<manifest>&undefined;</manifest>", "not valid XML: undefined entity"),
        (b"<manifest>" + b"<a>" * 5_000, "nested more than 100 levels deep"),
        (b'<?xml version="1.0" encoding="x-none"?><manifest/>', "not valid XML"),
        (b'<?xml version="1.0" encoding="gb2312"?><manifest/>', "not valid XML"),
        (b"<manifest>\xff\xfe</manifest>", "not valid XML"),
        (b"<manifest>\x00</manifest>", "not valid XML"),
        (b"<manifest>" + b" " * MAX_BYTES, "at most 2,000,000 are read"),
    ],
)
def test_bad_file(tmp_path: Path, data: bytes, part: str) -> None:
    file = tmp_path / "AndroidManifest.xml"
    file.write_bytes(data)
    start = time.monotonic()
    with pytest.raises(Faults) as caught:
        read(file, "AndroidManifest.xml")
    assert part in str(caught.value)
    assert "passwd" not in str(caught.value)
    assert time.monotonic() - start < 10


def test_the_largest_file_is_read_in_little_time(tmp_path: Path) -> None:
    """A permission that is asked for thousands of times is one practice."""
    one = '<uses-permission android:name="android.permission.CAMERA"/><a/>'
    file = tmp_path / "AndroidManifest.xml"
    file.write_text(HEAD + one * ((MAX_BYTES - 500) // len(one)) + "</manifest>", "utf-8")
    start = time.monotonic()
    assert permissions(read(file)) == {"android.permission.CAMERA"}
    assert time.monotonic() - start < 10


REAL = {
    "homeassistant_main": (
        """access_network_state access_wifi_state access_local_network bluetooth bluetooth_admin bluetooth_connect bluetooth_scan
        access_fine_location access_coarse_location camera record_audio nfc activity_recognition activity_recognition_2
        query_all_packages write_external_storage package_usage_stats read_health_data_in_background read_active_calories_burned
        read_basal_body_temperature read_basal_metabolic_rate read_blood_glucose read_blood_pressure read_body_fat
        read_body_temperature read_body_water_mass read_bone_mass read_distance read_elevation_gained read_floors_climbed
        read_heart_rate read_heart_rate_variability read_height read_hydration read_lean_body_mass read_oxygen_saturation
        read_respiratory_rate read_resting_heart_rate read_sleep read_steps read_total_calories_burned read_vo2_max read_weight
        bind_notification_listener_service bind_voice_interaction unlisted_permissions""",
        ("android.permission.MANAGE_ASSISTANT_AUDIO",),
        ("43 `android.permission.WRITE_EXTERNAL_STORAGE` is asked for only up to Android API level 28",
         "11 `android.permission.BLUETOOTH` is asked for only up to Android API level 30"),
    ),
    "mattermost": (
        """camera read_media_audio write_external_storage read_external_storage access_network_state record_audio bluetooth
        bluetooth_admin bluetooth_connect""",
        (),
        ("25 `android.permission.FOREGROUND_SERVICE_SPECIAL_USE` is removed when the app is built",
         "42 unencrypted traffic is allowed (`@xml/network_security_config` may narrow it)"),
    ),
    "smsforwarder": (
        """get_installed_apps query_all_packages access_fine_location access_coarse_location access_network_state
        access_wifi_state read_privileged_phone_state read_external_storage write_external_storage manage_external_storage
        receive_sms receive_mms receive_wap_push read_sms read_phone_state read_phone_numbers read_call_log read_contacts
        write_contacts get_accounts battery_stats bind_notification_listener_service read_logs bluetooth bluetooth_admin
        bluetooth_connect bluetooth_scan camera unlisted_permissions""",
        ("android.permission.CANCEL_NOTIFICATIONS", "android.permission.ACTION_NOTIFICATION_LISTENER_SETTINGS"),
        ("56 blanks around `android.permission.CANCEL_NOTIFICATIONS` were left out",),
    ),
    "wikipedia": (
        """write_external_storage access_network_state get_accounts authenticate_accounts manage_accounts
        access_coarse_location access_fine_location""",
        (),
        ("19 `android.permission.GET_ACCOUNTS` is asked for only up to Android API level 22",
         "50 `required` on `android.permission.ACCESS_COARSE_LOCATION` has no effect"),
    ),
}  # fmt: skip
ABSENT = {
    "homeassistant_main": ("android.permission.START_VIEW_PERMISSION_USAGE", "android.permission.BIND_QUICK_SETTINGS_TILE"),
    "mattermost": ("android.permission.FOREGROUND_SERVICE_SPECIAL_USE", "android.permission.READ_CONTACTS"),
    "smsforwarder": ("android.permission.BROADCAST_SMS", "android.permission.CANCEL_NOTIFICATIONS "),
    "wikipedia": ("android.permission.CAMERA", "android.permission.ACCESS_BACKGROUND_LOCATION"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_manifest(name: str, shared_or_report: Callable[[str, int], Path | None]) -> None:
    folder = shared_or_report("samples/android_manifest", 1)
    if folder is None:
        return
    file = folder / f"{name}_AndroidManifest.xml"
    assert sniff(file.read_bytes()[:4096], "x.xml")
    found = import_file("auto", file, file.name)
    checked(found)
    wanted, unlisted, noted = REAL[name]
    found_rows = practices(found)
    assert list(found_rows) == wanted.split()
    assert found_rows.get("unlisted_permissions", {}).get("practice.permission", ()) == unlisted
    said = "\n".join(f"{note.line} {note.text.en}" for note in found.notes)
    for one in noted:
        assert one in said
    assert not permissions(found) & set(ABSENT[name])
    assert not any(
        str(category).startswith("biometric") for row in found_rows.values() for category in row.get("practice.data", ())
    )  # type: ignore[attr-defined]
    assert "app.id" not in found.declaration.app
    asked = set(
        re.findall(
            r'<uses-permission(?:-sdk-23)?\s+android:name="\s*([\w.]+)\s*"(?![^>]*node="remove")', file.read_text("utf-8")
        )
    )
    told = permissions(found) | {
        f"android.permission.{one}" for one in re.findall(r"\b[A-Z][A-Z_0-9]{2,}\b", notes(found, "skipped"))
    }
    assert {one for one in asked if one not in told} <= {"com.android.alarm.permission.SET_ALARM"}, (
        "every permission is kept or told"
    )


def test_the_table_of_permissions() -> None:
    table = rows("android_permissions")
    known = categories().all
    assert len({(row["permission"], row["category"]) for row in table}) == len(table)
    for row in table:
        assert PERMISSION.fullmatch(row["permission"])
        assert row["match"] in ("exact", "close", "broad", "narrows", "none")
        assert (row["match"] == "none") == (not row["category"])
        assert row["protection"] in ("dangerous", "normal", "special", "removed")
        if row["category"]:
            category = known[row["category"]]
            assert (row["en"], row["zh"], row["dpv_iri"]) == (*category.label, category.dpv)
        assert not row["category"].startswith("biometric"), "a permission never proves biometric data"


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
    checked(found)


NAMES = st.sampled_from(sorted({row["permission"] for row in rows("android_permissions")})) | st.text(
    st.characters(exclude_categories=["C"], exclude_characters='<>&"'), max_size=30
)
NODES = st.sampled_from(
    ("", ' tools:node="remove"', ' android:maxSdkVersion="22"', ' android:usesPermissionFlags="neverForLocation"')
)


@settings(max_examples=100, deadline=None)
@given(
    asked=st.lists(
        st.tuples(st.sampled_from(("uses-permission", "uses-permission-sdk-23", "permission")), NAMES, NODES), max_size=12
    )
)
def test_any_permissions(asked: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    body = "".join(f'<{element} android:name="{name}"{node}/>' for element, name, node in asked)
    found = imported(tmp_path_factory.mktemp("any"), body)
    assert permissions(found) <= {
        " ".join(name.split()) for element, name, node in asked if "uses" in element and "remove" not in node
    }

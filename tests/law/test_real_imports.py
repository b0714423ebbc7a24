"""Real manifests and exports through the two commands a user types: `lawlint import auto`, then `lawlint check`."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lawlint.engine.declaration.load import load

MANIFESTS = (
    "android_manifest/homeassistant_main_AndroidManifest.xml",
    "android_manifest/mattermost_AndroidManifest.xml",
    "android_manifest/smsforwarder_AndroidManifest.xml",
    "android_manifest/wikipedia_AndroidManifest.xml",
)
EXPORTS = (
    "play_data_safety/dr_copilot_782rows_lf_en.csv",
    "play_data_safety/uapp_782rows_lf_en.csv",
    "play_data_safety/upnext_764rows_crlf_en.csv",
)
SAYS_NO = {
    "app.accounts": (
        ("PSL_SUPPORTED_ACCOUNT_CREATION_METHODS", "PSL_ACM_NONE", "true"),
        ("PSL_HAS_OUTSIDE_APP_ACCOUNTS", "", "false"),
    ),
    "rights.deletion.available": (
        ("PSL_DATA_COLLECTION_USER_REQUEST_DELETE", "", "false"),
        ("PSL_SUPPORT_DATA_DELETION_BY_USER", "DATA_DELETION_NO", "true"),
        ("PSL_SUPPORT_DATA_DELETION_BY_USER", "DATA_DELETION_NO_AUTO_DELETED", "true"),
    ),
    "security.encryption_in_transit": (("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", "false"),),
}
"""Answers of the form, any of which says the "no" of a fact; `ephemeral` is asked of each kind of data."""

Shared = Callable[[str, int], Path | None]
Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("name", [*MANIFESTS, *EXPORTS])
def test_import_then_check(name: str, shared_or_report: Shared, run: Run, tmp_path: Path) -> None:
    folder = shared_or_report("samples", 1)
    if folder is None:
        return
    target = tmp_path / "app.yaml"
    code, out, err = run("import", "auto", str(folder / name), "-o", str(target))
    assert (code, out) == (0, "")
    assert re.search("lower bound|stays? unknown", " ".join(err.split())), "what the source cannot say is told"
    for law in ("", "cn", "eu", "us-ca"):
        code, out, err = run("check", str(target), "--format", "json", *(("--law", law) if law else ()))
        (report,) = json.loads(out)
        assert (code, report["verdict"], err) in ((0, "needs_information", ""), (1, "violation", ""))
        assert report["counts"]["error"] == 0
        assert report["counts"]["open"] > 0
    first = run("check", str(target))[1].split("\n")[0]
    assert re.search("facts are missing|violations found", first)


@pytest.mark.parametrize("name", [*MANIFESTS, *EXPORTS])
def test_every_no_is_said_in_the_source(name: str, shared_or_report: Shared, run: Run, tmp_path: Path) -> None:
    folder = shared_or_report("samples", 1)
    if folder is None:
        return
    target = tmp_path / "app.yaml"
    assert run("import", "auto", str(folder / name), "-o", str(target))[0] == 0
    declaration = load(target)
    noes = {fact for fact, value in declaration.app.items() if value is False}
    noes |= {
        f"{row['practice.id']} {fact}" for row in declaration.practices or () for fact, value in row.items() if value is False
    }
    if name in MANIFESTS:
        assert noes == set(), "a manifest says what an app may do, never what it does not"
        assert declaration.recipients is None
    else:
        assert noes == {fact for fact in noes if justified(fact, folder / name)}
        assert noes, "each of these exports answers something with no"
    # A list that the source does not close is never said to be whole, and nobody is said to be nobody.
    assert not {"practices_complete", "recipients_complete"} & set(declaration.app)
    empty = {
        fact for facts in (declaration.app, *(declaration.practices or ())) for fact, value in facts.items() if value == ()
    }
    assert empty == set()


def justified(fact: str, source: Path) -> bool:
    """Whether a row of the export says the "no" of this fact."""
    with source.open(encoding="utf-8", newline="") as file:
        answers = {(row[0], row[1], row[2].lower()) for row in csv.reader(file) if len(row) > 2}
    practice, _, name = fact.rpartition(" ")
    if name == "practice.ephemeral":
        kind = f"PSL_{practice.partition('-')[0].upper()}"
        return (f"PSL_DATA_USAGE_RESPONSES:{kind}:PSL_DATA_USAGE_EPHEMERAL", "", "false") in answers
    said = [row in answers for row in SAYS_NO[fact]]
    return all(said) if fact == "app.accounts" else any(said)

"""Real manifests and exports, import to verdict: nothing breaks, and what a source does not say is never taken for lawful."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lawlint.engine.assess import Assessor
from lawlint.engine.declaration.dump import dump
from lawlint.engine.declaration.load import load_text
from lawlint.engine.importers.base import import_file
from lawlint.engine.rulebook.in_force import in_force
from lawlint.engine.rulebook.store import rulebook

DAY = "2026-11-24"
SOURCES = {
    "android_manifest/homeassistant_main_AndroidManifest.xml": set(),
    "android_manifest/mattermost_AndroidManifest.xml": set(),
    "android_manifest/smsforwarder_AndroidManifest.xml": set(),
    "android_manifest/wikipedia_AndroidManifest.xml": set(),
    "play_data_safety/dr_copilot_782rows_lf_en.csv": {"app-method-4-5-practice"},
    "play_data_safety/uapp_782rows_lf_en.csv": {
        "app-method-6-1-deletion",
        "civil-code-1037-deletion",
        "gdpr-17-1-on-request",
        "pipl-47-1-on-request",
    },
    "play_data_safety/upnext_764rows_crlf_en.csv": {
        "app-method-4-5-practice",
        "app-method-6-1-deletion",
        "civil-code-1037-deletion",
        "gdpr-17-1-on-request",
        "pipl-47-1-on-request",
    },
}
"""What each says by itself that breaks a rule. A manifest says what an app may ask for: by itself it breaks nothing."""


@pytest.mark.parametrize("name", SOURCES)
def test_import_to_verdict(name: str, shared_or_report: Callable[[str, int], Path | None]) -> None:
    folder = shared_or_report("samples", 1)
    if folder is None:
        return
    declaration = load_text(dump(import_file("auto", folder / name, name).declaration), name)
    declaration.app["app.markets"] = ("CN", "DE", "US-CA")
    found = Assessor(in_force(rulebook(), DAY)).assess(declaration, explain_all=True)
    assert {one.rule.id for one in found.findings if one.kind == "fail"} == SOURCES[name]
    assert found.counts["error"] == 0
    assert found.counts["open"] > 0
    assert found.verdict == ("violation" if SOURCES[name] else "needs_information")

"""Summaries are written in our own words: none is mostly made of long runs of the official text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lawlint.engine.rulebook.store import rulebook

TEXTS = {
    "pipl": "cn/pipl_2021",
    "csl": "cn/csl_2025",
    "csl-2016": "cn/csl_2016",
    "dsl": "cn/dsl_2021",
    "ndsr": "cn/network_data_regulations_2024",
    "minors-reg": "cn/minors_network_protection_2023",
    "minors-law": "cn/minors_protection_law_2024",
    "child-pi": "cn/children_pi_provisions_2019",
    "crpl": "cn/consumer_law_2013",
    "crpl-reg": "cn/consumer_regulations_2024",
    "crpl-penalty": "cn/consumer_infringement_penalties_2015",
    "ecl": "cn/ecommerce_law_2018",
    "civil-code": "cn/civil_code_1032_1039",
    "face": "cn/face_recognition_measures_2025",
    "spc-face": "cn/spc_face_recognition_2021",
    "xborder": "cn/cross_border_flows_2024",
    "std-contract": "cn/standard_contract_2023",
    "export-cert": "cn/pi_export_certification_2025",
    "algo": "cn/algorithm_recommendation_2021",
    "necessary-info": "cn/necessary_info_scope_2021",
    "app-method": "cn/app_identification_method_2019",
    "gdpr": "eu/gdpr",
    "ccpa": "us-ca/ccpa",
    "ccpa-regs": "us-ca/ccpa_regs",
}
RUN = {"zh": 10, "en": 9}
"""What counts as a long run: so many characters of Chinese, so many words of English."""
MOST, SHORTEST = 0.6, {"zh": 16, "en": 18}
"""The share of a summary that long runs may make up, and from which length on this is asked: a short one is all terms."""


def units(text: str, lang: str) -> list[str]:
    """Characters of a Chinese text, words of an English one, without punctuation."""
    return re.findall(r"\w", text) if lang == "zh" else re.findall(r"[a-z0-9]+", text.lower())


def texts(value: object) -> Iterator[str]:
    """Every text in a line of the official text, lists opened."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)


def share(summary: list[str], runs: set[tuple[str, ...]], length: int) -> float:
    """How much of a summary stands in runs of the official text."""
    taken = [False] * len(summary)
    for start in range(len(summary) - length + 1):
        if tuple(summary[start : start + length]) in runs:
            taken[start : start + length] = [True] * length
    return sum(taken) / len(summary)


@pytest.mark.parametrize("law", TEXTS)
def test_no_summary_is_a_copy(law: str, shared_or_report: Callable[[str, int], Path | None]) -> None:
    file = shared_or_report(f"texts/{TEXTS[law]}.jsonl", 1)
    if file is None:
        return
    lang = "zh" if TEXTS[law].startswith("cn/") else "en"
    official = [part for line in file.read_text("utf-8").splitlines() for part in texts(json.loads(line))]
    length = RUN[lang]
    runs = {
        tuple(words[start : start + length])
        for words in (units(part, lang) for part in official)
        for start in range(len(words) - length + 1)
    }
    assert runs
    copied = {}
    for clause in rulebook().clauses.values():
        words = units(clause.summary.of(lang), lang)
        if clause.law == law and len(words) >= SHORTEST[lang] and (part := share(words, runs, length)) > MOST:
            copied[clause.id] = round(part, 2)
    assert copied == {}


def test_a_copy_is_found() -> None:
    text = units("The quick brown fox jumps over the lazy dog and then it sleeps for an hour", "en")
    runs = {tuple(text[start : start + 9]) for start in range(len(text) - 8)}
    assert share(text, runs, 9) == 1.0
    assert share([*text[:8], "never", *text[8:]], runs, 9) < 0.6

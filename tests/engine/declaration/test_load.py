"""Loading: strict, typed, every fault at once with its place and the nearest right name."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lawlint.engine.declaration.load import load, load_text
from lawlint.engine.declaration.model import Declaration, Subject
from lawlint.engine.declaration.places import COUNTRIES, SETS
from lawlint.engine.declaration.vocabulary import PLACE_SETS
from lawlint.engine.reading import Faults

sys.path.insert(0, str(Path(__file__).parents[2]))
from strategies import mangled

EXAMPLES = Path(__file__).parents[3] / "examples"
HEAD = "declaration: 1\n"


def faults(text: str, **options: bool) -> list[str]:
    with pytest.raises(Faults) as caught:
        load_text(text, "app.yaml", **options)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("name", ["full_declaration", "face_swap", "flashlight"])
def test_examples_load(name: str) -> None:
    found = load(EXAMPLES / f"{name}.yaml")
    assert found.app["app.markets"]
    assert found.practices
    assert len(found.sha256) == 64


def test_scalars_are_typed_by_the_fact_table() -> None:
    found = load_text(
        HEAD
        + "app: {version: 1.10, markets: NO, accounts: 'yes', operator: {country: NO}, scale: {users_total: 12000000,"
        + " revenue_share_from_selling_data: 0.5}}\nnotice: {last_updated: 2026-03-01, url: []}\nterms: {dark_patterns: []}",
        "x",
    )
    assert found.app["app.version"] == "1.10"
    assert found.app["app.markets"] == ("NO",)
    assert found.app["app.operator.country"] == "NO"
    assert found.app["app.accounts"] is True
    assert found.app["app.scale.users_total"] == 12_000_000
    assert found.app["app.scale.revenue_share_from_selling_data"] == 0.5
    assert found.app["notice.last_updated"] == "2026-03-01"
    assert found.app["notice.url"] == ""
    assert found.app["terms.dark_patterns"] == ()


@pytest.mark.parametrize("word", ["unknown", "null", "~", "''", ""])
def test_unknown_words_state_nothing(word: str) -> None:
    found = load_text(f"{HEAD}app:\n  accounts: {word}\n  name: {word}\n", "x")
    assert found.app == {"declaration": 1}


def test_absent_and_empty_lists_differ() -> None:
    assert load_text(HEAD, "x").practices is None
    assert load_text(f"{HEAD}practices: []\n", "x").practices == []
    assert load_text(f"{HEAD}practices: unknown\n", "x").practices is None


def test_defaults_fill_what_is_silent_not_what_is_unknown() -> None:
    found = load_text(
        HEAD
        + "practice_defaults: {retention: P1Y, consent: {obtained: yes, withdrawable: yes}}\n"
        + "practices:\n  - {id: a, consent: {obtained: no}}\n  - {retention: unknown}\n",
        "x",
    )
    one, two = found.practices or []
    assert (one["practice.retention"], one["practice.consent.obtained"], one["practice.consent.withdrawable"]) == (
        "P1Y",
        False,
        True,
    )
    assert two["practice.id"] == "p2"
    assert "practice.retention" not in two
    assert found.stated_practices == [{"practice.id": "a", "practice.consent.obtained": False}, {"practice.id": "p2"}]


def test_facts_by_law() -> None:
    found = load_text(f"{HEAD}practices: [{{legal_basis: {{gdpr: contract, pipl: consent}}}}, {{legal_basis: consent}}]", "x")
    assert [row["practice.legal_basis"] for row in found.practices or []] == [
        {"gdpr": "contract", "pipl": "consent"},
        "consent",
    ]


def test_places_are_those_of_the_file() -> None:
    found = load_text(f"{HEAD}practices:\n  - id: ads\n    consent: {{separate: no}}\n", "x")
    assert found.places["practices[ads].consent.separate"] == (4, 15)


def test_judgements_and_waivers() -> None:
    found = load_text(
        HEAD
        + "practices: [{id: a}]\n"
        + "judgements: [{rule: r, subject: {practice: a}, answer: pass, by: Li, on: 2026-01-02, reason: fine, facts: ab}]\n"
        + "waivers: [{rule: s, reason: accepted, owner: Li, until: 2026-12-31}]\n",
        "x",
    )
    assert found.judgements[0].subject == Subject(practice="a")
    assert found.judgements[0].answer == "pass"
    assert found.waivers[0].until == "2026-12-31"


def test_all_faults_at_once_in_order() -> None:
    found = faults(
        HEAD
        + "app: {markts: [CN], type: utilty, accounts: true, additional_types: [other, map], scale: {employees: many}}\n"
        + "practices:\n  - {id: a, data: [location.precis], recipients: [x], retention: 3 years}\n  - {id: a, purpose: []}\n"
        + "recipients: []\nnotice: yes\n"
    )
    text = "\n".join(found)
    assert [fault.split(": ")[0] for fault in found] == sorted(
        (fault.split(": ")[0] for fault in found), key=lambda place: [int(part) for part in place.split(":")[1:]]
    )
    for part in (
        "app.yaml:2:7: unknown key `app.markts`\n  help: did you mean `markets`?",
        "did you mean `utility`?",
        "help: write `yes`",
        "`map` is not one of",
        "`many` is not a whole number",
        "did you mean `location.precise`?",
        "no recipient has the id `x`",
        "`3 years` is not a duration",
        "two practices have the id `a`",
        "`notice` holds facts, so it is a map",
    ):
        assert part in text, part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("app: {name: x}\n", "`declaration` is missing"),
        ("declaration: 2\n", "format version `2` is not known"),
        (HEAD + "app: {type: [utility]}\n", "`app.type` has one value, not a list"),
        (HEAD + "app: {accounts: {gdpr: yes}}\n", "`app.accounts` has one value"),
        (HEAD + "app: {markets: [CN, unknown]}\n", "a list cannot hold `unknown`"),
        (HEAD + "app: {scale: {users_total: -1}}\n", "below zero"),
        (HEAD + "app: {scale: {revenue_share_from_selling_data: 1.5}}\n", "not between 0 and 1"),
        (HEAD + "app: {scale: {users_total: 99999999999999999999}}\n", "not a whole number"),
        (HEAD + "notice: {last_updated: 2026-02-30}\n", "not a date"),
        (HEAD + "practices: [{legal_basis: {gdrp: consent}}]\n", "did you mean `gdpr`?"),
        (HEAD + "practices: {id: a}\n", "`practices` is a list"),
        (HEAD + "practices: [a]\n", "is a map"),
        (HEAD + "practices: [{id: 'a b'}]\n", "is not an id"),
        (HEAD + "practices: [{id: a, permission: ['x y']}]\n", "not the name of a permission"),
        (HEAD + "practices: [{id: a, data: [contact], data_broad: [location]}]\n", "in data_broad but not in data"),
        (HEAD + "governance: {impact_assessments: [x]}\npractices: [{id: a}]\n", "no practice has the id `x`"),
        (HEAD + "waivers: [{rule: r, reason: x, owner: y}]\n", "`until` is missing"),
        (HEAD + "waivers: [{rule: r, reason: x, owner: y, until: soon}]\n", "not a date"),
        (HEAD + "judgements: [{rule: r, answer: maybe}]\n", "pass or fail"),
        (HEAD + "judgements: [{rule: r, answer: pass, subject: {practice: z}}]\npractices: [{id: a}]\n", "no practice has the id `z`"),
        (HEAD + "meta: {evidence: [x]}\n", "is a map of texts"),
        (HEAD + "waivers: [{rule: r, reason: x, owner: y, until: unknown}]\n", "`until` is missing"),
        (HEAD + "waivers: [{rule: r, reason: ' ', owner: y, until: 2026-12-31}]\n", "`reason` is missing"),
        (HEAD + "waivers: [{rule: r, reason: x, owner: Unknown, until: 2026-12-31}]\n", "`owner` is missing"),
        (HEAD + "waivers: [{rule: r, reason: x, owner: y, until: 2026-12-31, subject: {practice: unknown}}]\n", "no practice has the id `unknown`"),
        (HEAD + "waivers: [{rule: r, reason: x, owner: y, until: 2026-12-31, subject: unknown}]\n", "is expected here"),
        (HEAD + "waivers: [{rule: r, reason: x, owner: y, until: 2026-12-31, subject: {subject: {practice: a}}}]\n", "unknown key `subject`"),
        (HEAD + "app.accounts: yes\napp: {accounts: no}\n", "unknown key `app.accounts`\n  help: write each word of it as a key of its own"),
        (HEAD + "practice_defaults: {data_broad: [contact]}\npractices: [{data: [location]}]\n", "in data_broad but not in data"),
        (HEAD + "practices: [unknown]\n", "is a map"),
        (HEAD + "practices: [~]\n", "is a map"),
        (HEAD + "app: {accounts: Yes}\n", "help: write `yes`"),
        (HEAD + "app: {accounts: off}\n", "help: write `no`"),
        (HEAD + "app: {audience: {minimum_age: １４}}\n", "not a whole number"),
        ("declaration: [1]\n", "`declaration` has one value, not a list"),
        ("declaration: 1\napp: {name: 'a\ud800'}\n", "app.yaml:2:15: byte 0xd800 is not UTF-8"),
        ("- a\n", "a declaration is a map of facts"),
        (HEAD + "app: {}\napp: {}\n", "key `app` is given twice"),
    ],
)  # fmt: skip
def test_fault(text: str, part: str) -> None:
    found = "\n".join(faults(text))
    assert part in found
    assert found.startswith("app.yaml")


@pytest.mark.parametrize("word", ["'   '", "Unknown", "NULL"])
def test_a_text_that_says_nothing_is_unknown(word: str) -> None:
    assert load_text(f"{HEAD}app: {{operator: {{contact: {word}}}}}\n", "x").app == {"declaration": 1}


@pytest.mark.parametrize("word", ["unknown", "", "~"])
def test_a_group_left_blank_states_nothing(word: str) -> None:
    blank = f"notice: {word}\npractice_defaults: {word}\njudgements: {word}\nwaivers: {word}\nmeta:\n  evidence: {word}\n"
    found = load_text(HEAD + blank, "x")
    assert found.app == {"declaration": 1}
    assert (found.practice_defaults, found.judgements, found.waivers) == ({}, [], [])


def test_a_group_stated_as_unknown_keeps_defaults_out() -> None:
    found = load_text(
        HEAD + "practice_defaults: {consent: {obtained: yes}}\npractices: [{id: a, consent: unknown}, {id: b, consent: {}}]",
        "x",
    )
    one, two = found.practices or []
    assert "practice.consent.obtained" not in one
    assert two["practice.consent.obtained"] is True


@pytest.mark.parametrize("word", ["unknown", "~", ""])
def test_an_id_nobody_knows_is_made_up(word: str) -> None:
    found = load_text(f"{HEAD}practices:\n  - {{id: {word}, purpose: payment}}\n  - {{id: {word}}}\n", "x")
    assert [row["practice.id"] for row in found.practices or []] == ["p1", "p2"]
    assert found.stated_practices == found.practices
    assert "practices[p1].purpose" in found.places


def test_broad_categories_may_stand_among_the_default_data() -> None:
    found = load_text(HEAD + "practice_defaults: {data: [contact]}\npractices: [{data_broad: [contact]}]\n", "x")
    assert (found.practices or [])[0]["practice.data_broad"] == ("contact",)


@pytest.mark.parametrize("subject", ["", ", subject: {practice: a}"])
def test_a_rule_is_answered_once_for_a_subject(subject: str) -> None:
    answers = "".join(f"  - {{rule: r, answer: {answer}, by: Li, reason: seen{subject}}}\n" for answer in ("pass", "fail"))
    (found,) = faults(f"{HEAD}practices: [{{id: a}}, {{id: b}}]\njudgements:\n{answers}")
    assert found == "app.yaml:5:5: rule `r` is answered twice for one subject\n  help: the first is on line 4"
    other = (
        answers.replace("answer: fail", "answer: fail, subject: {practice: b}")
        if not subject
        else answers.replace("r,", "s,", 1)
    )
    assert len(load_text(f"{HEAD}practices: [{{id: a}}, {{id: b}}]\njudgements:\n{other}", "x").judgements) == 2


@pytest.mark.parametrize("key", ["{}: 1", "app: {{type: {}}}", "practices: [{{data: [{}]}}]", "practices: [{{id: {}}}]"])
def test_long_words_are_cut_in_messages(key: str) -> None:
    assert len("".join(faults(f"{HEAD}{key.format('k' * 1000)}\n"))) < 800


def test_json_numbers_as_programs_write_them() -> None:
    scale = '"users_total": 3.0, "employees": 1e3, "revenue_share_from_selling_data": 1.5e-05'
    found = load_text(f'{{"declaration": 1, "app": {{"scale": {{{scale}}}}}}}', "x", as_json=True)
    assert found.app["app.scale.users_total"] == 3
    assert found.app["app.scale.employees"] == 1000
    assert found.app["app.scale.revenue_share_from_selling_data"] == 0.000015
    for word in ("3.5", "1e999999999", "-1e2", "9" * 5000):
        (fault,) = faults(f'{{"declaration": 1, "app": {{"scale": {{"users_total": {word}}}}}}}', as_json=True)
        assert "`app.scale.users_total`" in fault, word


def test_json_true_is_no_text() -> None:
    (fault,) = faults('{"declaration": 1, "notice": {"url": false}}', as_json=True)
    assert "`notice.url` takes a word here" in fault


def test_json_may_use_its_own_words() -> None:
    found = load_text(
        '{"declaration": 1, "app": {"accounts": true, "login_required": null, "scale": {"users_total": 3}}}', "x", as_json=True
    )
    assert found.app == {"declaration": 1, "app.accounts": True, "app.scale.users_total": 3}


def test_a_recipient_nobody_lists_is_a_fault() -> None:
    with pytest.raises(Faults) as error:
        load_text(f"{HEAD}practices: [{{id: a, recipients: [x]}}]\n", "x")
    (fault,) = error.value.faults
    assert (str(fault.message), fault.line) == ("no recipient has the id `x`", 2)


@pytest.mark.parametrize("number", [2_000, 2_001, 20_000])
def test_a_large_file_is_read_or_refused_in_bounded_time(number: int) -> None:
    rows = "".join(f"  - {{id: p{count}, data: [location.precise], purpose: payment}}\n" for count in range(number))
    start = time.monotonic()
    if number == 2_000:
        assert len(load_text(f"{HEAD}practices:\n{rows}", "x").practices or []) == number
    else:
        with pytest.raises(Faults, match=f"has {number:,} entries; at most 2,000 are read"):
            load_text(f"{HEAD}practices:\n{rows}", "x")
    assert time.monotonic() - start < 60


def test_a_hundred_faults_are_enough() -> None:
    start = time.monotonic()
    with pytest.raises(Faults) as error:
        load_text(HEAD + "".join(f"k{number}: 1\n" for number in range(100_000)), "x")
    assert len(error.value.faults) == 100
    assert str(error.value.faults[-1].message) == "100 faults: the rest of the file is not read"
    assert time.monotonic() - start < 60


def test_an_answer_is_somebodys_with_a_reason() -> None:
    with pytest.raises(Faults) as error:
        load_text(HEAD + "judgements: [{rule: pipl-7-openness, answer: pass}]\n", "x")
    assert [str(fault.message) for fault in error.value.faults] == ["`by` is missing", "`reason` is missing"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_fuzz_mangled_examples(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(("flashlight", "face_swap")))
    text = data.draw(mangled((EXAMPLES / f"{name}.yaml").read_text("utf-8")))
    try:
        assert isinstance(load_text(text, "x"), Declaration)
    except Faults as error:
        assert error.faults
        assert all("Traceback" not in str(fault) and "object at 0x" not in str(fault) for fault in error.faults)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.booleans())
def test_fuzz_any_text(text: str, as_json: bool) -> None:
    try:
        load_text(text, "x", as_json=as_json)
    except Faults as error:
        assert error.faults


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("UK", "there is no place `UK`: `GB` is"),
        ("US-CAL", "there is no place `US-CAL`: `US-CA` is"),
        ("US-XX", "there is no place `US-XX`"),
        ("ZZ", "there is no place `ZZ`"),
        ("ZZ-1", "there is no place `ZZ-1`"),
    ],
)
def test_a_market_that_does_not_exist_takes_no_law_out_of_sight(place: str, message: str) -> None:
    with pytest.raises(Faults) as error:
        load_text(f"{HEAD}app: {{markets: [CN, {place}]}}\n", "x")
    (fault,) = error.value.faults
    assert message in str(fault.message)


def test_every_place_that_exists_can_be_named() -> None:
    places = [*sorted(COUNTRIES), *sorted(SETS), "US-CA", "US-DC", "CN-31", "DE-BY"]
    found = load_text(f"{HEAD}app: {{markets: {json.dumps(places)}}}\n", "x")
    assert found.app["app.markets"] == tuple(places)
    assert frozenset().union(*PLACE_SETS.values()) <= COUNTRIES

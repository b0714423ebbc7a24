"""durable_rules in its worker: checked, replaced when it dies, never believed when it differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from lawlint.engine.assess import Assessment, Assessor
from lawlint.engine.declaration.load import load
from lawlint.engine.evaluate import durable as module
from lawlint.engine.evaluate.durable import Durable
from lawlint.engine.evaluate.durable_program import Program, ProgramError, _check, _fnv
from lawlint.engine.evaluate.reference import Verdict
from lawlint.engine.rulebook.conditions import AnyOf, Judgement, Leaf
from lawlint.engine.rulebook.in_force import InForce, in_force
from lawlint.engine.rulebook.store import rulebook

pytestmark = pytest.mark.durable
EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def law() -> InForce:
    return in_force(rulebook(), "2026-11-24", ["gdpr"])


def kinds(found: Assessment) -> list[tuple[str, str]]:
    return sorted((one.rule.id, one.kind) for one in found.findings)


def check(evaluator: Durable, name: str = "full_declaration") -> Assessment:
    return Assessor(evaluator.law, evaluator).assess(load(EXAMPLES / f"{name}.yaml"))


@pytest.mark.parametrize("day", ["2019-09-22", "2022-06-01", "2026-11-24"])
def test_it_agrees_on_every_rule_and_example(day: str) -> None:
    law = in_force(rulebook(), day)
    evaluator = Durable(law)
    for name in ("flashlight", "face_swap", "full_declaration"):
        declaration = load(EXAMPLES / f"{name}.yaml")
        found, expected = Assessor(law, evaluator).assess(declaration), Assessor(law).assess(declaration)
        assert found.counts["error"] == 0
        assert kinds(found) == kinds(expected)
    evaluator.close()


def test_a_worker_that_dies_is_an_error_and_the_next_one_works(law: InForce) -> None:
    evaluator = Durable(law)
    before = check(evaluator)
    assert evaluator._worker is not None
    evaluator._worker.kill()
    evaluator._worker.wait()
    dead = check(evaluator)
    assert dead.verdict == "error"
    assert {one.kind for one in dead.findings} == {"error"}
    assert not dead.passed
    assert kinds(check(evaluator)) == kinds(before)


def test_a_worker_that_hangs_is_given_up(law: InForce) -> None:
    evaluator = Durable(law, seconds=0.0)
    found = check(evaluator)
    assert {one.kind for one in found.findings} == {"error"}
    assert "no answer within 0 seconds" in str(found.findings[0].reason)
    assert evaluator._worker is None


def test_a_disagreement_is_an_error(law: InForce, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator = Durable(law)
    real = evaluator._ask

    def lying(message: object) -> object:
        answer = real(message)
        return [Verdict(True, False, ()) for _ in answer]

    monkeypatch.setattr(evaluator, "_ask", lying)
    found = check(evaluator)
    assert found.verdict == "error"
    assert "the reference evaluator" in str(next(one for one in found.findings if one.kind == "error").reason)
    evaluator.close()


def test_a_library_that_is_not_there_is_an_error(law: InForce, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "available", lambda: False)
    found = check(Durable(law))
    assert {one.kind for one in found.findings} == {"error"}
    assert not found.passed


def test_workers_are_replaced(law: InForce, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DECLARATIONS_PER_WORKER", 2)
    evaluator = Durable(law)
    seen = set()
    for _ in range(4):
        check(evaluator, "flashlight")
        assert evaluator._worker is not None
        seen.add(evaluator._worker.pid)
    assert len(seen) == 2
    evaluator.close()


def test_wide_conditions_are_cut_until_they_are_safe() -> None:
    program = Program({})
    leaves = tuple(Leaf("practice.purpose", "in", (word,)) for word in ("analytics", "payment", "delivery") * 30)
    program.add("wide", AnyOf(leaves), "rule practice")
    groups = program.groups()
    assert len(groups) > 1
    for group in groups:
        _check(group)
    assert max(unit.paths for group in groups for unit in group.units) <= 22


def test_a_judgement_outside_a_rule_is_refused() -> None:
    with pytest.raises(ProgramError):
        Program({}).add("x", Judgement("pass"), "rule app")


def test_the_field_hash_is_fnv_1a() -> None:
    assert (_fnv(""), _fnv("a"), _fnv("foobar")) == (0x811C9DC5, 0xE40C292C, 0xBF9CF968)

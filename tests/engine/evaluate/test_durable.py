"""durable_rules in its worker: checked, replaced when it dies, never believed when it differs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
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


FAKES = {
    "raises": "raise RuntimeError('the library is angry')",
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "exits": "import os; os._exit(7)",
    "hangs": "import time; time.sleep(600)",
    "prints": "import os; os.write(1, b'not an answer, ' * 20)",
    "skips": "pass",
}
TOLD = {
    "raises": "durable_rules: the library is angry",
    "crashes": "the durable_rules worker stopped: exit code -11",
    "exits": "the durable_rules worker stopped: exit code 7",
    "hangs": "the durable_rules worker stopped: no answer within 3 seconds",
    "prints": "actions were not run",
    "skips": "actions were not run",
}


def fake(folder: Path, asserting: str) -> str:
    """A folder with a library of the same name that does this when a fact is asserted."""
    package = folder / "durable"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "engine.py").write_text(
        "class MessageNotHandledException(Exception): pass\n"
        "class Host:\n"
        "    def __init__(self, rulesets): pass\n"
        f"    def assert_fact(self, *_):\n        {asserting}\n"
        "    def delete_state(self, *_): pass\n",
        "utf-8",
    )
    return str(folder)


@pytest.mark.parametrize("what", FAKES)
def test_a_library_that_misbehaves_is_an_error_everywhere_and_the_next_worker_works(
    law: InForce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    evaluator = Durable(law, seconds=3.0 if what == "hangs" else 60.0)
    monkeypatch.setenv("PYTHONPATH", fake(tmp_path, FAKES[what]), prepend=":")
    found = check(evaluator, "flashlight")
    assert found.verdict == "error"
    assert {one.kind for one in found.findings} == {"error"}
    assert not found.passed
    assert not found.not_applicable
    assert TOLD[what] in str(found.findings[0].reason)
    monkeypatch.delenv("PYTHONPATH")
    evaluator.close()
    evaluator.seconds = 60.0
    assert kinds(check(evaluator, "flashlight")) == kinds(Assessor(law).assess(load(EXAMPLES / "flashlight.yaml")))
    evaluator.close()


def test_a_worker_that_dies_while_it_is_asked(law: InForce, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator = Durable(law)
    before = check(evaluator, "flashlight")
    real = evaluator._receive

    def killed(end: float) -> object:
        assert evaluator._worker is not None
        evaluator._worker.kill()
        return real(end)

    monkeypatch.setattr(evaluator, "_receive", killed)
    dead = check(evaluator, "flashlight")
    assert {one.kind for one in dead.findings} == {"error"}
    assert "exit code -9" in str(dead.findings[0].reason)
    monkeypatch.setattr(evaluator, "_receive", real)
    assert kinds(check(evaluator, "flashlight")) == kinds(before)
    evaluator.close()


def test_a_worker_that_takes_nothing_is_given_up_too(law: InForce, monkeypatch: pytest.MonkeyPatch) -> None:
    """The law is larger than a pipe holds: a worker that does not read would otherwise block its parent for ever."""
    popen = subprocess.Popen
    monkeypatch.setattr(module.subprocess, "Popen", lambda _call, **pipes: popen(["sleep", "600"], **pipes))
    evaluator = Durable(law, seconds=0.5)
    start = time.monotonic()
    found = check(evaluator, "flashlight")
    assert time.monotonic() - start < 10
    assert {one.kind for one in found.findings} == {"error"}
    assert "no answer within 0.5 seconds" in str(found.findings[0].reason)
    assert evaluator._worker is None


@pytest.mark.parametrize(
    "answer",
    ["not an answer, not an answer", "\\0\\0\\0\\0\\0\\0\\0\\5bytes", "\\0\\0\\0\\0\\0\\0\\0\\13cno_such\\nx\\n."],
)
def test_an_answer_that_is_none(law: InForce, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    popen = subprocess.Popen
    call = ["sh", "-c", f"printf '{answer}'; cat > /dev/null"]
    monkeypatch.setattr(module.subprocess, "Popen", lambda _call, **pipes: popen(call, **pipes))
    evaluator = Durable(law)
    found = check(evaluator, "flashlight")
    assert {one.kind for one in found.findings} == {"error"}
    assert "the durable_rules worker stopped: " in str(found.findings[0].reason)
    assert evaluator._worker is None


def test_what_the_library_prints_does_not_get_between_the_answers(
    law: InForce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import durable.engine\n"
        "real = durable.engine.Host.assert_fact\n"
        "def loud(self, *arguments):\n    print('noise ' * 100)\n    return real(self, *arguments)\n"
        "durable.engine.Host.assert_fact = loud\n",
        "utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    evaluator = Durable(law)
    assert kinds(check(evaluator, "flashlight")) == kinds(Assessor(law).assess(load(EXAMPLES / "flashlight.yaml")))
    evaluator.close()


def test_on_the_command_line_a_broken_library_is_exit_code_3(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": fake(tmp_path, FAKES["crashes"]), "LC_ALL": "C.UTF-8"}
    file = str(EXAMPLES / "flashlight.yaml")

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-m", "lawlint", "check", file, "--engine", "durable", *options]
        return subprocess.run(call, capture_output=True, text=True, check=False, timeout=60, env=environment)

    done = run("--fail-on", "never")
    assert done.returncode == 3
    assert done.stdout.startswith("com.example.torch: the check failed\n")
    assert "Traceback" not in done.stdout + done.stderr
    (report,) = json.loads(run("--format", "json").stdout)
    assert report["verdict"] == "error"
    assert report["counts"]["pass"] == report["counts"]["notApplicable"] == report["counts"]["fail"] == 0


def test_on_the_command_line_both_engines_say_the_same() -> None:
    for name in ("flashlight", "face_swap", "full_declaration"):
        said = [
            subprocess.run(
                [sys.executable, "-m", "lawlint", "check", str(EXAMPLES / f"{name}.yaml"), "--format", "json", "--engine", engine],
                capture_output=True, check=False, timeout=120,
            )
            for engine in ("reference", "durable")
        ]  # fmt: skip
        assert said[0].returncode == said[1].returncode == 1
        assert said[0].stdout == said[1].stdout


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
    honest = kinds(Assessor(law).assess(load(EXAMPLES / "full_declaration.yaml"), explain_all=True))
    assert set(found.passed) <= {id for id, kind in honest if kind == "pass"}, "a lie is never shown as a pass"
    monkeypatch.setattr(evaluator, "_ask", real)
    assert check(evaluator).counts["error"] == 0
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

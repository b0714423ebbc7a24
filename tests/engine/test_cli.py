"""The command line: exit codes, what goes where, and that no traceback ever reaches a user."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from lawlint.engine import cli, cli_check
from lawlint.engine.evaluate.reference import Reference
from lawlint.engine.reports.json_report import SHOWN

EXAMPLES = Path(__file__).parents[2] / "examples"
TORCH = str(EXAMPLES / "flashlight.yaml")
NOTHING = "declaration: 1\napp: {markets: [BR], operator: {processes_in_cn: no, eu_establishment: no}}\npractices: []\nrecipients: []\n"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def go(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return code, shown.out, shown.err

    return go


def write(folder: Path, text: str, name: str = "app.yaml") -> str:
    file = folder / name
    file.write_text(text, "utf-8")
    return str(file)


def test_violations_are_1_and_nothing_is_0(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("check", TORCH)[0] == 1
    assert run("check", write(tmp_path, NOTHING), "--law", "gdpr")[0] == 0


@pytest.mark.parametrize(("fail_on", "code"), [("fail", 0), ("open", 1), ("review", 1), ("never", 0)])
def test_fail_on(run, tmp_path: Path, fail_on: str, code: int) -> None:  # type: ignore[no-untyped-def]
    file = write(tmp_path, "declaration: 1\napp: {markets: [DE]}\npractices: [{id: a}]\n")
    assert run("check", file, "--law", "gdpr", "--fail-on", fail_on)[0] == code


def test_never_is_0_even_with_violations(run) -> None:  # type: ignore[no-untyped-def]
    assert run("check", TORCH, "--fail-on", "never")[0] == 0


def test_severity_limits_what_counts(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("check", TORCH, "--severity", "critical", "--format", "json")
    (report,) = json.loads(out)
    assert code == 1
    assert {finding["severity"] for finding in report["findings"]} == {"critical"}


def test_one_bad_file_does_not_stop_the_others(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bad = write(tmp_path, "declaration: 1\napp: {markts: [CN]}\n")
    code, out, err = run("check", bad, TORCH, str(tmp_path / "none.yaml"), "--format", "json")
    assert code == 2
    assert [report["declaration"]["file"] for report in json.loads(out)] == [TORCH]
    assert f"{bad}:2:7: unknown key `app.markts`\n  help: did you mean `markets`?" in err
    assert "none.yaml: no such file" in err


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "the file is empty"),
        (b"\x00\x01", "binary file"),
        (b"a: \xe9", "not UTF-8"),
        (b"a: &a [*a, *a]", "not allowed"),
        (b"[" * 100_000, "nested more than"),
        (b"declaration: 1\ndeclaration: 1\n", "given twice"),
    ],
)
def test_bad_input_is_2(run, tmp_path: Path, data: bytes, part: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "app.yaml"
    file.write_bytes(data)
    code, out, err = run("check", str(file))
    assert (code, out) == (2, "")
    assert part in err
    assert err.startswith(str(file))


def test_a_directory_and_a_huge_file(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as out:
        out.truncate(50_000_000)
    code, _, err = run("check", str(tmp_path), str(huge))
    assert code == 2
    assert "this is a directory" in err
    assert "50,000,000 bytes" in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("check", TORCH, "--law", "gdrp"), "unknown law `gdrp`\n  help: did you mean `gdpr`?"),
        (("check", TORCH, "--as-of", "today"), "`today` is not a date"),
        (("check", TORCH, "--as-of", "20260301"), "is not a date"),
        (("check", TORCH, "--colour"), "--colour"),
        (("chekc", TORCH), "chekc"),
        (("check",), "FILE"),
        ((), "COMMAND"),
        (("import", "apk", TORCH), "unknown kind `apk`"),
        (("import", "auto", TORCH), "of no kind that can be imported"),
        (("facts", "zzzz"), "no fact holds `zzzz`"),
        (("clause", "gdpr:999"), "gdpr"),
        (("rules", "show", "nothing"), "unknown rule or concept `nothing`"),
    ],
)
def test_usage_is_2(run, arguments: tuple[str, ...], part: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert part in err


def test_an_evaluator_that_fails_is_3_and_never_a_pass(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    class Broken(Reference):
        def decided(self, *_: object) -> str | None:
            raise RuntimeError("boom")

    monkeypatch.setattr(cli_check, "_evaluator", lambda _name, law: Broken(law))
    code, out, _ = run("check", TORCH, "--format", "json")
    (report,) = json.loads(out)
    assert code == 3
    assert report["verdict"] == "error"
    assert report["counts"]["pass"] == report["counts"]["fail"] == 0
    assert {finding["kind"] for finding in report["findings"]} <= {"error", "notApplicable"}
    assert "boom" in report["findings"][0]["message"]
    assert "the check failed" in run("check", TORCH)[1].splitlines()[0]


def test_an_internal_error_is_3_with_one_line(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(cli_check, "rulebook", broken)
    code, _, err = run("check", TORCH)
    assert code == 3
    assert "unexpected error: RuntimeError: boom" in err
    assert "LAWLINT_DEBUG" in err


KEYS = {
    "rule", "kind", "severity", "subject", "cites", "also", "conduct", "message", "because", "presumed", "missing", "questions",
    "unless_open", "fix", "penalty", "waiver", "judgement",
}  # fmt: skip


def test_json_is_the_contract(run) -> None:  # type: ignore[no-untyped-def]
    (report,) = json.loads(run("check", TORCH, "--format", "json", "--as-of", "2026-03-01")[1])
    assert list(report) == ["lawlint", "declaration", "as_of", "rulebook", "laws", "verdict", "counts", "findings"]
    assert report["as_of"] == {"date": "2026-03-01", "from": "option"}
    assert set(report["declaration"]) == {"id", "file", "sha256"}
    assert set(report["rulebook"]) == {"version", "sha256"}
    assert set(report["counts"]) == {
        "error",
        "fail",
        "open",
        "review",
        "pass",
        "notApplicable",
        "conducts",
        "waived",
        "not_in_force",
    }
    kinds = [finding["kind"] for finding in report["findings"]]
    assert set(kinds) <= set(SHOWN)
    assert kinds == sorted(kinds, key=("error", "fail", "open", "review").index)
    for finding in report["findings"]:
        assert set(finding) == KEYS
        assert set(finding["subject"]) <= {"practice", "data", "recipient"}
        assert len(finding["missing"]) == len(finding["questions"])
        assert bool(finding["missing"]) == (finding["kind"] in ("open", "review"))
        assert finding["kind"] != "fail" or finding["because"]
    counted = report["counts"]
    assert sum(kind == "fail" for kind in kinds) == counted["fail"]


def test_all_adds_the_rest(run) -> None:  # type: ignore[no-untyped-def]
    (report,) = json.loads(run("check", TORCH, "--format", "json", "--all")[1])
    kinds = [finding["kind"] for finding in report["findings"]]
    assert {kind: kinds.count(kind) for kind in ("fail", "open", "review", "pass", "notApplicable")} == {
        kind: report["counts"][kind] for kind in ("fail", "open", "review", "pass", "notApplicable")
    }


def test_the_same_input_gives_the_same_bytes(run) -> None:  # type: ignore[no-untyped-def]
    one = run("check", TORCH, "--format", "json", "--as-of", "2026-03-01")[1]
    assert run("check", TORCH, "--format", "json", "--as-of", "2026-03-01")[1] == one


def test_the_law_option_takes_regions_and_laws(run) -> None:  # type: ignore[no-untyped-def]
    (report,) = json.loads(run("check", TORCH, "--format", "json", "--law", "eu,pipl")[1])
    assert {"gdpr", "pipl"} <= set(report["laws"])
    assert "csl" not in report["laws"]


def test_the_date_comes_from_option_file_or_today(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    dated = write(tmp_path, NOTHING + "meta: {valid_as_of: 2022-05-05}\n")
    sources = []
    for arguments in ((dated, "--as-of", "2020-01-01"), (dated,), (TORCH,)):
        (report,) = json.loads(run("check", *arguments, "--format", "json")[1])
        sources.append(report["as_of"]["from"])
    assert sources == ["option", "file", "today"]


def test_chinese(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("check", TORCH, "--lang", "zh")
    assert code == 1
    assert "发现违规" in out.splitlines()[0]
    assert "unknown law" not in run("check", TORCH, "--lang", "zh", "--law", "x")[2]


def test_facts_and_schema(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("facts", "retention", "--format", "json")
    assert code == 0
    assert "practices[].retention" in {fact["path"] for fact in json.loads(out)}
    assert json.loads(run("schema")[1])["$schema"].endswith("2020-12/schema")
    assert all(len(line) <= 80 for line in run("facts", "consent")[1].splitlines() if "(" not in line)


def test_import_to_check(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "app.yaml"
    sources = (str(EXAMPLES / "android" / "AndroidManifest.xml"), str(EXAMPLES / "play" / "data_safety_export.csv"))
    code, shown, err = run("import", "auto", *sources, "-o", str(out))
    assert (code, shown) == (0, "")
    assert "AndroidManifest.xml:19:" in err
    code, _, _ = run("check", str(out), "--law", "cn")
    assert code in (0, 1)


def process(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:  # type: ignore[no-untyped-def]
    return subprocess.run(
        [sys.executable, "-m", "lawlint", *arguments], capture_output=True, check=False, timeout=60, **options
    )


def test_standard_input() -> None:
    done = process("check", "-", "--law", "gdpr", "--format", "json", input=NOTHING.encode())
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["declaration"]["file"] == "-"


def test_a_closed_pipe_is_silent() -> None:
    done = subprocess.run(
        f"{sys.executable} -m lawlint check {TORCH} --all | head -1", shell=True, capture_output=True, check=False, timeout=60
    )
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr
    assert done.stdout.startswith(b"com.example.torch")


def test_colour_only_on_a_terminal() -> None:
    assert b"\x1b[" not in process("check", TORCH).stdout
    for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        parent, child = pty.openpty()
        clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        running = subprocess.Popen(
            [sys.executable, "-m", "lawlint", "check", TORCH], stdout=child, env={**clean, "TERM": "xterm", **environment}
        )
        os.close(child)
        seen = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:  # the terminal is gone: the process has ended
                break
            if not part:
                break
            seen += part
        os.close(parent)
        assert running.wait(60) == 1
        assert (b"\x1b[" in seen) is coloured


def test_a_company_brings_its_own_law(run, tmp_path: Path, company: Path) -> None:  # type: ignore[no-untyped-def]
    file = write(tmp_path, "declaration: 1\npractices: [{id: a, retention: indefinite}]\n")
    code, out, _ = run("check", file, "--rules", str(company), "--law", "policy", "--format", "json")
    (report,) = json.loads(out)
    assert code == 1
    assert [(one["rule"], one["kind"]) for one in report["findings"]] == [("policy-1-term", "fail")]


def test_a_company_rule_that_is_wrong_is_refused(run, company: Path) -> None:  # type: ignore[no-untyped-def]
    rule = company / "policy" / "article-1.yaml"
    rule.write_text(rule.read_text("utf-8").replace("cites: [policy:1]", "cites: [policy:9]"), "utf-8")
    code, out, err = run("check", TORCH, "--rules", str(company))
    assert (code, out) == (2, "")
    assert "policy:9" in err


@pytest.fixture
def company(tmp_path: Path) -> Path:
    folder = tmp_path / "company" / "policy"
    folder.mkdir(parents=True)
    (folder / "structure.txt").write_text("1\n")
    (folder / "law.yaml").write_text(
        "law: policy\nregion: own\nstyle: eu\nname: {en: 'Company Policy', zh: '公司制度'}\nshort: {en: Policy, zh: '《公司制度》'}\n"
        "from: 2020-01-01\nofficial: https://example.com/policy\nlast_checked_on: 2026-11-24\n",
        "utf-8",
    )
    (folder / "article-1.yaml").write_text(
        "article: '1'\nheading: {en: 'Retention', zh: '保存期限'}\nlast_checked_on: 2026-11-24\ncompared: yes\n"
        "clauses: [{id: policy:1, summary: {en: 'Data has a term.', zh: '信息须有保存期限。'}}]\n"
        "rules:\n  - id: policy-1-term\n    cites: [policy:1]\n    scope: practice\n    severity: low\n    penalty: none\n"
        "    violated: {practice.retention: indefinite}\n"
        "    message: {en: '`{practice.id}` has no term.', zh: '“{practice.id}”没有保存期限。'}\n"
        "    fix: {en: 'Set a term.', zh: '请设定期限。'}\n"
        "    cases: {fail: [{practice.retention: indefinite}], pass: [{practice.retention: P1Y}], open: [{practice.purpose: payment}]}\n",
        "utf-8",
    )
    return folder.parent


@pytest.mark.durable
def test_both_engines_say_the_same(run) -> None:  # type: ignore[no-untyped-def]
    for file in ("flashlight", "face_swap"):
        one, other = (
            run("check", str(EXAMPLES / f"{file}.yaml"), "--format", "json", "--engine", name)
            for name in ("reference", "durable")
        )
        assert one == other


def test_without_durable_rules_one_line_says_so(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cli_check, "_durable_available", lambda: False)
    code, out, err = run("check", TORCH, "--engine", "durable")
    assert (code, out) == (2, "")
    assert "durable_rules is not installed\n  help: pip install" in err

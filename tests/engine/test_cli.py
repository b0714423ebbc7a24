"""The command line: exit codes, what goes where, and that no traceback ever reaches a user."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lawlint.engine import cli_check
from lawlint.engine.evaluate.reference import Reference

EXAMPLES = Path(__file__).parents[2] / "examples"
TORCH = str(EXAMPLES / "flashlight.yaml")
NOTHING = "declaration: 1\napp: {markets: [BR], operator: {processes_in_cn: no, eu_establishment: no}}\npractices: []\nrecipients: []\n"

Run = Callable[..., tuple[int, str, str]]


def write(folder: Path, text: str, name: str = "app.yaml") -> str:
    file = folder / name
    file.write_text(text, "utf-8")
    return str(file)


def test_severity_limits_what_counts(run: Run) -> None:
    code, out, _ = run("check", TORCH, "--severity", "critical", "--format", "json")
    (report,) = json.loads(out)
    assert code == 1
    assert {finding["severity"] for finding in report["findings"]} == {"critical"}


FAULT = re.compile(r"(?P<file>[^\n]+?)(:(?P<line>\d+):(?P<column>\d+))?: (?P<message>[^\n]+)(\n  help: (?P<help>[^\n]+))?\n")


def faults(err: str) -> list[dict[str, str | None]]:
    """The messages on standard error taken apart; everything there is one."""
    found = [match.groupdict() for match in FAULT.finditer(err)]
    assert "".join(match[0] for match in FAULT.finditer(err)) == err
    for one in found:
        message = str(one["message"])
        assert not message[0].isupper()
        assert not message.endswith(".")
    return found


def test_every_fault_of_a_file_is_one_message_with_place_and_help(run: Run, tmp_path: Path) -> None:
    text = """declaration: 1
app:
  markets: [CN]
  tpye: utility
practices:
  - {id: a, data: [biometric.fase], timing: sometimes}
  - {id: a, recipients: [nobody]}
recipients: []
"""
    file = write(tmp_path, text)
    code, out, err = run("check", file)
    assert (code, out) == (2, "")
    told = faults(err)
    assert {one["file"] for one in told} == {file}
    assert [(one["line"], one["column"], one["message"]) for one in told] == [
        ("4", "3", "unknown key `app.tpye`"),
        ("6", "20", "unknown data category `biometric.fase`"),
        (
            "6",
            "45",
            "`practices[].timing`: `sometimes` is not one of at_launch, on_registration, on_use, background, continuous, before_consent",
        ),
        ("7", "5", "two practices have the id `a`"),
        ("7", "26", "no recipient has the id `nobody`"),
    ]
    assert all(one["help"] for one in told)
    assert [one["help"] for one in told[:2]] == ["did you mean `type`?", "did you mean `biometric.face`?"]


BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{last}, *{last}]\n" for last, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("data", "line", "part"),
    [
        (b"", None, "the file is empty"),
        (b" \n\n", None, "the file is empty"),
        (b"\x00\x01", None, "binary file"),
        (b"\x7fELF\x02\x01\x01\x00", None, "binary file"),
        (b"declaration: 1\napp: {name: caf\xe9}", "2", "byte 0xe9 is not UTF-8"),
        ("declaration: 1".encode("utf-16"), "1", "the file is UTF-16"),
        (BOMB.encode(), "1", "anchor `&a` is not allowed"),
        (b"a: &a [*a, *a]", "1", "not allowed"),
        (b"[" * 100_000, "1", "nested more than 40 levels deep"),
        (b"declaration: 1\ndeclaration: 1\n", "2", "key `declaration` is given twice"),
        (b"declaration: 1\n---\ndeclaration: 1\n", "2", "a second document starts here"),
        (b"declaration: 1\napp: !!python/object:os.system {}\n", "2", "tag "),
        (b"just words", "1", "a declaration is a map of facts"),
        (b"declaration: 2\n", "1", "format version `2` is not known"),
        (b"declaration: 1\nmeta: {valid_as_of: 2026-W01-1}\n", "2", "`2026-W01-1` is not a date like 2026-03-01"),
    ],
)
def test_bad_input_is_2(run: Run, tmp_path: Path, data: bytes, line: str | None, part: str) -> None:
    file = tmp_path / "app.yaml"
    file.write_bytes(data)
    code, out, err = run("check", str(file))
    assert (code, out) == (2, "")
    told = faults(err)
    assert told[0]["file"] == str(file)
    assert told[0]["line"] == line
    assert part in str(told[0]["message"])
    zh = run("check", str(file), "--lang", "zh")[2]
    assert re.search("[\u4e00-\u9fff]", zh), "and in Chinese"


def test_byte_order_mark_and_other_line_ends_are_read(run: Run, tmp_path: Path) -> None:
    plain = write(tmp_path, NOTHING)
    marked = tmp_path / "marked.yaml"
    marked.write_bytes(b"\xef\xbb\xbf" + NOTHING.replace("\n", "\r\n").encode())
    one, other = (json.loads(run("check", file, "--format", "json")[1])[0] for file in (plain, str(marked)))
    assert one["counts"] == other["counts"]
    assert one["findings"] == other["findings"]


def test_a_directory_and_a_huge_file(run: Run, tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as out:
        out.truncate(50_000_000)
    code, _, err = run("check", str(tmp_path), str(huge))
    assert code == 2
    assert [one["message"] for one in faults(err)] == [
        "this is a directory, not a file",
        "the file has 50,000,000 bytes; at most 5,000,000 are read",
    ]
    assert all(one["help"] for one in faults(err))


def test_what_is_no_regular_file(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    code, out, err = run("check", str(pipe), str(tmp_path / "none.yaml"))
    assert (code, out) == (2, "")
    assert [one["message"] for one in faults(err)] == ["this is not a regular file", "no such file"]


MANY = {
    "faults": "".join(f"unknown_{number}: 1\n" for number in range(50_000)),
    "practices": "practices:\n" + "- {data: [contact.email]}\n" * 3_000,
    "combinations": "recipients: [" + ", ".join(f"{{id: r{number}}}" for number in range(500)) + "]\npractices:\n"
    + f"- {{data: [contact.email], recipients: [{', '.join(f'r{number}' for number in range(500))}]}}\n" * 100,
}  # fmt: skip


@pytest.mark.parametrize("what", MANY)
def test_a_file_that_would_take_for_ever_is_refused_soon(run: Run, tmp_path: Path, what: str) -> None:
    file = write(tmp_path, "declaration: 1\n" + MANY[what])
    start = time.process_time()
    code, out, err = run("check", file)
    assert time.process_time() - start < 10
    assert (code, out) == (2, "")
    assert 1 <= len(faults(err)) <= 100


def test_one_bad_file_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    bad = write(tmp_path, "declaration: 1\napp: {markts: [CN]}\n")
    code, out, err = run("check", bad, TORCH, str(tmp_path / "none.yaml"), "--format", "json")
    assert code == 2
    assert [report["declaration"]["file"] for report in json.loads(out)] == [TORCH]
    assert f"{bad}:2:7: unknown key `app.markts`\n  help: did you mean `markets`?" in err
    assert "none.yaml: no such file" in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("check", TORCH, "--law", "gdrp"), "unknown law `gdrp`\n  help: did you mean `gdpr`?"),
        (("check", TORCH, "--as-of", "today"), "`today` is not a date"),
        (("check", TORCH, "--as-of", "20260301"), "is not a date"),
        (("check", TORCH, "--as-of", "2026-02-30"), "is not a date"),
        (("check", TORCH, "--as-of", "2026-W01-1"), "`2026-W01-1` is not a date\n  help: write it like 2026-03-01"),
        (("check", TORCH, "--as-of", ""), "`` is not a date"),
        (("check", TORCH, "--lang", "fr"), "fr"),
        (("check", TORCH, "--fail-on", "pass"), "pass"),
        (("check", TORCH, "--severity", "grave"), "grave"),
        (("check", TORCH, "--rules", "no/such/folder"), "no/such/folder: no law.yaml"),
        (("import", "auto", "no/such/file.xml"), "no/such/file.xml: no such file"),
        (("import", "auto", str(EXAMPLES / "android" / "AndroidManifest.xml"), "-o", "no/such/folder/x.yaml"), "cannot write"),
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
def test_usage_is_2(run: Run, arguments: tuple[str, ...], part: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert part in err
    assert len([line for line in err.split("\n") if line and not line.startswith("  help: ")]) == 1, "one message"


def test_an_evaluator_that_fails_is_3_and_never_a_pass(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_an_internal_error_is_3_with_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(cli_check, "rulebook", broken)
    code, _, err = run("check", TORCH)
    assert code == 3
    assert "unexpected error: RuntimeError: boom" in err
    assert "LAWLINT_DEBUG" in err


def test_the_same_input_gives_the_same_bytes(run: Run) -> None:
    one = run("check", TORCH, "--format", "json", "--as-of", "2026-03-01")[1]
    assert run("check", TORCH, "--format", "json", "--as-of", "2026-03-01")[1] == one


def test_the_law_option_takes_regions_and_laws(run: Run) -> None:
    (report,) = json.loads(run("check", TORCH, "--format", "json", "--law", "eu,pipl")[1])
    assert {"gdpr", "pipl"} <= set(report["laws"])
    assert "csl" not in report["laws"]
    assert json.loads(run("check", TORCH, "--format", "json", "--law", " eu, pipl ")[1]) == [report], "blanks do not matter"


def test_the_date_comes_from_option_file_or_today(run: Run, tmp_path: Path) -> None:
    dated = write(tmp_path, NOTHING + "meta: {valid_as_of: 2022-05-05}\n")
    sources = []
    for arguments in ((dated, "--as-of", "2020-01-01"), (dated,), (TORCH,)):
        (report,) = json.loads(run("check", *arguments, "--format", "json")[1])
        sources.append(report["as_of"]["from"])
    assert sources == ["option", "file", "today"]


def test_chinese(run: Run) -> None:
    code, out, _ = run("check", TORCH, "--lang", "zh")
    assert code == 1
    assert "发现违规" in out.splitlines()[0]
    assert "unknown law" not in run("check", TORCH, "--lang", "zh", "--law", "x")[2]


def test_facts_and_schema(run: Run) -> None:
    code, out, _ = run("facts", "retention", "--format", "json")
    assert code == 0
    assert "practices[].retention" in {fact["path"] for fact in json.loads(out)}
    assert json.loads(run("schema")[1])["$schema"].endswith("2020-12/schema")
    assert all(len(line) <= 80 for line in run("facts", "consent")[1].splitlines() if "(" not in line)


def test_import_to_check(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "app.yaml"
    sources = (str(EXAMPLES / "android" / "AndroidManifest.xml"), str(EXAMPLES / "play" / "data_safety_export.csv"))
    code, shown, err = run("import", "auto", *sources, "-o", str(out))
    assert (code, shown) == (0, "")
    assert "AndroidManifest.xml:19:" in err
    code, shown, _ = run("check", str(out), "--law", "cn", "--format", "json")
    (report,) = json.loads(shown)
    assert (code, report["verdict"]) in ((0, "needs_information"), (1, "violation"))


@pytest.mark.durable
def test_both_engines_say_the_same(run: Run) -> None:
    for file in ("flashlight", "face_swap"):
        one, other = (
            run("check", str(EXAMPLES / f"{file}.yaml"), "--format", "json", "--engine", name)
            for name in ("reference", "durable")
        )
        assert one == other


def test_without_durable_rules_one_line_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_check, "_durable_available", lambda: False)
    code, out, err = run("check", TORCH, "--engine", "durable")
    assert (code, out) == (2, "")
    assert "durable_rules is not installed\n  help: pip install" in err

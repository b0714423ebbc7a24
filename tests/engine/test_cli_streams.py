"""The command as a process: standard input, closed pipes, full disks, encodings, terminals."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
TORCH = str(EXAMPLES / "flashlight.yaml")
COMMAND = [sys.executable, "-m", "lawlint"]
PLAIN = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "LC_ALL", "LC_MESSAGES")}
ENGLISH = {**PLAIN, "LANG": "C.UTF-8"}
NOTHING = b"declaration: 1\napp: {markets: [BR], operator: {processes_in_cn: no, eu_establishment: no}}\npractices: []\n"


def run(*arguments: str, env: dict[str, str] | None = None, **options) -> subprocess.CompletedProcess[bytes]:  # type: ignore[no-untyped-def]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    done = subprocess.run([*COMMAND, *arguments], check=False, timeout=60, env={**ENGLISH, **(env or {})}, **options)
    assert b"Traceback" not in (done.stderr or b"") + (done.stdout or b"")
    return done


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which `lawlint` is the command and a pipe has the code of its first failing part."""
    call = f'set -o pipefail; lawlint() {{ {sys.executable} -m lawlint "$@"; }}; {line}'
    return subprocess.run(["bash", "-c", call], capture_output=True, check=False, timeout=60, env=ENGLISH)


def test_standard_input_is_yaml_or_json() -> None:
    as_json = json.dumps({"declaration": 1, "app": {"markets": ["BR"]}, "practices": []}).encode()
    for given in (NOTHING, as_json):
        done = run("check", "-", "--law", "gdpr", "--format", "json", input=given)
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout)[0]["declaration"]["file"] == "-"


def test_bad_standard_input_is_told_with_its_place() -> None:
    done = run("check", "-", input=b"declaration: 1\napp: {markts: [CN]}\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"-:2:7: unknown key `app.markts`\n  help: did you mean `markets`?\n"


def test_endless_standard_input_is_given_up() -> None:
    done = run("check", "-", input=b"# " + b"x" * 6_000_000)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"standard input has more than 5,000,000 bytes" in done.stderr


@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_a_reader_that_is_gone_is_no_error_and_changes_no_verdict(reader: str) -> None:
    done = shell(f"lawlint check {TORCH} --all | {reader}")
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout in (b"com.example.torch: violations found\n", b"")


@pytest.mark.parametrize("command", ["rules list", "schema", "facts", "clause gdpr:5"])
def test_a_reader_that_is_gone_is_no_error_for_other_commands(command: str) -> None:
    done = shell(f"lawlint {command} | true")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", [f"check {TORCH}", f"check {TORCH} --format json", "clause gdpr:5", "schema", "rules list"])
def test_output_that_cannot_be_written_is_never_success(command: str) -> None:
    for target, why in (("> /dev/full", b"no space left on device"), ("1< /dev/null", b"bad file descriptor")):
        done = shell(f"lawlint {command} {target}")
        assert (done.returncode, done.stderr) == (2, b"lawlint: cannot write the output: " + why + b"\n")


def test_closed_streams_change_no_exit_code() -> None:
    assert shell(f"lawlint check {TORCH} >&-").returncode == 1
    assert shell("lawlint schema >&-").returncode == 0
    closed = shell("lawlint check nowhere.yaml 2>&-")
    assert (closed.returncode, closed.stdout) == (2, b""), "a complaint never goes to standard output"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_output_into_a_file_is_utf_8_whatever_the_system_says(encoding: str) -> None:
    done = run("check", TORCH, "--lang", "zh", env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 1
    assert "发现违规" in done.stdout.decode("utf-8").split("\n")[0]
    done = run(
        "check", str(EXAMPLES / "face_swap.yaml"), "--lang", "zh", "--format", "json", env={"PYTHONIOENCODING": encoding}
    )
    assert json.loads(done.stdout.decode("utf-8"))[0]["verdict"] == "violation"
    done = run("check", "nowhere.yaml", "--lang", "zh", env={"PYTHONIOENCODING": encoding})
    assert done.stderr.decode("utf-8") == "nowhere.yaml: 文件不存在\n"


def test_a_file_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/a\xff.yaml"
    with open(name, "wb") as file:
        file.write(Path(TORCH).read_bytes())
    shown = os.fsdecode(name).encode("ascii", "backslashreplace")
    for form in ("text", "json", "sarif"):
        done = run("check", name, "--format", form)  # type: ignore[arg-type]
        assert (done.returncode, done.stderr) == (1, b"")
        assert (b"a%FF.yaml" if form == "sarif" else shown) in done.stdout
        if form != "text":
            json.loads(done.stdout)


def on_a_terminal(*arguments: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    """What the command writes to a terminal of its own, and its exit code."""
    parent, child = pty.openpty()
    with subprocess.Popen([*COMMAND, *arguments], stdout=child, env={**ENGLISH, "TERM": "xterm", **(env or {})}) as running:
        os.close(child)
        seen = b""
        try:
            while part := os.read(parent, 65536):
                seen += part
        except OSError:
            pass  # the terminal is gone: the process has ended
        os.close(parent)
        return running.wait(60), seen.decode("utf-8")


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal(environment: dict[str, str], coloured: bool) -> None:
    code, seen = on_a_terminal("check", TORCH, env=environment)
    assert code == 1
    assert ("\x1b[" in seen) is coloured
    assert seen.count("\x1b[0m") == seen.count("\x1b[") - seen.count("\x1b[0m"), "every colour ends"


def test_no_colour_without_a_terminal() -> None:
    assert b"\x1b[" not in run("check", TORCH).stdout
    assert b"\x1b[" not in run("check", TORCH, env={"TERM": "xterm"}).stdout


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_no_colour_for_machines_even_on_a_terminal(form: str) -> None:
    code, seen = on_a_terminal("check", TORCH, "--format", form)
    assert code == 1
    assert "\x1b[" not in seen
    json.loads(seen)


def test_the_language_of_the_environment_is_used_unless_one_is_asked_for() -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        assert "发现违规" in run("check", TORCH, env={name: "zh_CN.UTF-8"}).stdout.decode("utf-8").split("\n")[0]
    asked = run("check", TORCH, "--lang", "en", env={"LC_ALL": "zh_CN.UTF-8"})
    assert asked.stdout.startswith(b"com.example.torch: violations found")

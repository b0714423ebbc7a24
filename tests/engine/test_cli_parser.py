"""The command line's own words: help and complaints, in both languages."""

from __future__ import annotations

import re

import pytest
from lawlint.engine import cli
from lawlint.engine.reports.layout import width

COMMANDS = (
    (), ("check",), ("import",), ("facts",), ("schema",), ("clause",), ("rules",), ("rules", "list"), ("rules", "show"),
    ("rules", "test"), ("rules", "lint"), ("rules", "new"),
)  # fmt: skip


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def go(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return go


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help(run, command: tuple[str, ...], lang: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*command, "--help", "--lang", lang)
    assert (code, err) == (0, "")
    first = "usage: " if lang == "en" else "用法："
    assert out.startswith(" ".join((first + "lawlint", *command)) + " [")
    assert out.count(first) == 1
    assert [line for line in out.splitlines() if width(line) > 80] == []
    headings = re.findall(r"(?m)^(\S.*)[:：]$", out)
    assert headings
    if lang == "zh":
        assert not re.search(r"[a-z]{3,} [a-z]{3,}", out.partition("[")[2])
        assert all(re.search("[\u4e00-\u9fff]", heading) for heading in headings)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_argument_has_a_help_text(command: tuple[str, ...]) -> None:
    found = cli.parser("en")
    for word in command:
        (commands,) = (action for action in found._actions if action.choices and action.dest in ("command", "action"))
        found = commands.choices[word]  # type: ignore[call-overload]
    for action in found._actions:
        assert action.help or action.dest in ("command", "action"), action


def test_lines_after_the_first_stand_under_it(run) -> None:  # type: ignore[no-untyped-def]
    for lang in ("en", "zh"):
        first, second = run("check", "--help", "--lang", lang)[1].splitlines()[:2]
        assert width(first[: first.index("[")]) == width(second) - width(second.lstrip())


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        ((), "lawlint: COMMAND is missing\n  help: see `lawlint --help`", "lawlint: 缺少 COMMAND\n  提示：参见 `lawlint --help`"),
        (("chek",), "lawlint: unknown command `chek`\n  help: did you mean `check`?", "lawlint: 未知的命令 `chek`\n  提示：是否想写 `check`？"),
        (("rules", "shwo"), "lawlint rules: unknown command `shwo`\n  help: did you mean `show`?", "lawlint rules: 未知的命令 `shwo`"),
        (("check",), "lawlint check: FILE is missing\n  help: see `lawlint check --help`", "lawlint check: 缺少 FILE"),
        (
            ("check", "x", "--severity", "zz"),
            "lawlint check: `zz` is no value of `--severity`\n  help: one of critical, high, medium, low",
            "lawlint check: `zz` 不是 `--severity` 的取值\n  提示：可选值：critical、high、medium、low",
        ),
        (("check", "x", "--severity", "hihg"), "help: did you mean `high`?", "是否想写 `high`？"),
        (("check", "x", "--colour"), "lawlint: unknown argument `--colour`", "lawlint: 未知的参数 `--colour`"),
        (("check", "x", "--as-of"), "lawlint check: `--as-of` needs a value", "lawlint check: `--as-of` 之后需要一个值"),
        (("check", "x", "--all=3"), "`--all` takes no value, but is given `3`", "`--all` 不带值，却给出了 `3`"),
        (("check", "x", "--f", "z"), "`--f` may mean --fail-on, --format", "`--f` 有歧义，可能指 --fail-on、--format"),
    ],
)  # fmt: skip
def test_complaints(run, arguments: tuple[str, ...], en: str, zh: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert en in err
    code, out, err = run("--lang", "zh", *arguments)
    assert (code, out) == (2, "")
    assert zh in err
    assert len(err.splitlines()) == 2
    assert "usage" not in err


def test_a_complaint_nobody_knows_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.parser("zh").error("something new")
    assert stop.value.code == 2
    assert capsys.readouterr().err == "lawlint: something new\n  提示：参见 `lawlint --help`\n"


def test_the_language_can_stand_before_the_command(run) -> None:  # type: ignore[no-untyped-def]
    assert "没有含" in run("--lang", "zh", "facts", "zzzz")[2]
    assert "no fact holds" in run("--lang", "en", "facts", "zzzz")[2]


def test_the_environment_chooses_the_language(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有含" in run("facts", "zzzz")[2]
    assert "no fact holds" in run("facts", "zzzz", "--lang", "en")[2]

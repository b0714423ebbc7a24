"""Everything a person sees exists in both languages, from one catalogue."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from lawlint.engine.reading import read
from lawlint.engine.text import Said, said
from lawlint.engine.wording import CATALOGUE, in_language

ENGINE = Path(__file__).parents[2] / "engine"
MAKERS = ("said", "say")
COMPLAINTS = ("Fault", "fault", "Faults", "ValueError", "EngineFault", "DurableError", "ProgramError")
NOT_FOR_PEOPLE = {
    # Raised and caught inside the engine, or shown only to somebody who builds it.
    "durable_program.py": "limits of the library: a build error of ours",
    "structure.py": "run by hand from the official texts",
    "citation.py": "caught where a citation is shown",
}


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                yield path, node, name


def templates() -> dict[str, str]:
    found: dict[str, str] = {}
    for path, node, name in calls():
        if name in MAKERS and node.args:
            first = node.args[0]
            for one in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    found.setdefault(one.value, f"{path.name}:{node.lineno}")
    return found


TEMPLATES = templates()
CHINESE = {key.text: value.text for key, value in read(CATALOGUE).pairs}


def fields(template: str) -> int:
    return sum(1 for _, name, _, _ in Formatter().parse(template) if name is not None)


def test_every_template_has_its_chinese() -> None:
    assert {text: place for text, place in TEMPLATES.items() if text not in CHINESE} == {}


def test_no_entry_is_left_over() -> None:
    assert sorted(set(CHINESE) - set(TEMPLATES)) == []


@pytest.mark.parametrize("template", sorted(CHINESE))
def test_entry(template: str) -> None:
    chinese = CHINESE[template]
    assert fields(chinese) == fields(template)
    words = template.replace("{}", "").strip("`: (),.")
    if any(char.isalpha() for char in words) and template != "durable_rules: {}":
        assert any("\u4e00" <= char <= "\u9fff" for char in chinese), chinese
    values = [f"v{number}" for number in range(fields(template))]
    sentence = in_language(said(template, *values), "zh")
    assert all(value in sentence for value in values)


def test_complaints_are_made_from_templates() -> None:
    """No literal or f-string goes straight into a message for a person."""
    plain = []
    for path, node, name in calls():
        if name not in COMPLAINTS or path.name in NOT_FOR_PEOPLE:
            continue
        for position, argument in enumerate(node.args):
            if name == "Fault" and position == 0:
                continue  # the name of a file
            if isinstance(argument, ast.JoinedStr) or (
                isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " in argument.value
            ):
                plain.append(f"{path.name}:{node.lineno}")
    assert plain == []


def test_complaints_read_like_a_compiler() -> None:
    """Lower case, no full stop at the end, one line. Sentences of the report are prose and keep theirs."""
    for path, node, name in calls():
        if name not in COMPLAINTS:
            continue
        for argument in node.args:
            if isinstance(argument, ast.Call) and getattr(argument.func, "id", "") == "said":
                template = argument.args[0]
                assert isinstance(template, ast.Constant)
                text = str(template.value)
                assert not text.endswith("."), f"{path.name}:{node.lineno}: {text}"
                assert "\n" not in text
                assert not text[0].isupper(), f"{path.name}:{node.lineno}: {text}"


def test_a_sentence_inside_a_sentence_is_translated_too() -> None:
    inner = said("`{}` is not a number", "x")
    assert isinstance(inner, Said)
    assert in_language(said("`{}`: {}", "app.scale", inner), "zh") == "`app.scale`：`x` 不是数字"
    assert in_language("not ours", "zh") == "not ours"
    assert in_language(inner, "en") == "`x` is not a number"

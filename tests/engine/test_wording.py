"""Everything a person sees exists in both languages, from one catalogue."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from lawlint.engine import wording
from lawlint.engine.reading import Faults, read
from lawlint.engine.text import Said, Text, reason, said
from lawlint.engine.wording import CATALOGUE, clauses, in_brackets, in_language, labelled, listing

TOP = Path(__file__).parents[2]
CATALOGUES = (CATALOGUE, TOP / "bot" / "wording.zh.yaml")
MAKERS = ("said", "say")
"""Functions whose first argument is a template of the catalogue."""

COMPLAINTS = ("Fault", "fault", "complain", "ValueError", "EOFError", "EngineFault", "DurableError", "ProgramError", "Note")
"""Calls that make a message for a person. What they are given stands in the catalogue."""

PRINTERS = ("print", "write", "exit")
"""Calls that put text before a person."""

NOT_PROSE = {
    "cli_parser.py": "argparse's own English, to be recognised and replaced",
    "cli_rules.py: lawlint rules ": "a command to type",
    "generated.py": "Python source",
    "jsonschema.py": "English and Chinese side by side in one text: an editor shows a schema in no language of its own",
    "play_form.py: Question ID": "a column name of the Play Console",
    "play_form.py: Response ": "a column name of the Play Console",
    "play_form.py: Answer requirement": "a column name of the Play Console",
    "play_form.py: Human-friendly": "a column name of the Play Console",
    "cases.py: unusable facts": "a result's name; its sentence is made where it is shown",
    "conditions.py: a tree resolved": "a mistake of ours, never of a user",
    "reach.py: something else": "a made-up text value that no rule names",
    "scaffold.py": "YAML for the author of a rule: both languages side by side, comments in English like every rule file",
    "structure.py": "run by the maintainers on the official texts",
    "check_lexicon.py": "run by the maintainers on the lexicon",
    "lexicon.py": "said to the maintainers, by the above",
    "phrases.py": "said to the maintainers, by the above",
    "names.py": "names of laws, to be recognised",
    "words.py": "words to be passed over",
    "negation.py": "words to be recognised",
    "intent.py": "words to be recognised",
    "__init__.py:  has no attribute": "Python's own wording, for a programmer",
}
MAINTAINERS = ("structure.py", "check_lexicon.py", "lexicon.py", "phrases.py")
"""Modules that speak to who writes the rulebook and the lexicon, not to a user."""

"""English that is no message: by file, or by file and how the text starts; with why."""

HAN = "\u4e00-\u9fff"


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def modules() -> list[Path]:
    return sorted(path for folder in ("engine", "bot", "lawlint") for path in (TOP / folder).rglob("*.py"))


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                yield path, node, getattr(node.func, "id", getattr(node.func, "attr", ""))


def choices(node: ast.expr) -> tuple[ast.expr, ...]:
    """Both sides of `a if b else a2`, or the expression itself."""
    return (*choices(node.body), *choices(node.orelse)) if isinstance(node, ast.IfExp) else (node,)


def words_in(node: ast.expr) -> Iterator[ast.Constant]:
    """The literal parts of a text or f-string."""
    for one in choices(node):
        for part in one.values if isinstance(one, ast.JoinedStr) else (one,):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part


def made() -> Iterator[tuple[Path, ast.Call, ast.expr]]:
    for path, node, name in calls():
        if name in MAKERS and node.args:
            for one in choices(node.args[0]):
                yield path, node, one


def templates() -> dict[str, str]:
    found: dict[str, str] = {}
    for path, node, one in made():
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            found.setdefault(one.value, f"{path.name}:{node.lineno}")
    return found


TEMPLATES = templates()
CHINESE = {key.text: value.text for file in CATALOGUES for key, value in read(file).pairs}


def places(template: str) -> list[int]:
    """The numbers of the values that a template shows, in order."""
    names = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    return [int(name) if name else position for position, name in enumerate(names)]


def test_every_template_has_its_chinese() -> None:
    assert {text: place for text, place in TEMPLATES.items() if text not in CHINESE} == {}


def test_no_entry_is_left_over() -> None:
    assert sorted(set(CHINESE) - set(TEMPLATES)) == []


def test_templates_are_written_out_where_they_are_said() -> None:
    """One that is put together at run time would be in no catalogue. The makers hand theirs on."""
    computed = [f"{path.name}:{node.lineno}" for path, node, one in made() if not isinstance(one, ast.Constant)]
    handed_on = {"across.py", "cli.py", "describe.py", "text.py"}
    assert {place.split(":")[0] for place in computed} <= handed_on, computed
    for path, node, one in made():
        if not isinstance(one, ast.Constant):
            assert isinstance(one, ast.Name) and one.id in ("template", "word"), f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("template", sorted(CHINESE))
def test_entry(template: str) -> None:
    chinese = CHINESE[template]
    assert sorted(places(chinese)) == places(template)
    words = template.replace("{}", "")
    if any(char.isalpha() for char in words):
        assert re.search(f"[{HAN}]", chinese), chinese
    values = [f"v{number}" for number in range(len(places(template)))]
    sentence = in_language(said(template, *values), "zh")
    assert all(value in sentence for value in values)
    prose = re.sub(r"`[^`]*`", "", chinese)
    assert not re.search(rf"[{HAN}][,;:?!(]|[,;:?!)][{HAN}]", prose), f"a half-width mark in {chinese}"


def test_complaints_are_made_from_templates() -> None:
    """No literal or f-string goes straight into a message for a person."""
    plain = []
    for path, node, name in calls():
        if name not in COMPLAINTS or path.name in MAINTAINERS:
            continue
        # A fault starts with the name of a file, a note with its kind.
        for argument in node.args[1:] if name in ("Fault", "Note") else node.args:
            plain += [
                f"{path.name}:{node.lineno}: {one.value}" for one in words_in(argument) if re.search("[A-Za-z]", one.value)
            ]
    assert plain == []


def test_what_is_printed_comes_from_templates() -> None:
    """The name of the program, and marks between sentences, are all that is printed as it stands."""
    plain = []
    for path, node, name in calls():
        if name not in PRINTERS or path.name in MAINTAINERS:
            continue
        for argument in node.args:
            words = " ".join(str(one.value) for one in words_in(argument))
            if re.search("[A-Za-z]", words.replace("lawlint: ", "")):
                plain.append(f"{path.name}:{node.lineno}: {words}")
    assert plain == []


def docstrings(module: ast.Module) -> set[ast.expr]:
    return {node.value for node in ast.walk(module) if isinstance(node, ast.Expr)}


def prose() -> Iterator[tuple[str, int, str]]:
    """English words in a row, in any text that is neither a docstring nor a template."""
    templates = {one for _, _, one in made()}
    for path in modules():
        known = docstrings(tree(path)) | templates
        for node in ast.walk(tree(path)):
            text = node.value if isinstance(node, ast.Constant) and node not in known else None
            if isinstance(text, str) and re.search(r"[A-Za-z]{2,} +[A-Za-z]{2,}", text):
                yield path.name, node.lineno, text


def test_english_prose_stands_in_templates() -> None:
    excused: set[str] = set()
    plain = []
    for file, line, text in prose():
        why = next((one for one in NOT_PROSE if f"{file}: {text}".startswith(one)), None)
        if why is None:
            plain.append(f"{file}:{line}: {text}")
        else:
            excused.add(why)
    assert plain == []
    assert set(NOT_PROSE) - excused == set(), "nothing to excuse any more"


def test_complaints_read_like_a_compiler() -> None:
    """Lower case, no full stop at the end, one line. Sentences of the report are prose and keep theirs."""
    checked = 0
    for path, node, name in calls():
        if name not in COMPLAINTS:
            continue
        for argument in node.args:
            if isinstance(argument, ast.Call) and getattr(argument.func, "id", "") in MAKERS:
                template = argument.args[0]
                assert isinstance(template, ast.Constant)
                text = str(template.value)
                checked += 1
                assert not text.endswith((".", "。")), f"{path.name}:{node.lineno}: {text}"
                assert not CHINESE[text].endswith((".", "。")), CHINESE[text]
                assert "\n" not in text + CHINESE[text]
                assert not text[0].isupper(), f"{path.name}:{node.lineno}: {text}"
    assert checked > 150


def test_a_sentence_inside_a_sentence_is_translated_too() -> None:
    inner = said("`{}` is not a number", "x")
    assert isinstance(inner, Said)
    assert in_language(said("`{}`: {}", "app.scale", inner), "zh") == "`app.scale`：`x` 不是数字"
    assert in_language("not ours", "zh") == "not ours"
    assert in_language(inner, "en") == "`x` is not a number"


def test_a_sentence_from_another_process_keeps_its_chinese() -> None:
    """durable_rules runs in a process of its own and sends its reasons over."""
    sent = pickle.loads(pickle.dumps(said("`{}`: {}", "x", said("one of {}", ["yes", "no"]))))
    assert (sent.en, sent.zh) == ("`x`: one of yes, no", "`x`：可选值：yes、no")


def test_a_row_of_words_is_separated_as_the_language_does() -> None:
    sentence = said("one of {}", ["yes", "no"])
    assert (sentence.en, sentence.zh) == ("one of yes, no", "可选值：yes、no")
    assert said("one of {}", ()).en == "one of "


def test_a_sentence_is_asked_like_a_text() -> None:
    for one in (said("no"), Text("no", "否")):
        assert (one.en, one.zh, one.of("en"), one.of("zh")) == ("no", "否", "no", "否")


def test_no_value_steers_the_terminal() -> None:
    sentence = said("unknown key `{}`", "a\x1b[2J\u202eb")
    assert sentence.zh == "未知的键 `a\ufffd[2J\ufffdb`"
    assert said("one of {}", ["\x07"]).en == "one of \ufffd"


def test_marks_of_the_language() -> None:
    parts = ("a", said("no"))
    assert [listing(parts, lang) for lang in ("en", "zh")] == ["a, no", "a、否"]
    assert [clauses(parts, lang) for lang in ("en", "zh")] == ["a; no", "a；否"]
    assert [in_brackets("a", "b", lang) for lang in ("en", "zh")] == ["a (b)", "a（b）"]
    assert [labelled("a", "b", lang) for lang in ("en", "zh")] == ["a: b", "a：b"]


def test_faults_stay_english_as_text() -> None:
    with pytest.raises(Faults) as caught:
        read(Path("there is no such file.yaml"))
    assert str(caught.value) == "there is no such file.yaml: no such file"
    assert in_language(caught.value.faults[0].message, "zh") == "文件不存在"


def test_reason_keeps_a_sentence_and_names_the_type_of_anything_else() -> None:
    assert reason(ValueError(said("`{}` is not a number", "x"))).zh == "`x` 不是数字"
    assert reason(RuntimeError("boom")).zh == "程序意外出错：RuntimeError: boom"


def test_the_catalogue_is_read_only_for_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> dict[str, str]:
        raise AssertionError("the catalogue was read")

    monkeypatch.setattr(wording, "_chinese", never)
    sentence = said("`{}`: {}", "x", said("no"))
    assert in_language(sentence, "en") == sentence.en == sentence.of("en") == "`x`: no"
    with pytest.raises(AssertionError, match="was read"):
        sentence.of("zh")

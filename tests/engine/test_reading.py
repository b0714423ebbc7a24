"""Bad files: each a clear message with its place, in bounded time and memory."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lawlint.engine.reading import Fault, Faults, Node, nearest, read, read_text


def fault(path: Path) -> str:
    start = time.monotonic()
    with pytest.raises(Faults) as caught:
        read(path, "app.yaml")
    assert time.monotonic() - start < 20
    return "\n".join(str(one) for one in caught.value.faults)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "app.yaml: the file is empty"),
        (b"  \n\n", "the file is empty"),
        (b"# only a comment\n", "holds no document"),
        (b"a: 1\x00b", "binary file"),
        (bytes(range(256)) * 10, "binary file"),
        ("a: é\n".encode("latin-1"), "app.yaml:1:4: byte 0xe9 is not UTF-8"),
        ("a: 1\n".encode("utf-16"), "UTF-16"),
        (b"a: 1\na: 2\n", "app.yaml:2:1: key `a` is given twice\n  help: the first is on line 1"),
        (b"a: &x 1\n", "anchor `&x` is not allowed"),
        (b"a: *x\n", "alias"),
        (b"a: !!python/object/apply:os.system [ls]\n", "tag `tag:yaml.org,2002:python/object/apply:os.system` is not allowed"),
        (b"a: 1\n---\nb: 2\n", "a second document starts here"),
        (b"a: [1\nb: 2\n", "not valid YAML"),
        (b"\ta: 1\n", "indent with spaces, not tabs"),
        (b"a: b: c\n", "in quotes"),
        (b"? {a: 1}\n: 2\n", "a key must be a plain word"),
        (b"[" * 200_000, "nested more than 40 levels deep"),
        (b"{a: " * 200_000, "nested more than 40 levels deep"),
        (b"- " * 100_000, "nested more than 40 levels deep"),
    ],
)
def test_bad_file(tmp_path: Path, data: bytes, part: str) -> None:
    file = tmp_path / "app.yaml"
    file.write_bytes(data)
    assert part in fault(file)


def test_a_yaml_bomb_is_refused_at_its_first_anchor(tmp_path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)]
    file = tmp_path / "app.yaml"
    file.write_text("\n".join(lines))
    assert "app.yaml:1:4: anchor `&a` is not allowed" in fault(file)


def test_a_directory_a_missing_file_and_a_large_file(tmp_path: Path) -> None:
    assert "this is a directory" in fault(tmp_path)
    assert "no such file" in fault(tmp_path / "none.yaml")
    large = tmp_path / "large.yaml"
    with large.open("wb") as out:
        out.truncate(50_000_000)
    assert "the file has 50,000,000 bytes; at most 5,000,000 are read" in fault(large)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b'{"a": NaN}', "`NaN` is no JSON number"),
        (b'{"a": 1,}', "app.yaml:1:9: not valid JSON"),
        (b'{"a": 1, "a": 2}', "key `a` is given twice"),
        (b"[" * 100_000, "nested more than 40 levels deep"),
    ],
)
def test_bad_json(tmp_path: Path, data: bytes, part: str) -> None:
    file = tmp_path / "app.json"
    file.write_bytes(data)
    assert part in fault(file)


def test_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "app.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: [x, y]\r\n")
    assert read(file).plain_data() == {"a": "1", "b": ["x", "y"]}


def test_json_is_read_with_its_places(tmp_path: Path) -> None:
    file = tmp_path / "app.json"
    file.write_text('{\n\t"a": "x\\/y \\ud83d\\ude00 \\u00e9",\n\t"b": [true, null, 1.50]\n}')
    node = read(file)
    assert node.plain_data() == {"a": "x/y 😀 é", "b": ["true", "null", "1.50"]}
    assert node.pairs[1][0].line == 3


def test_json_keeps_characters_that_yaml_takes_for_the_end_of_a_line() -> None:
    text = "a\x7f\x85\u2028\u2029\ufeffb"
    assert read_text(f'{{"a": "{text}"}}', "x", as_json=True).plain_data() == {"a": text}


def test_scalars_stay_text() -> None:
    assert read_text("{a: NO, b: 1.10, c: 2026-03-01, d: 0x10, e: ~, f: 1_000, g: .inf}", "x").plain_data() == {
        "a": "NO", "b": "1.10", "c": "2026-03-01", "d": "0x10", "e": "~", "f": "1_000", "g": ".inf",
    }  # fmt: skip


def test_faults_read_like_a_compiler() -> None:
    assert (
        str(Fault("a.yaml", 3, 4, "key `x` is unknown", "did you mean `y`?"))
        == "a.yaml:3:4: key `x` is unknown\n  help: did you mean `y`?"
    )
    assert nearest("markts", ["markets", "name"]) == "did you mean `markets`?"
    assert nearest("zzz", ["markets"]) == ""


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-[]{}\"'&*!|>#%@, \n\t?0"), max_size=60))
def test_fuzz_yaml_like(text: str) -> None:
    try:
        assert isinstance(read_text(text, "x"), Node)
    except Faults as error:
        assert error.faults


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8))  # fmt: skip
def test_any_json_of_maps_is_read(value: object) -> None:
    import json

    text = json.dumps({"x": value})
    try:
        found = read_text(text, "x", as_json=True).plain_data()
    except Faults as error:
        # The only JSON that is refused is text YAML has no characters for.
        assert "not valid YAML" in str(error)
        return

    def spelled(one: object) -> object:
        if isinstance(one, list):
            return [spelled(item) for item in one]
        if isinstance(one, dict):
            return {key: spelled(item) for key, item in one.items()}
        return one if isinstance(one, str) else json.dumps(one)

    assert found == {"x": spelled(value)}

"""Messages of other programs that we pass on: in our style, and in Chinese where a file can bring them about."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest
from lawlint.engine.foreign import passed_on
from lawlint.engine.importers import android_manifest, play_data_safety
from lawlint.engine.reading import Faults, read, read_text
from lawlint.engine.text import Said
from lawlint.engine.wording import in_language

YAML = (
    "a: b: c", "- a\nb: c", "a: [1, 2", "a: {b: 1", "a: 'x", 'a: "\\q"', 'a: "\\uZZZZ"', "a:\n\t- b", "\ta: b", "a: @x",
    "a: |0\n x", "%YAML 9.0\n---\na: 1", "%FOO\n---\na", "%YAML 1.1\n%YAML 1.1\n---\na: 1", "a: !x!y z", "a: !<x z", "a: \x01",
    "a: &", "a: 1\nb", "a: |x\n b", "a: 'x\n---\n'", "x: ] ", "a: 1\n]", "a: ,", "a: >\n\tb", "k: - a", "k: ? x", "%", "a: !!",
    "{a: b}}",
)  # fmt: skip
JSON = (
    "{", '{"a"}', '{"a":}', '{"a":1,}', "[1,]", "[1 2]", '"abc', '"a\tb"', '"\\q"', '"\\uZZ"', "{} x", "tru",
)  # fmt: skip
XML = (
    b"<a", b"<a></b>", b'<a b="1" b="2"/>', b"<a/><b/>", b"<a>&x;</a>", b"<a>&#0;</a>", b"x<a/>", b' <?xml version="1.0"?><a/>',
    b'<?xml version="1.0" encoding="utf-16"?><a/>', b"<a><![CDATA[", b"<x:a/>", b'<a xmlns:x=""/>', b'<a xmlns:xml="b"/>',
    b'<a xmlns:xmlns="b"/>', b"<a>", b"<a>\xff</a>", b"<?xml?>", b"<a>\xe4\xbd",
    b'<a xmlns:android="http://www.w3.org/XML/1998/namespace"/>',
)  # fmt: skip
CSV = ('Question ID (machine readable),"a" b\n', 'Question ID (machine readable),"a\n', "a" * 200_000 + "\n")


def check(fault_messages: list[str]) -> None:
    for message in fault_messages:
        assert isinstance(message, Said)
        chinese = in_language(message, "zh")
        assert not re.search(r"[a-z]+ [a-z]+", re.sub(r"`[^`]*`", "", chinese)), f"{message} / {chinese}"
        assert re.fullmatch(r"not valid (YAML|JSON|XML|CSV): [^A-Z\n]+[^.\s:]", message), message


@pytest.mark.parametrize("text", YAML)
def test_yaml(text: str) -> None:
    with pytest.raises(Faults) as caught:
        read_text(text, "x.yaml")
    check([fault.message for fault in caught.value.faults])


@pytest.mark.parametrize("text", JSON)
def test_json(text: str) -> None:
    with pytest.raises(Faults) as caught:
        read_text(text, "x.json", as_json=True)
    check([fault.message for fault in caught.value.faults])


@pytest.mark.parametrize("data", XML)
def test_xml(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "AndroidManifest.xml"
    file.write_bytes(data)
    with pytest.raises(Faults) as caught:
        android_manifest.read(file)
    check([fault.message for fault in caught.value.faults])


@pytest.mark.parametrize("text", CSV)
def test_csv(text: str, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(Faults) as caught:
        play_data_safety.read(file)
    check([fault.message for fault in caught.value.faults])


@pytest.mark.parametrize(
    "number",
    [errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.ENOSPC, errno.EROFS, errno.ENAMETOOLONG],
)
def test_the_system(number: int) -> None:
    chinese = in_language(passed_on(os.strerror(number)), "zh")
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[a-z]", chinese)


def test_a_file_that_may_not_be_read_says_so_in_chinese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("a: 1")

    def refuse(*_: object) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(Faults) as caught:
        read(file, "x.yaml")
    assert str(caught.value) == "x.yaml: cannot read the file: permission denied"
    assert in_language(caught.value.faults[0].message, "zh") == "无法读取文件：没有权限"


def test_what_is_not_known_is_passed_on_as_it_is() -> None:
    assert passed_on("Something Strange happened.\nand more") == "something strange happened"
    assert passed_on("") == ""

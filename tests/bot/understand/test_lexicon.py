"""Every entry of the lexicon hears what it says it hears, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lawlint.bot.understand.check_lexicon import faults
from lawlint.bot.understand.lexicon import FOLDER, entries, lexicon, mentions
from lawlint.bot.understand.phrases import phrase


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_file(file: object) -> None:
    assert list(faults(file)) == []  # type: ignore[arg-type]


def test_every_entry_is_tested() -> None:
    assert len(lexicon()) > 150
    thin = [f"{one.file}: {', '.join(one.says)}" for one in lexicon() if not one.said]
    assert thin == []


@pytest.mark.parametrize(
    ("pattern", "sentence", "heard"),
    [
        ("publish dpo contact", "we published the contacts of our dpo", True),
        ("publish dpo contact", "we have a dpo", False),
        ('"impact assessment" no', "there is no impact assessment", True),
        ('"impact assessment"', "an assessment of impact", False),
        ("delet* request", "a deletion request came", True),
        ("delete request -account", "a request to delete the account", False),
        ("删除 请求", "用户请求删除账号", True),
        ("删除 请求 // 学校", "用户请求删除。学校的数据", True),
        ("删除 请求 // 学校", "用户请求删除。", False),
        ("=sale", "we are selling", False),
        ("keep #d", "we keep it for two years", True),
        ("keep #d", "we keep it", False),
    ],
)
def test_pattern(pattern: str, sentence: str, heard: bool) -> None:
    from lawlint.bot.understand.words import normalised, sentences

    cut = sentences(normalised(sentence))
    assert any(phrase(pattern).match(one, cut) is not None for one in cut) is heard


@pytest.mark.parametrize("broken", ["", "   ", '"not closed', "-only", "// elsewhere"])
def test_broken_pattern(broken: str) -> None:
    with pytest.raises(ValueError):
        phrase(broken)


def _negations() -> Iterator[tuple[str, bool]]:
    yield "we train our staff", True
    yield "we never train our staff", False
    yield "we do not train our staff", False
    yield "staff get no training", False
    yield "we have a policy, but we do not train staff", False
    yield "we do not sell data, and we train staff", True
    yield "我们培训员工", True
    yield "我们没有培训员工", False
    yield "我们从未对员工进行培训", False
    yield "不仅培训员工，还考核", True
    yield "员工有没有培训", True


@pytest.mark.parametrize(("text", "value"), list(_negations()))
def test_negation(text: str, value: bool) -> None:
    found = [one for one in mentions(text) if one.fact == "governance.staff_training"]
    assert [one.value for one in found] == [value]


def test_unreadable_file_names_the_entry(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "x.yaml"
    file.write_text("- fact: governance.staff_training\n  en: ['train']\n- says: {}\n  oops: 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="entry 2: unknown key `oops`"):
        list(entries(file))

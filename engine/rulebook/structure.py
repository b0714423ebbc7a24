"""The structure index of each law: which articles, paragraphs and points exist, derived from the official texts.

The index holds ids only (`13`, `13(1)`, `13(1)(2)`), so that every clone can check citations without the texts. Ids that
no held text confirms (an instrument held in part, a later amendment) carry a question mark: `7?`. They are written by
hand from the inventory of the law and survive a new derivation until a text confirms them.

    python -m lawlint.engine.rulebook.structure TEXTS REGULATIONS
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..text import said

SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "csl": ("cn", ("csl_2025",)),
    "csl-2016": ("cn", ("csl_2016",)),
    "ecl": ("cn", ("ecommerce_law_2018",)),
    "crpl": ("cn", ("consumer_law_2013",)),
    "crpl-reg": ("cn", ("consumer_regulations_2024",)),
    "pipl": ("cn", ("pipl_2021",)),
    "dsl": ("cn", ("dsl_2021",)),
    "ndsr": ("cn", ("network_data_regulations_2024",)),
    "app-method": ("cn", ("app_identification_method_2019",)),
    "necessary-info": ("cn", ("necessary_info_scope_2021",)),
    "face": ("cn", ("face_recognition_measures_2025",)),
    "minors-reg": ("cn", ("minors_network_protection_2023",)),
    "minors-law": ("cn", ("minors_protection_law_2024",)),
    "child-pi": ("cn", ("children_pi_provisions_2019",)),
    "xborder": ("cn", ("cross_border_flows_2024",)),
    "std-contract": ("cn", ("standard_contract_2023",)),
    "export-cert": ("cn", ("pi_export_certification_2025",)),
    "algo": ("cn", ("algorithm_recommendation_2021",)),
    "crpl-penalty": ("cn", ("consumer_infringement_penalties_2015",)),
    "spc-face": ("cn", ("spc_face_recognition_2021",)),
    "civil-code": ("cn", ("civil_code_1032_1039",)),
    "gdpr": ("eu", ("gdpr", "gdpr_recitals")),
    "eprivacy": ("eu", ("eprivacy",)),
    "ccpa": ("us-ca", ("ccpa",)),
    "ccpa-regs": ("us-ca", ("ccpa_regs", "ccpa_regs_2026_excerpts")),
}
"""Law id to its region and the JSONL files that hold its text, whole or in part."""

UNCONFIRMED = "?"
"""Ends an id in structure.txt that no held official text confirms."""

_CHINESE_ITEM = re.compile(r"[（(]([一二三四五六七八九十百]+)[）)]")
_NUMBERED = re.compile(r"(\d{1,2})[.．、]")
_REFERENCE = re.compile(r"([a-z]+-\d+|[0-9.]+)((?:\([A-Za-z0-9-]+\))*)")
_RANGE = re.compile(r"^(.*)\(([A-Za-z])\)-\(([A-Za-z])\)$")
_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def chinese_value(word: str) -> int:
    """The number a Chinese numeral below ten thousand stands for: 十一 is 11, 一百零二 is 102. Digits may be Arabic."""
    if word.isdigit():
        return int(word)
    value = digit = 0
    for character in word:
        if character in _UNITS:
            value += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return value + digit


def chinese_ids(article: str, paragraphs: Iterable[str]) -> list[str]:
    """The ids of one Chinese article: each entry is a paragraph (款), one that starts with （一） an item (项) of the last.

    The app types of the 2021 provisions have the article `5(3)`: there the entries numbered `1.` are its points.
    """
    found = [article]
    if "(" in article:
        return found + [f"{article}({match[1]})" for text in paragraphs if (match := _NUMBERED.match(text))]
    if "." in article:
        return found
    number = 0
    for text in paragraphs:
        item = _CHINESE_ITEM.match(text)
        if item and number:
            found.append(f"{article}({number})({chinese_value(item[1])})")
        else:
            number += 1
            found.append(f"{article}({number})")
    return found


def reference_ids(place: str) -> list[str]:
    """The ids in a reference of the Western texts: itself; `7120(a)-(b)` names two. A dash is not a citable point."""
    span = _RANGE.match(place)
    if span:
        return [f"{span[1]}({chr(one)})" for one in range(ord(span[2]), ord(span[3]) + 1)]
    return [place.removesuffix("(indent)")]


def with_prefixes(ids: Iterable[str]) -> set[str]:
    """The ids and everything they stand in: `13(1)(2)` brings `13(1)` and `13`, `3.4` brings `3` only for items."""
    found: set[str] = set()
    for one in ids:
        while one:
            found.add(one)
            one = one[: one.rfind("(")] if one.endswith(")") else ""
    return found


def _parts(one: str) -> tuple[str, tuple[str, ...]]:
    match = _REFERENCE.fullmatch(one)
    if match is None:
        raise ValueError(said("`{}` is not an id like 13(1)(2)", one))
    return match[1], tuple(re.findall(r"\(([^()]+)\)", match[2]))


def _roman(word: str) -> int:
    values = [_ROMAN[letter] for letter in word]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def natural_order(ids: Iterable[str]) -> list[str]:
    """Ids as a reader counts them: 2 before 10, (z) before (aa), (iv) before (v) where the points are Roman; recitals last."""
    every = set(ids)
    siblings: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for one in every:
        article, brackets = _parts(one)
        for depth, word in enumerate(brackets):
            siblings.setdefault((article, brackets[:depth]), set()).add(word.lower())

    def word_key(word: str, among: set[str]) -> tuple[int, int, str]:
        if word.isdigit():
            return 0, int(word), ""
        roman = "ii" in among and "b" not in among and set(word.lower()) <= set(_ROMAN)
        return (1, _roman(word.lower()), word) if roman else (1, len(word), word)

    def key(one: str) -> tuple[object, ...]:
        article, brackets = _parts(one)
        name, _, number = article.rpartition("-")
        place = tuple(int(part) for part in number.split("."))
        return bool(name), place, tuple(word_key(word, siblings[article, brackets[:at]]) for at, word in enumerate(brackets))

    return sorted(every, key=key)


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def ids_in_texts(law: str, texts: Path) -> set[str] | None:
    """Every id of a law that the texts in this folder confirm; None when one of its files is not there."""
    region, names = SOURCES[law]
    paths = [texts / region / f"{name}.jsonl" for name in names]
    if not all(path.is_file() for path in paths):
        return None
    found: set[str] = set()
    for path in paths:
        for row in _rows(path):
            if "ref" in row:
                found.update(reference_ids(str(row["ref"]).partition(":")[2]))
            elif row["article"] != "preamble":
                paragraphs = row["paragraphs"]
                assert isinstance(paragraphs, list)
                found.update(chinese_ids(str(row["article"]), paragraphs))
    if law == "app-method":
        found |= {one.partition(".")[0] for one in found}
    return with_prefixes(found)


def read_index(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of a structure.txt, and those among them that no held text confirms."""
    words = text.split()
    unconfirmed = frozenset(word[:-1] for word in words if word.endswith(UNCONFIRMED))
    return frozenset(word.removesuffix(UNCONFIRMED) for word in words), unconfirmed


def write_index(ids: Iterable[str], unconfirmed: Iterable[str]) -> str:
    """The text of a structure.txt: one id a line, in natural order."""
    doubtful = set(unconfirmed)
    lines = [one + (UNCONFIRMED if one in doubtful else "") for one in natural_order(ids)]
    return "\n".join(lines) + "\n"


def derive(law: str, texts: Path, before: str = "") -> str | None:
    """The structure.txt of a law from the held texts; ids of the one `before` that they lack stay, as not confirmed.

    None when the law's texts are not in the folder.
    """
    confirmed = ids_in_texts(law, texts)
    if confirmed is None:
        return None
    doubtful = with_prefixes(read_index(before)[0]) - confirmed
    return write_index(confirmed | doubtful, doubtful)


def main(arguments: list[str]) -> int:
    """Write every structure.txt from the texts; says how many ids each law has and how many are not confirmed."""
    if len(arguments) != 2:
        print("usage: python -m lawlint.engine.rulebook.structure TEXTS REGULATIONS", file=sys.stderr)
        return 2
    texts, regulations = map(Path, arguments)
    for law, (region, _) in SOURCES.items():
        target = regulations / region / law / "structure.txt"
        index = derive(law, texts, target.read_text("utf-8") if target.is_file() else "")
        if index is None:
            print(f"{law}: no text held", file=sys.stderr)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(index, "utf-8")
        ids, doubtful = read_index(index)
        print(f"{law}: {len(ids)} ids, {len(doubtful)} not confirmed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

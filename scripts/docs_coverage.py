"""Generated parts of `docs/coverage/`: what the rulebook covers of an inventory, and what changed when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lawlint.engine.phrase import cite_list
from lawlint.engine.reading import read
from lawlint.engine.rulebook.cases import nearest_day
from lawlint.engine.rulebook.in_force import InForce, in_force
from lawlint.engine.rulebook.judgement import decides
from lawlint.engine.rulebook.model import Parameter, Rulebook

FOLDER = Path(__file__).parents[1] / "docs" / "coverage"
REASONS = {
    "definition-or-gate": (
        "it defines a term or says whom a law binds; rules use it as a concept",
        "定义条款或者适用范围条款，作为概念被规则引用",
    ),
    "binds-authorities": ("it binds authorities, not the operator of an app", "约束主管部门，不约束应用运营者"),
    "rests-on-other-findings": ("it follows from other findings and adds no duty", "以其他结论为前提，未增加义务"),
    "outside-data-practices": ("it is not about what an app does with data or users", "不涉及应用的数据或者交易行为"),
    "needs-facts-no-operator-can-state": (
        "it turns on facts that no operator can state beforehand",
        "取决于运营者事先无法陈述的事实",
    ),
    "not-held-officially": ("no official text of it is held", "未收录官方文本"),
    "no-law-held": ("no law in this rulebook says so", "本规则库所收法律中无此规定"),
    "of-the-running-app": ("it is seen in the running app, not in a declaration", "只能从运行中的应用观察，无法从声明判断"),
}
"""The closed list of reasons for which something has no rule."""


def inventory(book: Rulebook, lang: str) -> str:
    """The rows of the Chinese inventory: the rules of each, or the reason why it has none."""
    return _inventory("china.yaml", book, lang)


def entries(book: Rulebook, lang: str) -> str:
    """The same for the inventory of EU and Californian law."""
    return _inventory("eu-california.yaml", book, lang)


def _inventory(file: str, book: Rulebook, lang: str) -> str:
    rows: Any = read(FOLDER / file).plain_data()
    asks = rows.get("asks", {})
    head = ("row", "what it asks", "law", "rules") if lang == "en" else ("条目", "要求", "条文", "规则")
    if not asks:
        head = (head[0], *head[2:])
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for row, answer in rows["rows"].items():
        asked = [asks[row][lang]] if asks else []
        lines.append(f"| {' | '.join([row, *asked, *_answer(book, answer, lang)])} |")
    covered = sum(isinstance(answer, list) for answer in rows["rows"].values())
    total = len(rows["rows"])
    summary = {
        "en": f"{covered} of {total} rows have rules; {total - covered} have a reason.",
        "zh": f"{total} 个条目中，{covered} 个有规则，{total - covered} 个说明了没有规则的理由。",
    }
    told = [summary[lang]]
    if "judged_by_a_person" in rows:
        told.append(_decidable(book, rows, lang))
    return "\n".join([*told, "", *lines])


def decided_by_facts(book: Rulebook, rows: Any) -> tuple[int, int]:
    """Of the rows that facts alone decide, how many have a rule that facts alone can fail; and how many there are."""
    laws: dict[str, InForce] = {}

    def by_facts(id: str) -> bool:
        for rule in (one for one in book.rules if one.id == id):
            day = nearest_day([(rule.from_, rule.to)])
            law = laws.setdefault(day, laws.get(day) or in_force(book, day))
            current = next((one for one in law.rules if one.id == id), rule)
            if decides(current, law) != "person":
                return True
        return False

    answers = [answer for row, answer in rows["rows"].items() if row not in rows["judged_by_a_person"]]
    return sum(isinstance(answer, list) and any(map(by_facts, answer)) for answer in answers), len(answers)


def _decidable(book: Rulebook, rows: Any, lang: str) -> str:
    held, every = decided_by_facts(book, rows)
    share = f"{held / every:.1%}"
    return {
        "en": f"Of the {every} rows that facts alone decide, {held} ({share}) have a rule that facts alone can fail; "
        "asked for: at least 95 %. A row counts as soon as one part of it has a rule.",
        "zh": f"仅凭事实即可判断的 {every} 个条目中，{held} 个（{share}）有仅凭事实即可判定违规的规则，"
        "要求至少 95%。条目中有一部分有规则即计入。",
    }[lang]


def checklist(book: Rulebook, lang: str) -> str:
    """The items of AppScan's public checklist, by group: the rules of each, or the reason why it has none."""
    data: Any = read(FOLDER / "appscan.yaml").plain_data()
    head = ("no.", "item", "law", "rules") if lang == "en" else ("序号", "检查项", "条文", "规则")
    lines: list[str] = []
    number = 0
    for group in data["groups"]:
        lines += ["", f"**{group[lang]}**", "", f"| {' | '.join(head)} |", "|---:|---|---|---|"]
        for item in group["items"]:
            number += 1
            answer = item.get("rules", item)
            lines.append(f"| {number} | {item['item'][lang]} | {' | '.join(_answer(book, answer, lang))} |")
    return "\n".join(lines).strip()


def _answer(book: Rulebook, answer: Any, lang: str) -> tuple[str, str]:
    """The two cells of a row: clauses and rules, or a dash and the reason."""
    if isinstance(answer, list):
        by_id = {rule.id: rule for rule in book.rules}
        cites = tuple(dict.fromkeys(by_id[id].cites[0] for id in answer))
        return cite_list(cites, book, lang), " ".join(f"`{id}`" for id in answer)
    reason = REASONS[answer["reason"]][lang == "zh"]
    note = answer.get(lang, "")
    return ("–", f"{reason}: {note}") if lang == "en" and note else ("–", f"{reason}：{note}" if note else reason)


def changes(book: Rulebook, lang: str) -> str:
    """Every day on which the law of the rulebook changes, and what does."""
    head = ("day", "what changes") if lang == "en" else ("日期", "变化")
    joint = "; " if lang == "en" else "；"
    rows = [f"| {day} | {joint.join(_changes(book, day, lang))} |" for day in days_of_change(book)]
    return "\n".join([f"| {' | '.join(head)} |", "|---|---|", *rows])


def days_of_change(book: Rulebook) -> list[str]:
    """The days on which a law, rule, concept, figure or penalty starts, or the first day without it."""
    starts = {one.from_ for group in (book.rules, book.laws.values()) for one in group}
    starts |= {_after(one.to) for group in (book.rules, book.laws.values()) for one in group if one.to < "9999"}
    starts |= {concept.from_ for editions in book.concepts.values() for concept in editions}
    starts |= {start for parameter in book.parameters.values() for start, _ in parameter.values}
    starts |= {amount.from_ for penalty in book.penalties.values() for amount in penalty.values}
    return sorted(start for start in starts if "1990" < start < "2100")


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(1)).isoformat()


def _changes(book: Rulebook, day: str, lang: str) -> Iterator[str]:
    english = lang == "en"
    for law in book.laws.values():
        if law.from_ == day:
            yield f"**{law.short.en}** enters into force" if english else f"**{law.short.zh}**施行"
        if law.to < "9999" and _after(law.to) == day:
            yield f"**{law.short.en}** ends" if english else f"**{law.short.zh}**废止"
    before = {rule.id for rule in book.rules if rule.in_force(_before(day))}
    now = {rule.id for rule in book.rules if rule.in_force(day)}
    replaced = {rule.id for rule in book.rules if rule.from_ == day} & before
    for ids, words in (
        (now - before, ("rules that begin: {}", "新增规则 {} 条")),
        (before - now, ("rules that end: {}", "失效规则 {} 条")),
        (replaced, ("rules in a new edition: {}", "换用新文本的规则 {} 条")),
    ):
        if ids:
            yield words[not english].format(len(ids))
    concepts = [editions[0].name for editions in book.concepts.values() if any(one.from_ == day for one in editions[1:])]
    if concepts:
        yield ("concepts in a new edition: " if english else "换用新文本的概念：") + _named(concepts, lang)
    figures = [_figure(one, day, lang) for one in book.parameters.values() if any(start == day for start, _ in one.values)]
    if figures:
        yield ("figures: " if english else "数额与清单：") + (", ".join(figures) if english else "、".join(figures))
    penalties = [one.id for one in book.penalties.values() if any(amount.from_ == day for amount in one.values)]
    if penalties:
        yield ("penalties: " if english else "处罚：") + _named(penalties, lang)


def _figure(parameter: Parameter, day: str, lang: str) -> str:
    """The label of a figure that changes, with the places where it does if not everywhere."""
    old, new = parameter.at(_before(day)), parameter.at(day)
    if not isinstance(old, dict) or not isinstance(new, dict):
        return parameter.label.of(lang)
    places = [place for place in {**old, **new} if old.get(place) != new.get(place)]
    return (
        f"{parameter.label.of(lang)} ({', '.join(places)})"
        if lang == "en"
        else f"{parameter.label.of(lang)}（{'、'.join(places)}）"
    )


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(1)).isoformat()


def _named(names: list[str], lang: str) -> str:
    return (", " if lang == "en" else "、").join(f"`{name}`" for name in names)

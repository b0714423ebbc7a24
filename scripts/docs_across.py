"""Generated parts of `docs/coverage/across-laws.md`: China, the EU and California side by side, and where they collide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from lawlint.engine.phrase import cite_list, money, penalty_line
from lawlint.engine.phrase import highest as highest_sum
from lawlint.engine.reading import read
from lawlint.engine.rulebook.model import Amount, Penalty, Rule, Rulebook

FILE = Path(__file__).parents[1] / "regulations" / "across.yaml"
DAY = "2026-11-24"
REGIONS = {"cn": ("China", "中国"), "eu": ("EU", "欧盟"), "us-ca": ("California", "加州")}
MANY = 3
"""More rules of one law on one conduct are counted, not listed."""
TOP = 3
"""Of the articles of a topic as many stand in the table, those with most rules; the conducts below list the rest."""


@cache
def data() -> Any:
    """The topics and the conflicts, as `across.yaml` has them."""
    return read(FILE).plain_data()


def rules_of(topic: Any, found: dict[str, dict[str, list[Rule]]], book: Rulebook, region: str) -> list[Rule]:
    """The rules of a region on a topic: of its conducts, and those that stand in a second topic, too."""
    also = topic.get("also", [])
    second = [rule for rule in book.rules if rule.id in also and rule.in_force(DAY) and book.laws[rule.law].region == region]
    return [*(rule for one in topic["conducts"] for rule in found.get(one, {}).get(region, ())), *second]


def later_rules(book: Rulebook) -> dict[str, dict[str, list[Rule]]]:
    """The rules that begin only after the day of the tables, of each conduct by region."""
    now = {rule.id for rule in book.rules if rule.in_force(DAY)}
    found: dict[str, dict[str, list[Rule]]] = {}
    for rule in book.rules:
        if rule.from_ > DAY and rule.id not in now:
            found.setdefault(rule.conduct, {}).setdefault(book.laws[rule.law].region, []).append(rule)
    return found


def conducts_by_region(book: Rulebook, day: str | None = None) -> dict[str, dict[str, list[Rule]]]:
    """The rules of each conduct by region, in the order of the rulebook: of one day, or all editions."""
    found: dict[str, dict[str, list[Rule]]] = {}
    for rule in book.rules:
        if day is None or rule.in_force(day):
            found.setdefault(rule.conduct, {}).setdefault(book.laws[rule.law].region, []).append(rule)
    return found


def topics(book: Rulebook, lang: str) -> str:
    """One row for each topic: the articles on which the rules of each region rest, and the highest penalties."""
    found, later = conducts_by_region(book, DAY), later_rules(book)
    place = lang == "zh"
    first, last = ("主题", "罚则（最高数额）") if place else ("topic", "penalty (highest amount)")
    lines = [f"| {first} | {' | '.join(names[place] for names in REGIONS.values())} | {last} |", "|---|---|---|---|---|"]
    used: dict[str, Penalty] = {}
    for topic in data()["topics"]:
        rules = {region: rules_of(topic, found, book, region) for region in REGIONS}
        to_come = {
            region: [rule for one in topic["conducts"] for rule in later.get(one, {}).get(region, ())] for region in REGIONS
        }
        most = {region: highest(book, ones) for region, ones in rules.items()}
        used |= {penalty.id: penalty for penalty in most.values() if penalty}
        amounts = [f"{REGIONS[region][place]} {_amount(one, lang)}" for region, one in most.items() if one]
        cells = [
            topic[lang],
            *(_cell(_articles(book, rules[region], lang), _later(book, to_come[region], lang), lang) for region in REGIONS),
            ("；" if place else "; ").join(amounts) or "–",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    order = list(book.laws)
    ranked = sorted(used.values(), key=lambda one: (_region(book, one), order.index(one.cites[0].partition(":")[0]), one.id))
    legend = "罚则所据条款：" if place else "The clauses of these penalties:"
    return "\n".join([*lines, "", legend, "", *(f"- {penalty_line(one, book, DAY, lang)}" for one in ranked)])


def conducts(book: Rulebook, lang: str) -> str:
    """For each topic how the laws differ, and a table of its conducts with the rules of each region."""
    found, later = conducts_by_region(book, DAY), later_rules(book)
    place = lang == "zh"
    head = f"| {'行为' if place else 'conduct'} | {' | '.join(names[place] for names in REGIONS.values())} |"
    lines: list[str] = []
    for topic in data()["topics"]:
        lines += ["", f"### {topic[lang]}", "", *_differs(book, topic, lang), head, "|---|---|---|---|"]
        for conduct in topic["conducts"]:
            cells = [
                _cell(
                    _rules(found.get(conduct, {}).get(region, ()), lang),
                    _later(book, later.get(conduct, {}).get(region, []), lang, ids=True),
                    lang,
                )
                for region in REGIONS
            ]
            lines.append(f"| `{conduct}` | {' | '.join(cells)} |")
    return "\n".join(lines).strip()


def conflicts(book: Rulebook, lang: str) -> str:
    """What one law asks, what that strains, and how both can be served."""
    heads = {"en": ("on", "one law asks", "that strains", "to serve both"), "zh": ("事项", "一法要求", "与之冲突", "兼顾办法")}
    lines = [f"| {' | '.join(heads[lang])} |", "|---|---|---|---|"]
    for one in data()["conflicts"]:
        sides = [_cited(book, side, lang) for side in (one["asks"], one["strains"])]
        lines.append(f"| {one[lang]} | {' | '.join(sides)} | {one['both'][lang]} |")
    return "\n".join(lines)


def highest(book: Rulebook, rules: Iterable[Rule]) -> Penalty | None:
    """The penalty with the highest amount on the day, of equal ones that of most rules; None where none has an amount."""
    counts = Counter(rule.penalty for rule in rules if rule.penalty)
    with_amount = [book.penalties[id] for id in counts if _weight(book.penalties[id].at(DAY)) > (0, 0)]
    return max(with_amount, key=lambda one: (*_weight(one.at(DAY)), counts[one.id]), default=None)


def _weight(amount: Amount | None) -> tuple[float, float]:
    return (amount.amount or 0, amount.share_of_turnover or 0) if amount else (0, 0)


def _amount(penalty: Penalty, lang: str) -> str:
    amount = penalty.at(DAY)
    return "" if amount is None else highest_sum(penalty, DAY, lang) if penalty.per else money(amount, lang)


def _region(book: Rulebook, penalty: Penalty) -> int:
    return list(REGIONS).index(book.laws[penalty.cites[0].partition(":")[0]].region)


def _articles(book: Rulebook, rules: list[Rule], lang: str) -> str:
    """How many rules there are, and the articles or sections they rest on, by law."""
    if not rules:
        return "–"
    order = list(book.laws)
    places = Counter(rule.cites[0].split("(", 1)[0] for rule in rules)
    ranked = sorted(
        [cite for cite, _ in places.most_common(TOP)], key=lambda cite: (order.index(cite.partition(":")[0]), _natural(cite))
    )
    number = len({rule.id for rule in rules})
    counted = f"规则{number}条：" if lang == "zh" else f"{number} rule{'s' if number > 1 else ''}: "
    more = "" if len(places) <= TOP else "等" if lang == "zh" else " and others"
    return counted + cite_list(ranked, book, lang) + more


def _later(book: Rulebook, rules: list[Rule], lang: str, *, ids: bool = False) -> str:
    """The rules that are still to come, with their day."""
    by_day: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda one: one.from_):
        by_day.setdefault(rule.from_, []).append(rule)
    parts = []
    for day, ones in by_day.items():
        what = _rules(ones, lang) if ids else _articles(book, ones, lang)
        parts.append(f"自{day}起{what}" if lang == "zh" else f"from {day} {what}")
    return ("；" if lang == "zh" else "; ").join(parts)


def _cell(now: str, later: str, lang: str) -> str:
    if not later:
        return now
    return later if now == "–" else f"{now}{'；' if lang == 'zh' else '; '}{later}"


def _natural(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text.partition(":")[2])]


def _rules(rules: Iterable[Rule], lang: str) -> str:
    """The ids of the rules, by law; of a law that has many, the number."""
    by_law: dict[str, list[str]] = {}
    for rule in rules:
        by_law.setdefault(rule.law, []).append(f"`{rule.id}`")
    many = "`{}`的规则{}条" if lang == "zh" else "{1} rules of `{0}`"
    parts = [many.format(law, len(ids)) if len(ids) > MANY else " ".join(ids) for law, ids in by_law.items()]
    return " ".join(parts) or "–"


def _differs(book: Rulebook, topic: Any, lang: str) -> list[str]:
    """How the laws differ on a topic, as lines; none where nothing is noted."""
    return [_cited(book, topic["differs"], lang), ""] if "differs" in topic else []


def _cited(book: Rulebook, note: Any, lang: str) -> str:
    """A sentence with its citations in brackets before the full stop."""
    cites = cite_list(note["cites"], book, lang)
    return f"{note[lang].removesuffix('。')}（{cites}）。" if lang == "zh" else f"{note[lang].removesuffix('.')} ({cites})."

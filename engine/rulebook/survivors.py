"""What a mutation run comes to: counts by law, survivors against those that were accepted with a reason, a page of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..reading import Faults, nearest, read
from ..text import Said, Text, said
from ..wording import in_language
from .mutation import EQUIVALENT, KILLED, REFUSED, SURVIVED, Fate
from .rulefile import RuleFile

LEAST = 95.0
"""The share of mutants, in percent, that must be killed."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A survivor that stands, and why. `mutant` is the English description of the change, `name` the rule or concept."""

    name: str
    mutant: str
    reason: Text
    line: int


@dataclass(slots=True)
class Tally:
    """How the mutants of a law fared. `mutants` and the share leave those out that mean the same."""

    law: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def mutants(self) -> int:
        """Mutants that differ from the rule."""
        return self.counts.total() - self.counts[EQUIVALENT]

    @property
    def killed(self) -> int:
        """Mutants that a case or the linter noticed."""
        return self.counts[KILLED] + self.counts[REFUSED]

    @property
    def percent(self) -> float:
        """The share of killed mutants, rounded down to a tenth so that 100 means all; 100 where there is none."""
        return 1000 * self.killed // self.mutants / 10 if self.mutants else 100.0

    def as_dict(self) -> dict[str, object]:
        """The tally as JSON gives it."""
        counts = {"refused": self.counts[REFUSED], "equivalent": self.counts[EQUIVALENT], "survived": self.counts[SURVIVED]}
        return {"law": self.law, "mutants": self.mutants, "killed": self.killed, **counts, "percent": self.percent}


def read_accepted(path: Path) -> list[Accepted]:
    """The accepted survivors of a file: `survivors: [{rule, mutant, reason: {en, zh}}]`. Raises Faults."""
    node = read(path)
    file = RuleFile(str(path))
    top = file.keys(node, ("survivors",)).get("survivors")
    found: list[Accepted] = []
    seen: set[tuple[str, str]] = set()
    for item in top.items if top is not None and top.kind == "list" else ():
        keys = file.keys(item, ("rule", "mutant", "reason"))
        file.need(item, keys, "rule", "mutant", "reason")
        one = Accepted(file.word(keys.get("rule")), file.word(keys.get("mutant")), file.text(keys.get("reason")), item.line)
        if (one.name, one.mutant) in seen:
            file.fault(item, said("mutant `{}` of `{}` is listed twice", one.mutant, one.name))
        seen.add((one.name, one.mutant))
        found.append(one)
    if file.faults:
        raise Faults(file.faults)
    return found


class Summary:
    """The fates of a run beside the accepted survivors."""

    def __init__(self, fates: Iterable[Fate], accepted: Sequence[Accepted]) -> None:
        self.laws: dict[str, Tally] = {}
        self.total = Tally("")
        self.survivors: list[Fate] = []
        for fate in fates:
            self.laws.setdefault(fate.law, Tally(fate.law)).counts[fate.state] += 1
            self.total.counts[fate.state] += 1
            if fate.state == SURVIVED:
                self.survivors.append(fate)
        self.reasons = {(one.name, one.mutant): one for one in accepted}
        self.unlisted = [fate for fate in self.survivors if self.reason(fate) is None]
        alive = {(fate.mutant.name, str(fate.mutant.what)) for fate in self.survivors}
        self.gone = [one for key, one in self.reasons.items() if key not in alive]

    def reason(self, fate: Fate) -> Text | None:
        """Why a survivor was accepted; None for one that nobody accepted."""
        found = self.reasons.get((fate.mutant.name, str(fate.mutant.what)))
        return found.reason if found else None


def concerned(accepted: Iterable[Accepted], names: Collection[str], known: Collection[str]) -> list[Accepted]:
    """The accepted survivors that a run over the rules, concepts, amounts and laws `names` must meet again.

    One whose name is none of the `known` ones is among them too: what it was about is gone.
    """
    return [one for one in accepted if one.name in names or one.name not in known]


def gone_in_words(one: Accepted, known: Collection[str]) -> tuple[Said, str]:
    """What is wrong with an accepted survivor that is none any more, and what to do."""
    if one.name not in known:
        return said("unknown rule or concept `{}`", one.name), nearest(one.name, known)
    return said("no survivor any more: {}: {}", one.name, one.mutant), said("take it off the list")


def pages(summary: Summary, day: str, path: Path) -> dict[Path, str]:
    """A page in English at a path, and the same in Chinese beside it (`mutation.md`, `mutation.zh.md`)."""
    chinese = path.with_suffix(f".zh{path.suffix}")
    return {
        path: page(summary, day, "en", f"[中文]({chinese.name})"),
        chinese: page(summary, day, "zh", f"[English]({path.name})"),
    }


def page(summary: Summary, day: str, lang: str, link: str) -> str:
    """A page in one language: a table by law, and the survivors with their reasons. `link` leads to the other language."""

    def put(template: Said) -> str:
        return in_language(template, lang)

    heads = (said("law"), said("mutants"), said("killed"), said("of these by the linter"), said("equivalent"), said("survived"))
    lines = [f"# {put(said('Mutation testing of the rulebook'))}", "", link, ""]
    lines += [put(said("Written by `lawlint rules mutate --write FILE` on {}; do not edit.", day)), ""]
    lines += [put(paragraph) + "\n" for paragraph in _ABOUT]
    lines += [f"| {' | '.join(map(put, heads))} | % |", f"|---|{'---:|' * len(heads)}"]
    everything = Tally(put(said("all")), summary.total.counts)
    for tally in (*summary.laws.values(), everything):
        counts = (tally.mutants, tally.killed, tally.counts[REFUSED], tally.counts[EQUIVALENT], tally.counts[SURVIVED])
        name = f"`{tally.law}`" if tally is not everything else tally.law
        lines.append(f"| {name} | {' | '.join(map(str, counts))} | {tally.percent} |")
    lines += ["", f"## {put(said('Survivors'))}", ""]
    for fate in summary.survivors:
        mutant, reason = fate.mutant, summary.reason(fate) or Text("-", "-")
        lines.append(f"- `{mutant.name}` ({mutant.file}:{mutant.line}): {put(mutant.what)}\\")
        lines.append(f"  {reason.of(lang)}")
    if not summary.survivors:
        lines.append(put(said("None.")))
    return "\n".join(lines) + "\n"


_ABOUT = (
    said(
        "A mutant is a rule with one slip in it. It is killed when a worked case of the rule comes out otherwise or the linter "
        "refuses it. One that decides alike for every declaration is equivalent and is left out of the share."
    ),
    said(
        "A date of a law's own is one mutant each way for the whole law, whichever rules take it from there. Messages, "
        "citations, severities and penalties are not changed: they decide nothing."
    ),
)

"""Starts a rule: a complete entry with its cases, which runs at once and whose texts the author then replaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ...regulations import ROOT
from ..reading import Faults, nearest, read
from ..text import Said, said
from .citation import take_apart
from .lint_texts import SCAFFOLD
from .load import read_folders
from .model import Case, Rulebook
from .structure import read_index, with_prefixes, write_index

EXAMPLES = {
    "app": ("notice.exists", "no", "yes"),
    "practice": ("practice.necessary_for_stated_purpose", "no", "yes"),
    "recipient": ("recipient.contract", "no", "yes"),
    "disclosure": ("recipient.contract", "no", "yes"),
}
"""By scope, a fact with its bad and its good value: the condition an author replaces."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class CannotStartError(Exception):
    """The rule cannot be started. `message` and `help` are for the author."""

    def __init__(self, message: Said, help: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help


@dataclass(frozen=True, slots=True)
class Started:
    """What was written: the files, and the law whose folder they are in."""

    law: str
    written: tuple[str, ...]


def start_rule(id: str, citation: str, scope: str, file: Path | None, own: Sequence[Path] = ()) -> Started:
    """Append a rule to the file of its article, or begin that file; raises CannotStartError, changing nothing.

    With a company folder (`own`) the rule goes there, and a law that nobody has yet is begun there too.
    """
    if not _ID.fullmatch(id):
        raise CannotStartError(said("`{}` is not in kebab-case", id), said("small letters, digits and hyphens"))
    try:
        cited = take_apart(citation)
    except ValueError:
        raise CannotStartError(said("`{}` is not a citation like gdpr:6(1)(a)", citation)) from None
    # A company folder that is still empty is no fault here: this command begins it.
    book, _ = read_folders([ROOT], [folder for folder in own if folder.is_dir() and any(folder.rglob("law.yaml"))])
    if any(rule.id == id for rule in book.rules):
        raise CannotStartError(said("rule `{}` is there already", id), said("choose another id"))
    begun: list[tuple[Path, str]] = []
    if own:
        folder = own[0] / cited.law
        if cited.law not in book.laws:
            begun += [(folder / "law.yaml", _law(cited.law)), (folder / "structure.txt", _index(citation))]
        elif not book.laws[cited.law].own:
            help = said("choose a law id of your own, like {}", f"our-{cited.law}:1")
            raise CannotStartError(said("`{}` is a law of the product; a company folder holds its own laws", cited.law), help)
    elif cited.law not in book.laws:
        raise CannotStartError(said("unknown law `{}`", cited.law), nearest(cited.law, book.laws))
    else:
        folder = ROOT / book.laws[cited.law].region / cited.law
    if own and cited.law in book.laws and not book.exists(citation):
        # A company's own law has no published text to check against: its index grows with its rules.
        index = folder / "structure.txt"
        begun.append((index, _index(citation, index.read_text("utf-8") if index.is_file() else "")))
    elif cited.law in book.laws and not book.exists(citation):
        known = [f"{cited.law}:{one}" for one in sorted(book.structure[cited.law])]
        message = said("`{}` does not exist in the structure index of `{}`", citation, cited.law)
        raise CannotStartError(message, nearest(citation, known))
    target = file or folder / f"article-{cited.article}.yaml"
    if target.parent.resolve() != folder.resolve() and not (target.parent / "law.yaml").is_file():
        message = said("{} would never be read: no law.yaml stands beside it", str(target))
        raise CannotStartError(message, said("the folder of `{}` is {}", cited.law, str(folder)))
    rule = _rule(id, citation, scope, book, cited.law)
    if target.exists():
        begun.append((target, _appended(target, rule)))
    else:
        begun.append((target, _article(cited.article, citation, book) + rule))
    for path, text in begun:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Started(cited.law, tuple(str(path) for path, _ in begun))


def _appended(target: Path, rule: str) -> str:
    """The text of a file with the rule added at its end; its rules must be the last thing in it."""
    try:
        node = read(target)
    except Faults as error:
        raise CannotStartError(said("{} cannot be read: {}", str(target), error.faults[0].message)) from None
    keys = [key.text for key, _ in node.pairs] if node.kind == "map" else []
    if "article" not in keys:
        raise CannotStartError(said("{} is not the file of an article", str(target)))
    text = target.read_text("utf-8").rstrip("\n") + "\n"
    if "rules" not in keys:
        return f"{text}rules:\n{rule}"
    rules = node.get("rules")
    if keys[-1] != "rules" or rules is None or rules.kind != "list":
        message = said("{} has something after its rules; put `rules:` last", str(target))
        raise CannotStartError(message)
    column = rules.items[0].column if rules.items else 3
    # The list's own indent: an item's map starts two columns after its dash.
    lead = " " * max(column - 3, 0)
    shifted = "".join(f"{lead}{line[2:]}" if line.strip() else line for line in rule.splitlines(keepends=True))
    return text + "\n" + shifted


def _law(law: str) -> str:
    today = date.today().isoformat()
    return f"""law: {law}
region: own
style: eu
name: {{en: '{SCAFFOLD}: full name', zh: '{SCAFFOLD}：全称'}}
short: {{en: '{law}', zh: '{law}'}}
from: {today}
official: https://example.com/{SCAFFOLD}
last_checked_on: {today}
"""


def _index(citation: str, before: str = "") -> str:
    ids, doubtful = read_index(before)
    try:
        return write_index(ids | with_prefixes([citation.partition(":")[2]]), doubtful)
    except ValueError as error:
        raise CannotStartError(said("`{}` is not a citation like gdpr:6(1)(a)", citation)) from error


def _article(article: str, citation: str, book: Rulebook) -> str:
    clauses = ""
    if citation not in book.clauses:
        clauses = f"""clauses:
  - id: {citation}
    summary:
      en: '{SCAFFOLD}: the whole duty of this clause in one to three sentences.'
      zh: '{SCAFFOLD}：用一至三句话概括本条的全部义务。'
"""
    return f"""article: '{article}'
heading: {{en: '{SCAFFOLD}: heading', zh: '{SCAFFOLD}：标题'}}
last_checked_on: {date.today().isoformat()}
compared: no
{clauses}rules:
"""


def _rule(id: str, citation: str, scope: str, book: Rulebook, law: str) -> str:
    fact, bad, good = EXAMPLES[scope]
    gate = book.laws[law].gate if law in book.laws else None
    applies, given, outside = "", "{}", ""
    if gate is not None and (cases := _gate_cases(book, gate)):
        applies = f"    applies: {{concept: {gate}}}\n"
        given = _facts(cases[0])
        outside = f"\n      notApplicable: [{_facts(cases[1], {fact: bad})}]"
    # A recipient is seen from a practice only when the practice names it, so a disclosure needs a practice in its cases.
    more: dict[str, object] = {"practice.data": "contact.email"} if scope in ("practice", "disclosure") else {}
    return f"""  - id: {id}
    cites: [{citation}]
    scope: {scope}
    severity: medium
    penalty: none
{applies}    violated: {{{fact}: {bad}}}    # an example: write the rule's own condition, and cases for it
    message:
      en: '{SCAFFOLD}: what is wrong, for the developer who must mend it.'
      zh: '{SCAFFOLD}：说明问题所在，供负责整改的开发者阅读。'
    fix:
      en: '{SCAFFOLD}: what to do about it.'
      zh: '{SCAFFOLD}：说明如何整改。'
    cases:
      given: {given}
      fail: [{_flow({**more, fact: bad})}]
      pass: [{_flow({**more, fact: good})}]
      open: [{_flow(more)}]{outside}
"""


def _gate_cases(book: Rulebook, gate: str) -> tuple[Case, Case] | None:
    """A case of the gate in which the law applies, and one in which it does not, that state app facts only."""
    cases = [
        case
        for case in book.cases.get(("concept", gate), ())
        if case.as_of is None and all("." in name and not name.startswith(("practice", "recipient")) for name, _ in case.facts)
    ]
    yes = next((case for case in cases if case.expected == "yes"), None)
    no = next((case for case in cases if case.expected == "no"), None)
    return (yes, no) if yes and no else None


def _facts(case: Case, more: dict[str, object] | None = None) -> str:
    return _flow({**dict(case.facts), **(more or {})})


def _flow(facts: dict[str, object]) -> str:
    return "{" + ", ".join(f"{name}: {_value(value)}" for name, value in facts.items()) + "}"


def _value(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_value, value))}]"
    return str(value)

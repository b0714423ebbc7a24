"""The answer as a document in one language: verdict first, then why, what was taken as given, what would change it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ...engine.assess import Finding
from ...engine.declaration.model import Value
from ...engine.declaration.schema import schema
from ...engine.phrase import fact_label, merged_penalty_lines, value_text
from ...engine.rulebook.citation import written
from ...engine.rulebook.model import Rulebook
from ...engine.text import Said, said
from ...engine.wording import in_language, listing
from ..dialogue.case import PRACTICE, RECIPIENT
from ..understand.region import MARKETS
from .ask import Judged
from .consumer import authorities, letter
from .focus import CONTEXT, Focus
from .naming import told

MOST_REASONS = 4
"""Reasons shown: a person reads the gravest; the rest are in the JSON form."""
KINDS = {"not_allowed": ("fail",), "depends": ("fail", "open", "review"), "allowed": ("pass", "notApplicable")}
"""Which findings carry a verdict."""

_HEADLINES = {
    "allowed": said("Allowed, as far as you asked."),
    "not_allowed": said("Not allowed as you describe it."),
    "depends": said("It depends."),
    "not_covered": said("The rules do not cover this."),
}
_DUTIES = {
    "allowed": said("No, as far as you asked: leaving it out is allowed."),
    "not_allowed": said("Yes: leaving it out is not allowed."),
}
"""Headlines for a question whether something must be done."""
_SCOPES = {
    "allowed": said("Only what you asked was looked at; other duties were not checked."),
    "not_allowed": said("This rests on what you said and on what is taken as given below."),
    "depends": said("One answer of yours would decide; see the question below."),
}
_NOT_COVERED = {
    "other_language": said("English and Chinese only."),
    "certify": said("Nothing is declared compliant here, and nothing is made up."),
    "nothing": said("I understood nothing of an app's practice in this."),
}
"""Headlines for questions that the rules could not answer anyway."""
_HIDDEN = frozenset({"practices_complete", "recipients_complete"})
MOST_ADDED = 2
"""Clauses of one finding that are listed although the search did not find them."""
_NOTHING_HEARD = said("Nothing in your words decides it; these clauses are the nearest. Say more about what the app does.")
_LAWS = said("The rulebook holds Chinese, EU and Californian law on what apps do with people's data.")
_OUTSIDE = {
    "empty": said("Ask a question about what an app does with people's data."),
    "other_language": said("Please ask in one of the two."),
    "certify": said("A verdict comes from facts and rules alone. Ask only what the app does, and it is judged."),
    "small_talk": said("I answer whether an app may collect or use data, and which clause says so."),
    "other_law": said("The place you name has a law that the rulebook does not hold."),
    "weak": said("Nothing in the rulebook is close enough to what you ask."),
    "nothing": said("Say what the app does: which data, from whom, what for, and with whose consent."),
}
_REPORT = said("Paste the report or the declaration itself, or ask about one thing that the app does.")
_PLACES = {"CN": said("China"), "EU": said("the EU"), "US-CA": said("California")}
"""Markets by name; others are shown as they are stated."""
_BROKEN = said("The search index could not be used; clauses were found by words alone.")
_CUT = said("Only the first 4,000 characters were read.")
_NO_ADVICE = said("This is not legal advice.")
_SENTENCE = re.compile(r"(?<=[a-z)]\.)\s(?=[A-Z])|(?<=。)")
_EXCEPTS = re.compile(r"\b(?:exceptions?|unless|except|no\s+consent|not\s+needed)\b|例外|除外|但|除非|无须|不适用")
"""Words of a sentence that says an exception."""


@dataclass(frozen=True, slots=True)
class Cite:
    """A clause as a reader needs it: id, usual form, summary, edition of the law, address of the official text.

    `official` is the official text itself, where the user loaded it.
    """

    id: str
    form: str
    summary: str
    edition: str
    address: str
    official: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding in words: what the rule finds, the stated facts it turns on with the words they came from, its clauses."""

    rule: str
    kind: str
    text: str
    facts: tuple[str, ...]
    cites: tuple[Cite, ...]


@dataclass(slots=True)
class Answer:
    """What a person is told. Every text is in `lang`.

    `exceptions` are clauses, `claims` says the same with what each exception is. `citations` are all clauses cited;
    `nearby` are the ids of those among them that the verdict does not rest on. `sides` are clauses by the name of their
    law, where laws are compared. `given` are the facts behind `assumed`.
    """

    lang: str
    verdict: str | None
    headline: str
    scope: str = ""
    reasons: list[Reason] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    given: dict[str, Value] = field(default_factory=dict)
    exceptions: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    question: str = ""
    question_fact: str = ""
    missing: list[tuple[str, str]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    penalties: list[str] = field(default_factory=list)
    citations: list[Cite] = field(default_factory=list)
    nearby: frozenset[str] = frozenset()
    sides: list[tuple[str, list[Cite]]] = field(default_factory=list)
    letter: str = ""
    authorities: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    closing: str = ""


class Writer:
    """Writes answers from one rulebook as of one day, in `en` or `zh`. `official` are official texts by clause id."""

    def __init__(self, book: Rulebook, day: str, lang: str, official: Mapping[str, str] | None = None) -> None:
        self.book, self.day, self.lang = book, day, lang
        self.official = official or {}

    def told(self, sentence: Said | str) -> str:
        """A sentence of the catalogue in the answer's language."""
        return in_language(sentence, self.lang)

    def answer(self, judged: Judged) -> Answer:
        """The whole answer."""
        closing = self.told(_NO_ADVICE)
        if judged.verdict == "not_covered":
            return self._not_covered(judged)
        compared = compares(judged)
        shown = carrying(judged)
        missing = judged.unknown and not shown
        if judged.verdict is None or compared or missing:
            found = Answer(self.lang, None if compared else judged.verdict, self._clauses_found(judged), closing=closing)
        else:
            headlines = _DUTIES if judged.question.duty and judged.verdict in _DUTIES else _HEADLINES
            found = Answer(self.lang, judged.verdict, self.told(headlines[judged.verdict]), closing=closing)
            found.scope = self.told(_SCOPES[judged.verdict])
            if judged.verdict == "depends" and not any(one.stated for one in judged.focus):
                found.scope = self.told(_NOTHING_HEARD)
        found.notes = self._notes(judged)
        if compared:
            found.citations = [self.cite(id) for id in judged.citations]
            found.sides = self._sides(found.citations)
            return found
        found.reasons = [self._reason(one, judged) for one in shown]
        found.given = given(judged, shown)
        found.assumed = [self._fact(name, value) for name, value in found.given.items() if name not in _HIDDEN]
        self._exceptions(found, shown)
        self._questions(found, judged)
        if missing:
            found.question = found.question_fact = ""
        consumer = "consumer" in judged.question.wishes
        if judged.verdict in ("not_allowed", "depends") and not consumer:
            fixes = (told(one.rule.fix, one.finding, self.book, self.day, self.lang) for one in shown)
            found.changes = list(dict.fromkeys(fixes))
        penalties = [self.book.penalties[one.rule.penalty] for one in shown if one.kind == "fail" and one.rule.penalty]
        found.penalties = merged_penalty_lines(dict.fromkeys(penalties), self.book, self.day, self.lang)
        self._clauses(found, judged)
        if consumer:
            self._for_consumer(found, judged, shown)
        return found

    def _not_covered(self, judged: Judged) -> Answer:
        why = judged.why_not or "weak"
        if why == "weak" and "other_language" in judged.question.wishes:
            why = "other_language"
        headline = _NOT_COVERED.get(why, _HEADLINES["not_covered"])
        found = Answer(self.lang, "not_covered", self.told(headline), closing=self.told(_NO_ADVICE))
        explains = "explain" in judged.question.wishes and why in ("weak", "nothing")
        if judged.unknown and why in ("weak", "nothing"):
            found.headline = self._clauses_found(judged)
        else:
            found.scope = self.told(_REPORT if explains else _OUTSIDE.get(why, _OUTSIDE["weak"]))
        found.notes.append(self.told(_LAWS))
        return found

    def _clauses(self, found: Answer, judged: Judged) -> None:
        """The clauses that the verdict rests on, then those that are merely near; of a question for a clause, what it names."""
        resting = list(dict.fromkeys(cite.id for one in found.reasons for cite in one.cites))
        added = [cite.id for one in found.reasons for cite in one.cites[:MOST_ADDED]]
        if judged.verdict is None:
            resting = added = [id for id in judged.named if id in self.book.clauses]
        found.citations = [self.cite(id) for id in dict.fromkeys([*judged.citations, *added])]
        if judged.verdict is not None or judged.unknown:
            found.nearby = frozenset(cite.id for cite in found.citations) - set(resting)
        found.citations.sort(key=lambda cite: resting.index(cite.id) if cite.id in resting else len(resting))

    def _sides(self, cites: list[Cite]) -> list[tuple[str, list[Cite]]]:
        sides: dict[str, list[Cite]] = {}
        for cite in cites:
            sides.setdefault(self.book.laws[cite.id.partition(":")[0]].name.of(self.lang), []).append(cite)
        return list(sides.items())

    def _for_consumer(self, found: Answer, judged: Judged, shown: list[Focus]) -> None:
        """A letter, and where to complain, only on what facts decide: likeness alone accuses nobody.

        The letter is about the one finding for which least had to be taken as given.
        """
        told_of = [(len(one.assumed), reason) for one, reason in zip(shown, found.reasons, strict=True)]
        for kind in ("fail", "pass"):
            decided = sorted((one for one in told_of if one[1].kind == kind), key=lambda one: one[0])
            if decided:
                break
        else:
            return
        cites = decided[0][1].cites
        broken = [decided[0][1].text] if kind == "fail" else []
        found.letter = letter(broken, [cite.form for cite in cites], self.lang) if cites else ""
        laws = {cite.id.partition(":")[0] for cite in cites[:3]}
        found.authorities = authorities(judged.regions, judged.question.markets, laws, self.lang)

    def cite(self, id: str) -> Cite:
        """A clause of the corpus, ready to be shown."""
        clause = self.book.clauses[id]
        law = self.book.laws[clause.law]
        edition = said("{}, in force since {}", law.name.of(self.lang), self.book.clause_from(id))
        form, summary = written(id, self.book, self.lang), clause.summary.of(self.lang)
        return Cite(id, form, summary, self.told(edition), law.official, self.official.get(id, ""))

    def _clauses_found(self, judged: Judged) -> str:
        if judged.unknown:
            return self.told(said("There is no such clause: {}", list(judged.unknown)))
        if not judged.citations:
            return self.told(said("No clause was found for this."))
        if compares(judged):
            return self.told(said("What the laws say, side by side; nothing is judged."))
        if named := [id for id in judged.named if id in self.book.clauses]:
            return self.told(said("What you name: {}", written(named[0], self.book, self.lang)))
        return self.told(said("Closest: {}", written(judged.citations[0], self.book, self.lang)))

    def _reason(self, one: Focus, judged: Judged) -> Reason:
        heard = judged.question.facts
        facts = [
            self.told(said("{}: {} (“{}”)", fact_label(name, self.lang), self._value(name, judged), heard[name].words))
            for name in one.stated
            if name in heard
        ]
        cites = (*one.finding.exception_cites, *one.rule.cites)
        return Reason(
            one.rule.id,
            one.kind,
            self._text(one),
            tuple(facts),
            tuple(self.cite(id) for id in dict.fromkeys(cites) if id in self.book.clauses),
        )

    def _text(self, one: Focus) -> str:
        """What a finding says: its message is the violation, so a pass is told as the violation that was not found."""
        text = told(one.rule.message, one.finding, self.book, self.day, self.lang)
        if one.kind == "pass" and one.finding.exception_cites:
            cites = [written(id, self.book, self.lang) for id in one.finding.exception_cites]
            return self.told(said("An exception holds ({}); otherwise: {}", cites, text))
        if one.kind == "pass":
            return self.told(said("Not the case here: {}", text))
        if one.kind == "notApplicable":
            return self.told(said("This rule does not apply here: {}", text))
        if one.kind in ("open", "review"):
            return self.told(said("Still open: {}", text))
        return text

    def _value(self, name: str, judged: Judged) -> str:
        return value_text(name, judged.case.stated.get(name), self.lang)

    def _fact(self, name: str, value: Value) -> str:
        shown = value_text(name, value, self.lang)
        if name == "app.markets" and isinstance(value, tuple):
            shown = listing((_PLACES.get(str(one), str(one)) for one in value), self.lang)
        return self.told(said("{}: {}", fact_label(name, self.lang), shown))

    def _exceptions(self, found: Answer, shown: list[Focus]) -> None:
        """The exceptions that nobody claimed, of rules that fail: their clauses, and what each is about."""
        failed = [one.rule for one in shown if one.kind == "fail"]
        cites = {id: id in rule.cites for rule in failed for exception in rule.unless for id in exception.cites}
        for id, of_rule in cites.items():
            form = written(id, self.book, self.lang)
            found.exceptions.append(form)
            clause = self.book.clauses.get(id)
            about = _exception(clause.summary.of(self.lang), of_rule) if clause else ""
            found.claims.append(self.told(said("{}: {}", form, about)) if about else form)

    def _questions(self, found: Answer, judged: Judged) -> None:
        for one in judged.focus:
            if one.kind not in ("open", "review"):
                continue
            for path, question in zip(one.finding.missing, one.finding.questions, strict=False):
                place = rule_path(path)
                if place not in {name for name, _ in found.missing}:
                    found.missing.append((place, question.of(self.lang)))
        if found.missing and judged.verdict == "depends":
            found.question_fact, found.question = found.missing[0]

    def _notes(self, judged: Judged) -> list[str]:
        notes = []
        if not judged.region_stated and judged.regions:
            names = [self.told(_PLACES[MARKETS[one]]) for one in judged.regions]
            notes.append(self.told(said("Taken to be about {}; name another place to change that.", names)))
        if judged.unknown and carrying(judged):
            notes.append(self.told(said("There is no such clause: {}", list(judged.unknown))))
        if judged.search_state == "broken":
            notes.append(self.told(_BROKEN))
        if judged.question.cut:
            notes.append(self.told(_CUT))
        for wrong, right in judged.question.read_as.items():
            notes.append(self.told(said("Read `{}` as `{}`.", wrong, right)))
        return notes


def carrying(judged: Judged) -> list[Focus]:
    """The findings that carry the verdict, best first, one for each rule and conduct."""
    wanted = KINDS.get(judged.verdict or "", ())
    found: dict[str, Focus] = {}
    for one in sorted(judged.focus, key=lambda focus: wanted.index(focus.kind) if focus.kind in wanted else 9):
        if one.kind in wanted and one.stated:
            found.setdefault(one.rule.conduct or one.rule.id, one)
    if judged.verdict != "allowed":
        return sorted(found.values(), key=lambda one: -one.score)[:MOST_REASONS]
    best = sorted(found.values(), key=lambda one: -one.score)
    return [one for one in best if set(one.stated) - CONTEXT or one is best[0]][:MOST_REASONS]


def _exception(summary: str, of_rule: bool) -> str:
    """The sentence of a clause that says the exception; where the rule stands in the same clause, that is not the first."""
    parts = [part.strip() for part in _SENTENCE.split(summary) if part.strip()]
    said_so = [part for part in parts if _EXCEPTS.search(part)] if of_rule else []
    return (said_so or parts or [""])[0].rstrip(".。")


def compares(judged: Judged) -> bool:
    """Whether laws of several regions are to be set side by side, and nothing stated is broken."""
    several = judged.region_stated and len(judged.regions) > 1
    return "compare" in judged.question.wishes and several and not any(one.kind == "fail" for one in carrying(judged))


def given(judged: Judged, shown: list[Focus]) -> dict[str, Value]:
    """What the findings shown take as given; never what was stated."""
    stated = {_base(name) for name in judged.case.stated}
    used = {name for one in shown for name in _names(one.finding)}
    facts = {name: value for one in shown for name, value in one.assumed.items()}
    facts |= {name: value for name, value in judged.case.assumed.items() if name in used}
    return {name: value for name, value in facts.items() if _base(name) not in stated}


def _base(name: str) -> str:
    """The fact without its law, as people state it."""
    known = schema().resolve(name)
    return known[0].name if known else name


def _names(finding: Finding) -> Iterable[str]:
    steps = [*finding.because]
    while steps:
        step = steps.pop()
        if step.kind == "fact":
            yield rule_path(step.name)
        steps += step.because


def rule_path(path: str) -> str:
    """A fact as findings write it (`practices[asked].purpose`), as rules write it (`practice.purpose`)."""
    return path.replace(f"practices[{PRACTICE}]", "practice").replace(f"recipients[{RECIPIENT}]", "recipient")


def host(address: str) -> str:
    """The host of an official address, to show where a link leads."""
    return urlsplit(address).hostname or address

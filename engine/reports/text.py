"""The report for a terminal: verdict first, violations by conduct, then the questions, readable at 80 columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..across import Breach, Comparison, leaves
from ..assess import Assessment, Finding, ranked
from ..evaluate.explain import Explainer, Step
from ..phrase import cite_list, concept_label, fix, merged_penalty_lines, message, penalty_line, value_text
from ..rulebook.model import SEVERITIES
from ..text import said
from ..wording import clauses, in_language, listing
from .gates import gate_reason
from .json_report import also_shown
from .layout import Paint, fill, shortened, width, wrap
from .questions import questions

_VERDICTS = {
    "error": (said("the check failed"), "red"),
    "violation": (said("violations found"), "red"),
    "violation_waived": (said("only waived violations found"), "yellow"),
    "needs_information": (said("no violation found so far, but facts are missing"), "yellow"),
    "needs_review": (said("no violation found, but a person must judge some points"), "yellow"),
    "no_violation_found": (said("no violation found"), "green"),
    "not_applicable": (said("no rule applied"), "blue"),
}
_SEVERITY = {
    "critical": said("critical"), "high": said("high"), "medium": said("medium"), "low": said("low"),
}  # fmt: skip
_ANSWERS = {"pass": said("pass"), "fail": said("fail")}
_QUESTIONS_SHOWN = 12
_BECAUSE_SHOWN = 6


class TextReport:
    """Writes one assessment as lines. `columns` is the width of the page."""

    def __init__(self, assessment: Assessment, lang: str, paint: Paint, columns: int = 80, *, everything: bool = False) -> None:
        self.assessment, self.lang, self.paint = assessment, lang, paint
        self.columns, self.everything = columns, everything
        self.book, self.day = assessment.law.book, assessment.as_of
        self.comparison = Comparison(assessment)
        self.lines: list[str] = []

    def say(self, template: str, *values: object) -> str:
        """A sentence of the catalogue in the report's language."""
        return in_language(said(template, *values), self.lang)

    def render(self) -> str:
        """The whole report."""
        findings = list(ranked(self.assessment.findings))
        self._head()
        self._errors([one for one in findings if one.kind == "error"])
        self._violations()
        self._across()
        self._questions([one for one in findings if one.kind == "open"])
        self._reviews([one for one in findings if one.kind == "review"])
        self._answered([one for one in findings if one.kind == "pass" and one.judgement and not one.judgement_lapsed])
        if self.everything:
            self._rest(findings)
        self._contradictions()
        self._foot()
        return "\n".join(self.lines) + "\n"

    def _write(self, text: str = "", first: str = "", rest: str | None = None, *styles: str) -> None:
        indent = " " * width(first) if rest is None else rest
        for line in wrap(text, self.columns, first, indent):
            self.lines.append(self.paint(line, *styles))

    def _title(self, text: str) -> None:
        self.lines.append("")
        self.lines.append(self.paint(text, "bold"))

    def _head(self) -> None:
        one, counts = self.assessment, self.assessment.counts
        sentence, colour = _VERDICTS[one.verdict]
        name = str(one.declaration.app.get("app.name") or one.declaration.id or one.declaration.file)
        name = shortened(name, self.columns - width(self.say("{}: {}", "", sentence)))
        self._write(self.say("{}: {}", name, sentence), "", "  ", "bold", colour)
        source = {"option": said("as asked"), "file": said("from the file"), "today": said("today")}[one.as_of_from]
        self._write(self.say("{}, law as of {} ({})", one.declaration.file, one.as_of, source), "  ")
        if one.severities != SEVERITIES:
            asked = listing([_SEVERITY[severity] for severity in one.severities], self.lang)
            self._write(self.say("only rules of severity {} were looked at", asked), "  ")
        parts = [
            self.say("violations: {} (findings: {})", counts["conducts"], counts["fail"]),
            self.say("open for lack of facts: {}", counts["open"]),
            self.say("for a person to judge: {}", counts["review"]),
            self.say("passed: {}", counts["pass"]),
            self.say("not applicable: {}", counts["notApplicable"]),
        ]
        self.lines += fill(parts, ", " if self.lang == "en" else "，", self.columns, "  ")
        self._gates()

    def _gates(self) -> None:
        """Which laws apply and why: once at the top, not with every violation; laws with one reason together."""
        law, app = self.assessment.law, self.assessment.rows.app
        explainer = Explainer(law)
        used = dict.fromkeys(rule.law for rule in self.assessment.rules)
        by_gate: dict[str, list[str]] = {}
        for id in used:
            gate = law.book.laws[id].gate
            if gate in law.concepts and law.concepts[gate].scope == "app":
                by_gate.setdefault(gate, []).append(self._law(id))
        told: dict[tuple[str, str], list[str]] = {}
        for gate, names in by_gate.items():
            told.setdefault(gate_reason(gate, law, app, explainer, self.lang), []).extend(names)
        for (state_, why), names in told.items():
            self._write(self.say("{}: {} ({})", listing(names, self.lang), state_, why), "  ", "    ", "dim")

    def _value(self, step: Step) -> str:
        return value_text(_rule_name(step.name), step.value, self.lang)

    def _errors(self, findings: list[Finding]) -> None:
        if not findings:
            return
        self._title(self.say("Rules that could not be judged ({})", len(findings)))
        for one in findings:
            self._write(self.say("{}: {}", one.rule.id, one.reason), "  ")

    def _violations(self) -> None:
        groups = self.comparison.groups
        if groups:
            self._title(self.say("Violations ({})", len(groups)))
        for number, group in enumerate(groups, 1):
            self._violation(number, group)

    def _across(self) -> None:
        """What the laws of several regions say of the same: left out where one region was judged, or nothing is broken."""
        found = self.comparison
        if not found.breaches:
            return
        from .across import AcrossLines, title

        self._title(title(found, self.lang))

        for text, first in AcrossLines(found, self.lang, self._place).lines():
            self._write(text, first)

    def _violation(self, number: int, group: list[Finding]) -> None:
        first = group[0]
        severity = in_language(_SEVERITY[first.rule.severity], self.lang)
        mark = f"{number:>2}. "
        subject = self._subject(group)
        waived = self.say("waived") if all(one.waiver for one in group) else ""
        head = " · ".join(part for part in (severity, subject, waived) if part)
        self.lines.append("")
        self._write(head, mark, None, "bold", "red" if first.rule.severity in SEVERITIES[:2] else "yellow")
        spoken = group if self.everything else _saying_more(group)
        for text in dict.fromkeys(message(one, self.book, self.day, self.lang) for one in spoken):
            self._write(text, "    ")
        cites = [cite for one in group for cite in one.rule.cites]
        also = [
            cite
            for one in group
            for cite in also_shown(one, self.assessment.law, self.comparison.reference)
            if cite not in cites
        ]
        self._field(self.say("clause"), self._cited(cites))
        if also:
            self._field(self.say("also"), self._cited(also))
        self._because(group)
        presumed = dict.fromkeys(name for one in group for name in one.presumed)
        if presumed and self.everything:
            self._field(self.say("presumed not"), listing(presumed, self.lang))
        for text in dict.fromkeys(fix(one, self.book, self.day, self.lang) for one in spoken):
            self._field(self.say("fix"), text)
        for clash in self.comparison.clashes:
            if number in clash.numbers:
                asks = self._cited(clash.conflict.asks.cites)
                self._field(self.say("conflict"), self.say("{}, with {} (see below)", clash.conflict.title.of(self.lang), asks))
        self._penalties(group)
        for waiver in {one.waiver for one in group if one.waiver}:
            self._field(self.say("waived"), self.say("{} ({}, until {})", waiver.reason, waiver.owner, waiver.until))
        for one in group:
            if one.judgement and not one.judgement_lapsed:
                answer = _ANSWERS.get(one.judgement.answer, one.judgement.answer)
                judged = (self._cited(one.rule.cites[:1]), answer, one.judgement.reason, one.judgement.by)
                self._field(self.say("judged"), self.say("{}, {}: {} ({})", *judged))

    def _law(self, id: str) -> str:
        """The short name of a law; a company's own is marked as that."""
        law = self.book.laws[id]
        name = law.short.of(self.lang)
        return self.say("{} [{}]", name, said("the company's own")) if law.own else name

    def _cited(self, citations: Iterable[str]) -> str:
        """Citations in reading form, first those of the law, then a company's own, marked as that."""
        own = [cite for cite in citations if (law := self.book.laws.get(cite.partition(":")[0])) and law.own]
        texts = [cite_list([cite for cite in citations if cite not in own], self.book, self.lang)]
        if own:
            texts.append(self.say("{} [{}]", cite_list(own, self.book, self.lang), said("the company's own")))
        return clauses([text for text in texts if text], self.lang)

    def _place(self, one: Breach) -> str:
        """The practice and the recipient of a violation; its data categories stand with the violation."""
        first = one.findings[0]
        return self._subject([replace(first, subject=replace(first.subject, data=None))])

    def _subject(self, group: list[Finding]) -> str:
        subject = group[0].subject
        parts = []
        if subject.practice is not None:
            parts.append(self.say("practice `{}`", subject.practice))
        data = list(dict.fromkeys(one.subject.data for one in group if one.subject.data))
        if data:
            parts.append(value_text("recipient.data", tuple(data), self.lang))
        if subject.recipient is not None:
            parts.append(self.say("to `{}`", subject.recipient))
        return " · ".join(parts) or self.say("the app as a whole")

    def _field(self, label: str, text: str) -> None:
        head = f"    {label}" + " " * max(1, 9 - width(label))
        self._write(text, head, " " * 13)

    def _penalties(self, group: list[Finding]) -> None:
        """The maximum of each penalty; one without an amount of its own is named, its text shown on request."""
        known = [
            self.book.penalties[id] for id in dict.fromkeys(one.rule.penalty for one in group) if id in self.book.penalties
        ]
        if self.everything:
            lines = [penalty_line(penalty, self.book, self.day, self.lang) for penalty in known]
        else:
            lines = merged_penalty_lines(known, self.book, self.day, self.lang)
        if not lines and len(known) == 1:
            cites = cite_list(known[0].cites[:1], self.book, self.lang)
            lines = [self.say("no amount of its own; see {}", cites)]
        for line in lines:
            self._field(self.say("penalty"), line)

    def _because(self, group: list[Finding]) -> None:
        """What breaks the rule, then the facts that make it apply; that a law applies stands at the top."""
        seen: dict[str, None] = {}
        for one in group:
            for step in one.proof:
                seen.setdefault(self._proved(step))
        for one in group:
            for step in one.gate:
                if self.everything or step.kind == "fact":
                    seen.setdefault(self._proved(step))
        shown = list(seen)
        limit = len(shown) if self.everything else _BECAUSE_SHOWN
        for position, text in enumerate(shown[:limit]):
            self._field(self.say("because") if position == 0 else "", text)
        if len(shown) > limit:
            self._field("", self.say("and {} more (--all)", len(shown) - limit))

    def _proved(self, step: Step) -> str:
        if step.kind == "fact":
            return self._step(step)
        facts = dict.fromkeys(f"{fact.name} = {self._value(fact)}" for fact in leaves(step.because))
        return self.say("{} ({})", self._step(step), clauses([*facts][:4], self.lang)) if facts else self._step(step)

    def _step(self, step: Step) -> str:
        if step.kind == "fact":
            return f"{step.name} = {self._value(step)}"
        holds = value_text("", step.value, self.lang)
        cites = cite_list(step.cites[:2], self.book, self.lang)
        return self.say("{}: {} [{}]", concept_label(step.name, self.book, self.lang), holds, cites)

    def _questions(self, findings: list[Finding]) -> None:
        if not findings:
            return
        order = questions(findings, self.lang)
        rules = len({one.rule.id for one in findings})
        self._title(self.say("Questions ({}; for {} open findings of {} rules)", len(order), len(findings), rules))
        shown = order if self.everything else order[:_QUESTIONS_SHOWN]
        for question in shown:
            cites = tuple(one.rule.cites[0] for one in question.waiting)
            self._write(question.text, "  ? ")
            path = question.path.replace("[]", f"[{question.names[0]}]") if len(question.names) == 1 else question.path
            of = self.say("{} ({})", path, listing(question.names, self.lang)) if len(question.names) > 1 else path
            self._write(of, "    ", "    ", "dim")
            named, more = self._cited(tuple(dict.fromkeys(cites))[:3]), len(set(cites)) - 3
            decides = self.say("decides: {} and {} more", named, more) if more > 0 else self.say("decides: {}", named)
            self._write(decides, "    ")
        if len(order) > len(shown):
            self._write(self.say("and {} more (--all)", len(order) - len(shown)), "  ")

    def _reviews(self, findings: list[Finding]) -> None:
        if not findings:
            return
        self._title(self.say("For a person to judge ({})", len(findings)))
        for one in findings:
            question = one.questions[0].of(self.lang) if one.questions else ""
            self._write(question, "  ? ")
            lapsed = f" · {self.say('an earlier answer lapsed: its facts changed')}" if one.judgement_lapsed else ""
            cites = self._cited(one.rule.cites[:2])
            self._write(f"{self._subject([one])} · {cites} · {one.rule.id}{lapsed}", "    ")
            if self.everything:
                self._write(self.say("record the answer with facts: {}", one.facts_hash), "    ")

    def _answered(self, findings: list[Finding]) -> None:
        if findings:
            self._title(self.say("Passed on a person's answer ({})", len(findings)))
        for one in findings:
            assert one.judgement is not None
            cites = self._cited(one.rule.cites[:1])
            self._write(f"{one.rule.id} · {self._subject([one])} · {cites}", "  ", "    ")
            self._write(self.say("{} ({}, {})", one.judgement.reason, one.judgement.by, one.judgement.on), "    ")

    def _rest(self, findings: list[Finding]) -> None:
        for kind in ("pass", "notApplicable"):
            rest = [one for one in findings if one.kind == kind]
            if not rest:
                continue
            self._title(self.say("Passed ({})" if kind == "pass" else "Not applicable ({})", len(rest)))
            for one in rest:
                cites = one.exception_cites or one.rule.cites[:1]
                self._write(f"{one.rule.id} · {self._subject([one])} · {self._cited(cites)}", "  ", "    ")

    def _contradictions(self) -> None:
        found = self.assessment.contradictions(self.comparison.reference)
        if found:
            self._title(self.say("Facts that contradict each other ({})", len(found)))
        for one, other in found:
            self._write(f"{self._step(one)} / {self._step(other)}", "  ", "    ")

    def _foot(self) -> None:
        one, law = self.assessment, self.assessment.law
        in_use = list(dict.fromkeys(rule.law for rule in one.rules))
        self.lines.append("")
        for name in one.list_questions():
            self._write(
                self.say("Is the list complete? State `{}: yes` when it is; until then no rule can rely on it.", name), "  "
            )
        names = listing(map(self._law, in_use), self.lang)
        rules = len(one.rules)
        if one.verdict == "no_violation_found":
            self._write(self.say("No violation found in {} rules of {} as of {}.", rules, names, one.as_of), "  ")
        else:
            self._write(self.say("Checked {} rules of {}.", rules, names), "  ")
        if law.not_in_force:
            self._write(self.say("Rules not in force on that day: {}.", law.not_in_force), "  ")
        self._write(
            self.say(
                "This is not legal advice. Rulebook {}, declaration {}.", law.book.sha256[:12], one.declaration.sha256[:12]
            ),
            "  ",
        )


def _rule_name(path: str) -> str:
    head, _, tail = path.partition("].")
    if not tail:
        return path
    return f"{'practice' if head.startswith('practices[') else 'recipient'}.{tail}"


def render(assessments: Iterable[Assessment], lang: str, *, colour: bool, columns: int = 80, everything: bool = False) -> str:
    """The text reports of several assessments, one after the other."""
    paint = Paint(colour)
    return "\n".join(TextReport(one, lang, paint, columns, everything=everything).render() for one in assessments)


def _saying_more(group: list[Finding]) -> list[Finding]:
    """The findings that say something new: what several laws say of the same facts once, what one law says apart, apart."""
    told: dict[str, set[tuple[str, object]]] = {}
    found: list[Finding] = []
    for one in group:
        facts = {(leaf.name, leaf.value) for leaf in leaves(one.proof)}
        same = [other for other in found if other.rule.id == one.rule.id]
        others = set[tuple[str, object]]().union(*(seen for law, seen in told.items() if law != one.rule.law))
        if not found or not (facts <= others or (same and facts <= told[one.rule.law])):
            found.append(one)
            told.setdefault(one.rule.law, set()).update(facts)
    return found

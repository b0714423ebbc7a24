"""The answer as Markdown: what is copied into a ticket, shown in the chat window, or put into the JSON form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...engine.text import Said, printable, said
from ...engine.wording import in_language
from .document import Answer, Cite

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def markdown(answer: Answer) -> str:
    """The whole answer; a person's own words are escaped."""
    lang = answer.lang
    parts = [f"**{_plain(answer.headline)}** {_plain(answer.scope)}".rstrip()]
    for reason in answer.reasons:
        lines = [f"- {_plain(reason.text)} ({_cites(reason.cites[:4], lang)})"]
        lines += [f"  - {_plain(fact)}" for fact in reason.facts]
        parts.append("\n".join(lines))
    for title, items in (
        (said("Taken as given (say so if it is otherwise):"), answer.assumed),
        (said("Exceptions that nobody claimed:"), answer.claims),
        (said("What would decide:"), [answer.question] if answer.question else []),
        (said("What to change:"), answer.changes),
        (said("What it can cost:"), answer.penalties),
        (said("What you can send to the operator:"), [answer.letter] if answer.letter else []),
        (said("Where to complain:"), answer.authorities),
    ):
        if items:
            parts.append(_title(title, lang) + "\n\n" + "\n".join(f"- {_plain(item)}" for item in items))
    for heading, cites in _groups(answer):
        parts.append(f"{heading}\n\n" + "\n".join(_clause(cite) for cite in cites))
    parts += [_plain(note) for note in answer.notes]
    parts.append(f"*{_plain(answer.closing)}*")
    return "\n\n".join(parts) + "\n"


def _groups(answer: Answer) -> Iterator[tuple[str, list[Cite]]]:
    """The clauses under their titles: by law where laws are compared, else those relied on apart from those nearby."""
    if answer.sides:
        yield from ((f"**{_plain(law)}**", cites) for law, cites in answer.sides)
        return
    for near, title in ((False, said("Clauses:")), (True, said("Clauses nearby, on which nothing rests here:"))):
        if cites := [cite for cite in answer.citations if (cite.id in answer.nearby) is near]:
            yield _title(title, answer.lang), cites


def _clause(cite: Cite) -> str:
    line = f"- {_link(cite)}: {_plain(cite.summary)} ({_plain(cite.edition)})"
    return f"{line}\n  > “{_plain(printable(cite.official))}”" if cite.official else line


def _title(title: Said, lang: str) -> str:
    return f"**{in_language(title, lang)}**"


def _cites(cites: tuple[Cite, ...], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(_plain(cite.form) for cite in cites)


def _link(cite: Cite) -> str:
    return f"[{_plain(cite.form)}]({cite.address})" if cite.address else _plain(cite.form)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)

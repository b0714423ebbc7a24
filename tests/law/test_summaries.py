"""What a finding cites can be read: each cited clause has a summary, or its paragraphs and items have."""

from __future__ import annotations

from collections.abc import Iterator

from lawlint.engine.rulebook.store import rulebook


def cited() -> Iterator[str]:
    """Every citation of a rule, its exceptions, a concept or a penalty."""
    book = rulebook()
    for rule in book.rules:
        yield from (*rule.cites, *rule.also)
        for exception in rule.unless:
            yield from exception.cites
    for editions in book.concepts.values():
        for concept in editions:
            yield from concept.cites
    for penalty in book.penalties.values():
        yield from penalty.cites


def test_what_is_cited_has_a_summary() -> None:
    known = rulebook().clauses
    bare = sorted(
        {one for one in cited() if one not in known and not any(id.startswith((f"{one}(", f"{one}.")) for id in known)}
    )
    assert bare == []

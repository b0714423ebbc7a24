"""`lawlint import`, `lawlint facts` and `lawlint schema`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .cli import OK, UNUSABLE
from .declaration.schema import Fact, schema
from .reports.layout import wrap
from .text import said
from .wording import in_language


def run_import(options: argparse.Namespace) -> int:
    """Other formats in, one declaration out; what the source could not say goes to standard error."""
    from .declaration.dump import dump
    from .importers.base import import_files

    imported = import_files(options.kind, [Path(name) for name in options.files])
    text = dump(imported.declaration)
    if options.output:
        try:
            Path(options.output).write_text(text, "utf-8")
        except OSError as error:
            message = said("cannot write `{}`: {}", options.output, (error.strerror or "").lower())
            print(f"lawlint: {in_language(message, options.lang)}", file=sys.stderr)
            return UNUSABLE
    else:
        sys.stdout.write(text)
    for note in imported.notes:
        place = (
            f"{note.file}:{note.line}: " if getattr(note, "line", 0) else f"{note.file}: " if getattr(note, "file", "") else ""
        )
        print("\n".join(wrap(place + note.text.of(options.lang), 80, "  ", "    ")), file=sys.stderr)
    return OK


def run_facts(options: argparse.Namespace) -> int:
    """The facts that match every word, in the order of the table; exit code 2 when none does."""
    words = [word.lower() for word in options.words]
    found = [fact for fact in schema().facts if all(word in _haystack(fact) for word in words)]
    if options.format == "json":
        sys.stdout.write(json.dumps([_data(fact) for fact in found], ensure_ascii=False, indent=2) + "\n")
        return OK if found else UNUSABLE
    if not found:
        message = said("no fact holds `{}`", " ".join(options.words))
        print(f"lawlint: {in_language(message, options.lang)}", file=sys.stderr)
        return UNUSABLE
    for fact in found:
        print(f"{fact.path}  ({_type(fact)})")
        print("\n".join(wrap(fact.question.of(options.lang), 80, "    ", "    ")))
        if fact.laws:
            print("\n".join(wrap(" ".join(fact.laws), 80, "    ", "    ")))
    return OK


def run_schema(_options: argparse.Namespace) -> int:
    """The JSON Schema of declarations."""
    from .declaration.jsonschema import json_schema

    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return OK


def _haystack(fact: Fact) -> str:
    return " ".join([fact.path, *fact.label, *fact.question, *fact.laws, *fact.values]).lower()


def _type(fact: Fact) -> str:
    kind = "yes, no or unknown" if fact.type == "tri" else ", ".join(fact.values) if fact.values else fact.type
    kind = f"list of {kind}" if fact.many else kind
    return kind if len(kind) <= 60 else f"{kind[:57]}..."


def _data(fact: Fact) -> dict[str, object]:
    return {
        "path": fact.path,
        "scope": fact.scope,
        "type": f"list({fact.type})" if fact.many else fact.type,
        "values": list(fact.values),
        "bad_when": fact.bad_when,
        "judgement": fact.judgement,
        "by_law": fact.by_law,
        "label": fact.label._asdict(),
        "question": fact.question._asdict(),
        "laws": list(fact.laws),
    }

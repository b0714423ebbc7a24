"""Assessment of the large example in a warm process: every rule, with the proof of every finding.

    python benchmarks/assess.py [RUNS]       default 200

Prints the median and the slowest in a hundred. Asked: a median of at most 5 ms.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from copy import deepcopy
from pathlib import Path

from lawlint.engine.assess import Assessor
from lawlint.engine.declaration.load import load
from lawlint.engine.declaration.model import Declaration
from lawlint.engine.declaration.schema import schema
from lawlint.engine.evaluate.reference import Reference
from lawlint.engine.rulebook.in_force import in_force
from lawlint.engine.rulebook.store import rulebook

EXAMPLE = Path(__file__).parents[1] / "examples" / "full_declaration.yaml"


def timed(assessor: Assessor, declaration, runs: int, **options: bool) -> list[float]:  # type: ignore[no-untyped-def]
    """Milliseconds of each run, sorted."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        assessor.assess(declaration, **options)
        found.append((time.perf_counter() - start) * 1e3)
    return sorted(found)


def changed(declaration: Declaration, runs: int) -> list[Declaration]:
    """Copies of a declaration with eight yes/no facts changed in each: an edit between two checks."""
    random_ = random.Random(1)
    tri = {scope: [fact.name for fact in schema().of_scope(scope) if fact.type == "tri"] for scope in ("app", "practice")}
    found = []
    for _ in range(runs):
        copy = deepcopy(declaration)
        for name in random_.sample(tri["app"], 5):
            copy.app[name] = random_.random() < 0.5
        for name in random_.sample(tri["practice"], 3):
            random_.choice(copy.practices or [{}])[name] = random_.random() < 0.5
        found.append(copy)
    return found


def main() -> int:
    """Measure the generated form, with the proof of findings and with the proof of everything, and the oracle alone."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    declaration = load(EXAMPLE)
    law = in_force(rulebook(), "2026-11-24")
    assessor = Assessor(law)
    first = timed(assessor, declaration, 1)[0]
    assessment = assessor.assess(declaration)
    print(f"{len(law.rules)} rules in force, {len(assessment.findings)} findings: {assessment.counts}")
    print(f"first assessment, compiling the rules: {first:.0f} ms")
    medians = {}
    for name, one, options, count in (
        ("proof of findings", assessor, {}, runs),
        ("proof of everything", assessor, {"explain_all": True}, max(runs // 4, 5)),
        ("oracle, proof of findings", Assessor(law, Reference(law)), {}, max(runs // 20, 5)),
    ):
        times = timed(one, declaration, count, **options)
        medians[name] = statistics.median(times)
        print(
            f"{name:28} median {medians[name]:7.2f} ms   99 of 100 below {times[min(len(times) - 1, int(len(times) * 0.99))]:7.2f} ms"
        )
    times = []
    for copy in changed(declaration, runs):
        times += timed(assessor, copy, 1)
    medians["changed"] = statistics.median(times)
    print(
        f"{'after eight facts changed':28} median {medians['changed']:7.2f} ms   99 of 100 below {sorted(times)[int(len(times) * 0.99)]:7.2f} ms"
    )
    print(
        f"assessment with proof: {medians['proof of findings']:.2f} ms median, {medians['changed']:.2f} ms after a change; asked: at most 5"
    )
    return 0 if max(medians["proof of findings"], medians["changed"]) <= 5 else 1


if __name__ == "__main__":
    raise SystemExit(main())

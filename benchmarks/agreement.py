"""A long campaign: the oracle, its generated form and durable_rules on random rules and declarations.

    python benchmarks/agreement.py [PAIRS]        default 1,000,000 pairs of a rule and a row of a declaration

Every rulebook is new, so every ruleset is; durable_rules never frees one, so each worker process lives for a few rulebooks.
Prints the seeds of every disagreement, then one line of figures; exit code 1 if there was any.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from lawlint.engine.declaration.rows import Rows
from lawlint.engine.evaluate.durable_session import DurableRules
from lawlint.engine.evaluate.generated import Generated
from lawlint.engine.evaluate.reference import Reference
from random_law import RandomLaw

RULES, DECLARATIONS, BOOKS_PER_PROCESS = 20, 40, 12


def campaign(seed: int) -> tuple[int, dict[str, int], list[str], int]:
    """One random rulebook on many random declarations: pairs, outcomes by value, disagreements, peak memory in kB."""
    source = RandomLaw(seed)
    law = source.law(RULES, 6)
    oracle, fast, durable = Reference(law), Generated(law), DurableRules(law)
    for rule in law.rules:
        durable.add_rule(rule)
    pairs, values, wrong = 0, {"yes": 0, "no": 0, "unknown": 0}, []
    for number in range(DECLARATIONS):
        said = (None, "pass", "fail")[number % 3]
        rows = Rows(source.declaration(), law.law_facts)
        durable.forget()
        for rule in law.rules:
            for row in rows.of_scope(rule.scope):
                expected = oracle.verdict(rule, row, said)
                pairs += 1
                values["unknown" if expected.violated is None else "yes" if expected.violated else "no"] += 1
                for name, engine in (("generated", fast), ("durable", durable)):
                    found = engine.verdict(rule, row, said)
                    if found != expected:
                        wrong.append(
                            f"seed {seed} declaration {number} {rule.id} {row.subject}: {name} {found}, oracle {expected}"
                        )
    return pairs, values, wrong, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> int:
    """Run until enough pairs were compared."""
    wanted = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 1_000_000
    start, pairs, books, peak, wrong = time.monotonic(), 0, 0, 0, []
    values = {"yes": 0, "no": 0, "unknown": 0}
    context = multiprocessing.get_context("spawn")
    with context.Pool(multiprocessing.cpu_count(), maxtasksperchild=BOOKS_PER_PROCESS) as pool:
        for found, by_value, disagreements, memory in pool.imap_unordered(campaign, range(10**9, 10**9 + wanted)):
            pairs += found
            books += 1
            peak = max(peak, memory)
            wrong += disagreements
            values = {name: values[name] + by_value[name] for name in values}
            if pairs >= wanted:
                pool.terminate()
                break
    for line in wrong[:20]:
        print(line)
    shares = ", ".join(f"{name} {count / pairs:.0%}" for name, count in values.items())
    print(
        f"{pairs:,} pairs from {books:,} random rulebooks in {time.monotonic() - start:.0f} s: "
        f"{len(wrong)} disagreements; violated: {shares}; largest worker {peak / 1024:.0f} MiB"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""`lawlint check` on the large example, whole process, beside a bare `python -c "import yaml"` in the same run.

    python benchmarks/startup.py [RUNS]      default 15 runs of each, taken in turn

Prints the median of each and their ratio. Asked: at most 6.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "full_declaration.yaml"
COMMANDS = {
    "import yaml": [sys.executable, "-c", "import yaml"],
    "check, text": [sys.executable, "-m", "lawlint", "check", str(EXAMPLE)],
    "check, json": [sys.executable, "-m", "lawlint", "check", str(EXAMPLE), "--format", "json"],
    "check --law pipl": [sys.executable, "-m", "lawlint", "check", str(EXAMPLE), "--law", "pipl"],
}


def once(command: list[str]) -> float:
    """Seconds one run of a command takes."""
    start = time.perf_counter()
    # As for a user: compiled modules are kept between runs.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return seconds


def main() -> int:
    """Measure in turn, so that a busy machine slows all alike."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        once(command)
    for _ in range(runs):
        for name, command in COMMANDS.items():
            times[name].append(once(command))
    base = statistics.median(times["import yaml"])
    for name, seconds in times.items():
        median = statistics.median(seconds)
        print(f"{name:20} {median * 1e3:7.1f} ms  {median / base:5.2f} times import yaml")
    ratio = statistics.median(times["check, text"]) / base
    print(f"lawlint check takes {ratio:.2f} times a bare import of yaml; asked: at most 6")
    return 0 if ratio <= 6 else 1


if __name__ == "__main__":
    raise SystemExit(main())

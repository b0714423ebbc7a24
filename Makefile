# `make demo` and `make test` do all of their own set-up; everything they install stays in .venv/.
.PHONY: demo test lint check-law mutate pytest package bench campaign serve clean
.DEFAULT_GOAL := demo

READY := .venv/.ready
LAWLINT := .venv/bin/lawlint

$(READY): pyproject.toml setup.py requirements-dev.lock requirements-durable.lock scripts/setup
	@scripts/setup

demo: $(READY)
	@scripts/demo

test: $(READY) lint check-law package pytest

lint: $(READY)
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@MYPYPATH=.venv/types .venv/bin/mypy --strict -p lawlint

check-law: $(READY)
	@$(LAWLINT) rules lint
	@$(LAWLINT) rules test

# Takes minutes, so `test` leaves it out.
mutate: $(READY)
	@$(LAWLINT) rules mutate --write docs/coverage/mutation.md

package: $(READY)
	@scripts/package

pytest: $(READY)
	@.venv/bin/python -m pytest -q

bench: $(READY)
	@scripts/bench

campaign: $(READY)
	@.venv/bin/python benchmarks/agreement.py

serve: $(READY)
	@echo "the web front end is not part of this version: use \`$(LAWLINT) check\`" >&2; exit 2

clean:
	rm -rf .venv build dist out engine/compiled .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

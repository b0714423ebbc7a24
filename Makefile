# `make demo` and `make test` do all of their own set-up; everything they install stays in .venv/.
.PHONY: demo test lint check-law check-lexicon mutate pytest package bench campaign eval serve clean
.DEFAULT_GOAL := demo

READY := .venv/.ready
LAWLINT := .venv/bin/lawlint

$(READY): pyproject.toml setup.py requirements-dev.lock requirements-durable.lock scripts/setup
	@scripts/setup

demo: $(READY)
	@scripts/demo

test: $(READY) lint check-law check-lexicon package pytest

lint: $(READY)
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@MYPYPATH=.venv/types .venv/bin/mypy --strict -p lawlint

check-law: $(READY)
	@$(LAWLINT) rules lint
	@$(LAWLINT) rules test

check-lexicon: $(READY)
	@.venv/bin/python -m lawlint.bot.understand.check_lexicon

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

# How good the chat's answers are, on questions it was tuned on and on questions it was not.
eval: $(READY)
	@.venv/bin/python benchmarks/chat.py
	@.venv/bin/python benchmarks/retrieval.py

serve: $(READY)
	@echo "the web front end is not part of this version: use \`$(LAWLINT) check\`" >&2; exit 2

clean:
	rm -rf .venv build dist out engine/compiled bot/compiled .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

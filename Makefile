# gridcase: everything a newcomer needs, with Python 3.11+, git and make alone.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := $(UV) run --frozen --no-sync
export UV_PYTHON_DOWNLOADS ?= automatic

.PHONY: demo test test-fast test-heavy fuzz bench check setup clean

demo: setup ## set everything up and show the closed loop at work
	@$(RUN) gridcase demo
	@echo '# before the lines above: source .venv/bin/activate'

test: setup check ## lint, types, architecture, tests
	$(RUN) pytest -q -n auto --dist worksteal -m 'not heavy' --durations=15

test-fast: setup check ## the daily loop: lint, types, architecture, unit tests and contracts
	$(RUN) pytest -q -n auto --dist worksteal -m 'not heavy' tests/unit tests/contract

test-heavy: setup ## what takes minutes, for real programs are killed and real time passes
	$(RUN) pytest -q -n auto --dist worksteal -m heavy --durations=15

fuzz: setup ## before each release: properties at random, FUZZ_TIMES as long; what it finds becomes an @example
	$(RUN) pytest -q -n auto --dist worksteal -m hypothesis --hypothesis-profile=fuzz

check: setup
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) lint-imports

bench: setup ## measure; figures go to docs/reference/performance.md by hand
	$(RUN) python -m benchmarks

setup: .venv/.ready

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --quiet --compile-bytecode
	@touch $@

.tools/bin/uv:
	@python3 -m venv .tools
	@.tools/bin/python -m pip install --quiet uv

clean:
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

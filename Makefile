# Everything runs in .venv, which is made anew whenever pyproject.toml changes.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test bench clean

demo: .venv/ready
	@echo '$$ ifcfgen lint samples/el7-bridge-lost'
	@$(BIN)/ifcfgen lint samples/el7-bridge-lost || test $$? -eq 1

test: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest --cov --cov-report=term:skip-covered

bench: .venv/ready
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@

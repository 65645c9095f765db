# Everything runs in .venv, which is made anew whenever pyproject.toml changes. PYTHON=python3.12 chooses another Python.
PYTHON ?=
BIN := .venv/bin
READY := .venv/ready$(if $(PYTHON),-$(subst /,-,$(PYTHON)))

# make fuzz SECONDS=600 runs each target for that long; -k goes on after a find, -j2 runs two at once.
TARGETS := host topology site expression fix
SECONDS ?= 60

# typer asks for compiled modules from 0.29 on, which Python loads from no zipapp; what else is compiled can be left out.
ZIPAPP := dist/ifcfgen.pyz

# Some containers set it; each process that a test starts would then compile the whole program.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test bench docs docs-zensical zipapp fuzz $(TARGETS:%=fuzz-%) clean

demo: $(READY)
	@echo '$$ ifcfgen lint samples/el7-bridge-lost'
	@$(BIN)/ifcfgen lint samples/el7-bridge-lost || test $$? -eq 1

test: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest

bench: $(READY)
	$(BIN)/python -m benchmarks

# The documentation site, in .site/html.
docs: .venv/docs
	$(BIN)/python -m tools.pages .site/pages
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

# Whether zensical, which will replace mkdocs-material, builds it as well.
docs-zensical: .venv/docs
	$(BIN)/python -m tools.pages .site/pages
	$(BIN)/zensical build --strict

.venv/docs: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

zipapp: $(READY)
	rm -rf build/zipapp
	mkdir -p $(dir $(ZIPAPP))
	$(BIN)/pip install --quiet --disable-pip-version-check --target build/zipapp . 'typer<0.29'
	find build/zipapp -name '*.so' -delete
	rm -rf build/zipapp/bin build/zipapp/share
	cp packaging/__main__.py build/zipapp
	$(BIN)/python -m zipapp build/zipapp --python '/usr/bin/env python3' --compress --output $(ZIPAPP)
	ZIPAPP=$(abspath $(ZIPAPP)) $(BIN)/pytest -n0 tests/test_packaging.py -k made_by_make

fuzz: $(TARGETS:%=fuzz-%)

$(TARGETS:%=fuzz-%): fuzz-%: .venv/fuzz
	$(BIN)/python -m tools.fuzz $* -max_total_time=$(SECONDS)

.venv/fuzz: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	@touch $@

clean:
	rm -rf .venv .site build dist

$(READY): pyproject.toml
	@for python in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "making .venv with $$python" && \
	    "$$python" -m venv --clear .venv && \
	    $(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]' && \
	    touch $@; exit; \
	  fi; \
	done; \
	echo 'make: ifcfgen needs Python 3.11 or later with venv (Debian: apt install python3-venv); PYTHON=... names one' >&2; \
	exit 1

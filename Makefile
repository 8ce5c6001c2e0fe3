# Two commands on a fresh machine: `make demo` and `make test`. Each makes what it needs.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do $$p -c '' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup demo test check bench audit clean

setup: $(STAMP)

# The CPU build of torch goes in first: plain pip would bring several GB of CUDA on Linux.
$(STAMP): pyproject.toml requirements-torch.txt constraints.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "Installing (a few minutes the first time) …"
	@$(BIN)/pip install --quiet --no-deps --retries 1 -r requirements-torch.txt
	@$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(STAMP)
	@$(BIN)/lotsen demo

# The fast part: style, types, import contracts and unit tests.
check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not server and not model and not long"

test: check
	$(BIN)/pytest -q -m "server or model or long"

# DATA=DIR: a folder with labelled questions of your own, measured beside the sample library.
DATA ?= data
bench: $(STAMP)
	@$(BIN)/python -m tests.ablation $(DATA)
	@$(BIN)/python -m tests.bench

# Known vulnerabilities among the pinned packages. pip-audit stays out of the environment.
AUDIT := .cache/audit
audit: $(STAMP)
	@$(BIN)/pip check
	@test -x $(AUDIT)/bin/pip-audit || { $(PYTHON) -m venv $(AUDIT) \
	  && $(AUDIT)/bin/pip install --quiet 'pip-audit>=2.10,<3'; } || true
	@$(BIN)/python -m tests.dependencies $(AUDIT)/bin/pip-audit

clean:
	rm -rf $(VENV) .cache .demo

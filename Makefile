# One command for each thing one does here. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
# Each has servers of its own, so more take much memory.
PROCESSES := 2

.PHONY: help demo test check bench elasticsearch requirements environment clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo:  ## install and take the guided tour on generated departments' data
	@scripts/environment.sh all
	@.venv/bin/tongguan demo
	@echo "The results are in demo-output/"

test:  ## run all tests
	@scripts/environment.sh dev
	@scripts/environment.sh oracles
	@scripts/postgresql.sh
	@scripts/mariadb.sh
	@scripts/redis.sh
	@scripts/clickhouse.sh
	@scripts/softhsm.sh
	@scripts/elasticsearch.sh
	@scripts/tshark.sh
	@scripts/handover.sh
	@scripts/logs.sh
	@scripts/range.sh
	@scripts/chromium.sh
	@$(PYTHON) -m pytest -n $(PROCESSES) $(ARGS)

check:  ## check format, lint, types and shell scripts
	@scripts/environment.sh dev
	@scripts/check.sh

bench:  ## measure against the peers; JSON lines on standard output
	@scripts/environment.sh dev
	@scripts/environment.sh peers
	@for file in $$(grep -l "^if __name__" benchmarks/*.py); do $(PYTHON) "$$file" || exit 1; done

elasticsearch:  ## run the Elasticsearch that tests use on loopback, until interrupted
	@scripts/environment.sh dev
	@scripts/elasticsearch.sh
	@$(PYTHON) tests/support/run_elasticsearch.py

requirements: environment  ## compile the pins in requirements/ anew
	@scripts/requirements.sh

environment:  ## make the development environment in .venv
	@scripts/environment.sh dev

clean:  ## remove environments, caches and results
	@rm -rf .venv .venv-peers .venv-oracles .mypy_cache .ruff_cache .pytest_cache demo-output dist

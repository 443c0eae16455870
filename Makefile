# The two commands of the README: `make report` builds the example report, `make test` runs the checks and the tests.
# Both begin on a bare checkout: they make .venv with the locked dependencies and look for what the system lacks.

.PHONY: help report docs test check reference translations bench lock clean system-report system-test
.DELETE_ON_ERROR:

# Settings that would lead Python or pip away from .venv.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV VIRTUAL_ENV

PYTHONS = python3 python3.13 python3.12 python3.11 python
USABLE = import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
INSTALL = .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input
INVENTORY = inventories/acme-care

help:
	@echo "make report      build the report of $(INVENTORY) into site/"
	@echo "make docs        build the documentation's site, with an example report in it, into build/docs/"
	@echo "make test        run make check and every test"
	@echo "make check       style, types and layers of the code"
	@echo "make reference   write the parts of docs/reference that come from the code"
	@echo "make translations  add new sentences to the translations, and drop those that are gone"
	@echo "make bench       measure how the work grows with the inventory, see benchmarks/README.md"
	@echo "make lock        pin the dependencies of pyproject.toml anew; UPGRADE=1 takes the newest versions"
	@echo "make clean       remove .venv, caches and everything built"

report: system-report .venv/runtime
	@.venv/bin/python -m reportgen build $(INVENTORY)
	@echo
	@echo "The site:    $(CURDIR)/site/index.html"
	@for pdf in site/reports/*.pdf; do echo "The PDF:     $(CURDIR)/$$pdf"; done
	@echo "For scripts: $(CURDIR)/site/report.json"

docs: .venv/runtime
	@NO_MKDOCS_2_WARNING=1 .venv/bin/python -m mkdocs build
	@echo "The documentation: $(CURDIR)/build/docs/index.html"

test: system-test check .venv/browser
	.venv/bin/python -m pytest -n auto --dist loadfile

check: .venv/dev
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy
	.venv/bin/lint-imports

reference: .venv/runtime
	.venv/bin/python tools/reference.py

translations: .venv/runtime
	.venv/bin/python tools/translations.py

bench: .venv/dev
	.venv/bin/python benchmarks/run.py

lock: .venv/bin/python
	.venv/bin/python tools/lock.py $(if $(UPGRADE),--upgrade)

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find site -mindepth 1 ! -name .gitkeep -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system-report: .venv/bin/python
	@.venv/bin/python tools/system.py report

system-test: .venv/bin/python
	@.venv/bin/python tools/system.py test $(SYSTEM)

# The environment of a checkout that was moved or copied points to the old place: make it anew.
ifneq ($(shell cat .venv/checkout 2>/dev/null),$(CURDIR))
.PHONY: .venv/bin/python
endif

.venv/bin/python:
	@for python in $(PYTHON) $(PYTHONS); do \
	  if "$$python" -c '$(USABLE)' >/dev/null 2>&1; then \
	    echo "Making .venv with $$("$$python" --version)"; \
	    "$$python" -m venv --clear .venv && printf '%s\n' "$(CURDIR)" > .venv/checkout; exit; \
	  fi; \
	done; \
	echo "This needs Python 3.11 or newer with its venv module (Debian and Ubuntu: the package python3-venv)." >&2; \
	echo "None of these on the PATH will do: $(strip $(PYTHON) $(PYTHONS)). Name yours with: make PYTHON=/path/to/python3" >&2; \
	exit 1

.venv/runtime: .venv/bin/python requirements/runtime.txt pyproject.toml
	@echo "Installing the locked dependencies"
	@$(INSTALL) --require-hashes --only-binary :all: --requirement requirements/runtime.txt
	@$(INSTALL) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/runtime requirements/dev.txt
	@echo "Installing the locked tools of the tests"
	@$(INSTALL) --require-hashes --only-binary :all: --requirement requirements/dev.txt
	@touch $@

# What the tests in a browser find barriers with. It runs no script of its own; without npm those tests skip and say so.
.venv/browser: .venv/dev tests/browser/package.json tests/browser/package-lock.json
	@if command -v npm >/dev/null; then \
	  echo "Installing the locked scripts of the browser tests"; \
	  rm -rf $@.new && mkdir $@.new && cp tests/browser/package*.json $@.new && \
	  npm ci --prefix $@.new --ignore-scripts --no-audit --no-fund --loglevel=error && \
	  rm -rf $@ && mv $@.new $@ && touch $@; \
	fi || { rm -rf $@.new; echo "Without them: the tests that need them skip and say so." >&2; test -z "$(SYSTEM)"; }

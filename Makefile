# Porewise: the recipes. `make start` runs it, `make test` tests it; everything else is for developers.
# A machine needs Python 3.11 or newer (PYTHON=python3.12 make …) and make; all else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SOURCES := $(shell find src -type f -not -name '*.pyc' -not -path '*/io/models/*' -not -path '*/static/vendor/*') pyproject.toml hatch_build.py build_assets/compile_reader.py
DATA ?=

.PHONY: start test check bench bench-accuracy bench-speed bench-check screenshots format pins clean bench-answer wordings

# Set everything up, open Porewise in the browser, and keep it running until Ctrl-C. DATA=folder chooses where it keeps its data.
start: $(VENV)/.installed
	$(BIN)/porewise serve $(if $(DATA),--data "$(DATA)")

# Run all tests against the installed wheel. Browser journeys need Chromium and are skipped, with a word, where there is none.
test: $(VENV)/.installed $(VENV)/.developer
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		echo "No Chromium on this machine: the browser journeys will be skipped (apt-get install chromium brings it)."
	$(BIN)/python -m pytest

# Everything the build will ask besides the tests: style, types, import layers, the pinned requirements.
check: $(VENV)/.installed $(VENV)/.developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Print the benchmark figures of the issues, with date and machine, and keep them in benchmarks/results.
bench: $(VENV)/.installed $(VENV)/.developer
	$(BIN)/python benchmarks/bench.py

# Find pores on skin drawn by another hand, beside every public spot finder, in one run (QUICK= for the full set).
QUICK ?= --quick
bench-accuracy: $(VENV)/.installed $(VENV)/.peers
	$(BIN)/python benchmarks/accuracy/run.py $(QUICK)

# Milliseconds per megapixel on one core, beside the same finders.
bench-speed: $(VENV)/.installed $(VENV)/.peers
	$(BIN)/python benchmarks/speed/run.py

# Read labels beside labels read by hand, with speed, misprints, traps and noise.
bench-check: $(VENV)/.installed $(VENV)/.developer
	$(BIN)/python benchmarks/check/run.py
	$(BIN)/python benchmarks/check/label_photos.py

# How well claims about pores are answered, and how fast (the development claims are read from ../shared).
bench-answer: $(VENV)/.installed $(VENV)/.developer
	$(BIN)/python benchmarks/answer/run.py

# Count the wordings of claims anew, after a change to them or to the lexicon.
wordings: $(VENV)/.installed $(VENV)/.developer
	$(BIN)/python build_assets/wordings.py

# Bring the sources into the one format.
format: $(VENV)/.developer
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Take fresh screenshots of every page into docs/screenshots.
screenshots: $(VENV)/.installed $(VENV)/.developer
	POREWISE_SCREENSHOTS=1 $(BIN)/python -m pytest tests/browser

# Pin every package anew from pyproject.toml, with hashes and without naming an index (needs uv).
COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml
pins:
	$(COMPILE) --extra build --extra ocr -o requirements.txt
	$(COMPILE) --extra dev --extra ocr -o requirements-dev.txt
	$(COMPILE) --extra peers -c requirements.txt -o requirements-peers.txt
	$(call headed,requirements.txt,Run-time and build packages)
	$(call headed,requirements-dev.txt,Everything for developers)
	$(call headed,requirements-peers.txt,The spot finders of the benchmark)

# Say at the top of a file of pins what it is and how it was made.
headed = { echo '\# $(2), pinned with hashes. Made from pyproject.toml by `make pins`.'; cat $(1); } > $(1).new && mv $(1).new $(1)

# Remove what the recipes made.
clean:
	rm -rf $(VENV) build dist

# The run-time packages, pinned with their hashes, and the wheel built from this checkout.
$(VENV)/.installed: $(VENV)/.packages $(SOURCES)
	@echo "Building Porewise (the first time a minute or two)."
	rm -rf dist && $(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	$(PIP) install --quiet --no-deps --force-reinstall dist/porewise-*.whl
	@touch $@

$(VENV)/.packages: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Porewise needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Fetching about 350 MB of packages (once)."
	$(PIP) install --quiet --require-hashes -r requirements.txt
	@touch $@

# The spot finders Porewise is compared with.
$(VENV)/.peers: requirements-peers.txt $(VENV)/.packages
	$(PIP) install --quiet --require-hashes -r requirements-peers.txt
	@touch $@

# What only developers need: test runner, linters, browser driver.
$(VENV)/.developer: requirements-dev.txt $(VENV)/.packages
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

# make graph     the knowledge graph of the sample article, in build/graph
# make test      everything that is checked, as in CI
# make help      the rest

PYTHON  ?= python3
ARTICLE ?= corpus/articles/000_3933d1552c9bd586.txt
OUT     ?= build/graph
FOLDS   ?= 10
JOBS    ?= 2
SLOW    := tests/browser tests/serve tests/test_corpus.py tests/test_notebooks.py tests/test_people.py  # about half of the tests' time

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check --quiet install --use-pep517

.DEFAULT_GOAL := help
.PHONY: help graph test check slow quick fuzz kills browser model evaluate calibrate docs release lock clean

help: ## what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 18

graph: $(VENV)/.run ## build the graph of the sample article (ARTICLE=…, OUT=…)
	$(BIN)/kg build $(ARTICLE) --out $(OUT) --prune
	@echo "ask it:      $(BIN)/kg query $(OUT) --question 1"

test: browser ## install what the tests need, then check everything
	$(MAKE) check

check: $(VENV)/.dev ## format, lint, types and tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(MAKE) --jobs=2 --keep-going --output-sync=target slow quick

slow: $(VENV)/.dev
	$(BIN)/python -m pytest $(SLOW)

quick: $(VENV)/.dev
	$(BIN)/python -m pytest $(SLOW:%=--ignore=%)

fuzz: $(VENV)/.dev ## any bytes into every reader, a hundred times as many as the tests try
	KG_FUZZ=15000 $(BIN)/python -m pytest --hypothesis-profile=default -o faulthandler_timeout=0 tests/test_fuzz.py

kills: $(VENV)/.dev ## a build ended by kill -9 at twenty moments, where the tests try four
	KG_KILLS=20 $(BIN)/python -m pytest -o faulthandler_timeout=0 tests/test_corpus.py -k killed

browser: $(VENV)/.dev ## make sure that a Chromium and a Chinese font are there, for the explorer's tests
	$(BIN)/python tests/install_browser.py

model: $(VENV)/.dev ## train the shipped models again from the corpus
	$(BIN)/python -m kg.learn

evaluate: $(VENV)/.run ## score extraction on the gold of the corpus, with models that have not seen the article; calibrate (JOBS=2)
	@mkdir -p build
	$(BIN)/python -m kg.learn.evaluate --folds $(FOLDS) --share 2 --processes $(JOBS) --kept build/folds --out build/raw.jsonl --store tests/cases/unseen.jsonl.xz
	$(BIN)/python tests/benchmarks/evaluation.py --write
	$(MAKE) calibrate

calibrate: $(VENV)/.run ## learn from the stored predictions what raw scores are worth, and score with confidences
	$(BIN)/python -m kg.learn.calibration --out build/unseen.jsonl tests/cases/*.jsonl.xz
	for shelf in corpus corpus/held corpus/later corpus/dispatches corpus/bulletins corpus/broadcasts corpus/offices corpus/press corpus/practice corpus/counties corpus/campaigns; do \
		$(BIN)/kg score $$shelf/gold --articles $$shelf/articles --predicted build/unseen.jsonl --per-type; \
		$(BIN)/kg score $$shelf/gold --articles $$shelf/articles --predicted build/unseen.jsonl --accepted --reliability; \
	done

LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

docs: $(VENV)/.dev ## write the pages that are made from data again: the ontology's, the cookbook (PICTURES=--pictures takes all pictures anew)
	$(BIN)/python docs/ontology/page.py
	$(BIN)/python docs/cookbook/page.py $(PICTURES)
	$(if $(PICTURES),$(BIN)/python docs/images/take.py)

release: $(VENV)-release/.tools ## build sdist and wheel into dist/ and check them: twine, a clean install, a try outside, tests
	$(VENV)-release/bin/python tests/release.py $(PYTHON)

lock: $(VENV)/.dev ## write the lock files again from pyproject.toml
	$(LOCK) --output-file requirements.lock pyproject.toml
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["release"], sep="\n")' \
		| $(LOCK) --constraint requirements-dev.lock --output-file requirements-release.lock -

clean: ## remove everything that make made
	rm -rf build dist $(VENV) $(VENV)-release .mypy_cache .ruff_cache .pytest_cache .hypothesis

# A stamp says that what it depends on is installed, so that making again is quick.

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)-release/.tools: requirements-release.lock
	$(PYTHON) -m venv $(VENV)-release
	$(VENV)-release/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-release.lock
	@touch $@

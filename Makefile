# Needs Python 3.11 or newer and make. Everything else is installed below this folder, Node included.
.PHONY: setup run test soak check lock package deploy bench clean
.DELETE_ON_ERROR:

PYTHON ?= python3
STAGE ?= local
BUCKET ?=
DEPLOY_ARGUMENTS ?=
PYTEST_ARGUMENTS ?=

VENV := .venv
PY := $(VENV)/bin/python
PYTHON_INSTALLED := $(VENV)/.installed
ENGINE := infra/local
ENGINE_INSTALLED := $(ENGINE)/node_modules/.package-lock.json

setup: $(PYTHON_INSTALLED) $(ENGINE_INSTALLED)

$(PYTHON_INSTALLED): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# Node trusts its own list of authorities unless it is told to trust, as pip does, what the machine trusts.
$(ENGINE_INSTALLED): $(ENGINE)/package-lock.json $(ENGINE)/package.json $(ENGINE)/.npmrc $(PYTHON_INSTALLED)
	cd $(ENGINE) && NODE_USE_SYSTEM_CA=1 "$(CURDIR)/$(VENV)/bin/npm" ci --loglevel error
	touch $@

# PORT, like every setting, reaches the service through the environment.
run: setup
	@EMAIL_POLICY="$${EMAIL_POLICY:-masked}" exec $(VENV)/bin/tracefunnel serve

test: setup
	@$(PY) -m pytest -n 2 --dist loadfile $(PYTEST_ARGUMENTS)

soak: setup
	@$(PY) -m pytest -m soak $(PYTEST_ARGUMENTS)

check: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

# One resolution for every platform and every Python that the project runs on.
LOCK := $(VENV)/bin/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"

lock: setup
	$(LOCK) --output-file requirements-lambda.txt
	$(LOCK) --extra dev --constraint requirements-lambda.txt --output-file requirements-dev.txt

package: setup
	$(PY) -m infra.package

deploy: setup
	$(PY) -m infra.deploy --stage $(STAGE) $(if $(BUCKET),--bucket $(BUCKET)) $(DEPLOY_ARGUMENTS)

bench: setup
	$(PY) -m tests.benchmarks

clean:
	rm -rf dist build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

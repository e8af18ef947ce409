# Needs Python 3.11 or newer and make. Everything else is installed below this folder, Node included.
.PHONY: setup setup-edge run dev test soak check check-template audit screenshot lock package deploy destroy bench clean
.DELETE_ON_ERROR:

PYTHON ?= python3
STAGE ?= local
BUCKET ?=
DEPLOY_ARGUMENTS ?=
DESTROY_ARGUMENTS ?=
PYTEST_ARGUMENTS ?=

VENV := .venv
PY := $(VENV)/bin/python
PYTHON_INSTALLED := $(VENV)/.installed
ENGINE := infra/local
ENGINE_INSTALLED := $(ENGINE)/node_modules/.package-lock.json
# Node trusts its own list of authorities unless it is told to trust, as pip does, what the machine trusts. What npm runs
# looks for `node` on the path, and shall find ours.
NPM := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" NODE_USE_SYSTEM_CA=1 npm
DASHBOARD := frontend/dashboard
DASHBOARD_INSTALLED := $(DASHBOARD)/node_modules/.package-lock.json
DASHBOARD_CLIENT := $(DASHBOARD)/src/api/schema.gen.ts
DASHBOARD_BUILT := $(DASHBOARD)/dist/index.html
EDGE := frontend/edge
EDGE_INSTALLED := $(EDGE)/node_modules/.package-lock.json
EDGE_TYPES := $(EDGE)/src/events.gen.ts
EDGE_BUILT := $(EDGE)/dist/tracefunnel-links.js
CHECKOV_VENV := .venv-checkov
CHECKOV := $(CHECKOV_VENV)/bin/checkov
CHECKOV_INSTALLED := $(CHECKOV_VENV)/.installed

setup: $(PYTHON_INSTALLED) $(ENGINE_INSTALLED) $(DASHBOARD_BUILT)

# What tests and checks need beside: nobody who only runs the service waits for it.
setup-edge: setup $(EDGE_BUILT)

$(PYTHON_INSTALLED): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(ENGINE_INSTALLED): $(ENGINE)/package-lock.json $(ENGINE)/package.json $(ENGINE)/.npmrc | $(PYTHON_INSTALLED)
	cd $(ENGINE) && $(NPM) ci --loglevel error
	touch $@

$(DASHBOARD_INSTALLED): $(DASHBOARD)/package-lock.json $(DASHBOARD)/package.json $(DASHBOARD)/.npmrc | $(PYTHON_INSTALLED)
	cd $(DASHBOARD) && $(NPM) ci --loglevel error
	touch $@

# The dashboard's client is made from the API's own document. A document that says the same is left as old as it was,
# so that a change of the service that does not change the API builds no page.
API_SOURCES := app.py $(shell find chalicelib infra/openapi_document.py -name '*.py')
API_WRITTEN := $(DASHBOARD)/node_modules/.openapi
$(API_WRITTEN): $(API_SOURCES) $(DASHBOARD_INSTALLED)
	@$(PY) -m infra.openapi_document $(DASHBOARD)/openapi.json
	@touch $@

$(DASHBOARD)/openapi.json: $(API_WRITTEN) ;

$(DASHBOARD_CLIENT): $(DASHBOARD)/openapi.json $(DASHBOARD_INSTALLED)
	cd $(DASHBOARD) && $(NPM) run --silent api
	touch $@

# Folders are among the sources: theirs is the change when a file is removed.
DASHBOARD_SOURCES := $(DASHBOARD)/index.html $(DASHBOARD)/vite.config.ts $(DASHBOARD)/tsconfig.json \
	$(shell find $(DASHBOARD)/src $(DASHBOARD)/public -not -name '*.test.ts*' -not -path $(DASHBOARD_CLIENT))
$(DASHBOARD_BUILT): $(DASHBOARD_CLIENT) $(DASHBOARD_SOURCES) $(DASHBOARD_INSTALLED)
	cd $(DASHBOARD) && $(NPM) run --silent build -- --logLevel warn
	touch $@

$(EDGE_INSTALLED): $(EDGE)/package-lock.json $(EDGE)/package.json $(EDGE)/.npmrc | $(PYTHON_INSTALLED)
	cd $(EDGE) && $(NPM) ci --loglevel error
	touch $@

# The edge client's types are made from the event dictionary; a file that says the same is left as old as it was.
EDGE_WRITTEN := $(EDGE)/node_modules/.events
$(EDGE_WRITTEN): chalicelib/domain/event_dictionary.py infra/edge_event_types.py $(EDGE_INSTALLED)
	@$(PY) -m infra.edge_event_types $(EDGE_TYPES)
	@touch $@

$(EDGE_TYPES): $(EDGE_WRITTEN) ;

EDGE_SOURCES := $(EDGE)/build.js $(EDGE)/tsconfig.json $(EDGE)/tsconfig.build.json \
	$(shell find $(EDGE)/src -not -path $(EDGE_TYPES))
$(EDGE_BUILT): $(EDGE_TYPES) $(EDGE_SOURCES) $(EDGE_INSTALLED)
	cd $(EDGE) && $(NPM) run --silent build
	touch $@

# PORT, like every setting, reaches the service through the environment.
run: setup
	@EMAIL_POLICY="$${EMAIL_POLICY:-masked}" exec $(VENV)/bin/tracefunnel serve

# The same, but what is changed is taken up: the service starts anew, and the page comes from Vite.
dev: setup
	@exec $(PY) -m infra.dev

test: setup-edge
	@cd $(DASHBOARD) && $(NPM) test --silent
	@cd $(EDGE) && $(NPM) test --silent
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGUMENTS)

soak: setup-edge
	@$(PY) -m pytest -m soak $(PYTEST_ARGUMENTS)

check: setup-edge check-template
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	for package in $(DASHBOARD) $(EDGE); do \
		(cd $$package && $(NPM) run --silent types && $(NPM) run --silent lint && $(NPM) exec -- prettier --check .) || exit 1; \
	done

# The packaged template, whole. Each exception to a rule stands in it beside the resource, with its reason.
check-template: setup $(CHECKOV_INSTALLED)
	$(PY) -m infra.package --stage prod --if-needed --out dist/checked
	$(VENV)/bin/cfn-lint dist/checked/template.yaml
	$(CHECKOV) --file dist/checked/template.yaml --framework cloudformation --skip-download --quiet --compact

# Known vulnerabilities of all that is locked. What no service could be asked about is said, and with AUDIT_REQUIRED=true fails.
audit: setup
	@$(PY) -m infra.audit

# It asks for versions of boto3 and others that are not ours: an environment of its own.
$(CHECKOV_INSTALLED): requirements-checkov.txt $(PYTHON_INSTALLED)
	$(PYTHON) -m venv $(CHECKOV_VENV)
	$(CHECKOV_VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements-checkov.txt
	touch $@

# One resolution for every platform and every Python that the project runs on.
LOCK := $(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"

lock: setup
	$(LOCK) pyproject.toml --output-file requirements-lambda.txt
	echo checkov | $(LOCK) - --output-file requirements-checkov.txt
	$(LOCK) pyproject.toml --extra dev --constraint requirements-lambda.txt --output-file requirements-dev.txt

package: setup
	$(PY) -m infra.package

deploy: setup
	$(PY) -m infra.deploy --stage $(STAGE) $(if $(BUCKET),--bucket $(BUCKET)) $(DEPLOY_ARGUMENTS)

destroy: setup
	$(PY) -m infra.destroy --stage $(STAGE) $(DESTROY_ARGUMENTS)

bench: setup
	$(PY) -m tests.benchmarks $(BENCH)

# The README's picture, of the demonstration as `make run` shows it; needs chromium.
screenshot: setup
	$(PY) -m tests.browser.dashboard.readme_picture

clean:
	rm -rf dist build $(DASHBOARD)/dist $(DASHBOARD)/openapi.json $(DASHBOARD_CLIENT) $(API_WRITTEN) $(EDGE)/dist $(EDGE_TYPES) $(EDGE_WRITTEN) \
		*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

# Two commands do everything on a fresh machine: make run, make test.
# They keep the environment in .venv; afterwards .venv/bin/bayplan runs by itself.

PYTHON := .venv/bin/python
# Stamps say which pyproject.toml the environment was made from, so a changed one is installed again.
RUN_STAMP := .venv/.installed-run
TEST_STAMP := .venv/.installed-test

.PHONY: run test test-engines package package-test wheel-test lint screenshots demo proof bench golden clean

run: $(RUN_STAMP)
ifneq ($(DISPLAY)$(WAYLAND_DISPLAY),)
	.venv/bin/bayplan
else ifeq ($(shell uname -s),Darwin)
	.venv/bin/bayplan
else
	@echo "There is no display, so here is the picture as a file:"
	@.venv/bin/bayplan diagram -o bayplan.png || { \
		test $$? -eq 3 && echo "So this is the demo:" && .venv/bin/bayplan diagram --demo -o bayplan.png; }
endif

test: lint
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest

# Holds newer Docker engines and Podman to the contract; needs root, a Debian mirror, 4 GB and a quarter of an hour.
test-engines: $(TEST_STAMP)
	packaging/linux/system-packages.sh engines
	$(PYTHON) -m tests.support.other_engines

# Builds into dist/ all that this system can build: wheel, sdist, .deb, .rpm and .tar.gz.
package:
	packaging/linux/system-packages.sh package
	packaging/build.sh

# Installs what `make package` built where nothing else is, tries it and removes it again; needs root and a Debian mirror.
package-test:
	packaging/linux/system-packages.sh package
	packaging/linux/test-packages.sh

# The wheel, built and tried in an empty environment.
wheel-test: | $(PYTHON)
	rm -rf build/wheel
	$(PYTHON) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir build/wheel .
	packaging/try-python-package.sh build/wheel/*.whl

lint: $(TEST_STAMP)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

# The measurements that CHANGELOG.md quotes; each prints a table of medians and ratios.
bench: $(TEST_STAMP)
	$(PYTHON) -m tests.bench

# The pictures in README.md, made by the program itself.
screenshots: $(TEST_STAMP)
	$(PYTHON) -m tests.support.screenshots resources/screenshots

# Records the demo anew from a scenario on a real engine.
demo: $(TEST_STAMP)
	$(PYTHON) -m tests.support.record_demo resources/demo
	$(PYTHON) -m tests.support.compose_windows_demo resources/demo

# Does every event for real on engines of its own and on the demo, and writes the table under Help and in README.md.
# ENGINES=/var/cache/bayplan-engines takes the newer engines too that make test-engines installed there.
proof: $(TEST_STAMP)
	$(PYTHON) -m tests.support.write_proof resources/help/proof.md $(if $(ENGINES),--engines $(ENGINES))

# Rewrites the golden layouts; look at the difference before you commit it.
golden: $(TEST_STAMP)
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest tests/layout --rewrite-golden

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(PYTHON):
	packaging/linux/system-packages.sh run
	packaging/make-venv.sh .venv

$(RUN_STAMP): pyproject.toml | $(PYTHON)
	packaging/linux/system-packages.sh run
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(TEST_STAMP): pyproject.toml | $(PYTHON)
	packaging/linux/system-packages.sh test
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(RUN_STAMP)

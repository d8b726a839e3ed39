# What there is to do here. A fresh machine needs Python 3.11 or newer, make, and the package index.

.PHONY: run dev test test-all lint bench

# The first Python on the PATH that is new enough; else python3, which says what is wrong.
PYTHON ?= $(or $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; \
	done),python3)
HERE = .venv/bin/python

run:
	@$(PYTHON) install.py requirements.txt
	@exec $(HERE) manage.py serve

dev:
	@$(PYTHON) install.py requirements.txt
	@DEBUG=yes exec $(HERE) manage.py serve --reload

test:
	@$(PYTHON) install.py requirements-dev.txt
	@$(HERE) -m tests.everywhere

test-all:
	@$(PYTHON) install.py requirements-dev.txt
	@TEST_ALL=1 $(HERE) -m tests.everywhere

lint:
	@$(PYTHON) install.py requirements-dev.txt
	$(HERE) -m ruff check
	$(HERE) -m ruff format --check
	$(HERE) -m mypy
	.venv/bin/lint-imports
	$(HERE) -m bench.house
	DJANGO_SETTINGS_MODULE=tests.settings $(HERE) manage.py makemigrations --check --dry-run
	$(HERE) audit.py requirements.txt requirements-dev.txt

bench:
	@$(PYTHON) install.py requirements-dev.txt
	@$(HERE) -m bench

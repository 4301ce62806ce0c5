# The words to remember: demo, test, quick, test-all, bench, lint, install, docs. CI runs the same.
#
#   make demo                                   the demonstration, on http://127.0.0.1:8000/
#   make demo PORT=8080 SAFECOMMUNITY_HOME=dir  another port, another data folder
#   make demo WHEELS=dir                        packages from a folder, no network
#   make test LANES=1                           one run after the other instead of side by side
#   make bench BENCH_SIZES=10000                a small run of the benchmarks
#
# Needed beforehand: Python 3.11 or newer with its venv module, make. Nothing else.

SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000
SAFECOMMUNITY_HOME ?= var/demo
WHEELS ?=
TESTS ?=
# how many records the benchmarks of the register build: a small run takes a minute, a million some twenty
BENCH_SIZES ?= 10000 100000 1000000
export BENCH_SIZES

# An environment belongs to the lock it was filled from and to the folder it stands in (its scripts
# hold that path), so the stamp carries the checksum of both: nothing changed, nothing to do.
sum = $(shell { pwd; cat $(1); } | cksum | cut -d' ' -f1)
RUNTIME := $(VENV)/.filled-$(call sum,requirements.lock)
SPARK := $(VENV)/.filled-spark-$(call sum,requirements-spark.lock)
DEV := $(VENV)/.filled-dev-$(call sum,requirements-dev.lock requirements.lock)

.DEFAULT_GOAL := help
.PHONY: help demo install test quick test-all bench lint docs spark

help:
	@echo '安全社区 SafeCommunity — 每个数字都能打开它的记录 · no number without its records'
	@echo
	@echo '  make demo      装好并打开演示 · set up and open the demonstration (PORT=8000 SAFECOMMUNITY_HOME=var/demo)'
	@echo '  make install   只安装和准备，不启动 · set up for real use without starting'
	@echo '  make quick     一分半钟内的测试 · tests within 90 seconds'
	@echo '  make test      全部测试：SQLite、PostgreSQL、浏览器 · everything on SQLite, db tests on PostgreSQL, browser'
	@echo '  make test-all  在两种数据库上跑全部测试 · everything on both databases'
	@echo '  make bench     性能对比 · benchmarks against named peers'
	@echo '  make lint      格式、类型、梯级 · format, types, ladder, fresh documents'
	@echo '  make docs      重新生成参考文档 · regenerate the reference pages'

demo: $(RUNTIME)
	@echo '[4/4] 启动演示 · starting the demonstration'
	@PORT='$(PORT)' SAFECOMMUNITY_HOME='$(SAFECOMMUNITY_HOME)' exec $(VENV)/bin/safecommunity demo

install: $(RUNTIME)
	@echo '装好了。启动：$(VENV)/bin/safecommunity serve · installed; start with: $(VENV)/bin/safecommunity serve'

test: $(DEV)
	@$(PY) scripts/run_tests.py test $(TESTS)

quick: $(DEV)
	@$(PY) scripts/run_tests.py quick $(TESTS)

test-all: $(DEV) $(SPARK)
	@$(PY) scripts/run_tests.py test-all $(TESTS)

bench: $(DEV)
	@for question in benchmarks/[a-z]*.py; do \
		test -f "$$question" || { echo 'benchmarks/: 还没有 · none yet'; break; }; \
		echo "== $$question"; $(PY) "$$question" || exit 1; done

lint: $(DEV)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -c 'import importlinter.cli; importlinter.cli.lint_imports_command()'
	@$(PY) scripts/reference.py --check

docs: $(DEV)
	@$(PY) scripts/reference.py

spark: $(SPARK)
	@echo 'Spark 装好了 · Spark is installed'

# 456 MB, so nobody gets it who did not ask: docs/how-to/use-spark.md
$(SPARK): | $(PY)
	@echo '安装 Spark（约 460 MB） · installing Spark'
	@$(PY) scripts/set_up.py requirements-spark.lock --wheels '$(WHEELS)'
	@touch $@

$(RUNTIME): | $(PY)
	@echo '[2/4] 安装依赖（逐个核对校验和） · installing pinned packages, each checked against its hash'
	@$(PY) scripts/set_up.py requirements.lock --wheels '$(WHEELS)'
	@echo '[3/4] 准备翻译和演示数据 · preparing texts and the demonstration world'
	@$(VENV)/bin/safecommunity prepare --demo
	@rm -f $(VENV)/.filled-*; touch $@

# The test environment contains the runtime one, so it fills both stamps.
$(DEV): | $(PY)
	@echo '[2/4] 安装依赖和测试工具（逐个核对校验和） · installing pinned packages and test tools'
	@$(PY) scripts/set_up.py requirements-dev.lock --wheels '$(WHEELS)'
	@rm -f $(VENV)/.filled-*; touch $(RUNTIME) $@

# The first Python of 3.11 or newer on this machine; PYTHON=... names another.
$(PY):
	@found='$(PYTHON)'; for name in python3 python3.14 python3.13 python3.12 python3.11; do \
		test -n "$$found" && break; \
		$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && found=$$name; done; \
	test -n "$$found" || { echo '需要 Python 3.11 或更新的版本 · Python 3.11 or newer is needed (PYTHON=/path/to/python names one)'; exit 1; }; \
	echo "[1/4] 建立虚拟环境（$$($$found --version)） · making the virtual environment"; \
	$$found -m venv $(VENV) || { rm -rf $(VENV); \
		echo '缺少 venv 模块（Debian/Ubuntu：apt-get install python3-venv） · the venv module is missing'; exit 1; }

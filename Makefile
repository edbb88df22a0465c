# The workflow. `make` alone prints what it can do.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# Programs start twice as fast from what Python has compiled before (git ignores it).
unexport PYTHONDONTWRITEBYTECODE
# Some tests only wait: five at once, however few the cores.
JOBS ?= $(shell $(PYTHON) -c 'import os; print(min(max(os.cpu_count() or 5, 5), 8))')
ARGS ?=

# Each is `python -m bench.NAME`; BENCH_NAME shortens it, so that `make bench` takes minutes.
BENCHES := burst kill ping photos quiet reading sweep
BENCH_burst := --reports 20
BENCH_kill := --seconds 30
BENCH_ping := --seconds 10
BENCH_photos := --rounds 5
BENCH_quiet := --late 40 --units 8
BENCH_sweep := --open 1000 20000

# An environment whose Python was taken away or replaced, or whose making was cut short, is no use.
$(shell test ! -e $(VENV) || $(PY) -c 'import pip' 2>/dev/null \
	|| rm -f $(PY) $(VENV)/.runtime $(VENV)/.development)

.PHONY: help install install-dev run test browser check format bench model lock migration clean

help: ## 显示这份说明 (what you read now)
	@echo '用法 (usage): make TARGET [ARGS=…] [PYTHON=python3.12]'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.runtime ## 准备运行环境 (.venv from requirements.lock)

install-dev: $(VENV)/.development ## 准备开发环境 (.venv from requirements-dev.lock)

run: install ## 运行；没有令牌时打开沙盒 (run; ARGS="--empty --port 8001")
	@$(PY) -m bot run $(ARGS)

test: install-dev ## 全部测试，浏览器除外 (all tests but the browser's; ARGS="-k word")
	@$(PY) -m pytest -n $(JOBS) -m "not browser" $(ARGS)

browser: install-dev ## 浏览器测试，需要 Chromium (the browser's tests; needs Chromium)
	@$(PY) -m pytest -m browser $(ARGS)

check: install-dev ## 检查写法、类型和分层 (ruff, mypy --strict, import contracts)
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

format: install-dev ## 整理代码 (ruff format, and what ruff can mend by itself)
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format

bench: install-dev ## 打印性能数字，短时间版 (the figures of every benchmark, short)
	@set -e; $(foreach name,$(BENCHES),echo 'bench.$(name) $(BENCH_$(name))'; \
		$(PY) -m bench.$(name) $(BENCH_$(name)); )

model: install-dev ## 从标注文本重新学习 (learn the reader's models from bench/texts)
	@$(PY) -m bench.training $(ARGS)

LOCKING = --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command 'make lock' $(ARGS)

lock: $(PY) ## 重新锁定依赖 (write both lock files; ARGS="--upgrade")
	@$(PIP) install uv
	@$(VENV)/bin/uv pip compile $(LOCKING) pyproject.toml --group dev -o requirements-dev.lock
	@$(VENV)/bin/uv pip compile $(LOCKING) -c requirements-dev.lock pyproject.toml -o requirements.lock

migration: install-dev ## 生成数据库迁移 (write the next migration; NAME="what changes")
	@test -n "$$NAME" || { echo '请写明改了什么 (say what changes): make migration NAME="…"' >&2; exit 2; }
	@$(PY) -m db.revision "$$NAME"

clean: ## 删除环境和缓存，不动 data (remove .venv and caches, never data)
	rm -rf $(VENV) artifacts build *.egg-info .coverage
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./data -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps: an installation is repeated only after its lock file has changed.

$(VENV)/.runtime: requirements.lock | $(PY)
	@echo '正在安装依赖，第一次要几分钟 (installing; the first time takes minutes) …'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(launcher)
	@touch $@

# To look for the tests once compiles them, as it does the packages above: five processes that find
# nothing compiled would each do it anew.
$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	@echo '正在安装开发依赖 (installing what development needs) …'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PY) -m pytest --collect-only -qq >/dev/null 2>&1 || true
	@touch $@

# `.venv/bin/duban` works from any folder. Nothing is built, so nothing is fetched for building.
define launcher
$(PY) -c 'import pathlib, sysconfig; \
	packages = pathlib.Path(sysconfig.get_path("purelib")); \
	(packages / "duban.pth").write_text(f"{pathlib.Path.cwd()}\n")' && \
printf '#!/bin/sh\nexec "%s" -P -m bot "$$@"\n' '$(CURDIR)/$(PY)' > $(VENV)/bin/duban && \
chmod +x $(VENV)/bin/duban
endef

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo '需要 Python 3.11 或更新的版本，而 $(PYTHON) 不是；请指明，例如 PYTHON=python3.12' >&2; \
		echo '(Python 3.11 or newer is needed; name one with PYTHON=…)' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo '$(PYTHON) 建不了虚拟环境；Debian 和 Ubuntu 请先 apt install python3-venv' >&2; \
		echo '($(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv)' >&2; exit 1; }

# `make help` lists what there is.

CARGO ?= cargo
DATA ?= ./data

UI_SOURCES := $(shell find ui/src ui/public -type f 2>/dev/null) $(wildcard ui/index.html ui/*.config.* ui/tsconfig*.json)

.DEFAULT_GOAL := help
.PHONY: help run build ui test soak fuzz bench growth microbench fmt toolchain

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build everything and serve the demo on http://localhost:8080, with its data in ./data
	target/release/steward serve --demo --data $(DATA)

build: ui ## Build the UI and the release binary, target/release/steward
	$(CARGO) build --release --locked -p cli

ui: toolchain ui/dist/index.html ## Build the web UI, when something in it has changed

test: ## Run every test: format, lints, Rust, UI, browser journeys, conformance
	@scripts/test.sh

soak: ui ## Kill, stop and cut off the nodes of a cluster for ten minutes (STEWARD_SOAK_SECONDS, STEWARD_SEED)
	@scripts/test-tools.sh
	STEWARD_SOAK_SECONDS=$${STEWARD_SOAK_SECONDS:-600} $(CARGO) test --locked -p cli --test cluster -- --nocapture chaos::

fuzz: ## Try hostile expressions for ten minutes (STEWARD_FUZZ_SECONDS, STEWARD_SEED)
	STEWARD_FUZZ_SECONDS=$${STEWARD_FUZZ_SECONDS:-600} $(CARGO) test --locked -p wdl --test fuzz -- --nocapture

bench: build ## Measure the workloads of docs/performance.md on this machine
	@scripts/bench.sh

growth: build ## Measure how the cost grows, and draw the plots of docs/performance.md
	@scripts/growth.sh

microbench: ## Measure the parts alone: expressions, engine, journal, store, simulations of leavers
	$(CARGO) bench --locked -p wdl -p engine -p store
	$(CARGO) bench --locked -p runtime --bench continuity

fmt: ## Format Rust and the UI
	$(CARGO) fmt --all
	npm --prefix ui run format

toolchain:
	@scripts/toolchain.sh

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	npm --prefix ui ci --ignore-scripts --no-audit --no-fund
	@touch $@

ui/dist/index.html: ui/node_modules/.package-lock.json $(UI_SOURCES)
	npm --prefix ui run build
	@touch $@

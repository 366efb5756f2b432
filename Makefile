# The two commands of a newcomer: `make run`, `make test`. `make help` lists all.
.DEFAULT_GOAL := build
.PHONY: build run audit test test-full torture check format bench install clean help packages packages-test sample

BUILD := build/release
FIDELE := $(BUILD)/fidele
PREFIX ?= /usr/local
SAMPLE := build/sample-orders.csv
DEMO := build/demo

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

packages:
	@tools/packages.sh build

packages-test:
	@tools/packages.sh build test

packages-bench:
	@tools/packages.sh build test bench

build: packages ## the program: build/release/fidele
	@mkdir -p build && { cmake --preset release >build/cmake.log 2>&1 || { cat build/cmake.log; false; }; }
	@cmake --build --preset release

$(SAMPLE): build
	@$(BUILD)/fidele_generate --style shop --customers 3000 --seed 7 --from 2024-01-01 --to 2026-10-31 \
		--fault second_order_slump >$@.new && mv $@.new $@

$(DEMO)/demo-truths.json: build
	@[ -e $@ ] || { rm -rf $(DEMO) && $(FIDELE) demo --data $(DEMO); }

run: build $(DEMO)/demo-truths.json ## the server on a demo business: http://127.0.0.1:8080
	@$(FIDELE) serve --data $(DEMO)

audit: build $(SAMPLE) ## audit a generated sample: the report on the screen, report.html beside it
	@$(FIDELE) audit $(SAMPLE) --currency EUR --format html --output report.html
	@$(FIDELE) audit $(SAMPLE) --currency EUR
	@echo; echo "The full report with charts: report.html"

test: packages-test ## every test; ends with "N passed, N failed, N skipped"
	@tests/run

test-full: packages-test ## the long ones: TSan, fuzzing, every report in every variant
	@tests/run full

torture: build packages-test ## the full figures of docs/reliability.md: hours of kills, power cuts, crashes
	@FIDELE_TORTURE=1 node --test tests/torture.test.mjs

check: packages-test ## format, warnings, clang-tidy, floors
	@tools/check.sh

format: packages-test ## rewrites the sources in house format
	@git ls-files '*.c' '*.h' | xargs clang-format -i

bench: build packages-bench ## our work beside a peer's, with ratios
	@bench/run

install: build ## into PREFIX (default /usr/local)
	@cmake --install $(BUILD) --prefix $(PREFIX)

deb: build ## a Debian package of it: build/fidele_VERSION_ARCHITECTURE.deb
	@tools/deb.sh $(FIDELE) build

clean: ## forgets all that was built
	@rm -rf build

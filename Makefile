# Entré: everything a developer runs. `make help` lists it.
#
# Only Go, Node and make must be there beforehand. Front-end packages go to node_modules; what the tests need
# besides (Chromium, PostgreSQL, xmllint) is fetched by apt where that is allowed. Every target compiles with the same
# flags, since others would compile each dependency once more.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export CGO_ENABLED := 0

TOOL := go tool -modfile=.ci/tools.mod
# A prettier that some machine has would format scripts its own way: none is asked.
TEMPL_FMT := $(TOOL) templ fmt -prettier-command=none

# One throw-away server for all packages instead of one for each.
WITH_POSTGRES := go run ./internal/testing/testdb/withpostgres
# A module of its own: what our search is measured against is no dependency of ours.
RIVALS        := internal/search/rivals
BENCHMARKS    := grep -rl --include='*_test.go' --exclude-dir=node_modules '^func Benchmark' .

# Stamps: npm ci runs again when the lock file changes, the bundler when a file of static/ does.
PACKAGES      := node_modules/.installed
LIGHTHOUSE    := .ci/lighthouse/node_modules/.installed
ASSETS        := static/dist/manifest.json
ASSET_SOURCES := $(shell find static -type f -not -path 'static/dist/*' -not -name '*.go')

.PHONY: help demo build assets test test-backends test-ha soak speed lighthouse bench bench-search storybook check generate fmt lint clean

help: ## List the targets.
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 22

demo: build ## Build and run Mittköping: portal http://127.0.0.1:8080, the world outside http://localhost:8081.
	bin/entre demo

build: assets ## Build bin/entre, one file with everything in it.
	go build -ldflags='-s -w' -o bin/entre ./cmd/entre

assets: $(ASSETS) ## Bundle css, ts, fonts and images into static/dist.

test: assets ## Install what is missing and run every test: unit, both databases, browser, accessibility.
	.ci/install
	$(WITH_POSTGRES) go test -timeout 30m ./...

test-backends: assets ## Install Request Tracker and Redmine, start them and try their connectors, and a building permit, against them (root, Debian).
	.ci/install
	.ci/backends

test-ha: assets ## Kill the primary of two PostgreSQL under load, promote its synchronous standby, and see that nothing is lost.
	.ci/install
	ENTRE_TEST_HA=1 go test -count=1 -run '^Test(Failover|StartBeforeThePrimary)$$' -v ./internal/e2e

soak: build ## Submit for SOAK (10m) at 20 a second through faults and an outage, and hold receipts against the back end.
	.ci/install
	go test -count=1 -timeout 90m -run '^TestSoak$$' -v ./internal/e2e -soak $(or $(SOAK),10m) -soak.binary $(CURDIR)/bin/entre

speed: assets ## Hold the portal's speed to its floors, as ratios, and our search before three others.
	go test -count=1 -run TestSpeed -v ./internal/bench -measure 2s
	cd $(RIVALS) && go test -count=1 -v .

lighthouse: build $(LIGHTHOUSE) ## Ask Lighthouse about the start, search, service and form pages; TABLE=1 writes docs/performance.md.
	node .ci/lighthouse/run.mjs $(if $(TABLE),--table)

bench: assets ## Run the benchmarks, and write the tables in docs/performance.md and docs/reliability.md anew.
	go test -count=1 -run '^Test(Speed|Confirmed)$$' -v ./internal/bench -measure 6s -update
	$(WITH_POSTGRES) go test -run '^$$' -bench . -benchmem $$($(BENCHMARKS) | xargs -n 1 dirname | sort -u)

bench-search: ## Answer the judged queries by our search and by three others, and write the table in docs/search.md anew.
	cd $(RIVALS) && go test -count=1 -timeout 60m -v . -full -update

storybook: assets ## Show every page and component with sample data.
	go run ./cmd/storybook

check: assets ## Check format, generated files, modules, lint and the import rules.
	$(TOOL) golangci-lint fmt --diff
	$(TEMPL_FMT) -fail .
	$(TOOL) templ generate -check
	npm run --silent check
	go mod verify
	go mod tidy -diff
	cd $(RIVALS) && go mod tidy -diff && go vet .
	$(TOOL) golangci-lint run
	go test ./internal/archtest ./internal/config # the import rules; the table in docs/configuration.md

generate: ## Write the _templ.go files and docs/configuration.md anew.
	$(TOOL) templ generate
	go test ./internal/config -update

fmt: ## Format Go and templ files.
	$(TEMPL_FMT) .
	$(TOOL) golangci-lint fmt

lint: assets ## Run the linters only.
	$(TOOL) golangci-lint run

clean: ## Remove what was built and what a demo stored, but not the packages.
	rm -rf bin var static/dist/*

$(PACKAGES): package.json package-lock.json .npmrc
	npm ci --loglevel=error
	touch $@

$(LIGHTHOUSE): .ci/lighthouse/package.json .ci/lighthouse/package-lock.json
	cd .ci/lighthouse && npm ci --loglevel=error
	touch $@

$(ASSETS): $(PACKAGES) $(ASSET_SOURCES)
	node static/build.mjs
	touch $@

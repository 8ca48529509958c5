# Everything a person or CI does with this repository. `make help` lists it.

SHELL := bash
.DEFAULT_GOAL := help
BINARY := .build/debug/llm-manager
BUILD_PACKAGES := libcurl4-openssl-dev libssl-dev libjwt-dev zlib1g-dev pkg-config python3-venv
TEST_PACKAGES := docker-registry chromium
CONTAINER_PACKAGES := podman crun catatonit
BENCH_PACKAGES := nginx-light curl openssl
RELEASE := --configuration release --scratch-path .build-release

.PHONY: lint-web pictures test-engines test-containers help packages build demo demo-memory bench-import bench-control sample-models docs test unit torture third-party test-browser format lint clean test-hostile sanitize fuzz load release image image-check infrastructure

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

packages:
	@scripts/install-packages.sh $(BUILD_PACKAGES)

build: packages ## build the debug binary
	swift build --product llm-manager

demo: build ## import a real model, deploy it, ask it: on the embedded simulator (ONCE=1: exit when done)
	@scripts/venv.sh sample
	@python3 scripts/demo.py --binary $(BINARY) --state .build/demo $(if $(ONCE),--once)

demo-memory: build ## import 256 MiB and 4 GiB, print the peak memory of each
	@python3 scripts/demo_memory.py --binary $(BINARY)

bench-import: packages ## speed, processor time and memory of an import beside its peers (QUICK=1: two minutes; README=1: into README.md)
	@scripts/install-packages.sh $(BENCH_PACKAGES)
	@scripts/venv.sh bench
	@swift build $(RELEASE) --product llm-manager
	@swift build $(RELEASE) --product BenchSink
	@python3 scripts/bench_import.py $(if $(QUICK),--quick) $(if $(README),--write-readme)

bench-control: packages ## time and calls of the lists beside Google's Python clients, start, memory (README=1: into README.md)
	@scripts/venv.sh google
	@swift build $(RELEASE) --product llm-manager
	@python3 scripts/bench_control.py --binary .build-release/release/llm-manager $(if $(README),--write-readme)

sample-models: ## lay out models for the simulated hubs, in .build/sample-models
	@scripts/venv.sh sample
	@.build/peers/sample/bin/python scripts/make_sample_models.py .build/sample-models

docs: build ## write docs/cli.md from the commands' own help, the console's types from the OpenAPI document
	@python3 scripts/write_cli_manual.py --binary $(BINARY)
	@python3 scripts/write_api_types.py --binary $(BINARY)

test: packages ## everything CI runs: unit, conformance, end to end, third parties, browser
	@scripts/test.sh

unit: packages ## the Swift tests only
	swift test --experimental-maximum-parallelization-width 6

torture: build ## imports under kills, faults, races and hostile hubs (SEED=, MINUTES=; it prints its seed)
	@python3 scripts/torture.py --binary $(BINARY) $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES))

test-engines: build ## real engines on the processor: import, deploy, ask, kill (VLLM=PROGRAM tries vLLM, too)
	@scripts/venv.sh sample
	@scripts/venv.sh llama
	@.build/peers/llama/bin/python scripts/test_engines.py --binary $(BINARY) $(if $(VLLM),--vllm $(VLLM))
	@python3 scripts/local_limits.py --binary $(BINARY)

test-containers: build ## engines in real containers (Podman; no registry is needed): deploy, logs, stop, kill
	@scripts/install-packages.sh $(CONTAINER_PACKAGES)
	@scripts/venv.sh sample
	@scripts/venv.sh llama
	@.build/peers/llama/bin/python scripts/test_containers.py --binary $(BINARY)

third-party: build ## the third-party programs only
	@scripts/install-packages.sh $(TEST_PACKAGES)
	@python3 scripts/third_party.py --binary $(BINARY)

test-browser: build ## the console in headless Chromium only; every view's picture in .build/screens (open contact-sheet.png)
	@scripts/install-packages.sh $(TEST_PACKAGES)
	@python3 scripts/third_party.py --binary $(BINARY) --only Browser/

pictures: build ## the README's pictures of the console, taken anew (docs/pictures)
	@scripts/install-packages.sh $(TEST_PACKAGES)
	@python3 scripts/third_party.py --binary $(BINARY) --only take_pictures.py

test-hostile: build ## what an attacker would send: counted, all of it refused
	@scripts/venv.sh sample
	@.build/peers/sample/bin/python scripts/make_sample_models.py .build/sample-models
	@set -o pipefail; swift test --filter 'IAPGateTests|TokenGateTests|AccessMiddlewareTests|ConnectionGuardTests|JWTTests|ForeignBytesTests' | tee .build/hostile-swift.log
	@python3 scripts/hostile.py --binary $(BINARY) --models .build/sample-models --also .build/hostile-swift.log $(if $(SEED),--seed $(SEED))

sanitize: packages ## AddressSanitizer over what calls libjwt, libcurl and OpenSSL, and over the parsers (its own build: ten minutes)
	ASAN_OPTIONS=detect_leaks=0 swift build --build-tests --sanitize=address --scratch-path .build-sanitize
	ASAN_OPTIONS=detect_leaks=0 swift test --skip-build --sanitize=address --scratch-path .build-sanitize --filter 'JWTTests|DigestsTests|OutboundTests|IAPGateTests|TokenGateTests|ForeignBytesTests'

fuzz: packages ## a million cases for each parser of foreign bytes (CASES=, SEED=)
	FOREIGN_BYTES_CASES=$(or $(CASES),1000000) FOREIGN_BYTES_SEED=$(or $(SEED),1) swift test --filter ForeignBytesTests

load: packages ## a thousand watchers, 200 requests a second, ten imports, slow and idle clients, SIGTERM in the middle
	@swift build $(RELEASE) --product llm-manager
	@python3 scripts/load.py --binary .build-release/release/llm-manager $(if $(SHORT),--short)

release: packages ## the binary with Swift inside, checksums, SBOM, completions: .build/release-files
	@scripts/release.sh

image-check: packages ## the Dockerfile's every step without Docker (BINARY_FILE= skips the build)
	@python3 scripts/check_image.py $(if $(BINARY_FILE),--binary $(BINARY_FILE))

image: ## the Dockerfile built and run by buildah and podman, as root (LOCAL_BASES=1: no registry; BINARY_FILE= skips the compiler)
	@python3 scripts/build_image.py $(if $(LOCAL_BASES),--local-bases) $(if $(BINARY_FILE),--binary $(BINARY_FILE))

infrastructure: ## Terraform and Dockerfile: format, static checks, permissions as in the code
	@scripts/check_infrastructure.sh

format: ## format our Swift sources and the console's scripts
	swift format --in-place --recursive Package.swift Sources Tests Plugins
	@scripts/venv.sh deno
	cd Web && ../.build/peers/deno/bin/deno fmt --quiet

lint: ## check the format of our Swift sources
	swift format lint --strict --recursive Package.swift Sources Tests Plugins

lint-web: ## check the format, the style and the types of the console's scripts (deno)
	@scripts/venv.sh deno
	cd Web && ../.build/peers/deno/bin/deno fmt --check --quiet && ../.build/peers/deno/bin/deno lint --quiet
	cd Web && ../.build/peers/deno/bin/deno check --quiet app.js lib elements views

clean: ## remove what the build made
	rm -rf .build

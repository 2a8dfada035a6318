# Thin: every recipe is what one would type. `make help` lists the targets.

ASAN  := cmake --build --preset asan
CTEST := ctest --preset

.DEFAULT_GOAL := help
.PHONY: help setup setup-build setup-validate build demo test test-quick test-night asan bench soak validate validate-quick lint synth formal generate format clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## install what building and testing need
	@tools/setup

setup-build:
	@tools/setup build

setup-validate:
	@tools/setup validate

demo: setup-build ## the handshake, from socket() to the volts on the cable
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release --target sockwire
	build/sim/sockwire handshake

build: setup
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release

test: build asan ## everything that must hold
	$(CTEST) release -LE night

test-quick: build ## what a coffee's time allows
	$(CTEST) release -LE 'slow|night'

test-night: build setup-validate ## known-bad designs that are compiled for it: hours
	$(CTEST) release -L night

asan: setup ## model and host under AddressSanitizer and UBSan
	@cmake --preset asan --log-level=WARNING
	@$(ASAN)
	$(CTEST) asan

bench: setup ## speed, latency, goodput and recovery from loss
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release --target sockwire_measure
	build/sim/sockwire_measure

soak: setup ## the fault matrix, 5 million events, seed after seed; goes on where it stopped
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release --target sockwire_soak
	@mkdir -p out
	build/tests/faults/sockwire_soak --events 5000000 --seeds out/soak.seeds

validate: setup-validate ## everything that one checks before synthesis: a night
	tools/validate

validate-quick: setup-validate ## the same in ten minutes
	tools/validate --quick

lint: build ## Verilator's -Wall over every configuration
	$(CTEST) release -R '^lint\.'

synth: build ## synthesis of the small configuration for an ECP5
	$(CTEST) release -R '^synth\.' --verbose

formal: setup ## proofs of the RTL, their covers and planted bugs; an hour
	.venv/bin/python verif/formal/run.py --all

generate: setup ## register block, C++ views of the RTL's types, their documents, lists of files
	tools/gen_regs
	tools/gen_views
	tools/gen_lists

format: setup ## clang-format over the C++ sources
	git ls-files -z '*.cc' '*.h' ':!*/generated/*' | xargs -0 -r .venv/bin/clang-format -i

clean: ## forget what was built; keep what was installed
	rm -rf build out

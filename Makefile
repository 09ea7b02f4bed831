# Flags for every swift command, such as --explicit-target-dependency-import-check error.
SWIFT_FLAGS ?=

.PHONY: help setup build test demo format lint clean

help:
	@echo "make demo    build in release mode and judge the bundled results"
	@echo "make test    build and run all tests"
	@echo "make build   build in release mode: .build/release/loadline"
	@echo "make format  format the sources; make lint only looks"

setup:
	@.ci/setup

build: setup
	swift build -c release --product loadline $(SWIFT_FLAGS)

test: setup
	swift build --build-tests $(SWIFT_FLAGS)
	swift test --skip-build --disable-xctest $(SWIFT_FLAGS)

demo: build
	@fixtures/demo/run.sh

format:
	swift format --in-place --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

clean:
	rm -rf .build

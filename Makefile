# Flags for every swift command, such as --explicit-target-dependency-import-check error.
SWIFT_FLAGS ?=

PREFIX ?= /usr/local

.PHONY: help setup build test demo man install format lint clean

help:
	@echo "make demo    build in release mode and judge the bundled results"
	@echo "make test    build and run all tests"
	@echo "make build   build in release mode: .build/release/loadline"
	@echo "make install build, and copy program, manual and completions to PREFIX ($(PREFIX))"
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

# From the definitions of the commands, as --help and the completions are.
man: setup
	swift package generate-manual > /dev/null

install: build man
	install -Dm755 .build/release/loadline "$(DESTDIR)$(PREFIX)/bin/loadline"
	install -Dm644 .build/plugins/GenerateManual/outputs/loadline/loadline.1 "$(DESTDIR)$(PREFIX)/share/man/man1/loadline.1"
	install -d "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" \
		"$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	.build/release/loadline --generate-completion-script bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/loadline"
	.build/release/loadline --generate-completion-script zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_loadline"
	.build/release/loadline --generate-completion-script fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/loadline.fish"

format:
	swift format --in-place --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

clean:
	rm -rf .build

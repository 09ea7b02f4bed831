#!/usr/bin/env python3
"""Counts the processor's instructions for reading, and compares them with those recorded in instructions.json: they hardly depend on the
machine and not at all on what else it does, so a change that slows reading is noticed.

    instructions.py [--loadline .build/release/loadline] [--record]

Reads files that are always the same (the rows of make-jmeter-csv.py; fixtures repeated) under valgrind's callgrind, which counts the instructions
of a processor without AVX-512. Fails where a format needs 3 % more per byte than recorded. Needs valgrind and strip.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDED = os.path.join(HERE, "instructions.json")
# Larger than the files that are hashed, so that reading is what is counted.
SIZE = 70_000_000
TOLERANCE = 0.03


def repeated(fixture, target, header_lines):
    with open(os.path.join(HERE, "..", "fixtures", fixture), encoding="utf-8") as file:
        lines = file.readlines()
    body = "".join(lines[header_lines:])
    with open(target, "w", encoding="utf-8") as out:
        out.write("".join(lines[:header_lines]))
        for _ in range(SIZE // len(body.encode()) + 1):
            out.write(body)


def jmeter(target):
    with open(target, "w", encoding="utf-8") as out:
        subprocess.run([sys.executable, os.path.join(HERE, "make-jmeter-csv.py"), str(SIZE)], stdout=out, check=True)


FILES = {
    "k6-json": lambda target: repeated("k6-json/checkout.json", target, 0),
    "k6-csv": lambda target: repeated("k6-csv/checkout.csv", target, 1),
    "jmeter-csv": jmeter,
}


def instructions(binary, path):
    """Instructions per byte of the file."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", binary, "inspect", "--json", path]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"{' '.join(command)}:\n{done.stderr[-2000:]}")
    return int(found.group(1)) / os.path.getsize(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loadline", default=os.path.join(HERE, "../.build/release/loadline"))
    parser.add_argument("--record", action="store_true", help="record the counts instead of comparing with them")
    options = parser.parse_args()
    recorded = {}
    if os.path.exists(RECORDED):
        with open(RECORDED, encoding="utf-8") as file:
            recorded = json.load(file)
    found, slower = {}, []
    with tempfile.TemporaryDirectory() as folder:
        # Valgrind stumbles over the debugging information of newer compilers.
        binary = os.path.join(folder, "loadline")
        subprocess.run(["strip", "-g", "-o", binary, options.loadline], check=True)
        for name, make in FILES.items():
            path = os.path.join(folder, name)
            make(path)
            found[name] = round(instructions(binary, path), 3)
            os.remove(path)
            before = recorded.get(name)
            change = f", {found[name] / before - 1:+.1%} of {before:.3f}" if before else ""
            print(f"{name:12} {found[name]:7.3f} instructions per byte{change}", flush=True)
            if before and found[name] > before * (1 + TOLERANCE):
                slower.append(name)
    if options.record:
        with open(RECORDED, "w", encoding="utf-8") as file:
            file.write(json.dumps(found, indent=2) + "\n")
    elif slower:
        sys.exit(f"slower than recorded: {', '.join(slower)}. If that is the price of something, record it: instructions.py --record")


if __name__ == "__main__":
    main()

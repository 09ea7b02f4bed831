#!/usr/bin/env python3
"""Writes a JTL file (XML) of about the given size: the real samples of fixtures/jmeter-xml over and over, with other start and elapsed times.

    Benchmarks/make-jmeter-xml.py 300000000 > /tmp/jmeter.xml                # samples of a plan, some of them within others
    Benchmarks/make-jmeter-xml.py --bodies 300000000 > /tmp/bodies.xml       # with headers and bodies of requests and answers
"""
import argparse
import pathlib
import random
import re
import sys

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "jmeter-xml"
TIMES = re.compile(r'(<(?:httpSample|sample) t=")(\d+)(" lt="\d+" ts=")(\d+)"')


def samples(names):
    """What is within the roots of the fixtures."""
    texts = [(FIXTURES / name).read_text(encoding="utf-8") for name in names]
    return "".join(text.split('<testResults version="1.2">\n', 1)[1].split("\n</testResults>", 1)[0] + "\n" for text in texts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bodies", action="store_true")
    parser.add_argument("size", type=int)
    options = parser.parse_args()
    text = samples(["with-bodies.xml"] if options.bodies else ["shop.xml", "parent-samples.xml"])
    dice = random.Random(7)
    # Sixteen copies with times of their own repeat with later starts, so that making the file takes seconds, not minutes.
    blocks = [split_at_starts(text, dice, copy) for copy in range(16)]
    written = sys.stdout.write('<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="1.2">\n')
    shift = 0
    while written < options.size:
        for block in blocks:
            block[1::2] = [str(int(start) + shift) for start in block[1::2]]
            written += sys.stdout.write("".join(block))
        shift = 16 * 60_000
    sys.stdout.write("</testResults>\n")


def split_at_starts(text, dice, copy):
    """The text with other times, in parts, of which every second is the start of a sample."""
    def changed(found):
        elapsed = max(1, int(int(found[2]) * dice.lognormvariate(0, 0.5)))
        return f'{found[1]}{elapsed}{found[3]}{int(found[4]) + copy * 60_000}"'
    return re.split(r'(?<= ts=")(\d+)(?=")', TIMES.sub(changed, text))


if __name__ == "__main__":
    main()

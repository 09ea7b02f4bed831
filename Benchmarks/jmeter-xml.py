#!/usr/bin/env python3
"""Compares reading JMeter samples as XML with lxml's iterparse: same counts, errors and P95 of each label, wall time, memory.

    swift build -c release --product loadline
    Benchmarks/jmeter-xml.py [--megabytes 300] [--rounds 5] [--loadline .build/release/loadline] [--directory /tmp]

Needs lxml and numpy. Makes two files with make-jmeter-xml.py: samples alone, and with headers and bodies. Rounds are interleaved; the least
wall and processor time and the largest peak of memory of each reader are printed.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

PEER = """
import array, json, sys
import numpy
from lxml import etree
times, errors = {}, {}
for _, sample in etree.iterparse(sys.argv[1], tag=("httpSample", "sample"), huge_tree=True):
    label = sample.get("lb")
    if label not in times: times[label], errors[label] = array.array("q"), 0
    times[label].append(int(sample.get("t")))
    if sample.get("s") != "true": errors[label] += 1
    if sample.getparent().tag == "testResults":
        sample.clear(keep_tail=False)
        while sample.getprevious() is not None: del sample.getparent()[0]
print(json.dumps({label: [len(all), errors[label], float(numpy.quantile(all, 0.95, method="weibull"))] for label, all in times.items()}))
"""


def of_loadline(output):
    series = json.loads(output)["runs"][0]["series"]
    return {one["name"]: [one["requests"], one["errors"], one["metrics"]["latency"]["p95"]] for one in series if one["name"] != "*"}


def measure(command):
    """Wall seconds, processor seconds, peak MB, standard output."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output


def check(mine, peers, path):
    assert mine.keys() == peers.keys(), (path, mine.keys() ^ peers.keys())
    for label, (count, errors, p95) in mine.items():
        known = peers[label]
        assert [count, errors] == known[:2] and abs(p95 - known[2]) <= 0.002 * known[2], (path, label, mine[label], known)


def compare(path, options):
    commands = {
        "loadline": [options.loadline, "inspect", "--json", str(path)],
        "lxml iterparse": [sys.executable, "-c", PEER, str(path)],
    }
    found = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            found[name].append(measure(command))
    check(of_loadline(found["loadline"][-1][3]), json.loads(found["lxml iterparse"][-1][3]), path)
    size = path.stat().st_size / 1e6
    print(f"{path.name}: {size:.0f} MB, best of {options.rounds}, load {os.getloadavg()[0]:.1f}; answers agree")
    best = {name: ([min(column) for column in list(zip(*rows))[:2]], max(row[2] for row in rows)) for name, rows in found.items()}
    wall, processor = best["loadline"][0]
    for name, (times, memory) in best.items():
        ratio = f"{times[0] / wall:.2f} x wall, {times[1] / processor:.2f} x processor"
        print(f"  {name:15} {times[0]:6.2f} s wall  {size / times[0]:5.0f} MB/s  {times[1]:6.2f} s processor  {memory:4.0f} MB  {ratio}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--loadline", default=".build/release/loadline")
    parser.add_argument("--directory", type=pathlib.Path, default=pathlib.Path(os.environ.get("TMPDIR", "/tmp")))
    options = parser.parse_args()
    maker = pathlib.Path(__file__).with_name("make-jmeter-xml.py")
    for name, arguments in (("samples", []), ("bodies", ["--bodies"])):
        path = options.directory / f"loadline-jmeter-{name}-{options.megabytes}.xml"
        if not path.exists():
            with open(path, "w", encoding="utf-8") as out:
                subprocess.run([sys.executable, maker, *arguments, str(options.megabytes * 1_000_000)], stdout=out, check=True)
        compare(path, options)


main()

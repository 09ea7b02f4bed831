#!/usr/bin/env python3
"""Compares reading a large JUnit report with lxml's iterparse: same counts, wall time, memory.

    swift build -c release --product loadline
    Benchmarks/junit.py [--megabytes 200] [--rounds 5] [--loadline .build/release/loadline]

Needs lxml. Rounds are interleaved; the least wall time and the largest peak of memory of each reader are printed.
"""
import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

PEER = """
import sys
from lxml import etree
counts = dict(tests=0, failed=0, errors=0, skipped=0)
total = 0.0
for _, case in etree.iterparse(sys.argv[1], tag="testcase", huge_tree=True):
    tags = {child.tag for child in case}
    counts["tests"] += 1
    if "error" in tags: counts["errors"] += 1
    elif "failure" in tags: counts["failed"] += 1
    elif "skipped" in tags: counts["skipped"] += 1
    total += float(case.get("time"))
    case.clear(keep_tail=False)
    while case.getprevious() is not None: del case.getparent()[0]
import json
print(json.dumps(dict(counts, total=total)))
"""


def write_report(path, size):
    """Shapes of Surefire and pytest: short passes, some output, failures with stack traces, now and then a long log in CDATA."""
    rng = random.Random(1)
    trace = "".join(f"\tat com.example.shop.Checkout.step{i}(Checkout.java:{100 + i})\n" for i in range(12))
    written = 0
    with open(path, "w", encoding="utf-8") as out:
        written += out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="shop">\n')
        suite = 0
        while written < size:
            name = f"com.example.shop.module{suite % 97}.Service{suite}Test"
            parts = []
            for case in range(80):
                seconds = f"{rng.expovariate(20):.3f}"
                head = f'    <testcase name="testOperation{case}_with_&quot;input&quot;" classname="{name}" time="{seconds}"'
                kind = rng.random()
                if kind < 0.84:
                    parts.append(head + "/>\n")
                elif kind < 0.86:
                    parts.append(head + "><skipped message=\"not today\"/></testcase>\n")
                elif kind < 0.865:
                    message = f"expected:&lt;{case}&gt; but was:&lt;{suite}&gt;"
                    parts.append(
                        f'{head}>\n      <failure message="{message}" type="org.junit.ComparisonFailure">'
                        f"<![CDATA[org.junit.ComparisonFailure: {case} & {suite}\n{trace}]]></failure>\n    </testcase>\n")
                elif kind < 0.867:
                    parts.append(f'{head}><error type="java.io.IOException">java.io.IOException: größer\n{trace}</error></testcase>\n')
                else:
                    log = f"2026-11-21 06:21:5{case % 10} INFO  request {case} of {suite} -> 200 OK\n" * rng.randrange(2, 12)
                    parts.append(f"{head}>\n      <system-out><![CDATA[{log}]]></system-out>\n    </testcase>\n")
            if suite % 500 == 499:
                parts.append("    <system-err><![CDATA[" + "DEBUG pool: connection taken & returned\n" * 5000 + "]]></system-err>\n")
            written += out.write(f'  <testsuite name="{name}" tests="80" timestamp="2026-11-21T06:21:54">\n')
            written += out.write("".join(parts))
            written += out.write("  </testsuite>\n")
            suite += 1
        out.write("</testsuites>\n")


def run(command):
    """Wall seconds, peak MB, standard output."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, output


def outcome_of_loadline(output):
    run = json.loads(output)["runs"][0]
    total = next(s for s in run["series"] if s["name"] == "*")["metrics"]["duration"]
    counts = {key: run["tests"][key] for key in ("tests", "failed", "errors", "skipped")}
    return counts, next(v for k, v in total.items() if isinstance(v, (int, float)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--loadline", default=".build/release/loadline")
    parser.add_argument("--keep", help="keep the report here")
    options = parser.parse_args()
    path = options.keep or os.path.join(tempfile.mkdtemp(), "report.xml")
    if not os.path.exists(path):
        write_report(path, options.megabytes * 1_000_000)
    commands = {
        "loadline inspect --json": [options.loadline, "inspect", "--json", path],
        "lxml iterparse": [sys.executable, "-c", PEER, path],
    }
    best = {name: (float("inf"), 0.0, b"") for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            seconds, memory, output = run(command)
            best[name] = (min(best[name][0], seconds), max(best[name][1], memory), output)
    size = os.path.getsize(path) / 1e6
    for name, (seconds, memory, _) in best.items():
        print(f"{name:26} {seconds:6.3f} s  {size / seconds:5.0f} MB/s  {memory:5.0f} MB")
    mine, peer = best["loadline inspect --json"], best["lxml iterparse"]
    print(f"ratio {peer[0] / mine[0]:.2f}, {size:.0f} MB")
    tests, total = outcome_of_loadline(mine[2])
    expected = json.loads(peer[2])
    print("lxml:    ", expected)
    print("loadline:", tests, total)
    if not options.keep:
        os.remove(path)


main()

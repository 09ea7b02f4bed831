#!/usr/bin/env python3
"""Reads every file of a collection of strangers' results and prints, for each kind, how many were read and why others were refused.

    Benchmarks/corpus.py FOLDER [--program .build/release/loadline] [--table FILE] [--formats Benchmarks/formats.md]

FOLDER holds one folder for each kind of file. A kind is expected to be read as the formats of EXPECTED below, or to be refused, where it is one that
Loadline does not read (REFUSED) or a file says itself why it cannot be read. Exit status 1 where a file was read as another format, where a result of a
known kind was refused with a reason that is not among REASONS (so that every reason was looked at by somebody), or where a program crashed.
With --formats the last three columns of that table (read, refused, wrong) are written anew: files of the kinds that a format reads.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

# Folder -> names of the formats that may read its files; a folder that is not here has the format's own name.
EXPECTED = {
    "ab-gnuplot-tsv": "ab-tsv", "ab-percentile-csv": "ab-csv", "ab-text": "ab", "artillery-v1-json": "artillery",
    "artillery-v2-json": "artillery", "autocannon-json": "autocannon", "bencher-bmf-json": "bencher", "bombardier-json": "bombardier",
    "bombardier-text": "bombardier", "fortio-json": "fortio", "gab-custom-json": "github-action-benchmark",
    "gatling-assertions-xml": "junit", "gatling-global-stats-json": "gatling-stats", "gatling-simulation-log": "gatling-log", "gatling-stats-js": "gatling-stats",
    "gatling-stats-json": "gatling-stats", "go-bench-text": "go-bench", "google-benchmark-json": "google-benchmark", "h2load-text": "h2load",
    "hey-text": "hey", "hyperfine-json": "hyperfine", "jmeter-aggregate-csv": "jmeter-aggregate", "jmeter-jtl-csv": "jmeter-csv",
    "jmeter-jtl-xml": "jmeter-xml", "jmeter-statistics-json": "jmeter-statistics", "jmeter-summary-report-csv": "jmeter-aggregate",
    "jmh-json": "jmh", "k6-ndjson": "k6-json", "k6-summary-export": "k6-summary", "k6-summary-handlesummary": "k6-summary",
    "lighthouse-json": "lighthouse", "locust-kpi": "jmeter-csv", "locust-history-csv": "locust-history", "locust-stats-csv": "locust-stats", "oha-json": "oha",
    "oha-json-series": "oha", "openmetrics-text": "prometheus", "playwright-json": "playwright", "prometheus-text": "prometheus",
    "pytest-benchmark-json": "pytest-benchmark", "siege-json": "siege", "siege-log-csv": "siege", "siege-text": "siege",
    "taurus-final-stats": "taurus", "vegeta-json": "vegeta-json", "vegeta-text": "vegeta-text", "wrk-text": "wrk", "wrk2-text": "wrk2 wrk",
}
# Kinds that Loadline does not read: other shapes of known tools, and files that are no results.
REFUSED = {
    "artillery-text", "benchmarkdotnet-json", "criterion-json", "custom-summary-json", "gatling-assertions-json",
    "gatling-simulation-log-binary", "jmeter-summariser-log", "jmh-text", "locust-exceptions-csv", "locust-failures-csv", "locust-json",
    "negative-not-a-result", "vegeta-gob", "wrk-lua-json",
}
# Kinds that are refused by a format that knows them.
KNOWN_BY = {
    "artillery-text": "artillery", "gatling-assertions-json": "gatling-stats", "gatling-simulation-log-binary": "gatling-log",
    "locust-exceptions-csv": "locust-stats", "locust-failures-csv": "locust-stats", "vegeta-gob": "vegeta-json",
}
# Reasons for refusing a file of a kind that is read, each right for the files that have it.
REASONS = [
    r"^FILE: the file is empty$",
    r"no benchmark in the file has times",  # aggregates in percent alone, or nothing but names
    r"the report holds no samples",  # JMeter's own 9223372036854775807 for "none"
    r"none of the \d+ elements is a sample",  # JMeter's result tree as XStream dumps it
    r"not a result of any known format \((XML with the root <\w+>|an NUnit 3 report|a CUnit report|a CppUnit report)",
    # Prose, source code, a console, one event stream and a list of names, which lie in folders of results.
    r'not a result of any known format \(text that starts "(//|Error: |.\[0;34m|Большую)',
    r"not a result of any known format \(JSON\)",  # an event stream with reports in strings
    r'not a result of any known format \(a JSON object with "(benchmarks"\)|errors", "stats", "user_count")',
]

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--program", default=".build/release/loadline")
parser.add_argument("--table", help="write every refused file and its reason here")
parser.add_argument("--formats", type=pathlib.Path, help="the table of formats whose last columns are to be written")
options = parser.parse_args()

rows, wrong, refusals = [], [], []
for kind in sorted(path for path in options.folder.iterdir() if path.is_dir()):
    read, reasons = 0, collections.Counter()
    files = sorted(path for path in kind.rglob("*") if path.is_file() and path.name != "INDEX.tsv")
    for path in files:
        run = subprocess.run([options.program, "inspect", "--json", path], capture_output=True, text=True, errors="replace", timeout=120)
        name = path.relative_to(options.folder)
        if run.returncode == 0:
            formats = {r["format"] for r in json.loads(run.stdout)["runs"]}
            read += 1
            if kind.name in REFUSED or not formats <= set(EXPECTED.get(kind.name, kind.name).split()):
                wrong.append(f"{name}: read as {', '.join(sorted(formats))}")
            continue
        reason = run.stderr.strip().replace(str(path), "FILE").removeprefix("loadline: ")
        reasons[reason] += 1
        refusals.append(f"{name}\t{run.returncode}\t{reason}")
        if run.returncode != 65 or not reason:
            wrong.append(f"{name}: exit status {run.returncode}: {reason}")
        elif kind.name not in REFUSED and not any(re.search(known, reason) for known in REASONS):
            wrong.append(f"{name}: {reason}")
    rows.append((kind.name, len(files), read, sum(reasons.values()), sum(str(w).startswith(kind.name + "/") for w in wrong)))

print("| kind | files | read | refused, rightly | wrong |\n|---|---|---|---|---|")
for kind, files, read, refused, bad in rows + [("all", *(sum(column) for column in list(zip(*rows))[1:]))]:
    print(f"| {kind} | {files} | {read} | {refused} | {bad} |")
if options.table:
    pathlib.Path(options.table).write_text("\n".join(refusals) + "\n")
if options.formats:
    counts = collections.defaultdict(lambda: [0, 0, 0])
    for kind, _, read, refused, bad in rows:
        for index, number in enumerate((read, refused, bad)):
            counts[KNOWN_BY.get(kind, EXPECTED.get(kind, kind).split()[0])][index] += number
    lines = options.formats.read_text().splitlines()
    for number, line in enumerate(lines):
        cells = line.split(" | ")
        if len(cells) == 6 and cells[0].startswith("| `"):
            lines[number] = " | ".join(cells[:3] + [str(n) for n in counts[cells[0][3:-1]]]) + " |"
    options.formats.write_text("\n".join(lines) + "\n")
print("\n".join(["", *wrong]) if wrong else "\nnothing wrong")
sys.exit(1 if wrong else 0)

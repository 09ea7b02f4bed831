#!/usr/bin/env python3
"""Compares `loadline inspect --json` with DuckDB, simdjson, wc, gzip and zstd on the files of make-k6-ndjson.py.

    compare-k6-json.py DIRECTORY [--loadline .build/release/loadline] [--rounds 5]

Rounds are interleaved, the shortest wall time of each counts, files are in the page cache. DuckDB's time is that of the query alone, without
starting Python. Needs GNU time, the duckdb module, g++ and libsimdjson-dev (Debian); without the last, simdjson is left out. Fails when the answers
differ: requests and errors of every endpoint exactly, p95 by more than 0.2 %.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))

# What `inspect` tells: all metrics, distributions by endpoint and overall.
DUCKDB = """
import duckdb, json, sys, time
path, threads = sys.argv[1:]
started = time.perf_counter()
db = duckdb.connect(config={"threads": int(threads)})
db.execute("SET enable_progress_bar = false")
rows = db.execute('''
  SELECT metric, endpoint.method, endpoint.name, endpoint."group", endpoint.scenario, count(*), sum(value), min(value), avg(value), max(value),
         quantile_cont(value, [0.5, 0.75, 0.9, 0.95, 0.99, 0.999]),
         quantile_cont(value, [0.5, 0.75, 0.9, 0.95, 0.99, 0.999]) FILTER (expected = 'true'),
         count(*) FILTER (status LIKE '4%'), count(*) FILTER (status LIKE '5%')
  FROM (
    SELECT metric, data.value AS value, data.tags.expected_response AS expected, data.tags.status AS status,
           if(metric IN ('http_reqs', 'http_req_failed', 'http_req_duration'), data.tags, NULL) AS endpoint
    FROM read_json(?, format = 'newline_delimited', columns = {
      metric: 'VARCHAR', type: 'VARCHAR',
      data: 'STRUCT("time" VARCHAR, "value" DOUBLE, tags STRUCT(method VARCHAR, name VARCHAR, "group" VARCHAR, scenario VARCHAR, status VARCHAR, expected_response VARCHAR))'})
    WHERE type = 'Point')
  GROUP BY GROUPING SETS ((metric, endpoint.method, endpoint.name, endpoint."group", endpoint.scenario), (metric))''', [path]).fetchall()
print(json.dumps({"seconds": time.perf_counter() - started, "rows": rows}))
"""


# A smaller question: requests, errors and p95 of each endpoint.
DUCKDB_SMALL = """
import duckdb, json, sys, time
path, threads = sys.argv[1:]
started = time.perf_counter()
db = duckdb.connect(config={"threads": int(threads)})
db.execute("SET enable_progress_bar = false")
rows = db.execute('''
  SELECT data.tags.method, data.tags.name, data.tags."group", data.tags.scenario,
         count(*) FILTER (metric = 'http_reqs'), sum(data.value) FILTER (metric = 'http_req_failed'),
         quantile_cont(data.value, 0.95) FILTER (metric = 'http_req_duration')
  FROM read_json(?, format = 'newline_delimited', columns = {
    metric: 'VARCHAR', type: 'VARCHAR',
    data: 'STRUCT("time" VARCHAR, "value" DOUBLE, tags STRUCT(method VARCHAR, name VARCHAR, "group" VARCHAR, scenario VARCHAR))'})
  WHERE type = 'Point' AND metric IN ('http_reqs', 'http_req_failed', 'http_req_duration') GROUP BY ALL''', [path]).fetchall()
print(json.dumps({"seconds": time.perf_counter() - started}))
"""


def run(command, output):
    """Wall seconds, processor seconds, peak resident MB; by GNU time, since a child of this process would begin with its memory."""
    with tempfile.NamedTemporaryFile("r") as figures:
        timed = ["/usr/bin/time", "-f", "%U %S %M", "-o", figures.name, *command]
        started = time.perf_counter()
        subprocess.run(timed, stdout=output, check=True)
        wall = time.perf_counter() - started
        user, system, memory = map(float, figures.read().split())
    return wall, user + system, memory / 1000


def measure(contenders, rounds):
    best, outputs = {}, {}
    for _ in range(rounds):
        for name, command in contenders.items():
            with tempfile.TemporaryFile("w+") as output:
                wall, cpu, memory = run(command, output if name.split()[0] in ("duckdb", "loadline", "simdjson") else subprocess.DEVNULL)
                output.seek(0)
                outputs[name] = output.read()
            if "duckdb" in name:
                wall = json.loads(outputs[name])["seconds"]
            known = best.get(name, (wall, cpu, memory))
            best[name] = (min(wall, known[0]), min(cpu, known[1]), max(memory, known[2]))
    return best, outputs


def series_of(loadline):
    """By name, group and scenario."""
    series = {}
    for one in json.loads(loadline)["runs"][0]["series"]:
        labels = one["labels"]
        series[one["name"], labels.get("group", ""), labels.get("scenario", "")] = one
    return series


def check(loadline, duckdb):
    series = series_of(loadline)
    endpoints = {}
    for metric, method, name, group, scenario, count, total, low, mean, high, quantiles, *_ in json.loads(duckdb)["rows"]:
        if name is not None:
            endpoints.setdefault((method, name, group, scenario), {})[metric] = (count, total, quantiles[3])
    found = [(method, name, group, scenario, one["http_reqs"][0], one["http_req_failed"][1], one["http_req_duration"][2])
             for (method, name, group, scenario), one in endpoints.items()]
    compare(series, found, "duckdb k6.json")


def check_simdjson(loadline, simdjson, peer):
    found = []
    for line in simdjson.splitlines():
        method, name, group, scenario, requests, errors, p95 = line.split("\t")
        path = name.removeprefix("http://127.0.0.1:8093") if name != "(other)" else name
        found.append((method, path, group, scenario, int(requests), int(errors), float(p95)))
    compare(series_of(loadline), found, peer)


def compare(series, found, peer):
    wrong = 0
    for method, name, group, scenario, requests, errors, p95 in found:
        one = series.pop((f"{method} {name}".strip(), group.removeprefix("::"), scenario), None)
        if not one or one["requests"] != requests or one["errors"] != errors \
                or abs(one["metrics"]["latency"]["p95"] - p95) > 0.002 * p95 + 1e-9:
            wrong += 1
            if wrong < 10:
                print("differs:", method, name, group, scenario, requests, errors, p95, one)
    left = [key for key in series if key[0] != "*"]
    if wrong or left:
        sys.exit(f"the answers differ from {peer}: {wrong} endpoints, {len(left)} more than it has")
    print(f"answers agree: {peer}, {len(found)} endpoints, requests and errors exactly, p95 within 0.2 %")


def build_simdjson(folder):
    """The program's path; None where the library is absent."""
    program = os.path.join(folder, "k6-simdjson")
    if not shutil.which("g++"):
        print("without simdjson: there is no g++\n")
        return None
    done = subprocess.run(["g++", "-O3", "-march=native", "-std=c++20", "-pthread", os.path.join(HERE, "k6-simdjson.cpp"), "-lsimdjson", "-o", program],
                          capture_output=True, text=True)
    if done.returncode == 0:
        return program
    print(f"without simdjson (apt-get install g++ libsimdjson-dev): {done.stderr.splitlines()[0]}\n")
    return None


SIMDJSON_FILES = ("k6.json", "k6-metadata.json", "k6-urls.json")


def simdjson_name(file, threads):
    return f"simdjson {file}, {'1 thread' if threads == 1 else f'{threads} threads'}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--loadline", default=os.path.join(HERE, "..", ".build", "release", "loadline"))
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    path = lambda name: os.path.join(options.directory, name)
    inspect = lambda name: [options.loadline, "inspect", "--json", path(name)]
    contenders = {
        "loadline k6.json": inspect("k6.json"),
        "duckdb k6.json, 2 threads": [sys.executable, "-c", DUCKDB, path("k6.json"), "2"],
        "duckdb k6.json, 2 threads, p95 and counts only": [sys.executable, "-c", DUCKDB_SMALL, path("k6.json"), "2"],
        "wc -l k6.json": ["wc", "-l", path("k6.json")],
        "loadline k6.json.gz": inspect("k6.json.gz"),
        "gzip -dc k6.json.gz": ["gzip", "-dc", path("k6.json.gz")],
        "loadline k6.json.zst": inspect("k6.json.zst"),
        "zstd -dc k6.json.zst": ["zstd", "-qdc", path("k6.json.zst")],
        "loadline k6-metadata.json": inspect("k6-metadata.json"),
        "loadline k6-urls.json": inspect("k6-urls.json"),
    }
    with tempfile.TemporaryDirectory() as folder:
        program = build_simdjson(folder)
        if program:
            for file in SIMDJSON_FILES:
                for threads in (1, 2):
                    contenders[simdjson_name(file, threads)] = [program, path(file), str(threads)]
        best, outputs = measure_warm(contenders, options)
    check(outputs["loadline k6.json"], outputs["duckdb k6.json, 2 threads"])
    if program:
        for file in SIMDJSON_FILES:
            for threads in (1,) if file == "k6-urls.json" else (1, 2):
                check_simdjson(outputs[f"loadline {file}"], outputs[simdjson_name(file, threads)], simdjson_name(file, threads))
    print_table(best, path)
    if program:
        for file in SIMDJSON_FILES:
            print(f"simdjson / Loadline, {file}: {best[simdjson_name(file, 1)][0] / best[f'loadline {file}'][0]:.2f}")


def measure_warm(contenders, options):
    for name in os.listdir(options.directory):
        with open(os.path.join(options.directory, name), "rb") as file:
            while file.read(1 << 24):
                pass
    return measure(contenders, options.rounds)


def print_table(best, path):
    print("\n| what | wall s | GB/s | cpu s | peak MB |\n|---|---|---|---|---|")
    for name, (wall, cpu, memory) in best.items():
        file = next(word for word in name.replace(",", " ").split() if word.startswith("k6"))
        size = os.path.getsize(path(file.removesuffix(".gz").removesuffix(".zst")))
        print(f"| {name} | {wall:.3f} | {size / wall / 1e9:.2f} | {cpu:.2f} | {memory:.0f} |")
    ratio = lambda a, b: best[a][0] / best[b][0]
    print(f"\nDuckDB / Loadline: {ratio('duckdb k6.json, 2 threads', 'loadline k6.json'):.1f}")
    print(f"DuckDB, p95 and counts only / Loadline: {ratio('duckdb k6.json, 2 threads, p95 and counts only', 'loadline k6.json'):.1f}")
    print(f"Loadline / wc -l: {ratio('loadline k6.json', 'wc -l k6.json'):.1f}")
    print(f"Loadline / gzip -dc: {ratio('loadline k6.json.gz', 'gzip -dc k6.json.gz'):.2f}")
    print(f"Loadline / zstd -dc: {ratio('loadline k6.json.zst', 'zstd -dc k6.json.zst'):.2f}")


if __name__ == "__main__":
    main()

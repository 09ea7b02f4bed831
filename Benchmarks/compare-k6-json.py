#!/usr/bin/env python3
"""Compares `loadline inspect --json` with DuckDB, wc, gzip and zstd on the files of make-k6-ndjson.py.

    compare-k6-json.py DIRECTORY [--loadline .build/release/loadline] [--rounds 5]

Rounds are interleaved, the shortest wall time of each counts, files are in the page cache. DuckDB's time is that of the query alone, without
starting Python. Needs GNU time and the duckdb module. Fails when the answers differ: requests and errors of every endpoint exactly, p95 by more than 0.2 %.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

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
                wall, cpu, memory = run(command, output if "duckdb" in name or "loadline" in name else subprocess.DEVNULL)
                output.seek(0)
                outputs[name] = output.read()
            if "duckdb" in name:
                wall = json.loads(outputs[name])["seconds"]
            known = best.get(name, (wall, cpu, memory))
            best[name] = (min(wall, known[0]), min(cpu, known[1]), max(memory, known[2]))
    return best, outputs


def check(loadline, duckdb):
    series = {}
    for one in json.loads(loadline)["runs"][0]["series"]:
        labels = one["labels"]
        series[one["name"], labels.get("group", ""), labels.get("scenario", "")] = one
    endpoints = {}
    for metric, method, name, group, scenario, count, total, low, mean, high, quantiles, *_ in json.loads(duckdb)["rows"]:
        if name is not None:
            endpoints.setdefault((method, name, group, scenario), {})[metric] = (count, total, quantiles[3])
    wrong = 0
    for (method, name, group, scenario), found in endpoints.items():
        requests, errors, p95 = found["http_reqs"][0], found["http_req_failed"][1], found["http_req_duration"][2]
        one = series.pop((f"{method} {name}", group.removeprefix("::"), scenario), None)
        if not one or one["requests"] != requests or one["errors"] != errors \
                or abs(one["metrics"]["latency"]["p95"] - p95) > 0.002 * p95 + 1e-9:
            wrong += 1
            print("differs:", method, name, group, scenario, requests, errors, p95, one)
    left = [key for key in series if key[0] != "*"]
    if wrong or left:
        sys.exit(f"the answers differ: {wrong} endpoints, {len(left)} more that DuckDB does not have")
    print(f"answers agree: {len(endpoints)} endpoints, requests and errors exactly, p95 within 0.2 %\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--loadline", default=os.path.join(os.path.dirname(__file__), "..", ".build", "release", "loadline"))
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
    for name in os.listdir(options.directory):
        with open(path(name), "rb") as file:
            while file.read(1 << 24):
                pass
    best, outputs = measure(contenders, options.rounds)
    check(outputs["loadline k6.json"], outputs["duckdb k6.json, 2 threads"])
    print("| what | wall s | GB/s | cpu s | peak MB |\n|---|---|---|---|---|")
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

#!/usr/bin/env python3
"""Reads large k6 CSVs with Loadline, DuckDB (two threads), pandas and `wc -l`, in turn, and checks that the answers agree.

    k6-csv.py DIRECTORY [--gigabytes 1.0] [--rounds 3]

Makes the files first, unless they are there: k6 runs against fixtures/server.py for some seconds, and its real records are repeated with other
times and values: k6.csv (some 500 endpoints), k6-metadata.csv (user and iteration of every sample) and k6-urls.csv (a name of its
own for every request; half the size each; pandas reads the first file only). The times of DuckDB and pandas are those of the query alone,
without starting Python. Needs k6, a release build (make build) and, to compare, `pip install duckdb pandas`.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LOADLINE = os.path.join(HERE, "../.build/release/loadline")
PORT = "8094"


def run_k6(target, *arguments):
    server = subprocess.Popen([sys.executable, os.path.join(HERE, "../fixtures/server.py"), "--port", PORT, "--max-seconds", "60"],
                              stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        subprocess.run(["k6", "run", "--quiet", "--no-usage-report", "--address", "", "--out", f"csv={target}", *arguments,
                        os.path.join(HERE, "k6-many-endpoints.js")], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env=os.environ | {"BASE": f"http://127.0.0.1:{PORT}"})
    finally:
        server.terminate()
        server.wait()


def expand(real, target, size, change=lambda rest, request: rest):
    """Repeats the records, each time later, with values that differ by some percent, until the file has that size."""
    with open(real, encoding="utf-8") as file:
        header, *rows = file.readlines()
    rows = [row.split(",", 3) for row in rows if row.count(",") >= 3]
    first, last = int(rows[0][1]), int(rows[-1][1])
    random.seed(7)
    factors = [random.lognormvariate(0, 0.25) for _ in range(4096)]
    written, shift, count, request = 0, 0, 0, 0
    with open(target, "w", encoding="utf-8", buffering=1 << 20) as out:
        out.write(header)
        while written < size:
            lines = []
            for metric, at, value, rest in rows:
                count += 1
                if metric == "http_reqs":
                    request = count
                if metric.startswith("http_req_"):
                    value = "%.6f" % (float(value) * factors[count * 2654435761 & 4095]) if metric != "http_req_failed" else value
                lines.append(f"{metric},{int(at) + shift},{value},{change(rest, request)}")
            text = "".join(lines)
            out.write(text)
            written += len(text)
            shift += last - first + 1


def make(folder, size):
    path = lambda name: os.path.join(folder, name)
    os.makedirs(folder, exist_ok=True)
    if os.path.exists(path("k6-urls.csv")):
        return
    run_k6(path("real.csv"))
    expand(path("real.csv"), path("k6.csv"), size)
    expand(path("real.csv"), path("k6-metadata.csv"), size // 2, lambda rest, request: f"{rest.rstrip()}vu=1&iter={request}\n")

    def named(rest, request):
        cells = rest.split(",")
        if cells[6]:
            cells[6] = cells[13] = f"http://127.0.0.1:8094/api/items/{request}"
        return ",".join(cells)
    expand(path("real.csv"), path("k6-urls.csv"), size // 2, named)


def timed(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


# Counts by metric and endpoint, and approximate quantiles: what DuckDB does fastest of what Loadline finds.
DUCKDB = """
import duckdb, json, sys, time
started = time.perf_counter()
duckdb.sql("SET threads = 2; SET enable_progress_bar = false")
rows = duckdb.sql(f'''
  SELECT metric_name, method, name, count(*), sum(metric_value), approx_quantile(metric_value, [0.5, 0.95, 0.99])
  FROM read_csv('{sys.argv[1]}', header = true, types = {{'timestamp': 'BIGINT', 'metric_value': 'DOUBLE'}}, all_varchar = false, sample_size = 10000)
  GROUP BY ALL''').fetchall()
total = lambda metric, column: sum(row[column] for row in rows if row[0] == metric)
print(json.dumps([total("http_reqs", 3), total("http_req_failed", 4), total("http_req_duration", 4) / total("http_req_duration", 3),
                  time.perf_counter() - started]))
"""

# The same in pandas, of the columns that it takes; strings as categories, which is faster.
PANDAS = """
import json, pandas, sys, time
started = time.perf_counter()
keys = ["metric_name", "method", "name"]
table = pandas.read_csv(sys.argv[1], usecols=[*keys, "metric_value"], dtype=dict.fromkeys(keys, "category"))
groups = table.groupby(keys, observed=True, dropna=False)["metric_value"]
found = groups.agg(["count", "sum"])
groups.quantile([0.5, 0.95, 0.99])
total = lambda metric, column: float(found.loc[[metric]][column].sum())
print(json.dumps([total("http_reqs", "count"), total("http_req_failed", "sum"),
                  total("http_req_duration", "sum") / total("http_req_duration", "count"), time.perf_counter() - started]))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    make(options.directory, int(options.gigabytes * 1e9))
    for name in ("k6.csv", "k6-metadata.csv", "k6-urls.csv"):
        path = os.path.join(options.directory, name)
        commands = {"wc -l": ["wc", "-l", path], "loadline": [LOADLINE, "inspect", "--json", path], "duckdb": [sys.executable, "-c", DUCKDB, path]}
        if name == "k6.csv":
            commands["pandas"] = [sys.executable, "-c", PANDAS, path]
        best, cpu, answers = {}, {}, {}
        for _ in range(options.rounds):
            for tool, command in commands.items():
                wall, used, answers[tool] = timed(command)
                if tool in ("duckdb", "pandas"):
                    *answers[tool], wall = json.loads(answers[tool].splitlines()[-1])
                if wall < best.get(tool, 1e9):
                    best[tool], cpu[tool] = wall, used
        everything = json.loads(answers["loadline"])["runs"][0]["series"][0]
        for requests, failed, mean in (answers[tool] for tool in ("duckdb", "pandas") if tool in answers):
            assert everything["requests"] == requests and everything["errors"] == failed, (everything["requests"], requests)
            assert abs(everything["metrics"]["latency"]["mean"] - mean) < 1e-6 * mean
        peak = subprocess.run(["/usr/bin/time", "-f", "%M", *commands["loadline"]], capture_output=True, text=True).stderr.split()[-1]
        size = os.path.getsize(path) / 1e9
        print(f"{name}: {size:.2f} GB, {requests:.0f} requests, {failed:.0f} failed; loadline's peak memory {int(peak) / 1024:.0f} MB")
        for tool, wall in best.items():
            print(f"  {tool:10} {wall:7.2f} s  cpu {cpu[tool]:6.2f} s  {size / wall:6.2f} GB/s  {wall / best['loadline']:5.1f} x loadline", flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Seconds (wall, processor) and memory of each reader of a JTL file; run by jmeter.sh. Each runs in a process of its own."""
import json
import os
import subprocess
import sys
import time

SOURCE = """
import duckdb, json, sys
duckdb.execute("set threads=2; set enable_progress_bar=false")
columns = dict(timeStamp='BIGINT', elapsed='BIGINT', label='VARCHAR', responseCode='VARCHAR', responseMessage='VARCHAR', threadName='VARCHAR',
               dataType='VARCHAR', success='BOOLEAN', failureMessage='VARCHAR', bytes='BIGINT', sentBytes='BIGINT', grpThreads='BIGINT',
               allThreads='BIGINT', URL='VARCHAR', Latency='BIGINT', IdleTime='BIGINT', Connect='BIGINT')
source = f"from read_csv('{sys.argv[1]}', header=true, columns={columns})"
"""

# What `inspect` says of each label and of all, without its courses over time.
DUCKDB = SOURCE + """
rows = duckdb.execute(f'''
  select label, count(*), count(*) filter (not success), quantile_cont(elapsed, [0.5, 0.75, 0.9, 0.95, 0.99, 0.999]),
         quantile_cont(elapsed, [0.5, 0.75, 0.9, 0.95, 0.99, 0.999]) filter (success), min(elapsed), avg(elapsed), max(elapsed),
         count(*) filter (responseCode like '4%'), count(*) filter (responseCode like '5%'), sum(bytes), sum(sentBytes), max(allThreads),
         min(timeStamp), max(timeStamp + elapsed)
  {source} group by grouping sets ((label), ())''').fetchall()
print(json.dumps({row[0]: [row[1], row[2], row[3][3]] for row in rows if row[0] is not None}))
"""

# A smaller question: requests, errors and P95 of each label.
DUCKDB_SMALL = SOURCE + """
rows = duckdb.execute(f"select label, count(*), count(*) filter (not success), quantile_cont(elapsed, 0.95)::double {source} group by label").fetchall()
print(json.dumps({row[0]: row[1:] for row in rows}))
"""

PANDAS = """
import json, pandas, sys
frame = pandas.read_csv(sys.argv[1], usecols=["timeStamp", "elapsed", "label", "responseCode", "success", "bytes", "allThreads"])
groups = frame.groupby("label")
parts = zip(groups.size().items(), groups["success"].sum(), groups["elapsed"].quantile(0.95))
print(json.dumps({label: [int(count), int(count - passed), float(p95)] for (label, count), passed, p95 in parts}))
"""


def loadline(text):
    series = json.loads(text)["runs"][0]["series"]
    return {one["name"]: [one["requests"], one["errors"], one["metrics"]["latency"]["p95"]] for one in series if one["name"] != "*"}


READERS = {
    "loadline": ([".build/release/loadline", "inspect", "--json"], loadline),
    "duckdb": ([sys.executable, "-c", DUCKDB], json.loads),
    "duckdb, P95 and counts only": ([sys.executable, "-c", DUCKDB_SMALL], json.loads),
    "pandas, P95 and counts only": ([sys.executable, "-c", PANDAS], json.loads),
}


def measure(command):
    start = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return text, time.time() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def main():
    data, rounds = sys.argv[1], int(sys.argv[2])
    times, answers = {name: [] for name in READERS}, {}
    for _ in range(rounds):
        for name, (command, read) in READERS.items():
            text, *figures = measure(command + [data])
            times[name].append(figures)
            answers[name] = read(text)
    for name, answer in answers.items():
        assert answer.keys() == answers["duckdb"].keys(), name
        for label, (count, errors, p95) in answer.items():
            known = answers["duckdb"][label]
            assert [count, errors] == known[:2] and abs(p95 / known[2] - 1) < 0.01, (name, label, answer[label], known)
    best = {name: [min(column) for column in zip(*found)] for name, found in times.items()}
    print(f"{os.path.getsize(data) / 1e9:.2f} GB, best of {rounds}, load {os.getloadavg()[0]:.1f}; answers agree")
    for name, (wall, processor, memory) in best.items():
        ratio = f"{wall / best['loadline'][0]:.1f} x wall, {processor / best['loadline'][1]:.1f} x processor"
        print(f"{name:28} {wall:6.2f} s wall  {processor:6.2f} s processor  {memory:5} MB  {ratio}")


if __name__ == "__main__":
    main()

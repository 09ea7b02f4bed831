#!/usr/bin/env python3
"""Seconds (wall, processor) and memory of each reader of a JTL file; run by jmeter.sh. Each runs in a process of its own."""
import json
import os
import subprocess
import sys
import time

DUCKDB = """
import duckdb, json, sys
duckdb.execute("set threads=2")
columns = dict(timeStamp='BIGINT', elapsed='BIGINT', label='VARCHAR', responseCode='VARCHAR', responseMessage='VARCHAR', threadName='VARCHAR',
               dataType='VARCHAR', success='BOOLEAN', failureMessage='VARCHAR', bytes='BIGINT', sentBytes='BIGINT', grpThreads='BIGINT',
               allThreads='BIGINT', URL='VARCHAR', Latency='BIGINT', IdleTime='BIGINT', Connect='BIGINT')
rows = duckdb.execute(f"select label, count(*), sum(case when success then 0 else 1 end), quantile_cont(elapsed, 0.95)::double "
                      f"from read_csv('{sys.argv[1]}', header=true, columns={columns}) group by label").fetchall()
print(json.dumps({label: [count, int(errors), p95] for label, count, errors, p95 in rows}))
"""
PANDAS = """
import json, pandas, sys
frame = pandas.read_csv(sys.argv[1], usecols=["timeStamp", "elapsed", "label", "responseCode", "success", "bytes", "allThreads"])
groups = frame.groupby("label")
parts = zip(groups.size().items(), groups["success"].sum(), groups["elapsed"].quantile(0.95))
print(json.dumps({label: [int(count), int(count - passed), float(p95)] for (label, count), passed, p95 in parts}))
"""


def last_line(text):
    """DuckDB draws its progress before."""
    return json.loads(text.splitlines()[-1])


def loadline(text):
    series = json.loads(text)["runs"][0]["series"]
    return {one["name"]: [one["requests"], one["errors"], one["metrics"]["latency"]["p95"]] for one in series if one["name"] != "*"}


READERS = {
    "loadline": ([".build/release/loadline", "inspect", "--json"], loadline),
    "duckdb": ([sys.executable, "-c", DUCKDB], last_line),
    "pandas": ([sys.executable, "-c", PANDAS], last_line),
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
        print(f"{name:9} {wall:6.2f} s wall  {processor:6.2f} s processor  {memory:5} MB  {ratio}")


if __name__ == "__main__":
    main()

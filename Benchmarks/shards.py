#!/usr/bin/env python3
"""Compares what `inspect --json` says of merged shards, of merged digests, and of one file of all samples; exit 1 where they differ.

    shards.py MERGED KEPT WHOLE
"""

import json
import sys

ERROR = 1 / 513  # of a quantile from a histogram; both sides may be off by it, in the same direction
merged, kept, whole = (json.load(open(path))["runs"][0] for path in sys.argv[1:4])


def figures(run):
    found = {"duration": run["durationSeconds"]}
    for series in run["series"]:
        for name in ("requests", "errors"):
            found[series["name"], name] = series[name]
        found[series["name"], "throughput"] = series["throughput"]["value"]
        for metric, values in series["metrics"].items():
            for name, value in values.items():
                if isinstance(value, (int, float)):
                    found[series["name"], metric, name] = value
    return found


a, b, c = figures(merged), figures(kept), figures(whole)
worst = {}
wrong = []
if a != b:
    wrong.append("merged digests differ from merged raw files")
if a.keys() != c.keys():
    wrong.append(f"other figures: {sorted(map(str, a.keys() ^ c.keys()))[:5]}")
for key in a.keys() & c.keys():
    kind = key[-1] if isinstance(key, tuple) else key
    if isinstance(key, tuple) and key[1] in ("vus", "vus_max"):
        continue  # of one file the users of the last generator, of merged ones those of all
    off = abs(a[key] - c[key]) / (abs(c[key]) or 1)
    worst[kind] = max(worst.get(kind, 0), off)
    allowed = 1e-6 if kind == "duration" else 0 if kind in ("requests", "errors", "count", "min", "max") else 0.01 if kind in ("throughput", "rate", "perSecond") else ERROR if kind.startswith("p") else 1e-9
    if off > allowed:
        wrong.append(f"{key}: {a[key]} merged, {c[key]} as one file")

print(f"{len(a)} figures of {len(merged['series'])} series, {a['*', 'requests']} requests")
print(f"merged digests {'equal' if a == b else 'DIFFER FROM'} merged raw files")
print("| figure of all requests | merged | one file |\n|---|---|---|")
for key in ("requests", "errors", "throughput"):
    print(f"| {key} | {a['*', key]:.6g} | {c['*', key]:.6g} |")
for name in ("min", "mean", "p50", "p90", "p95", "p99", "max"):
    print(f"| latency {name} (ms) | {a['*', 'latency', name]:.6f} | {c['*', 'latency', name]:.6f} |")
print("largest relative difference: " + ", ".join(f"{kind} {off:.1e}" for kind, off in sorted(worst.items())))
print("\n".join(wrong))
sys.exit(1 if wrong else 0)

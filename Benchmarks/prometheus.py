#!/usr/bin/env python3
"""Puts Loadline's percentiles beside Prometheus's own; exit 1 where they differ by more than 0.1 %.

    prometheus.py FOLDER
"""

import json
import sys

folder = sys.argv[1]


def loadline(name):
    run = json.load(open(f"{folder}/{name}.inspect"))["runs"][0]
    return {s["name"]: s["metrics"]["latency"] | {"requests": s.get("requests")} for s in run["series"] if "latency" in s["metrics"]}


own = {}
for rank, name in (("0.50", "p50"), ("0.95", "p95"), ("0.99", "p99")):
    for result in json.load(open(f"{folder}/own-{rank}.json"))["data"]["result"]:
        labels = result["metric"]
        own.setdefault(f"{labels['method']} {labels['route']}", {})[name] = float(result["value"][1]) * 1000

scrapes, selector, queries, k6 = (loadline(name) for name in ("scrapes", "selector", "queries", "k6"))
k6 = {f"{'POST' if 'checkout' in name else 'GET'} /{name.split('/', 3)[-1]}" if "//" in name else name: v for name, v in k6.items()}
print("| endpoint | figure (ms) | histogram_quantile | live, as a query | live, from the buckets | two scrapes | k6, every request |")
print("|---|---|---|---|---|---|---|")
worst = 0
for endpoint in sorted(own):
    for name in ("p50", "p95", "p99"):
        expected = own[endpoint][name]
        found = [source[endpoint][name] for source in (queries, selector, scrapes)]
        worst = max([worst] + [abs(value / expected - 1) for value in found])
        raw = next((v[name] for key, v in k6.items() if key.endswith(endpoint.split(" ")[1])), float("nan"))
        print(f"| {endpoint} | {name} | {expected:.3f} | " + " | ".join(f"{value:.3f}" for value in found) + f" | {raw:.3f} |")
print("requests: " + ", ".join(f"{e} {selector[e]['requests']} live, {scrapes[e]['requests']} by two scrapes" for e in sorted(own)))
print(f"largest difference from histogram_quantile: {worst:.2e}")
sys.exit(worst > 1e-3)

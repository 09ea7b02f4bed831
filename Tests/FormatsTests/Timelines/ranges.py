#!/usr/bin/env python3
"""Reads fixtures of Prometheus's query_range and of Artillery a second time and writes ranges.json: what happened in each slice, how figures went, and for
how long they were beyond a limit. Plain parsing, no code of Loadline's.

    ranges.py
"""

import collections
import json
import math
import os

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.normpath(os.path.join(HERE, "../../../fixtures"))


def load(name):
    return json.load(open(os.path.join(FIXTURES, name)))


def series(name):
    return [(r["metric"], [(t, float(v)) for t, v in r["values"]]) for r in load(name)["data"]["result"]]


def quantile(buckets, rank):
    """histogram_quantile: linear within the bucket, from 0 in the first."""
    total = buckets[-1][1]
    wanted = rank * total
    lower, below = 0.0, 0.0
    for bound, count in buckets:
        if count >= wanted:
            return None if math.isinf(bound) else lower + (bound - lower) * (wanted - below) / (count - below)
        lower, below = bound, count


def slices(name, width):
    """Requests, errors and percentiles between one point and the next; every `width` seconds."""
    all_series = series(name)
    times = [t for t, _ in all_series[0][1]]
    result = []
    for before, after in zip(times, times[1:]):
        assert after - before == width
        buckets, errors = collections.Counter(), 0
        for labels, values in all_series:
            if not labels["__name__"].endswith("_seconds_bucket"):
                continue
            by_time = dict(values)
            rise = by_time[after] - by_time[before]
            buckets[float(labels["le"])] += rise
            if labels["le"] == "+Inf" and labels["status"] == "500":
                errors += rise
        ordered = sorted(buckets.items())
        figures = {f"p{p}": quantile(ordered, p / 100) if ordered[-1][1] else None for p in (50, 95, 99)}
        result.append({"requests": int(ordered[-1][1]), "errors": int(errors)} | figures)
    return result


def stretch(points, is_beyond):
    """Longest time from a first point beyond the limit to a last one, without one in between that keeps it."""
    longest, begin = 0, None
    for time, value in points:
        if not is_beyond(value):
            begin = None
            continue
        begin = time if begin is None else begin
        longest = max(longest, time - begin)
    return longest


def values(name, metric=None):
    return next(v for labels, v in series(name) if metric in (None, labels.get("__name__")))


def courses():
    metrics = "prometheus-api/rush-metrics.json"
    active, most = (values(metrics, f"hikaricp_connections_{word}") for word in ("active", "max"))
    pool = [(t, a / m) for (t, a), (_, m) in zip(active, most)]
    memory = values(metrics, "process_resident_memory_bytes")
    p95, rate = values("prometheus-api/rush-p95.json"), values("prometheus-api/rush-error-rate.json")
    hits, misses = (values(metrics, f"cache_{word}_total") for word in ("hits", "misses"))
    found = [(t, (h - h0) / (h - h0 + m - m0)) for (_, h0), (t, h), (_, m0), (_, m) in zip(hits, hits[1:], misses, misses[1:])]
    # Shares are of the two seconds before a point, all else of the point itself.
    return {
        "p95 > 100 ms": stretch(p95, lambda v: v > 0.1), "error_rate > 1 %": stretch(rate, lambda v: v > 0.01),
        "pool > 80 %": stretch(pool, lambda v: v > 0.8), "memory > 400 MB": stretch(memory, lambda v: v > 400e6),
        "cache hits < 80 %": stretch(found, lambda v: v < 0.8) + 2,
        "most of pool": max(v for _, v in pool), "last of pool": pool[-1][1],
        "cache hit rate": (hits[-1][1] - hits[0][1]) / (hits[-1][1] - hits[0][1] + misses[-1][1] - misses[0][1]),
    }


def artillery_2():
    result = []
    for period in load("artillery/v2.json")["intermediate"]:
        counters, times = period["counters"], period["summaries"]["http.response_time"]
        bad = sum(n for name, n in counters.items() if name.startswith(("http.codes.4", "http.codes.5")))
        result.append({"requests": counters["http.requests"], "errors": bad + counters["http.requests"] - counters["http.responses"]}
                      | {key: times[key] / 1000 for key in ("p50", "p95", "p99")})
    return result


if __name__ == "__main__":
    found = {"slices": slices("prometheus-api/rush-metrics.json", 2), "courses": courses(), "artillery2": artillery_2()}
    with open(os.path.join(HERE, "ranges.json"), "w") as out:
        json.dump(found, out, indent=1, sort_keys=True)
        out.write("\n")

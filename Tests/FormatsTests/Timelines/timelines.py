#!/usr/bin/env python3
"""Reads the requests of fixtures a second time, each with its time, and writes timelines.json: the slices that the Swift readers have to find, and
what is left without a warm-up. Plain parsing, no code of Loadline's.

    timelines.py
"""

import csv
import datetime
import json
import math
import os
import re
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.normpath(os.path.join(HERE, "../../../fixtures"))


def nanoseconds(text):
    """RFC 3339 or seconds since 1970."""
    if re.fullmatch(r"\d+", text):
        return int(text) * 10**9
    date, clock = text.split("T")
    clock, zone = re.fullmatch(r"([\d:.]+)(Z|[+-]\d\d:\d\d)", clock).groups()
    whole, _, fraction = clock.partition(".")
    moment = datetime.datetime.fromisoformat(f"{date}T{whole}" + ("+00:00" if zone == "Z" else zone))
    return int(moment.timestamp()) * 10**9 + int(fraction.ljust(9, "0")[:9] or 0)


def k6_json(path):
    points = [json.loads(line) for line in open(path)]
    points = [(p["metric"], nanoseconds(p["data"]["time"]), p["data"]["value"]) for p in points if p["type"] == "Point"]
    return k6(points)


def k6_csv(path):
    rows = list(csv.DictReader(open(path)))
    return k6([(r["metric_name"], nanoseconds(r["timestamp"]), float(r["metric_value"])) for r in rows])


def k6(points):
    times = [t for _, t, _ in points]
    latencies = [(t, v / 1000) for m, t, v in points if m == "http_req_duration"]
    requests = [t for m, t, v in points if m == "http_reqs"]
    errors = [t for m, t, v in points if m == "http_req_failed" and v]
    return min(times), max(times), latencies, requests, errors


def jmeter_csv(path):
    rows = list(csv.DictReader(open(path)))
    return samples([(int(r["timeStamp"]) * 10**6, int(r["elapsed"]), r["success"] == "false") for r in rows])


def jmeter_xml(path):
    """Samples that are in no other but a transaction's."""
    found = []

    def walk(element):
        for child in element:
            if child.get("t") is None:
                continue
            if child.get("rm", "").startswith("Number of samples in transaction"):
                walk(child)
            else:
                found.append((int(child.get("ts")) * 10**6, int(child.get("t")), child.get("s") == "false"))

    walk(xml.etree.ElementTree.parse(path).getroot())
    return samples(found)


def gatling(path):
    found = []
    for line in open(path):
        f = line.rstrip("\n").split("\t")
        if f[0] == "REQUEST":
            start, end = [int(x) for x in f if re.fullmatch(r"1\d{12}", x)][:2]
            found.append((start * 10**6, end - start, "KO" in f))
    return samples(found)


def samples(found):
    latencies = [(t, ms / 1000) for t, ms, _ in found]
    end = max(t + ms * 10**6 for t, ms, _ in found)
    return min(t for t, _, _ in found), end, latencies, [t for t, _, _ in found], [t for t, _, bad in found if bad]


def artillery_1(path):
    """Requests without an answer lie in the middle of their period of ten seconds, but within the answers."""
    periods = json.load(open(path))["intermediate"]
    answers = [(t * 10**6, ns / 1e9, status) for period in periods for t, _, ns, status in period["latencies"]]
    first, last = min(t for t, _, _ in answers), max(t for t, _, _ in answers)
    lost = []
    for period in periods:
        middle = nanoseconds(period["timestamp"]) - 5 * 10**9
        lost += [min(max(middle, first), last)] * sum(period["errors"].values())
    requests = [t for t, _, _ in answers] + lost
    errors = [t for t, _, status in answers if status >= 400] + lost
    return first, last, [(t, s) for t, s, _ in answers], requests, errors


def ab_tsv(path):
    rows = [line.split("\t") for line in open(path).read().splitlines()[1:]]
    latencies = [(int(r[1]) * 10**9, float(r[4]) / 1000) for r in rows]
    end = max(t + v * 1e9 for t, v in latencies)
    return min(t for t, _ in latencies), int(end), latencies, [t for t, _ in latencies], None


def hey_csv(path):
    rows = list(csv.DictReader(open(path)))
    latencies = [(int(float(r["offset"]) * 1e9), float(r["response-time"])) for r in rows]
    end = max(float(r["offset"]) + float(r["response-time"]) for r in rows)
    errors = [t for (t, _), r in zip(latencies, rows) if int(r["status-code"]) >= 400]
    return 0, int(end * 1e9), latencies, [t for t, _ in latencies], errors


def percentile(values, rank):
    ordered = sorted(values)
    return ordered[math.floor(rank * (len(ordered) - 1) + 0.5)] if ordered else None


def slices(read, least=0):
    """At most 128 slices that begin at multiples of their width, 0.125 s doubled; wider where they are narrower than the times are exact, and where more
    than 32 have fewer than 100 requests on average."""
    first, last, latencies, requests, errors = read
    width = 125 * 10**6
    while True:
        count = last // width - first // width + 1
        if count <= 128 and width >= least and (count <= 32 or len(requests) >= 100 * count):
            break
        width *= 2
    begin = first // width
    out = []
    for number in range(begin, begin + count):
        own = [v for t, v in latencies if t // width == number]
        out.append({
            "requests": sum(t // width == number for t in requests),
            "errors": None if errors is None else sum(t // width == number for t in errors),
            "p50": percentile(own, 0.5), "p95": percentile(own, 0.95), "p99": percentile(own, 0.99),
        })
    return {"start": (begin * width - first) / 1e9, "width": width / 1e9, "slices": out}


def trimmed(read, seconds):
    first, last, latencies, requests, errors = read
    cutoff = first + int(seconds * 1e9)
    kept = [v for t, v in latencies if t >= cutoff]
    return {
        "seconds": seconds, "requests": sum(t >= cutoff for t in requests),
        "errors": None if errors is None else sum(t >= cutoff for t in errors),
        "min": min(kept), "max": max(kept), "mean": math.fsum(kept) / len(kept),
    }


FILES = [
    ("k6-json/checkout.json", k6_json, 0, 0.1), ("k6-json/failing-30-percent.json", k6_json, 0, 0.1),
    ("k6-json/arrival-rate.json", k6_json, 0, 0.25), ("k6-csv/checkout.csv", k6_csv, 10**9, None),
    ("k6-csv/rfc3339-nano.csv", k6_csv, 0, 0.03), ("jmeter-csv/plain.csv", jmeter_csv, 0, 0.4),
    ("jmeter-xml/shop.xml", jmeter_xml, 0, None), ("gatling-log/shop-3.10.log", gatling, 0, 0.5),
    ("ab-tsv/plain.tsv", ab_tsv, 10**9, None), ("hey-csv/some-500-and-timeouts.csv", hey_csv, 0, None),
    ("artillery/v1.json", artillery_1, 10**10, 3),
]

if __name__ == "__main__":
    found = {}
    for name, reader, least, warm_up in FILES:
        read = reader(os.path.join(FIXTURES, name))
        found[name] = slices(read, least)
        if warm_up:
            found[name]["warmUp"] = trimmed(read, warm_up)
    with open(os.path.join(HERE, "timelines.json"), "w") as out:
        json.dump(found, out, indent=1, sort_keys=True)
        out.write("\n")

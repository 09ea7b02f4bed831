#!/usr/bin/env python3
"""Reads the reports of load generators a second time, by regular expressions and json, and writes loads.json: what the Swift readers have to find.

    loads_reference.py [CORPUS]      CORPUS: a folder of strangers' files, whose figures are kept, not the files
"""

import csv
import glob
import io
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.normpath(os.path.join(HERE, "../../../fixtures"))
UNIT = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
TIME = r"([\d.]+)(ns|us|µs|ms|s|m|h)"


def seconds(text):
    return sum(float(n) * UNIT[u] for n, u in re.findall(TIME, text))


def wrk(text, two=False):
    starts = [m.start() for m in re.finditer(r"(?m)^\s*Running .* test @", text)] or [0]
    for begin, end in zip(starts, starts[1:] + [len(text)]):
        part = text[begin:end]
        m = re.search(r"(\d+) requests in " + TIME, part)
        out = {"duration": float(m[2]) * UNIT[m[3]], "throughput": float(re.search(r"Requests/sec:\s*([\d.]+)", part)[1])}
        s = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", part)
        sockets = [int(x) for x in s.groups()] if s else [0] * 4
        bad = int((re.search(r"Non-2xx or 3xx responses: (\d+)", part) or [0, 0])[1])
        out["requests"] = int(m[1]) + sum(sockets[:3])
        out["errors"] = min(sum(sockets) + bad, out["requests"])
        lat = re.search(r"Latency\s+" + TIME + r"\s+" + TIME + r"\s+" + TIME + r"\s+([\d.]+|-nan)%", part)
        late = sockets[3] / int(m[1])
        if lat and lat[7] != "-nan" and (two or not sockets[3]):
            out |= {"mean": float(lat[1]) * UNIT[lat[2]], "max": float(lat[5]) * UNIT[lat[6]]}
        else:
            out |= {"mean": None, "max": None}
        block = part.split("Uncorrected")[0]
        for p, n, u in re.findall(r"(?m)^\s*([\d.]+)%\s+([\d.]+)(us|ms|s|m|h)\s*$", block):
            p = float(p)
            if lat and lat[7] != "-nan" and (two or p / 100 <= 1 - late) and p < 100:
                out[f"p{p:g}"] = float(n) * UNIT[u]
        p95 = re.search(r"(?m)^\s*([\d.]+)\s+0\.950000\s", block) if two else None
        out["p95"] = float(p95[1]) / 1000 if p95 else None
        yield out


def hey(text):
    for part in text.split("Summary:")[1:]:
        def figure(label):
            m = re.search(label + r":\s+([\d.]+|NaN)", part)
            return float(m[1]) if m and m[1] != "NaN" else None
        codes = {int(c): int(n) for c, n in re.findall(r"\[(\d+)\]\s+(\d+) responses", part)}
        errors = sum(int(n) for n in re.findall(r"(?m)^\s*\[(\d+)\]\s+\D", part.split("Error distribution:")[1])) if "Error distribution:" in part else 0
        out = {"duration": figure("Total"), "throughput": figure("Requests/sec"), "mean": figure("Average"),
               "requests": sum(codes.values()) + errors, "errors": errors + sum(n for c, n in codes.items() if c >= 400)}
        out |= {"min": figure("Fastest"), "max": figure("Slowest")} if codes else {"min": None, "max": None}
        for p, t in re.findall(r"(\d+)% in ([\d.]+) secs", part):
            if p != "0":
                out["p" + p] = float(t)
        yield out


def percentile(values, p):
    at = p / 100 * (len(values) - 1)
    low = int(at)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (at - low)


def hey_csv(text):
    rows = list(csv.DictReader(io.StringIO(text)))
    times = sorted(float(r["response-time"]) for r in rows)
    end = max(float(r["offset"]) + float(r["response-time"]) for r in rows)
    good = sorted(float(r["response-time"]) for r in rows if int(r["status-code"]) < 400)
    yield {"requests": len(rows), "errors": len(rows) - len(good), "mean": sum(times) / len(times), "duration": end, "throughput": len(rows) / end,
           "p50": percentile(times, 50), "p95": percentile(times, 95), "max": times[-1], "latency_ok.p95": percentile(good, 95)}


def documents(text):
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        yield value


def vegeta_json(text):
    values = list(documents(text))
    if "seq" in values[0]:
        times = sorted(v["latency"] / 1e9 for v in values)
        bad = sum(1 for v in values if not 200 <= v["code"] < 400)
        yield {"requests": len(values), "errors": bad, "p50": percentile(times, 50), "p99": percentile(times, 99), "max": times[-1]}
        return
    for v in values:
        lat = v["latencies"]
        bad = sum(n for c, n in v["status_codes"].items() if not 200 <= int(c) < 400)
        out = {"requests": v["requests"], "errors": bad, "duration": v["duration"] / 1e9, "mean": lat["mean"] / 1e9, "max": lat["max"] / 1e9}
        out["throughput"] = v.get("throughput", (v["requests"] - bad) / (v["duration"] + v["wait"]) * 1e9)
        for p in ("50", "90", "95", "99"):
            out["p" + p] = lat[p + "th"] / 1e9 if p + "th" in lat else None
        yield out


def vegeta_text(text):
    for part in text.split("Requests      [")[1:]:
        total, _, throughput = re.match(r"total, rate, throughput\]\s+(\d+), ([\d.]+), ([\d.]+)", part).groups()
        names, values = re.search(r"Latencies\s+\[(.*?)\]\s+(.*)", part).groups()
        codes = re.findall(r"(\d+):(\d+)", re.search(r"Status Codes\s+\[code:count\](.*)", part)[1])
        out = {"requests": int(total), "throughput": float(throughput), "errors": sum(int(n) for c, n in codes if not 200 <= int(c) < 400)}
        for name, value in zip(names.split(", "), values.split(", ")):
            out["p" + name if name.isdigit() else name] = seconds(value)
        yield out


def oha(text):
    for v in documents(text):
        s, codes, errors = v["summary"], v["statusCodeDistribution"], dict(v["errorDistribution"])
        errors.pop("aborted due to deadline", None)
        answers = sum(codes.values())
        out = {"requests": answers + sum(errors.values()), "errors": sum(errors.values()) + sum(n for c, n in codes.items() if int(c) >= 400),
               "throughput": s["requestsPerSec"] if answers + sum(errors.values()) else None, "duration": s["total"],
               "mean": s["average"], "max": s["slowest"], "min": s["fastest"]}
        yield out | {name: value for name, value in v["latencyPercentiles"].items()}


def bombardier(text):
    if text.lstrip().startswith("{"):
        for v in documents(text):
            r = v["result"]
            answers = sum(r[f"req{n}xx"] for n in range(1, 6))
            lat = r["latency"]
            out = {"requests": answers + r["others"], "errors": r["req4xx"] + r["req5xx"] + r["others"], "throughput": answers / r["timeTakenSeconds"],
                   "duration": r["timeTakenSeconds"], "mean": lat["mean"] / 1e6, "max": lat["max"] / 1e6}
            yield out | {"p" + p: n / 1e6 for p, n in lat.get("percentiles", {}).items()}
        return
    for m in re.finditer(r"Reqs/sec +([\d.]+)(.*?)(?=Reqs/sec|\Z)", text, re.S):
        out, part = {"throughput": float(m[1])}, m[2]
        codes = re.search(r"1xx - (\d+), 2xx - (\d+), 3xx - (\d+), 4xx - (\d+), 5xx - (\d+)\s+others - (\d+)", part)
        if codes:
            n = [int(x) for x in codes.groups()]
            lat = re.search(r"Latency +" + TIME + " +" + TIME + " +" + TIME, part)
            out |= {"requests": sum(n), "errors": sum(n[3:]), "mean": float(lat[1]) * UNIT[lat[2]], "max": float(lat[5]) * UNIT[lat[6]]}
            for p, v, u in re.findall(r"(\d+)% +([\d.]+)(us|ms|s)", part.split("(2xx)")[0]):
                out["p" + p] = float(v) * UNIT[u]
        else:
            out |= {"requests": None, "errors": None, "p50": None}
        yield out


def fortio(text):
    for v in documents(text):
        h = v["DurationHistogram"]
        codes = {c: int(n) for c, n in v["RetCodes"].items()}
        duration = float(v["ActualDuration"])
        out = {"requests": sum(codes.values()), "errors": sum(n for c, n in codes.items() if not 200 <= int(c) < 300), "throughput": float(v["ActualQPS"]),
               "duration": duration / 1e9 if duration > 1e6 else duration, "mean": h.get("Avg"), "latency.count": int(h["Count"])}
        for p in h.get("Percentiles", []):
            out[f"p{p['Percentile']:g}"] = p["Value"]
        if "Nighthawk" in v["Labels"]:
            out["p95"] = next(d["End"] for d in h["Data"] if abs(d["Percent"] - 95) < 1e-9)
        yield out


def h2load(text):
    m = re.search(r"finished in \S+, ([\d.]+) req/s", text)
    n = {name: int(count) for count, name in re.findall(r"(\d+) (total|failed|done)", re.search(r"requests: .*", text)[0])}
    t = [seconds(x) for x in re.search(r"time for request:(.*)", text)[1].split()[:3]]
    done = n["done"] > 0
    yield {"requests": n["total"], "errors": n["failed"], "throughput": float(m[1]) if done else None, "min": t[0] if done else None,
           "max": t[1] if done else None, "mean": t[2] if done else None, "p50": None}


def siege(text):
    if "Date & Time" in text:
        for line in text.splitlines()[1:]:
            c = [x.strip() for x in line.split(",")]
            yield {"requests": int(c[1]) + int(c[9]), "errors": int(c[9]), "duration": float(c[2]), "mean": float(c[4]), "throughput": float(c[5])}
        return
    text = re.sub(r'[",{}]', "", text.replace("_", " ")).lower()

    def figure(label):
        return float(re.search(r"(?m)^\s*" + label + r":\s+([\d.]+)", text)[1])
    yield {"requests": int(figure("transactions") + figure("failed transactions")), "errors": int(figure("failed transactions")),
           "duration": figure("elapsed time"), "throughput": figure("transaction rate"), "mean": figure("response time"),
           "min": figure("shortest transaction"), "max": figure("longest transaction"), "p95": None}


READERS = {"wrk": wrk, "wrk2": lambda text: wrk(text, two=True), "hey": hey, "hey-csv": hey_csv, "vegeta-json": vegeta_json,
           "vegeta-text": vegeta_text, "oha": oha, "bombardier": bombardier, "fortio": fortio, "h2load": h2load, "siege": siege}
FOLDERS = {"wrk-text": "wrk", "wrk2-text": "wrk2", "hey-text": "hey", "vegeta-json": "vegeta-json", "vegeta-text": "vegeta-text", "oha-json": "oha",
           "oha-json-series": "oha", "bombardier-json": "bombardier", "bombardier-text": "bombardier", "fortio-json": "fortio", "h2load-text": "h2load",
           "siege-text": "siege", "siege-json": "siege", "siege-log-csv": "siege"}
# A text without a report, an empty file, lines of single requests without their report.
NO_RESULTS = ("__result.txt", "results--bun--fastify.txt", "siege.out")


def read(path, reader):
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        runs = list(READERS[reader](file.read().replace("\r\n", "\n")))
    return [{name: float(f"{value:.12g}") if value is not None else None for name, value in run.items()} for run in runs]


def main():
    out = {"fixtures": {}, "corpus": {}}
    for reader in READERS:
        for path in sorted(glob.glob(f"{FIXTURES}/{reader}/*")):
            out["fixtures"][os.path.relpath(path, FIXTURES)] = read(path, reader)
    for folder, reader in FOLDERS.items() if len(sys.argv) > 1 else ():
        for path in sorted(glob.glob(f"{sys.argv[1]}/{folder}/*")):
            if not path.endswith(NO_RESULTS):
                out["corpus"][os.path.relpath(path, sys.argv[1])] = read(path, reader)
    with open(os.path.join(HERE, "loads.json"), "w") as file:
        lines = [f'"{kind}":{{\n' + ",\n".join(f"{json.dumps(path)}:{json.dumps(runs, separators=(',', ':'))}" for path, runs in files.items()) + "}"
                 for kind, files in out.items()]
        file.write("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Reads a fixture of each format a second time and writes readings.json: figures by file and series, in base units, that the Swift readers have to
find. Plain parsing with Python's own modules, no code of Loadline's. Load generators' reports are in Loads/loads_reference.py, times in Timelines/.

    readings.py
"""

import base64
import csv
import json
import os
import re
import statistics
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.normpath(os.path.join(HERE, "../../../fixtures"))
MS = 1000


def text(name):
    return open(os.path.join(FIXTURES, name), encoding="utf-8").read()


def document(name):
    return json.loads(text(name))


def table(name):
    return list(csv.DictReader(open(os.path.join(FIXTURES, name), newline="", encoding="utf-8")))


def quantile(values, rank, definition=7):
    """Hyndman and Fan's definitions 6 and 7."""
    ordered = sorted(values)
    position = rank * (len(ordered) - 1) if definition == 7 else min(max(rank * (len(ordered) + 1) - 1, 0), len(ordered) - 1)
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def samples(values, name="latency", definition=7):
    prefix = "" if name == "latency" else name + "."
    figures = {f"p{p}": quantile(values, p / 100, definition) for p in (50, 95, 99)}
    return {prefix + key: value for key, value in (figures | {"min": min(values), "max": max(values), "mean": statistics.fmean(values)}).items()}


def autocannon(name):
    result = document(name)
    figures = {"requests": result["requests"]["total"], "errors": result["errors"] + result["non2xx"], "throughput": result["requests"]["average"],
               "mean": result["latency"]["average"] / MS, "max": result["latency"]["max"] / MS, "p95": None}
    figures |= {key.replace("_", "."): result["latency"][key] / MS for key in ("p50", "p75", "p90", "p97_5", "p99", "p99_9")}
    return {"*": figures}


def ab(name):
    report = text(name)
    number = lambda pattern: float(re.search(pattern, report).group(1))
    figures = {"requests": number(r"Complete requests: +(\d+)"), "errors": number(r"Failed requests: +(\d+)"),
               "throughput": number(r"Requests per second: +([\d.]+)"), "duration": number(r"Time taken for tests: +([\d.]+)")}
    figures |= {f"p{p}": int(value) / MS for p, value in re.findall(r"^ +(\d+)% +(\d+)", report, re.M) if p != "100"}
    return {"*": figures}


def ab_csv(name):
    rows = [(row["Percentage served"], float(row["Time in ms"]) / MS) for row in table(name)]
    return {"*": {f"p{p}": value for p, value in rows if p in ("50", "90", "95", "99")}}


def ab_tsv(name):
    times = [float(row["ttime"]) / MS for row in csv.DictReader(text(name).splitlines(), delimiter="\t")]
    return {"*": {"requests": len(times)} | samples(times)}


def k6_summary(name):
    metrics = {key: metric["values"] for key, metric in document(name)["metrics"].items()}
    times = metrics["http_req_duration"]
    figures = {"requests": metrics["http_reqs"]["count"], "errors": metrics["http_req_failed"]["passes"], "throughput": metrics["http_reqs"]["rate"]}
    figures |= {"mean": times["avg"] / MS, "p50": times["med"] / MS, "min": times["min"] / MS, "max": times["max"] / MS}
    return {"*": figures | {"p" + key[2:-1]: value / MS for key, value in times.items() if key.startswith("p(")}}


def k6_json(name):
    points = [json.loads(line) for line in text(name).splitlines()]
    values = lambda metric: [p["data"]["value"] for p in points if p["type"] == "Point" and p["metric"] == metric]
    times = [value / MS for value in values("http_req_duration")]
    return {"*": {"requests": sum(values("http_reqs")), "errors": sum(values("http_req_failed"))} | samples(times)}


def k6_csv(name):
    rows = table(name)
    values = lambda metric: [float(row["metric_value"]) for row in rows if row["metric_name"] == metric]
    times = [value / MS for value in values("http_req_duration")]
    return {"*": {"requests": sum(values("http_reqs")), "errors": sum(values("http_req_failed"))} | samples(times)}


def hyperfine(name):
    return {one["command"]: samples(one["times"], "duration") | {"duration.count": len(one["times"])} for one in document(name)["results"]}


def pytest_benchmark(name):
    return {one["fullname"]: samples(one["stats"]["data"], "duration") for one in document(name)["benchmarks"]}


def google_benchmark(name):
    runs = {}
    for row in document(name)["benchmarks"]:
        if row["run_type"] == "iteration" and not row.get("error_occurred"):
            runs.setdefault(row["run_name"], []).append(row["real_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3}[row["time_unit"]])
    return {key: samples(values, "duration") for key, values in runs.items()}


def jmh(name):
    found = {}
    for one in document(name):
        score = one["primaryMetric"]
        if score["score"] == "NaN":
            continue
        labels = {"mode": one["mode"]} | one.get("params", {})
        key = one["benchmark"] + "{" + ",".join(f"{k}={v}" for k, v in sorted(labels.items())) + "}"
        factor = {"ops/ms": 1e3, "us/op": 1e-6, "ms/op": 1e-3}[score["scoreUnit"]]
        raw = [value * factor for fork in score.get("rawData", []) for value in fork]
        metric = "score" if one["mode"] == "thrpt" else "duration"
        found[key] = {f"{metric}.mean": score["score"] * factor} | ({f"{metric}.max": max(raw), f"{metric}.count": len(raw)} if raw else {})
        if not raw:
            found[key] |= {f"{metric}.p{p}": score["scorePercentiles"][f"{p}.0"] * factor for p in (50, 95, 99)}
    return found


def go_bench(name):
    package, found = "", {}
    for line in text(name).splitlines():
        if line.startswith("pkg: "):
            package = line[5:]
        if match := re.match(r"(Benchmark\S+)\s+\d+\s+([\d.]+) ns/op", line):
            found.setdefault(f"{match.group(1)}{{pkg={package}}}", []).append(float(match.group(2)) / 1e9)
    return {key: samples(values, "duration") for key, values in found.items()}


def github_action_benchmark(name):
    factors = {"ms": ("duration", 1e-3), "req/s": ("score", 1), "Megabytes": ("score", 1e6), "Percent": ("score", 0.01), "items": ("score", 1)}
    return {one["name"]: {factors[one["unit"]][0]: one["value"] * factors[one["unit"]][1]} for one in document(name)}


def bencher(name):
    return {key: {("mean" if measure == "latency" else measure): value["value"] / (1e9 if measure == "latency" else 1) for measure, value in one.items()}
            for key, one in document(name).items()}


def prometheus(name):
    """Sums of the samples of each name, whatever their labels."""
    sums, buckets = {}, {}
    for line in text(name).splitlines():
        if line.startswith("#") or not (match := re.match(r"(\w+)(?:\{(.*)\})? (\S+)$", line)):
            continue
        metric, labels, value = match.group(1), match.group(2) or "", float(match.group(3))
        sums[metric] = sums.get(metric, 0) + value
        if metric == "http_request_duration_seconds_bucket":
            bound = float(re.search(r'le="([^"]*)"', labels).group(1))
            buckets[bound] = buckets.get(bound, 0) + value
    figures = {"requests": sums["http_requests_total"], "slow_queries_total": sums["slow_queries_total"],
               "cache_hit_rate": sums["cache_hits_total"] / (sums["cache_hits_total"] + sums["cache_misses_total"]),
               "process_resident_memory_bytes": sums["process_resident_memory_bytes"],
               "mean": sums["http_request_duration_seconds_sum"] / sums["http_request_duration_seconds_count"]}
    ordered = sorted(buckets.items())
    for rank in (50, 95):
        wanted, lower, below = rank / 100 * ordered[-1][1], 0.0, 0.0
        for bound, count in ordered:
            if count >= wanted:
                figures[f"p{rank}"] = lower + (bound - lower) * (wanted - below) / (count - below)
                break
            lower, below = bound, count
    return {"*": figures}


def playwright(name):
    found = {}
    for suite in document(name)["suites"]:
        for spec in suite["specs"]:
            result = spec["tests"][0]["results"][-1]
            figures = {"duration": result["duration"] / MS}
            for attachment in result["attachments"]:
                if attachment["contentType"] == "application/json" and "body" in attachment:
                    values = json.loads(base64.b64decode(attachment["body"]))
                    if isinstance(values, dict):
                        figures |= {key: value / MS for key, value in values.items() if key in ("pageLoad", "firstContentfulPaint", "domContentLoaded")}
            found[f"{suite['title']} > {spec['title']}{{kind=test,project={spec['tests'][0]['projectName']}}}"] = figures
    return found


def lighthouse(name):
    report = document(name)
    times = {key: audit["numericValue"] / MS for key, audit in report["audits"].items() if audit.get("numericUnit") == "millisecond"}
    return {report.get("finalDisplayedUrl", report["requestedUrl"]): {key: times[key] for key in ("first-contentful-paint", "largest-contentful-paint")
                                                                     if key in times} | {"performance-score": report["categories"]["performance"]["score"]}}


def otlp(name):
    kinds, found, failed = {2: "server", 3: "client"}, {}, {}
    lines = text(name).strip().splitlines()
    for document_ in [json.loads(line) for line in lines]:
        for resource in document_["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                for span in scope["spans"]:
                    kind = kinds[span["kind"]]
                    key = f"{span['name']}{{service=shop,span={kind}}}"
                    found.setdefault(key, []).append((int(span["endTimeUnixNano"]) - int(span["startTimeUnixNano"])) / 1e9)
                    failed[key] = failed.get(key, 0) + (span["status"].get("code") == 2)
    return {key: {"requests": len(values), "errors": failed[key]} | samples(values) for key, values in found.items()}


def pg_stat_statements(name):
    return {f"{one['query'].replace(chr(10), ' ')}{{kind=database}}": {"requests": one["calls"], "mean": one["mean_exec_time"] / MS, "min": one["min_exec_time"] / MS,
                                                                       "max": one["max_exec_time"] / MS} for one in document(name)}


def jmeter_csv(name):
    rows = table(name)
    groups = {"*": rows} | {label: [row for row in rows if row["label"] == label] for label in {row["label"] for row in rows}}
    return {label: {"requests": len(own), "errors": sum(row["success"] == "false" for row in own)}
            | samples([int(row["elapsed"]) / MS for row in own], definition=6) for label, own in groups.items()}


def jmeter_xml(name):
    """Samples that are in no other but a transaction's; transactions apart."""
    found = {}

    def walk(element):
        for child in element:
            if child.get("t") is None:
                continue
            if child.get("rm", "").startswith("Number of samples in transaction"):
                walk(child)
            else:
                for key in ("*", child.get("lb")):
                    found.setdefault(key, []).append((int(child.get("t")) / MS, child.get("s") == "false"))

    walk(ElementTree.fromstring(text(name)))
    return {key: {"requests": len(own), "errors": sum(bad for _, bad in own)} | samples([value for value, _ in own], definition=6) for key, own in found.items()}


def jmeter_statistics(name):
    names = {"mean": "meanResTime", "p50": "medianResTime", "p90": "pct1ResTime", "p95": "pct2ResTime", "p99": "pct3ResTime", "max": "maxResTime"}
    return {"*" if key == "Total" else key: {"requests": one["sampleCount"], "errors": one["errorCount"], "throughput": one["throughput"]}
            | {figure: one[column] / MS for figure, column in names.items()} for key, one in document(name).items()}


def jmeter_aggregate(name):
    found = {}
    for row in table(name):
        requests = int(row["# Samples"])
        figures = {"requests": requests, "errors": round(float(row["Error %"].rstrip("%")) / 100 * requests), "throughput": float(row["Throughput"]),
                   "mean": int(row["Average"]) / MS, "max": int(row["Max"]) / MS}
        found["*" if row["Label"] == "TOTAL" else row["Label"]] = figures | {
            figure: int(row[column]) / MS for figure, column in {"p50": "Median", "p90": "90% Line", "p95": "95% Line", "p99": "99% Line"}.items()}
    return found


def locust_stats(name):
    return {"*" if row["Name"] == "Aggregated" else f"{row['Type']} {row['Name']}": {
        "requests": int(row["Request Count"]), "errors": int(row["Failure Count"]), "throughput": float(row["Requests/s"]),
        "mean": float(row["Average Response Time"]) / MS, "p95": float(row["95%"]) / MS, "p99": float(row["99%"]) / MS,
        "max": float(row["Max Response Time"]) / MS} for row in table(name)}


def locust_history(name):
    row = [row for row in table(name) if row["Name"] == "Aggregated"][-1]
    return {"*": {"requests": int(row["Total Request Count"]), "errors": int(row["Total Failure Count"]), "mean": float(row["Total Average Response Time"]) / MS,
                  "p95": float(row["95%"]) / MS, "max": float(row["Total Max Response Time"]) / MS}}


def gatling_log(name):
    times = []
    for line in text(name).splitlines():
        fields = line.split("\t")
        if fields[0] == "REQUEST":
            start, end = [int(field) for field in fields if re.fullmatch(r"1\d{12}", field)][:2]
            times.append(((end - start) / MS, "KO" in fields))
    return {"*": {"requests": len(times), "errors": sum(bad for _, bad in times)} | samples([value for value, _ in times])}


def gatling_stats(name):
    totals = document(name)
    figures = {"requests": totals["numberOfRequests"]["total"], "errors": totals["numberOfRequests"]["ko"], "max": totals["maxResponseTime"]["total"] / MS,
               "mean": totals["meanResponseTime"]["total"] / MS, "throughput": totals["meanNumberOfRequestsPerSecond"]["total"]}
    return {"*": figures | {f"p{p}": totals[f"percentiles{n}"]["total"] / MS for n, p in ((1, 50), (2, 75), (3, 95), (4, 99))}}


def artillery_2(name):
    whole = document(name)["aggregate"]
    counters, times = whole["counters"], whole["summaries"]["http.response_time"]
    bad = sum(count for key, count in counters.items() if key.startswith(("http.codes.4", "http.codes.5")))
    return {"*": {"requests": counters["http.requests"], "errors": bad + counters["http.requests"] - counters["http.responses"], "mean": times["mean"] / MS}
            | {key: times[key] / MS for key in ("p50", "p75", "p90", "p95", "p99", "max")}}


def taurus(name):
    found = {}
    for group in ElementTree.fromstring(text(name)).iter("Group"):
        value = lambda tag: float(group.find(tag).get("value"))
        percentiles = {f"p{float(perc.get('param')):g}": float(perc.get("value")) for perc in group.iter("perc")}
        found[group.get("label") or "*"] = {"requests": value("throughput"), "errors": value("fail"), "mean": value("avg_rt")} | {
            key: number for key, number in percentiles.items() if key not in ("p0", "p100")}
    return found


def custom(name):
    whole = document(name)
    return {"*": {"requests": whole["totalRequests"]}} | {
        f"{one['method']} {one['endpoint']}": {"requests": one["count"], "mean": one["avgResponseTime"] / MS} for one in whole["byEndpoint"]}


FILES = {
    "autocannon/plain.json": autocannon, "ab/plain.txt": ab, "ab-csv/plain.csv": ab_csv, "ab-tsv/plain.tsv": ab_tsv, "k6-summary/shop.json": k6_summary,
    "k6-json/checkout.json": k6_json, "k6-csv/checkout.csv": k6_csv, "hyperfine/two-commands.json": hyperfine,
    "pytest-benchmark/with-data.json": pytest_benchmark, "google-benchmark/repetitions.json": google_benchmark, "jmh/modes.json": jmh,
    "go-bench/counts.txt": go_bench, "github-action-benchmark/custom.json": github_action_benchmark, "bencher/measures.json": bencher,
    "prometheus/after.txt": prometheus, "playwright/pages.json": playwright, "lighthouse/page.json": lighthouse, "otlp-traces/shop.json": otlp,
    "pg-stat-statements/statements.json": pg_stat_statements, "jmeter-csv/plain.csv": jmeter_csv, "jmeter-xml/parent-samples.xml": jmeter_xml,
    "jmeter-statistics/of-shop.json": jmeter_statistics, "jmeter-aggregate/plain-en.csv": jmeter_aggregate, "locust-stats/plain.csv": locust_stats,
    "locust-history/plain.csv": locust_history, "gatling-log/shop-3.10.log": gatling_log, "gatling-stats/global_stats.json": gatling_stats,
    "artillery/v2.json": artillery_2, "taurus/final.xml": taurus, "custom/endpoints.json": custom,
}

if __name__ == "__main__":
    found = {name: reader(name) for name, reader in FILES.items()}
    with open(os.path.join(HERE, "readings.json"), "w", encoding="utf-8") as out:
        json.dump(found, out, indent=1, sort_keys=True, ensure_ascii=False)
        out.write("\n")

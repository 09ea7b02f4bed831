#!/usr/bin/env python3
"""Measures `loadline inspect --json` on long results with many names: seconds and peak memory.

    many-names.py DIRECTORY [--megabytes 250] [--only gatling-log,hey-csv] [--loadline .build/release/loadline]

Makes two files of each format first, unless they are there: one where 2,000 names take turns, and one where each request (row, span, test, series) has
a name of its own. What they hold is made up to the producer's shape, without a producer, since no tool writes so much in a minute. Needs GNU time.
"""
import argparse
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = 2_000
START = 1_795_000_000_000

random.seed(11)
# Milliseconds.
LATENCIES = [random.lognormvariate(3, 0.6) for _ in range(4096)]


def latency(number):
    return LATENCIES[number * 2654435761 & 4095]


def gatling_log(name):
    yield "RUN\tshop.Shop\tshop\t%d\t \t3.10.5\n" % START
    for number in range(sys.maxsize):
        start = START + number // 5
        status = "KO" if number % 50 == 0 else "OK"
        yield f"REQUEST\t\tGET {name(number)}\t{start}\t{start + int(latency(number))}\t{status}\t \n"


def vegeta_json(name):
    for number in range(sys.maxsize):
        second, rest = divmod(number, 5000)
        at = "2026-11-21T%02d:%02d:%02d.%09dZ" % (second // 3600 % 24, second // 60 % 60, second % 60, rest * 200_000)
        yield (f'{{"attack":"","seq":{number},"code":{500 if number % 50 == 0 else 200},"timestamp":"{at}","latency":{int(latency(number) * 1e6)},'
               f'"bytes_out":0,"bytes_in":43,"error":"","body":null,"method":"GET","url":"http://127.0.0.1:18080{name(number)}","headers":null}}\n')


def hey_csv(name):
    yield "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset\n"
    for number in range(sys.maxsize):
        seconds = latency(number) / 1000
        yield "%.4f,0.0003,0.0000,0.0001,%.4f,0.0001,200,%.4f\n" % (seconds, seconds, number / 5000)


LOCUST_FIGURES = "Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%"


def locust_row(number):
    p50 = int(latency(number)) + 1
    return f"10.5,0.0,{p50},{p50 + 1},{p50 + 2},{p50 + 3},{p50 + 5},{p50 + 9},{p50 + 15},{p50 + 20},{p50 + 30},{p50 + 40},{p50 + 50}"


def locust_history(name):
    yield f"Timestamp,User Count,Type,Name,{LOCUST_FIGURES},Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size\n"
    for number in range(sys.maxsize):
        second = number // NAMES
        at, count = START // 1000 + second, (second + 1) * 10
        if number % NAMES == 0:
            yield f"{at},50,,Aggregated,{locust_row(number)},{count * NAMES},0,20,21.5,1.25,200.5,43.0\n"
        yield f"{at},50,GET,{name(number)},{locust_row(number)},{count},0,20,21.5,1.25,200.5,43.0\n"


def locust_stats(name):
    yield "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size," \
        + LOCUST_FIGURES + "\n"
    for number in range(sys.maxsize):
        yield f"GET,{name(number)},100,0,20,21.5,1.25,200.5,43.0,{locust_row(number)}\n"


def spans(name, number):
    start = (START + number) * 1_000_000
    status = '{"code":2}' if number % 50 == 0 else "{}"
    return (f'{{"traceId":"{number:032x}","spanId":"{number:016x}","name":"GET {name(number)}","kind":2,"startTimeUnixNano":"{start}",'
            f'"endTimeUnixNano":"{start + int(latency(number) * 1e6)}","attributes":[{{"key":"http.request.method","value":{{"stringValue":"GET"}}}}],'
            f'"status":{status}}}')


OTLP = '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":['


def otlp_lines(name):
    for line in range(sys.maxsize):
        yield OTLP + ",".join(spans(name, line * 20 + number) for number in range(20)) + "]}]}]}\n"


def otlp_document(name):
    yield OTLP + spans(name, 0)
    for number in range(1, sys.maxsize):
        yield "," + spans(name, number)


def jaeger(name):
    yield '{"data":['
    for number in range(sys.maxsize):
        yield (f'{"," if number else ""}{{"traceID":"{number:032x}","spans":[{{"traceID":"{number:032x}","spanID":"{number:016x}",'
               f'"operationName":"GET {name(number)}","references":[],"startTime":{(START + number) * 1000},"duration":{int(latency(number) * 1000)},'
               f'"tags":[{{"key":"span.kind","type":"string","value":"server"}}],"processID":"p1"}}],"processes":{{"p1":{{"serviceName":"shop","tags":[]}}}}}}')


def junit(name):
    yield '<?xml version="1.0" encoding="utf-8"?>\n<testsuites><testsuite name="shop">\n'
    for number in range(sys.maxsize):
        yield f'<testcase classname="shop.Resources" name="test {name(number)}" time="{latency(number) / 1000:.3f}"/>\n'


def prometheus(name):
    yield "# TYPE http_request_duration_seconds histogram\n"
    bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, "+Inf"]
    for number in range(sys.maxsize):
        # The same route in many instances.
        labels = f'instance="10.0.{number // NAMES // 250}.{number // NAMES % 250}",route="{name(number)}"'
        buckets = "".join(f'http_request_duration_seconds_bucket{{le="{bound}",{labels}}} {100 * min(place, 6)}\n' for place, bound in enumerate(bounds))
        yield f"{buckets}http_request_duration_seconds_count{{{labels}}} 600\nhttp_request_duration_seconds_sum{{{labels}}} 30.5\n"


def jmeter_xml(name):
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="1.2">\n'
    for number in range(sys.maxsize):
        elapsed, success = int(latency(number)), "false" if number % 50 == 0 else "true"
        yield (f'<httpSample t="{elapsed}" lt="{elapsed}" ts="{START + number // 5}" s="{success}" lb="GET {name(number)}" rc="200" rm="OK" '
               f'tn="Shoppers 1-1" dt="text" by="156" ng="1" na="1"/>\n')


def prometheus_range(name):
    """A counter of each route over the time: 1,000 points of 2,000, or 20 of each."""
    points = 1000 if name(0) == name(NAMES) else 20
    yield '{"status":"success","data":{"resultType":"matrix","result":['
    for number in range(sys.maxsize):
        labels = f'"__name__":"http_requests_total","instance":"10.0.{number // NAMES // 250}.{number // NAMES % 250}","route":"{name(number)}","status":"200"'
        values = ",".join(f'[{START // 1000 + 15 * point},"{point * (number % 7 + 1)}"]' for point in range(points))
        yield f'{"," if number else ""}{{"metric":{{{labels}}},"values":[{values}]}}'


def playwright(name):
    yield '{"config":{"rootDir":"/shop","version":"1.57.0"},"suites":[{"title":"shop.spec.ts","file":"shop.spec.ts","specs":['
    for number in range(sys.maxsize):
        log = '{"text":"GET http://127.0.0.1/ 200, served from the cache of the shop\\n"}'
        yield (f'{"," if number else ""}{{"title":"shows {name(number)}","ok":true,"tests":[{{"projectName":"chromium","results":[{{"status":"passed","duration":'
               f'{int(latency(number))},"errors":[],"stdout":[{log},{log},{log},{log}],"stderr":[],"retry":0,"startTime":"2026-11-21T07:46:10.681Z",'
               f'"annotations":[],"attachments":[]}}],"status":"expected"}}]}}')


FORMATS = {
    "gatling-log": (gatling_log, ""), "vegeta-json": (vegeta_json, ""), "hey-csv": (hey_csv, ""), "locust-history": (locust_history, ""),
    "locust-stats": (locust_stats, ""), "otlp-lines": (otlp_lines, ""), "otlp-document": (otlp_document, "]}]}]}\n"), "jaeger": (jaeger, "]}\n"),
    "junit": (junit, "</testsuite></testsuites>\n"), "jmeter-xml": (jmeter_xml, "</testResults>\n"), "prometheus": (prometheus, ""),
    "prometheus-range": (prometheus_range, "]}}\n"), "playwright": (playwright, ']}],"errors":[],"stats":{"expected":1}}\n'),
}
NAMINGS = {
    "2,000 names": lambda number: f"/api/v1/resources/{number % NAMES}/items",
    "unique names": lambda number: f"/api/v1/resources/{number}/items",
}


def make(path, lines, end, size):
    if os.path.exists(path):
        return
    written = 0
    with open(path + ".part", "w", encoding="utf-8", buffering=1 << 20) as out:
        for line in lines:
            out.write(line)
            written += len(line)
            if written >= size:
                break
        out.write(end)
    os.rename(path + ".part", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--megabytes", type=int, default=250)
    parser.add_argument("--only", default=",".join(FORMATS))
    parser.add_argument("--loadline", default=os.path.join(HERE, "../.build/release/loadline"))
    options = parser.parse_args()
    os.makedirs(options.directory, exist_ok=True)
    print("| format | names | MB | seconds | peak MB | |\n|---|---|---|---|---|---|")
    for format in options.only.split(","):
        write, end = FORMATS[format]
        for naming, name in NAMINGS.items():
            if format == "hey-csv" and naming == "unique names":
                continue
            path = os.path.join(options.directory, f"{format}-{naming.split()[0].replace(',', '')}.txt")
            make(path, write(name), end, options.megabytes * 1_000_000)
            command = ["/usr/bin/time", "-f", "%e %M", options.loadline, "inspect", "--json", path]
            done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            *words, figures = done.stderr.strip().splitlines()
            seconds, memory = figures.split()
            outcome = "" if done.returncode == 0 else (words or ["?"])[0].removeprefix("loadline: ").removeprefix(path)[:90]
            print(f"| {format} | {'none' if format == 'hey-csv' else naming} | {os.path.getsize(path) / 1e6:.0f} | {seconds} | {int(memory) / 1000:.0f} | {outcome} |",
                  flush=True)


if __name__ == "__main__":
    main()

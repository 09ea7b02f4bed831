#!/usr/bin/env python3
"""Makes large k6 outputs: runs k6 against fixtures/server.py for some seconds, then repeats the real lines with other times and values.

    make-k6-ndjson.py DIRECTORY [--gigabytes 1.0]

Writes k6.json (some 500 endpoints), k6.json.gz, k6.json.zst, k6-metadata.json (user and iteration of every
sample under `metadata`, so that hardly two lines have the same tags) and k6-urls.json (a name of its own for every request). Needs k6, gzip and zstd.
"""
import argparse
import datetime
import os
import random
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
POINT = re.compile(r'^(.*"data":\{"time":")([^"]+)(","value":)([-0-9.e+]+)(.*)$', re.S)
PORT = "8093"


def run_k6(raw, *arguments):
    server = subprocess.Popen(
        [sys.executable, os.path.join(HERE, "..", "fixtures", "server.py"), "--port", PORT, "--max-seconds", "60"],
        stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        subprocess.run(
            ["k6", "run", "--quiet", "--no-usage-report", "--address", "", "--out", f"json={raw}", *arguments,
             os.path.join(HERE, "k6-many-endpoints.js")], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    finally:
        server.terminate()
        server.wait()


def lines_of(raw):
    """Declarations and points of a real output; points as (before the time, time in ns, between, value, after)."""
    declarations, points = [], []
    with open(raw, encoding="utf-8") as file:
        for line in file:
            match = POINT.match(line)
            if not match:
                declarations.append(line)
                continue
            before, stamp, between, value, after = match.groups()
            whole, fraction = stamp.rstrip("Z").split(".") if "." in stamp else (stamp.rstrip("Z"), "0")
            second = int(datetime.datetime.fromisoformat(whole + "+00:00").timestamp())
            points.append((before, second, fraction.ljust(9, "0")[:9], between, value, after))
    return declarations, points


def expand(raw, target, size, change=lambda text, request: text):
    """Repeats the points, each time later, with values that differ by some percent, until the file has that size."""
    declarations, points = lines_of(raw)
    random.seed(7)
    factors = [random.lognormvariate(0, 0.25) for _ in range(4096)]
    span = points[-1][1] - points[0][1] + 1
    seconds, written, round_, count = {}, 0, 0, 0
    with open(target, "w", encoding="utf-8", buffering=1 << 20) as file:
        file.writelines(declarations)
        while written < size:
            shift, lines, request = round_ * span, [], 0
            for before, second, fraction, between, value, after in points:
                at = second + shift
                text = seconds.get(at)
                if text is None:
                    text = seconds[at] = datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.")
                count += 1
                if "." in value:
                    value = "%.6f" % (float(value) * factors[count * 2654435761 & 4095])
                if '"http_reqs"' in before:
                    request = count
                lines.append(f"{before}{text}{fraction}Z{between}{value}{change(after, request)}")
            text = "".join(lines)[: max(size - written, 0)]
            text = text[: text.rfind("\n") + 1]
            if not text:
                break
            file.write(text)
            written += len(text)
            round_ += 1
    print(f"{target}: {os.path.getsize(target) / 1e9:.2f} GB, {round_} rounds of {len(points)} points", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--gigabytes", type=float, default=1.0)
    options = parser.parse_args()
    os.makedirs(options.directory, exist_ok=True)
    path = lambda name: os.path.join(options.directory, name)
    size = int(options.gigabytes * 1e9)

    run_k6(path("real.json"))
    expand(path("real.json"), path("k6.json"), size)
    compressors = [subprocess.Popen(["gzip", "-kf", path("k6.json")]), subprocess.Popen(["zstd", "-qkf", path("k6.json")])]

    tags = "proto,subproto,status,method,url,name,group,check,error,error_code,tls_version,scenario,service,expected_response,vu,iter"
    run_k6(path("real-metadata.json"), "--system-tags", tags)
    iteration = re.compile(r'"iter":"\d+"')
    expand(path("real-metadata.json"), path("k6-metadata.json"), size // 2,
           lambda text, request: iteration.sub(f'"iter":"{request}"', text))
    name = re.compile(r'("(?:name|url)":")[^"]*"')
    expand(path("real.json"), path("k6-urls.json"), size // 2,
           lambda text, request: name.sub(rf'\g<1>http://127.0.0.1:8093/api/items/{request}"', text))
    for compressor in compressors:
        compressor.wait()


if __name__ == "__main__":
    main()

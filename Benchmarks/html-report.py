#!/usr/bin/env python3
"""Pictures of an HTML report, or how large and how fast one of many series and runs is.

    html-report.py shots REPORT.html FOLDER    screenshots at three widths, light and dark, and an accessibility check
    html-report.py speed LOADLINE [SERIES RUNS] makes a history (200 series, 200 runs), a report of it, and opens it

Needs `pip install playwright axe-playwright-python html5lib` and Chromium (Debian: chromium).
"""

import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {390: 844, 820: 1180, 1440: 900}


def browser(play):
    return play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


def shots(report, folder):
    from axe_playwright_python.sync_playwright import Axe

    folder.mkdir(parents=True, exist_ok=True)
    failures = check_markup(report)
    with sync_playwright() as play:
        chromium = browser(play)
        for scheme in ("light", "dark"):
            for width, height in WIDTHS.items():
                page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                errors = []
                page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
                page.on("pageerror", lambda error: errors.append(str(error)))
                page.on("request", lambda request: errors.append(request.url) if request.url != report.resolve().as_uri() else None)
                page.goto(report.resolve().as_uri())
                page.screenshot(path=folder / f"{scheme}-{width}.png", full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if wide > 0:
                    errors.append(f"{wide} pixels wider than the window")
                # The checker's own script would be refused by the page's policy.
                context = chromium.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
                free = context.new_page()
                free.goto(report.resolve().as_uri())
                result = Axe().run(free)
                found = [f"axe {one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:150]}"
                         for one in result.response["violations"]]
                passed = len(result.response["passes"])
                print(f"{scheme} {width}: axe {passed} rules passed, {len(found)} violated; {len(errors)} other errors")
                for text in found + errors:
                    print("   ", text)
                failures += len(found) + len(errors)
                context.close()
                page.close()
        page = chromium.new_page()
        page.goto(report.resolve().as_uri())
        page.pdf(path=folder / "print.pdf", format="A4")
        chromium.close()
    return failures


def check_markup(report):
    import html5lib

    parser = html5lib.HTMLParser(strict=False)
    parser.parse(report.read_text())
    # html5lib is older than this element's content model and knows no other complaint of ours.
    errors = [error for error in parser.errors]
    print(f"html5lib: {len(errors)} errors")
    for place, code, data in errors[:10]:
        print("   ", place, code, data)
    return len(errors)


def medians(endpoints, number, generator):
    """Of one day, in seconds by endpoint: some became slower on the 120th."""
    return {
        f"GET /api/resource/{endpoint}/items":
            0.02 * (1 + endpoint % 17) * (1.12 if number >= 120 and endpoint % 9 == 0 else 1)
            * math.exp(generator.gauss(0, 0.02))
        for endpoint in range(endpoints)}


def write_run(path, metrics, start):
    series = []
    for name, middle in metrics.items():
        latency = {"metric": {"name": "latency", "unit": "s", "direction": "lower"}, "value": {"distribution": {
            "count": 5000, "min": middle * 0.3, "max": middle * 9, "mean": middle * 1.2, "shape": {"quantiles": [
                {"rank": rank, "value": middle * factor}
                for rank, factor in ((0.5, 1), (0.75, 1.3), (0.9, 1.8), (0.95, 2.2), (0.99, 3.7), (0.999, 6))]}}}}
        series.append({"name": name, "labels": {}, "requests": 5000, "errors": 3, "throughput": 83.0,
                       "measurements": {"latency": latency}})
    path.write_text(json.dumps(document(series, start)))


def document(series, start):
    return {"loadline": {"format": 1}, "run": {
        "source": "k6.json", "format": "k6-summary", "tool": {"name": "k6", "version": "1.0"}, "start": start,
        "duration": 60.0, "workload": {}, "environment": {}, "labels": {}, "series": series, "notes": []}}


def speed(loadline, endpoints, runs):
    generator = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for side, count, first in (("base", runs, 0), ("head", 3, runs)):
            (folder / side).mkdir()
            for number in range(count):
                path = folder / side / f"run-{number:03}.json"
                write_run(path, medians(endpoints, first + number, generator), 1.75e9 + 86400.0 * (first + number))
        report, budget = folder / "report.html", folder / "budget.yml"
        budget.write_text("suite: many\ndefaults:\n  p95: 2s\n")
        history = folder / "history"
        for path in sorted((folder / "base").iterdir()):
            done = subprocess.run([loadline, "record", str(path), "--history", str(history), "--branch", "main"],
                                  capture_output=True, text=True)
            if done.returncode:
                sys.exit(done.stderr)
        for extra in ([], ["--html", str(report)]):
            start = time.perf_counter()
            done = subprocess.run(
                [loadline, "check", str(folder / "head"), "--history", str(history), "--branch", "main",
                 "--last", str(runs), "--quiet", *extra], capture_output=True, text=True)
            print(f"check {' '.join(extra[:1]) or 'alone'}: {time.perf_counter() - start:.2f} s, exit {done.returncode}")
        if not report.exists():
            sys.exit(done.stderr)
        print(f"{report.stat().st_size / 1e6:.2f} MB; {report.read_text().count('<svg viewBox=')} drawings")
        seconds = []
        with sync_playwright() as play:
            chromium = browser(play)
            for _ in range(7):
                page = chromium.new_page(viewport={"width": 1440, "height": 900})
                start = time.perf_counter()
                page.goto(report.as_uri(), wait_until="load")
                page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                seconds.append(time.perf_counter() - start)
                page.close()
            page = chromium.new_page(viewport={"width": 1440, "height": 900})
            page.goto(report.as_uri())
            start = time.perf_counter()
            page.click("#t-checks th:nth-child(2) button")
            page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            print(f"sorting by a column: {time.perf_counter() - start:.2f} s")
            chromium.close()
        seconds.sort()
        print(f"opens and paints in {seconds[0]:.2f} s (best), {seconds[3]:.2f} s (median of 7)")
    return report


if __name__ == "__main__":
    if len(sys.argv) >= 4 and sys.argv[1] == "shots":
        sys.exit(1 if shots(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])) else 0)
    if len(sys.argv) >= 3 and sys.argv[1] == "speed":
        speed(sys.argv[2], *(map(int, sys.argv[3:5]) if len(sys.argv) > 4 else (200, 200)))
    else:
        sys.exit(__doc__)

#!/usr/bin/env python3
"""Evaluates every query of the dashboard on a real Prometheus that scrapes what loadline writes.

    .build/release/loadline check fixtures/demo/candidate --baseline fixtures/demo/baseline \
        --budget fixtures/demo/budget.yml --junit fixtures/demo/junit --openmetrics metrics.prom
    .github/grafana/check.py metrics.prom     (Debian: prometheus)

The metrics are served once as Prometheus's text format and once as OpenMetrics; both have to be scraped without an error.
"""
import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

PORT, SCRAPED = 24081, 24082
KINDS = {"/text": "text/plain; version=0.0.4", "/openmetrics": "application/openmetrics-text; version=1.0.0; charset=utf-8"}
CONFIG = """
global: {{ scrape_interval: 1s }}
scrape_configs:
  - {{ job_name: text, metrics_path: /text, static_configs: [{{ targets: ["127.0.0.1:{port}"] }}] }}
  - {{ job_name: openmetrics, metrics_path: /openmetrics, static_configs: [{{ targets: ["127.0.0.1:{port}"] }}] }}
"""


def serve(metrics):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", KINDS[self.path])
            self.end_headers()
            self.wfile.write(metrics)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", SCRAPED), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def query(text):
    url = f"http://127.0.0.1:{PORT}/api/v1/query?" + urllib.parse.urlencode({"query": text})
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]["result"]
    except urllib.error.HTTPError as error:
        sys.exit(f"{text}\n{error.read().decode()}")


def expressions(dashboard):
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for annotation in dashboard["annotations"]["list"]:
        yield annotation["name"], annotation["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            selector = variable["definition"].removeprefix("label_values(").rsplit(",", 1)[0]
            yield "variable " + variable["name"], selector


def wait_for_scrapes():
    for _ in range(60):
        time.sleep(0.5)
        try:
            if len(query("up == 1")) == 2:
                return
        except OSError:
            pass
    sys.exit("Prometheus did not scrape both forms")


def main(path):
    dashboard = json.loads((pathlib.Path(__file__).parent / "loadline.json").read_text())
    serve(pathlib.Path(path).read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder, "prometheus.yml")
        config.write_text(CONFIG.format(port=SCRAPED))
        prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{PORT}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for_scrapes()
            forms = [len(query(f'{{job="{job}",__name__=~"loadline_.*"}}')) for job in ("text", "openmetrics")]
            print(f"{forms[0]} samples as text, {forms[1]} as OpenMetrics")
            empty = 0
            for title, expression in expressions(dashboard):
                count = len(query(expression.replace("$suite", ".*").replace("$endpoint", ".*")))
                empty += count == 0
                print(f"{count:5}  {title}: {expression}")
            print(f"{empty} without a sample in this verdict")
        finally:
            prometheus.terminate()
            prometheus.wait()


if __name__ == "__main__":
    main(sys.argv[1])

#!/usr/bin/env python3
"""A small service with a histogram of its own requests: GET /api/products, GET /api/cart, POST /checkout, and /metrics.

    prometheus-service.py PORT
"""

import http.server
import random
import sys
import time

import prometheus_client

BUCKETS = (0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5)
DURATION = prometheus_client.Histogram(
    "http_request_duration_seconds", "Duration of requests", ["method", "route", "status"], buckets=BUCKETS)
MEDIANS = {"/api/products": 0.012, "/api/cart": 0.007, "/checkout": 0.032}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        if self.path == "/metrics":
            return self.send(200, prometheus_client.generate_latest(), prometheus_client.CONTENT_TYPE_LATEST)
        start = time.perf_counter()
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        time.sleep(MEDIANS[self.path] * random.lognormvariate(0, 0.3))
        status = 500 if self.path == "/checkout" and random.random() < 0.02 else 200
        self.send(status, b"{}", "application/json")
        DURATION.labels(self.command, self.path, str(status)).observe(time.perf_counter() - start)

    do_GET = do_POST = answer

    def send(self, status, body, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

"""A stand-in for GitHub's REST API, as far as the action's scripts use it: comments of pull requests, in pages, and pull requests by their head.

It listens on a Unix socket, which `gh` is told of by its configuration (http_unix_socket), so that the real `gh` is tested.
"""

import json
import os
import re
import socketserver
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler

BOT = "github-actions[bot]"


class GitHub:
    def __init__(self, directory):
        self.directory = directory
        self.comments = {}  # by the number of the pull request
        self.pulls = []
        self.read_only = set()  # tokens that may not write
        self.requests = []
        self.next_id = 1

    def add_comment(self, number, body, login=BOT):
        comment = {"id": self.next_id, "user": {"login": login}, "body": body}
        self.next_id += 1
        self.comments.setdefault(number, []).append(comment)
        return comment

    def __enter__(self):
        socket = os.path.join(self.directory, "github.sock")
        configuration = os.path.join(self.directory, "gh")
        os.makedirs(configuration)
        with open(os.path.join(configuration, "config.yml"), "w", encoding="utf-8") as file:
            file.write(f"http_unix_socket: {socket}\n")
        self.environment = {"GH_CONFIG_DIR": configuration}
        self.server = socketserver.ThreadingUnixStreamServer(socket, self.handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method, path, query, token, body):
        """Status, value and headers."""
        self.requests.append((method, path))
        if path == "/user":
            return 403, {"message": "Resource not accessible by integration"}, {}
        if method != "GET" and token in self.read_only:
            return 403, {"message": "Resource not accessible by integration"}, {}
        if match := re.fullmatch(r"/repos/o/service/issues/(\d+)/comments", path):
            number = int(match[1])
            if method == "POST":
                return 201, self.add_comment(number, body["body"]), {}
            return self.page(self.comments.get(number, []), path, query)
        if match := re.fullmatch(r"/repos/o/service/issues/comments/(\d+)", path):
            for comment in sum(self.comments.values(), []):
                if comment["id"] == int(match[1]) and method == "PATCH":
                    comment["body"] = body["body"]
                    return 200, comment, {}
        if path == "/repos/o/service/pulls":
            return 200, [pull for pull in self.pulls if pull["head"]["label"] == query["head"]], {}
        return 404, {"message": "Not Found"}, {}

    def page(self, items, path, query):
        size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        headers = {}
        if len(items) > size * page:
            headers["Link"] = f'<https://api.github.com{path}?per_page={size}&page={page + 1}>; rel="next"'
        return 200, items[size * (page - 1) : size * page], headers

    def handler(github):
        class Handler(BaseHTTPRequestHandler):
            def respond(self):
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                address = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(address.query))
                token = (self.headers.get("authorization") or "").removeprefix("token ")
                status, value, headers = github.answer(self.command, address.path, query, token, body)
                data = json.dumps(value).encode()
                self.send_response(status)
                for name, text in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, text)
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = respond

            def address_string(self):
                return "unix"

            def log_message(self, *_):
                pass

        return Handler

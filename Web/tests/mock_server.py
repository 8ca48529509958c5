#!/usr/bin/env python3
"""Serves Web/ with canned API answers of the manager's exact shapes, for work on the console alone.

    python Web/tests/mock_server.py [--port 8090] [--fast]

Standard library only. State lives in memory; imports and deploys advance with the clock.
"""
import argparse
import json
import mimetypes
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import mock_watching
import mock_world

WEB = Path(__file__).resolve().parent.parent
POLICY = (
    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world = None

    def log_message(self, *_):
        pass

    # Answers

    def answer(self, status, body, kind="application/json", headers=None):
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def events(self, snapshots):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for event, identifier, data in snapshots:
                if event is None:
                    text = ": heartbeat\n\n"
                else:
                    text = f"event: {event}\nid: {identifier}\ndata: {json.dumps(data)}\n\n"
                self.wfile.write(text.encode())
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass

    def file(self, path):
        target = (WEB / path.lstrip("/")).resolve()
        if not target.is_relative_to(WEB) or not target.is_file():
            target = WEB / "index.html"
        kind = mimetypes.guess_type(target.name)[0] or "text/plain"
        self.answer(200, target.read_bytes(), f"{kind}; charset=utf-8")

    # Requests

    def handle_any(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else b""
        body = json.loads(raw) if raw else {}
        if not parts.path.startswith("/api/") and parts.path not in ("/health", "/metrics"):
            return self.file(unquote(parts.path))
        segments = [unquote(part) for part in parts.path.strip("/").split("/")]
        try:
            self.route(segments, query, body)
        except mock_world.Problem as problem:
            self.answer(problem.status, problem.body(), "application/problem+json")

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any

    def route(self, segments, query, body):
        world, method = self.world, self.command
        match [method, *segments]:
            case ["GET", "health"]:
                self.answer(200, {"status": "ok"})
            case ["GET", "api", "openapi.json"]:
                self.answer(200, {"openapi": "3.1.0", "info": {"title": "llm-manager", "version": "0"}, "paths": {}})
            case ["GET", "api", "identity"]:
                self.answer(200, world.identity())
            case ["GET", "api", "projects"]:
                self.answer(200, world.projects(query.get("query", "")))
            case ["GET", "api", "projects", project]:
                self.answer(200, world.project(project))
            case ["GET", "api", "projects", project, "checks"]:
                if "text/event-stream" in (self.headers.get("Accept") or ""):
                    return self.events(world.follow_checks(project))
                self.answer(200, world.checks(project))
            case ["POST", "api", "projects", project, "checks", check, "fix"]:
                self.answer(200, world.fix(project, check))
            case ["GET", "api", "projects", project, "quota"]:
                self.answer(200, world.quota(project))
            case ["GET" | "PUT", "api", "projects", project, "network"]:
                self.answer(200, world.network(query.get("region") or "us-central1", body))
            case ["GET", "api", "models", "buckets"]:
                self.answer(200, {"buckets": world.buckets})
            case ["POST", "api", "models", "buckets"]:
                self.answer(201, world.create_bucket(body))
            case ["GET", "api", "models"]:
                self.answer(200, world.model_list())
            case ["GET", "api", "models", "search"]:
                self.answer(200, world.search(query.get("query", "")))
            case ["GET", "api", "models", "detail"]:
                self.answer(200, world.detail(query["id"]))
            case ["DELETE", "api", "models", "detail"]:
                self.answer(200, world.delete_model(query["id"]))
            case ["POST", "api", "models", "verify"]:
                world.find(query["id"])
                self.events(world.follow_verify(query["id"]))
            case ["GET" | "POST", "api", "models", "fsck"]:
                self.answer(200, world.fsck(repair=method == "POST"))
            case ["GET", "api", "models", "gc"]:
                self.answer(200, world.gc())
            case ["POST", "api", "models", "gc"]:
                self.answer(200, world.gc(body["items"]))
            case ["POST", "api", "models", "import", "preflight"]:
                self.answer(200, world.preflight(body))
            case ["POST", "api", "models", "import", "start"]:
                view = world.start(body)
                self.answer(202, view, headers={"Location": f"/api/models/imports/{view['id']}"})
            case ["GET", "api", "models", "imports"]:
                self.answer(200, {"imports": world.import_views()})
            case ["GET", "api", "models", "imports", identifier]:
                self.answer(200, world.import_view(identifier))
            case ["GET", "api", "models", "imports", identifier, "files"]:
                files = world.import_view(identifier)["files"]
                self.answer(200, {"files": files, "total": len(files), "nextPageToken": None})
            case ["GET", "api", "models", "imports", identifier, "events"]:
                world.import_view(identifier)
                self.events(world.follow_import(identifier))
            case ["DELETE", "api", "models", "imports", identifier]:
                self.answer(200, world.cancel(identifier))
            case ["POST", "api", "models", "imports", identifier, "resume"]:
                self.answer(202, world.resume(identifier, body))
            case ["POST", "api", "services", "plan"]:
                self.answer(200, world.plan(body))
            case ["POST", "api", "services", "alternatives"]:
                self.answer(200, world.alternatives(body))
            case ["POST", "api", "services", "deploy"]:
                self.events(world.follow_deploy(world.deploy(body)))
            case ["GET", "api", "services", "list"]:
                self.answer(200, {"services": world.service_views()})
            case ["POST", "api", "services", "ask"]:
                world.service_view(body["region"], body["name"])
                self.events(mock_watching.answer(body))
            case ["DELETE", "api", "services", "delete"]:
                world.delete_service(query["region"], query["name"])
                self.answer(204, None)
            case ["GET", "api", "services", region, name]:
                self.answer(200, world.service_view(region, name))
            case [_, "api", "services", region, name, what]:
                world.service_view(region, name)
                self.watching(method, name, what, query, body)
            case ["GET", "api", "events"]:
                self.events(world.follow_all())
            case _:
                raise mock_world.Problem(404, "not-found", "Not found", f"No operation {self.path}.")


    def watching(self, method, name, what, query, body):
        """A running service: what it wrote and did, and who may call it."""
        wanted = self.headers.get("Accept") or ""
        match [method, what]:
            case ["GET", "logs"] if "event-stream" in wanted:
                self.events(mock_watching.follow_lines(query))
            case ["GET", "logs"] if "ndjson" in wanted:
                text = "".join(json.dumps(line) + "\n" for line in mock_watching.lines(query))
                self.answer(200, text.encode(), "application/x-ndjson")
            case ["GET", "logs"]:
                self.answer(200, mock_watching.log_page(query))
            case ["GET", "metrics"]:
                self.answer(200, mock_watching.metrics(query.get("range", "1h")))
            case ["GET", "events"]:
                self.answer(200, mock_watching.events(name))
            case ["GET", "resource"]:
                self.answer(200, mock_watching.resource(name))
            case ["GET", "calling"]:
                self.answer(200, mock_watching.calling(name))
            case ["GET", "permissions"]:
                self.answer(200, WATCHING.permissions())
            case ["POST", "permissions"]:
                self.answer(200, WATCHING.change(body))
            case ["GET", "key"]:
                self.answer(200, WATCHING.key())
            case ["POST" | "DELETE", "key"]:
                self.events(WATCHING.change_key(method))
            case _:
                raise mock_world.Problem(404, "not-found", "Not found", f"No operation {self.path}.")


WATCHING = mock_watching.Watching()


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--port", type=int, default=8090)
    options.add_argument("--seconds", type=float, default=8, help="how long an import and a deploy take")
    options.add_argument("--deny-list", action="store_true", help="listing projects is denied")
    options.add_argument("--furnished", action="store_true", help="start with models, a problem, imports, services")
    given = options.parse_args()
    Handler.world = mock_world.World(given.seconds, given.deny_list, given.furnished)
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        time.sleep(0)


if __name__ == "__main__":
    main()

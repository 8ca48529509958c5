"""A manager behind Identity-Aware Proxy: nothing without its assertion, whatever the headers say; roles; what one actor and
one client may take of it; what it logs.
"""

import json
import os
import re
import socket
import time
import urllib.request

from hostile_tokens import issuer, tokens
from hostile_tools import BUCKETS, NEW_BUCKET, Target, statuses
from manager import Process, free_port

AUDIENCE = "/projects/1/locations/us-central1/services/llm-manager"
HEAD = "x-goog-iap-jwt-assertion"


def tokens_only(binary, state, folder, tally, canary, random):
    """The gate of programs: Google ID tokens, RS256."""
    port, log, audience = free_port(), os.path.join(folder, "token.log"), "https://manager.example"
    command = [
        binary, "serve", "--simulator", state, "--port", str(port), "--access", "token", "--token-audience", audience,
        "--admin", "alice@example.com", "--request-rate", "0", "--log-format", "json",
    ]
    process = Process(command, log)
    target = Target(port)
    try:
        process.wait_until(target.is_up, 60, "the manager for programs")
        with open(os.path.join(state, "endpoints.json"), encoding="utf-8") as file:
            control = json.load(file)["control"]
        body = json.dumps({"email": "alice@example.com", "audience": audience}).encode()
        request = urllib.request.Request(control + "/id-tokens", body, {"Content-Type": "application/json"})
        signer, claims = issuer(state, "identity.json", "tokenKey", json.load(urllib.request.urlopen(request))["token"])
        tokens(target, tally, signer, claims, lambda token: ("Authorization", f"Bearer {token}"), canary.port, random, log)
        tally.check("SSRF", "no key is fetched from where a token says", canary.calls() == 0)
    finally:
        process.stop()


def assertion(endpoints, email, audience=AUDIENCE):
    """What the proxy would add to a request of somebody whom it has let in."""
    body = json.dumps({"email": email, "audience": audience}).encode()
    request = urllib.request.Request(endpoints["control"] + "/iap/assertions", body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["assertion"]


def guarded(binary, state, folder, tally, canary, random):
    port, log = free_port(), os.path.join(folder, "iap.log")
    # 600 open files leave 88 connections (FileLimit): the cap can be reached with a few.
    command = [
        "prlimit", "--nofile=600:600", binary, "serve", "--simulator", state, "--port", str(port), "--access", "iap",
        "--iap-audience", AUDIENCE, "--admin", "alice@example.com", "--operator", "oscar@example.com", "--viewer", "bob@example.com",
        "--viewer", "greedy@example.com", "--request-rate", "20", "--log-format", "json", "--data", os.path.join(folder, "data"),
    ]
    process = Process(command, log)
    target = Target(port)
    try:
        process.wait_until(target.is_up, 60, "the guarded manager")
        with open(os.path.join(state, "endpoints.json"), encoding="utf-8") as file:
            endpoints = json.load(file)
        people = {name: assertion(endpoints, f"{name}@example.com") for name in ("alice", "oscar", "bob", "greedy", "mallory")}
        forgeries(target, tally, people["alice"], assertion(endpoints, "alice@example.com", "/projects/2/locations/us-central1/services/other"))
        signer, claims = issuer(state, "iap.json", "key", people["alice"])
        tokens(target, tally, signer, claims, lambda token: (HEAD, token), canary.port, random, log)
        tally.check("SSRF", "no key is fetched from where an assertion says", canary.calls() == 0)
        every_operation(target, tally, people)
        audit(target, tally, people)
        rate(target, tally, people)
        connections(target, tally)
        slow(target, tally, people["alice"])
        with open(log, encoding="utf-8", errors="replace") as file:
            text = file.read()
        for name, token in people.items():
            tally.check("secrets", f"no assertion of {name} in the log", token not in text and token.split(".")[2] not in text)
        json_lines(tally, text)
    finally:
        process.stop()


def forgeries(target, tally, alice, other):
    tally.check("assertions", "a true one lets in", statuses(target.send("GET", "/api/identity", [(HEAD, alice)])) == [200])
    forged = [
        [], [("x-goog-authenticated-user-email", "accounts.google.com:alice@example.com")],
        [("x-goog-authenticated-user-id", "accounts.google.com:1"), ("x-goog-authenticated-user-email", "alice@example.com")],
        [("x-forwarded-email", "alice@example.com")], [("x-forwarded-for", "127.0.0.1"), ("x-real-ip", "127.0.0.1")],
        [("forwarded", "for=127.0.0.1;host=localhost"), ("x-forwarded-host", f"127.0.0.1:{target.port}")], [("x-serverless-authorization", f"Bearer {alice}")],
        [("x-original-url", "/health"), ("x-rewrite-url", "/health")], [("x-goog-iap-jwt-assertion\t", alice)],
        [(HEAD, alice + "x")], [(HEAD, alice[:-4] + "AAAA")], [(HEAD, alice), (HEAD, alice)], [(HEAD, f"{alice},{alice}")],
        [(HEAD, f"Bearer {alice}")], [("authorization", f"Bearer {alice}")], [("cookie", f"{HEAD}={alice}")], [(HEAD + "-x", alice)],
        [(HEAD, other)], [(HEAD, "")], [(HEAD, "a" * 20000)], [(HEAD.replace("-", "_"), alice)],
    ]
    for headers in forged:
        for method, path, body in [("GET", "/api/identity", None), ("GET", "/", None), ("GET", "/metrics", None), ("GET", "/api/openapi.json", None), ("POST", BUCKETS, NEW_BUCKET)]:
            answer = target.send(method, path, headers, body)
            # A field whose name ends in white space is no HTTP at all.
            expected = [400] if any(name.endswith("\t") for name, _ in headers) else [401]
            tally.check("assertions", f"{method} {path} {[name for name, _ in headers]}", statuses(answer)[:1] == expected, answer)


def every_operation(target, tally, people):
    """Every address without an assertion; every change by somebody without a role, by a viewer, and by an operator where it is an admin's."""
    document = json.loads(target.send("GET", "/api/openapi.json", [(HEAD, people["alice"])]).split(b"\r\n\r\n", 1)[1])
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            address = re.sub(r"\{\w+\}", "x", path)
            needed = [(p["name"], {"project": "demo-project"}.get(p["name"], "text")) for p in operation.get("parameters", []) if p.get("required") and p["in"] == "query"]
            query = "?" + "&".join(f"{name}={value}" for name, value in needed) if needed else ""
            body = None if method in ("get", "delete") else "{}"
            answer = target.send(method.upper(), address + query, body=body)
            tally.check("every operation", f"{method} {path}", path == "/health" or statuses(answer)[:1] == [401], answer)
            if path == "/health":
                continue
            tally.check("every operation", f"{method} {path} documents 401, 403, 429", {"401", "403", "429"} <= set(operation["responses"]))
            answer = target.send(method.upper(), address + query, [(HEAD, people["mallory"])], body)
            tally.check("roles", f"nobody's {method} {path}", statuses(answer)[:1] == [403], answer)
    for name, method, path, body in [
        ("bob", "POST", BUCKETS, NEW_BUCKET), ("bob", "DELETE", "/api/services/delete?project=demo-project&region=us-central1&name=svc", None), ("bob", "GET", "/api/audit", None),
        ("oscar", "GET", "/api/audit", None),
    ]:
        answer = target.send(method, path, [(HEAD, people[name])], body)
        tally.check("roles", f"{name}'s {method} {path}", statuses(answer)[:1] == [403], answer)


def audit(target, tally, people):
    """What was refused is in the audit log, under the name that was proven, and only there for admins."""
    page = json.loads(target.send("GET", "/api/audit", [(HEAD, people["alice"])]).split(b"\r\n\r\n", 1)[1])
    tried = [line for line in page["lines"] if line["actor"] == "bob@example.com"]
    tally.check("audit", "kept in the data directory", page["keptIn"] == "file")
    tally.check("audit", "a viewer's attempts are there", len(tried) >= 2 and all(line["outcome"] == "permission-denied" and line["role"] == "viewer" for line in tried), json.dumps(tried).encode())


def rate(target, tally, people):
    """One actor that asks too much is told so; the others notice nothing."""
    found = []
    for _ in range(260):
        answer = target.send("GET", "/api/identity", [(HEAD, people["greedy"])])
        found += statuses(answer)
        if found[-1:] == [429]:
            break
    tally.check("rate", "a greedy actor is told 429", found[-1:] == [429] and len(found) > 80, repr(found[-3:]).encode())
    tally.check("rate", "and when to come back", b"retry-after:" in answer.lower() and b"application/problem+json" in answer, answer)
    for path in ("/", "/app.js", "/services"):
        answer = target.send("GET", path, [(HEAD, people["greedy"])])
        tally.check("rate", f"the console's {path} is not counted", statuses(answer) == [200], answer)
    for path in ("//api/identity", "/%61pi/identity", "/metrics", "/api/schema/declaration"):
        # The bucket fills while they are sent.
        found = [statuses(target.send("GET", path, [(HEAD, people["greedy"])]))[:1] for _ in range(30)]
        tally.check("rate", f"{path} is", [429] in found or found == [[400]] * 30, repr(found[-3:]).encode())
    for name in ("bob", "alice"):
        answer = target.send("GET", "/api/identity", [(HEAD, people[name])])
        tally.check("rate", f"{name} notices nothing", statuses(answer) == [200], answer)


def connections(target, tally):
    """More connections than it takes wait; they are served when others go."""
    held = [socket.create_connection(("127.0.0.1", target.port), timeout=5) for _ in range(120)]
    time.sleep(0.3)
    waiting = socket.create_connection(("127.0.0.1", target.port), timeout=5)
    waiting.sendall(f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\nConnection: close\r\n\r\n".encode())
    waiting.settimeout(0.5)
    try:
        early = waiting.recv(1000)
    except TimeoutError:
        early = b""
    tally.check("connections", "beyond the cap one waits", early == b"", early)
    for connection in held:
        connection.close()
    waiting.settimeout(10)
    try:
        late = waiting.recv(1000)
    except TimeoutError:
        late = b""
    waiting.close()
    tally.check("connections", "and is served when others have gone", statuses(late) == [200], late)


def slow(target, tally, alice):
    """A refused body that goes on for ever, and a reader that has stopped, hold nobody up."""
    with socket.create_connection(("127.0.0.1", target.port), timeout=10) as connection:
        connection.sendall(
            f"POST {BUCKETS} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n{HEAD}: {alice}\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n{{".encode()
        )
        answer, closed, end = b"", False, time.monotonic() + 10
        while time.monotonic() < end:
            try:
                connection.sendall(b" ")
                part = connection.recv(65536)
            except (ConnectionError, BrokenPipeError):
                closed = True
                break
            answer += part
            if not part:
                closed = True
                break
        tally.check("slow clients", "a body that is too large is cut off behind its answer", closed and statuses(answer)[:1] == [413], answer)


def json_lines(tally, text):
    """Cloud Logging reads every line, whatever callers wrote."""
    lines = text.splitlines()
    entries, torn = [], []
    for line in lines:
        if line.startswith("llm-manager console:"):
            continue
        try:
            entries.append(json.loads(line))
        except ValueError:
            torn.append(line)
    tally.check("JSON log", "every line is JSON", not torn, repr(torn[:3]).encode())
    tally.check("JSON log", "each says severity, time and message", all({"severity", "time", "message"} <= set(entry) for entry in entries))
    requests = [entry for entry in entries if entry["message"] == "request"]
    tally.check("JSON log", "each request has its id and route", requests and all({"request", "http.route", "http.status"} <= set(entry) for entry in requests))
    tally.check("JSON log", "known callers are named", any(entry.get("actor") == "bob@example.com" for entry in entries))
    tally.check("JSON log", "changes are audit lines", any(entry["message"] == "audit" and entry["audit"]["actor"] == "bob@example.com" for entry in entries))

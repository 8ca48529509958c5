"""What an attacker would send to a manager, over raw sockets: every shape must be refused, and none be logged with a
secret. Counts what it tried. The forged assertions of Identity-Aware Proxy are a Swift suite (IAPGateTests).
"""

import argparse
import json
import os
import re
import tempfile
import time
import urllib.request
from random import Random

from hostile_doors import doors
from hostile_fields import sweep
from hostile_guarded import guarded, tokens_only
from hostile_tools import BUCKETS, NEW_BUCKET, Canary, Tally, Target, statuses
from manager import Failure, Process, free_port

SECRET = "hf_" + "s3cr3tT0kenThatMustNotShow" * 2
# A line of the text log, or of the simulator beside.
LOG_LINE = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S* (trace|debug|info|notice|warning|error|critical) |llm-manager |simulator|  )")


def smuggling(target, tally):
    """A second request hidden in the first one must never be answered as one of its own with an effect."""
    hidden = f"DELETE /api/services/delete?project=demo-project&region=us-central1&name=x HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n\r\n"
    host = f"Host: 127.0.0.1:{target.port}\r\n"
    post = f"POST {BUCKETS} HTTP/1.1\r\n{host}Content-Type: application/json\r\n"
    shapes = {
        "CL.TE": f"{post}Content-Length: {len(hidden) + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}",
        "TE.CL": f"{post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n{hidden}\r\n0\r\n\r\n",
        "two lengths": f"{post}Content-Length: 2\r\nContent-Length: {len(hidden) + 2}\r\n\r\n{{}}{hidden}",
        "length list": f"{post}Content-Length: 2, 2\r\n\r\n{{}}{hidden}",
        "length plus": f"{post}Content-Length: +2\r\n\r\n{{}}{hidden}",
        "length hex": f"{post}Content-Length: 0x2\r\n\r\n{{}}{hidden}",
        "length negative": f"{post}Content-Length: -1\r\n\r\n{{}}{hidden}",
        "length huge": f"{post}Content-Length: 99999999999999999999999\r\n\r\n{{}}{hidden}",
        "TE space": f"{post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{hidden}",
        "TE tab": f"{post}Transfer-Encoding:\tchunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{hidden}",
        "TE xchunked": f"{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}",
        "TE twice": f"{post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{hidden}",
        "folded header": f"GET /api/identity HTTP/1.1\r\n{host}X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n{hidden}",
        "bare LF": f"{post}Content-Length: 2\n\n{{}}{hidden}".replace("\r\n", "\n"),
        "bare CR": f"GET /api/identity HTTP/1.1\r{host}\r\r{hidden}",
        "chunk size negative": f"{post}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n{hidden}",
        "chunk size huge": f"{post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\n{hidden}",
        "chunk without size": f"{post}Transfer-Encoding: chunked\r\n\r\n\r\n{hidden}",
        "null in header": f"GET /api/identity HTTP/1.1\r\n{host}X-A: a\0b\r\n\r\n",
        "null in path": f"GET /api/identity\0 HTTP/1.1\r\n{host}\r\n",
        "two hosts": f"GET /api/identity HTTP/1.1\r\n{host}Host: evil.example\r\n\r\n",
        "absolute form elsewhere": f"GET http://evil.example/api/identity HTTP/1.1\r\n{host}\r\n",
        "absolute form, foreign host": f"GET http://127.0.0.1:{target.port}/api/identity HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "no host": "GET /api/identity HTTP/1.1\r\n\r\n",
        "version 3": f"GET /api/identity HTTP/3.0\r\n{host}\r\n",
        "TLS hello": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "HTTP/2 preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "upgrade": f"GET /api/identity HTTP/1.1\r\n{host}Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAAA\r\n\r\n",
        "method with space": f"GE T /api/identity HTTP/1.1\r\n{host}\r\n",
        "CONNECT": f"CONNECT 169.254.169.254:80 HTTP/1.1\r\n{host}\r\n",
        "TRACE": f"TRACE / HTTP/1.1\r\n{host}X-Secret: {SECRET}\r\n\r\n",
        "a header of 40 KiB": f"GET /api/identity HTTP/1.1\r\n{host}X-A: {'a' * 40000}\r\n\r\n",
        "five hundred headers": f"GET /api/identity HTTP/1.1\r\n{host}" + "".join(f"X-{n}: a\r\n" for n in range(500)) + "\r\n",
        "a path of 60 KiB": f"GET /{'a' * 60000} HTTP/1.1\r\n{host}\r\n",
    }
    # The path of an absolute form is answered under the Host's checks; odd spellings of framing are refused or read as RFC 9112 says.
    accepted = {"upgrade": {200}, "absolute form elsewhere": {200}, "TE tab": None, "folded header": None, "bare LF": None}
    for name, shape in shapes.items():
        answer = target.raw(shape.encode("latin-1"), timeout=2)
        found = statuses(answer)
        # 204 would be the hidden DELETE carried out; a reflected secret would be TRACE answered.
        holds = 204 not in found and 201 not in found and SECRET.encode() not in answer
        if name in accepted:
            holds = holds and (accepted[name] is None or set(found) <= accepted[name])
        else:
            holds = holds and all(status >= 400 for status in found[:1])
        tally.check("smuggling", name, holds, answer)


def paths(target, tally):
    for path in [
        "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/.git/config", "/%2egit/config", "/app.js/../../../etc/passwd.txt",
        "/lib/..%5c..%5capi.js", "/%00app.js", "/app.js%00.txt", "//etc/passwd.txt", "/./././etc/passwd.txt", "/%c0%ae%c0%ae/etc/passwd.txt",
        "/api/../../etc/passwd.txt", "/api/%2e%2e/identity", "/API/identity", "/api/identity;a=b", "/api/identity%20",
        "/api/identity%2f", "/api/models/imports/..%2f..%2fidentity?project=demo-project", "/api/services/us-central1/..%2f..?project=demo-project",
        "/api/projects/..", "/api/projects/%2e%2e", "/api/projects/a%2fb/checks", "/api/projects/%0d%0aSet-Cookie:x=1",
    ]:
        answer = target.send("GET", path)
        found = statuses(answer)
        holds = found and (found[0] >= 400 or b"text/html" in answer) and b"root:" not in answer and b"Set-Cookie" not in answer.split(b"\r\n\r\n")[0]
        tally.check("paths", path, holds and b'"actor"' not in answer, answer)


def cross_origin(target, tally):
    own = f"http://127.0.0.1:{target.port}"
    for origin in ["http://evil.example", "null", "https://127.0.0.1", f"{own}.evil.example", f"http://localhost.evil.example:{target.port}", "file://", f"{own}/", f"{own} ", "http://127.0.0.1:1", "chrome-extension://abc", ""]:
        answer = target.send("POST", BUCKETS, [("Origin", origin)] if origin else [("Sec-Fetch-Site", "cross-site")], NEW_BUCKET)
        # White space around a value is no part of it.
        expected = {201, 200} if origin == f"{own} " else {400, 403}
        tally.check("cross-origin", origin or "Sec-Fetch-Site", set(statuses(answer)) <= expected, answer)
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "text/plain; application/json", "application/jsonp", ""]:
        answer = target.send("POST", BUCKETS, [("Content-Type", kind)], NEW_BUCKET)
        tally.check("cross-origin", f"simple request {kind}", set(statuses(answer)) <= {400, 415}, answer)
    for host in ["evil.example", f"evil.example:{target.port}", "127.0.0.1.nip.io", f"127.0.0.1:{target.port}.evil.example", "0.0.0.0", f"0.0.0.0:{target.port}", "[::]", "", "127.0.0.1:99999", "user@127.0.0.1", f"127.0.0.1:{target.port}@evil.example"]:
        answer = target.send("GET", "/api/identity", host=host or " ")
        tally.check("rebinding", host, all(status in (400, 403) for status in statuses(answer)), answer)


def overrides(target, tally):
    for name in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]:
        before = target.send("GET", BUCKETS)
        answer = target.send("GET", BUCKETS, [(name, "POST"), ("Content-Type", "application/json")])
        same = before.split(b"\r\n\r\n", 1)[1] == answer.split(b"\r\n\r\n", 1)[1]
        tally.check("method override", name, statuses(answer) == [200] and same, answer)
    for query in ["_method=DELETE", "method=DELETE", "project=demo-project&project=other"]:
        answer = target.send("GET", f"/api/services/list?project=demo-project&{query}")
        tally.check("method override", query, statuses(answer)[:1] == [400], answer)


def headers(target, tally):
    """What keeps a browser from doing with our answers what we do not do: on pages, data, errors and refusals alike."""
    for method, path, kind in [
        ("GET", "/", "page"), ("GET", "/app.js", "page"), ("GET", "/nothing.txt", "page"), ("GET", "/api/identity", "data"), ("GET", BUCKETS, "data"),
        ("GET", "/api/openapi.json", "data"), ("GET", "/api/nothing", "data"), ("DELETE", "/api/identity", "data"), ("POST", BUCKETS, "data"), ("GET", "/metrics", "data"),
        ("OPTIONS", BUCKETS, "data"),
    ]:
        answer = target.send(method, path, [("Origin", "http://evil.example"), ("Access-Control-Request-Method", "POST")] if method == "OPTIONS" else ())
        fields = answer.split(b"\r\n\r\n", 1)[0].decode("latin-1").lower()
        policy = re.search(r"content-security-policy: (.*)", fields)
        for what, holds in {
            "no frames (clickjacking)": policy and "frame-ancestors 'none'" in policy[1],
            "no inline script, no foreign host": policy and "default-src 'none'" in policy[1] and "unsafe" not in policy[1] and "http" not in policy[1],
            "no guessed type": "x-content-type-options: nosniff" in fields,
            "nothing for another origin": "access-control-allow" not in fields,
            "no referrer elsewhere": "referrer-policy: same-origin" in fields,
            "not kept": "cache-control: no-store" in fields if kind == "data" else "cache-control: no-" in fields,
            "no cookie": "set-cookie" not in fields,
        }.items():
            tally.check("headers", f"{method} {path}: {what}", holds, answer)


def bounds(target, tally):
    """Bodies that are too large, too deep, or no JSON."""
    for name, body, expected in [
        ("2 MiB", '{"name":"' + "a" * (2 << 20) + '"}', {413}), ("deep", '{"name":' + "[" * 100000 + "]" * 100000 + "}", {400}),
        ("numbers", '{"name":' + "9" * 10000 + "}", {400}), ("not JSON", "name=a", {400}), ("empty", "", {400}), ("null", "null", {400}),
        ("list", "[]", {400}), ("two", NEW_BUCKET * 2, {400}), ("unknown field", '{"name":"hostile-bucket","location":"us-central1","x":1}', {400}),
        ("NaN", '{"name":NaN}', {400}), ("byte order mark", "\ufeff" + NEW_BUCKET, {400, 201, 200}), ("lone surrogate", '{"name":"\\ud800","location":"us-central1"}', {400, 422}),
    ]:
        answer = target.send("POST", BUCKETS, body=body)
        tally.check("bodies", name, statuses(answer)[:1] and statuses(answer)[0] in expected, answer)
    # A length that is promised and a body that would never end: refused by its length alone.
    answer = target.raw(f"POST {BUCKETS} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{{".encode(), timeout=5, ends=False)
    tally.check("bodies", "100 GB promised", statuses(answer) == [413], answer)


def secrets(target, tally, state):
    """A hub's token and a service's environment are handed over, and come back nowhere."""
    target.send("POST", BUCKETS, body='{"name":"hostile-models","location":"us-central1"}')
    started = target.send("POST", "/api/models/import/start?project=demo-project", body=json.dumps({"bucket": "hostile-models", "model": "ollama:tiny-llama", "token": SECRET}))
    tally.check("secrets", "an import takes a token", statuses(started)[:1] == [202], started)
    answers, listed, end = [started], b"", time.monotonic() + 60
    while b'"completed"' not in listed and time.monotonic() < end:
        listed = target.send("GET", "/api/models?project=demo-project&bucket=hostile-models")
        time.sleep(0.05)
    plan = {"bucket": "hostile-models", "source": "ollama", "id": "tiny-llama:latest", "region": "us-central1", "name": "hostile-service", "environment": {"KEY": SECRET}}
    planned = target.send("POST", "/api/services/plan?project=demo-project", body=json.dumps(plan))
    tally.check("secrets", "a plan takes an environment", statuses(planned)[:1] and statuses(planned)[0] in (200, 422), planned)
    for path in ["/api/models/imports?project=demo-project", "/api/audit", "/metrics", "/api/models?project=demo-project&bucket=hostile-models", "/api/services/list?project=demo-project"]:
        answers.append(target.send("GET", path))
    for answer in answers:
        tally.check("secrets", "no secret in an answer", SECRET.encode() not in answer, answer)
    kept = []
    for folder, _, names in os.walk(state):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                if SECRET.encode() in file.read():
                    kept.append(os.path.join(folder, name))
    tally.check("secrets", "no secret in a bucket's documents", not kept, " ".join(kept).encode())


def logs(target, tally, log):
    """Text of callers begins no line of the log, and secrets are in none."""
    marks = ["\n2026-01-01T00:00:00Z critical forged", "\r\nforged: line", "%0aforged", "\u2028forged", "\x1b[2Jforged", '"},{"severity":"CRITICAL","message":"forged'] 
    for mark in marks:
        target.send("POST", BUCKETS, body=json.dumps({"name": f"x{mark}", "location": "us-central1"}))
        target.send("DELETE", "/api/services/delete?project=demo-project&region=us-central1&name=" + urllib.request.quote(mark))
        target.send("GET", "/" + urllib.request.quote(mark), [("X-Request-Id", "forged id"), ("User-Agent", "forged agent")])
    for place in ["token", "hubToken"]:
        target.send("POST", "/api/models/import/start?project=demo-project", body=json.dumps({"bucket": "my-models", "model": "hf:org/name", place: SECRET}))
    for header in ["Authorization", "X-Goog-IAP-JWT-Assertion", "Cookie", "X-Serverless-Authorization"]:
        target.send("GET", "/api/identity", [(header, f"Bearer {SECRET}")])
        target.send("GET", f"/api/nothing?token={SECRET}", [(header, SECRET)])
    text = open(log, encoding="utf-8", errors="replace").read()
    lines = [line for line in re.split(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text) if line]
    for line in lines:
        if "forged" in line:
            tally.check("log injection", line[:80], LOG_LINE.match(line) and not line.startswith("2026-01-01"), line.encode())
    tally.check("log injection", "every line is one of ours", all(LOG_LINE.match(line) for line in lines), repr([line for line in lines if not LOG_LINE.match(line)][:3]).encode())
    tally.check("log injection", "no escape sequence", "\x1b" not in text)
    tally.check("secrets", "no secret in the log", SECRET not in text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--models", required=True, help="what scripts/make_sample_models.py has laid out")
    parser.add_argument("--short", action="store_true", help="a part of the fields' texts, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--also", help="output of the Swift suites, whose counts are added")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    random = Random(options.seed)
    print(f"hostile: seed {options.seed}", flush=True)
    tally = Tally()
    if options.also:
        for count, what in re.findall(r"^hostile: (\d+) (.*) denied, 0 let in, 0 logged$", open(options.also, encoding="utf-8").read(), re.M):
            tally.counts[what] = tally.counts.get(what, 0) + int(count)
        tally.check("Swift suites", "their counts are in the output", len(tally.counts) >= 1)
    with tempfile.TemporaryDirectory() as folder:
        state, log = os.path.join(folder, "cloud"), os.path.join(folder, "manager.log")
        port = free_port()
        process = Process([binary, "serve", "--simulate", "--state", state, "--models", options.models, "--port", str(port)], log)
        target, canary = Target(port), Canary()
        try:
            process.wait_until(target.is_up, 60, "the manager")
            for suite in (smuggling, paths, cross_origin, overrides, headers, bounds):
                suite(target, tally)
            secrets(target, tally, state)
            sweep(target, tally, canary, random, 0.08 if options.short else 1)
            logs(target, tally, log)
            doors(binary, state, tally)
            guarded(binary, state, folder, tally, canary, random)
            tokens_only(binary, state, folder, tally, canary, random)
            tally.check("alive", "the manager still answers", statuses(target.send("GET", "/api/identity")) == [200])
        finally:
            process.stop()
    for kind, count in tally.counts.items():
        print(f"ok {kind}: {count} tried")
    total = sum(tally.counts.values())
    print(f"hostile: {total - len(tally.failed)} passed, {len(tally.failed)} failed")
    if tally.failed:
        raise Failure(f"{len(tally.failed)} got through")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        raise SystemExit(f"hostile: {failure}")

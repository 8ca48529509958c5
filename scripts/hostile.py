"""What an attacker would send to a manager, over raw sockets: every shape must be refused, and none be logged with a
secret. Counts what it tried. The forged assertions of Identity-Aware Proxy are a Swift suite (IAPGateTests).
"""

import argparse
import json
import os
import re
import socket
import tempfile
import urllib.request

from manager import Failure, Process, free_port

AUDIENCE = "/projects/1/locations/us-central1/services/llm-manager"
SECRET = "hf_" + "s3cr3tT0kenThatMustNotShow" * 2
BUCKETS = "/api/models/buckets?project=demo-project"
NEW_BUCKET = '{"name":"hostile-bucket","location":"us-central1"}'
PRIVATE = [
    "http://127.0.0.1:{port}/", "http://169.254.169.254/computeMetadata/v1/", "http://metadata.google.internal/",
    "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://localhost/", "file:///etc/passwd",
    "gopher://127.0.0.1/", "dict://127.0.0.1/", "http://10.0.0.1/", "http://[::ffff:127.0.0.1]/", "//127.0.0.1/", "ftp://x/",
]


class Target:
    def __init__(self, port, headers=()):
        self.port = port
        self.headers = list(headers)

    def is_up(self):
        try:
            return statuses(self.send("GET", "/health")) == [200]
        except OSError:
            return False

    def raw(self, data, timeout=5):
        """Everything that comes back before the other side closes or falls silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            connection.settimeout(timeout)
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                parts = []
                while part := connection.recv(65536):
                    parts.append(part)
            except (TimeoutError, ConnectionError):
                pass
            return b"".join(parts) if "parts" in locals() else b""

    def send(self, method, path, headers=(), body=None, host=None):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in [*self.headers, *headers]]
        data = b"" if body is None else body.encode()
        if body is not None:
            lines += [f"Content-Length: {len(data)}"]
            if not any(name.lower() == "content-type" for name, _ in headers):
                lines.append("Content-Type: application/json")
        return self.raw("\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + data)


def statuses(answer):
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3})", answer)]


class Tally:
    def __init__(self):
        self.counts, self.failed = {}, []

    def check(self, kind, what, holds, answer=b""):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if not holds:
            self.failed.append(f"{kind}: {what}: {answer[:300]!r}")
            print(f"FAILED {self.failed[-1]}", flush=True)


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


def ssrf(target, tally, canary):
    """Fields that end in a request of ours; the canary counts who calls it."""
    for address in [text.format(port=canary.port) for text in PRIVATE]:
        quoted = json.dumps(address)
        fields = [
            ("POST", "/api/models/import/preflight?project=demo-project", f'{{"bucket":"my-models","model":{quoted}}}'),
            ("POST", "/api/models/import/preflight?project=demo-project", f'{{"bucket":"my-models","model":{json.dumps("hf:" + address)}}}'),
            ("POST", "/api/models/import/preflight?project=demo-project", f'{{"bucket":"my-models","model":{json.dumps("ollama:" + address.split("//")[-1] + "x/y")}}}'),
            ("POST", "/api/models/import/preflight?project=demo-project", f'{{"bucket":{quoted},"model":"hf:org/name"}}'),
            ("POST", "/api/services/plan?project=demo-project", f'{{"bucket":{quoted},"source":"huggingface","id":"org/name"}}'),
            ("POST", "/api/services/ask?project=demo-project", f'{{"region":{quoted},"name":"svc","prompt":"x"}}'),
            ("POST", "/api/services/ask?project=demo-project", f'{{"region":"us-central1","name":{quoted},"prompt":"x"}}'),
            ("POST", BUCKETS, f'{{"name":{quoted},"location":"us-central1"}}'),
            ("POST", BUCKETS, f'{{"name":"hostile-bucket","location":{quoted}}}'),
        ]
        for method, path, body in fields:
            answer = target.send(method, path, body=body)
            tally.check("SSRF", f"{path} {body}", statuses(answer) and statuses(answer)[0] >= 400, answer)
    tally.check("SSRF", "nobody called the address that callers named", canary.calls() == 0)


class Canary:
    """A listener that nobody may call."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(64)
        self.socket.settimeout(0.2)
        self.port = self.socket.getsockname()[1]

    def calls(self):
        count = 0
        try:
            while True:
                self.socket.accept()[0].close()
                count += 1
        except TimeoutError:
            return count


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
    for line in text.splitlines():
        if "forged" in line:
            tally.check("log injection", line[:80], not re.match(r"^\W*(forged|2026-01-01T00:00:00Z critical)", line), line.encode())
    tally.check("log injection", "no escape sequence", "\x1b" not in text)
    tally.check("secrets", "no secret in the log", SECRET not in text)


def guarded(binary, state, folder, tally):
    """Behind Identity-Aware Proxy: nothing without its assertion, whatever the headers say."""
    port = free_port()
    log = os.path.join(folder, "iap.log")
    command = [binary, "serve", "--simulator", state, "--port", str(port), "--access", "iap", "--iap-audience", AUDIENCE, "--admin", "alice@example.com", "--viewer", "bob@example.com"]
    process = Process(command, log)
    target = Target(port)
    try:
        process.wait_until(target.is_up, 60, "the guarded manager")
        document = json.load(open(os.path.join(state, "endpoints.json")))

        def assertion(email, audience=AUDIENCE):
            body = json.dumps({"email": email, "audience": audience}).encode()
            request = urllib.request.Request(document["control"] + "/iap/assertions", body, {"Content-Type": "application/json"})
            return json.load(urllib.request.urlopen(request))["assertion"]

        head = "x-goog-iap-jwt-assertion"
        alice, bob = assertion("alice@example.com"), assertion("bob@example.com")
        tally.check("assertions", "a true one lets in", statuses(target.send("GET", "/api/identity", [(head, alice)])) == [200])
        forged = [
            [], [("x-goog-authenticated-user-email", "accounts.google.com:alice@example.com")],
            [("x-goog-authenticated-user-id", "accounts.google.com:1"), ("x-goog-authenticated-user-email", "alice@example.com")],
            [("x-forwarded-email", "alice@example.com")], [("x-forwarded-for", "127.0.0.1"), ("x-real-ip", "127.0.0.1")],
            [(head, alice + "x")], [(head, alice[:-4] + "AAAA")], [(head, alice), (head, alice)], [(head, f"{alice},{alice}")],
            [(head, f"Bearer {alice}")], [("authorization", f"Bearer {alice}")], [("cookie", f"{head}={alice}")], [(head + "-x", alice)],
            [(head, assertion("alice@example.com", "/projects/2/locations/us-central1/services/other"))], [(head, "")], [(head, "a" * 20000)],
        ]
        for headers in forged:
            for method, path, body in [("GET", "/api/identity", None), ("GET", "/", None), ("GET", "/metrics", None), ("GET", "/api/openapi.json", None), ("POST", BUCKETS, NEW_BUCKET)]:
                answer = target.send(method, path, headers, body)
                tally.check("assertions", f"{method} {path} {[name for name, _ in headers]}", statuses(answer)[:1] == [401], answer)
        document = json.loads(target.send("GET", "/api/openapi.json", [(head, alice)]).split(b"\r\n\r\n", 1)[1])
        for path, methods in document["paths"].items():
            for method in methods:
                answer = target.send(method.upper(), re.sub(r"\{\w+\}", "x", path), body=None if method in ("get", "delete") else "{}")
                tally.check("every operation", f"{method} {path}", path == "/health" or statuses(answer)[:1] == [401], answer)
        for method, path, body in [("POST", BUCKETS, NEW_BUCKET), ("DELETE", "/api/services/delete?project=demo-project&region=us-central1&name=svc", None), ("GET", "/api/audit", None)]:
            answer = target.send(method, path, [(head, bob)], body)
            tally.check("roles", f"a viewer's {method} {path}", statuses(answer)[:1] == [403], answer)
        text = open(log, encoding="utf-8", errors="replace").read()
        tally.check("secrets", "no assertion in the log", alice not in text and bob not in text and alice.split(".")[2] not in text)
    finally:
        process.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        state, log = os.path.join(folder, "cloud"), os.path.join(folder, "manager.log")
        port = free_port()
        process = Process([binary, "serve", "--simulate", "--state", state, "--port", str(port)], log)
        target, canary = Target(port), Canary()
        try:
            process.wait_until(target.is_up, 60, "the manager")
            for suite in (smuggling, paths, cross_origin, overrides):
                suite(target, tally)
            ssrf(target, tally, canary)
            logs(target, tally, log)
            guarded(binary, state, folder, tally)
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

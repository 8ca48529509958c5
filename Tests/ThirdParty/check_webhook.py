"""The webhook, as its receiver sees it: signatures by Python's hmac, retries, no secret.

usage: python check_webhook.py --endpoints ENDPOINTS_JSON_FILE --binary PROGRAM

A manager with `--webhook` tells a receiver about imports and deploys that end well and that fail. Prints `ok SENTENCE` per
check; exits non-zero with what differs.
"""

import argparse
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from manager import Failure, Manager, Process, free_port  # noqa: E402

PROJECT, BUCKET = "demo-project", "announced-models"
# The first is a token that the simulated hub takes.
SECRETS = ("hf_demo_valid", "announced-hunter2")
TINY = {"bucket": BUCKET, "source": "huggingface", "id": "example-org/tiny-llama"}


def ok(sentence):
    print(f"ok {sentence}", flush=True)


def expect(condition, found):
    if not condition:
        raise Failure(f"not as expected: {found}")


class Receiver(http.server.ThreadingHTTPServer):
    """Takes what is told; answers as it is told to, 204 when nothing is said."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Hook)
        self.told, self.answers = queue.Queue(), []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/hook"


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, headers = self.server.answers.pop(0) if self.server.answers else (204, {})
        self.server.told.put((self.path, dict(self.headers), body, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Walk:
    def __init__(self, options):
        with open(options.endpoints, encoding="utf-8") as file:
            self.endpoints = json.load(file)
        self.state = str(pathlib.Path(options.endpoints).parent)
        self.binary, self.key = options.binary, secrets.token_hex(32)
        self.receiver = Receiver()

    def start(self, folder):
        port = free_port()
        self.manager = Manager(f"http://127.0.0.1:{port}", PROJECT)
        os.environ["LLM_MANAGER_WEBHOOK_KEY"] = self.key
        self.process = Process(
            [self.binary, "serve", "--simulator", self.state, "--port", str(port), "--webhook", self.receiver.address],
            os.path.join(folder, "manager.log"))
        self.process.wait_until(self.manager.is_up, 60, "the manager")

    def signed(self, told, key=None):
        """What the receiver's own library says of the signature."""
        _, headers, body, _ = told
        parts = dict(part.split("=", 1) for part in headers["X-LLM-Manager-Signature"].split(","))
        code = hmac.new((key or self.key).encode(), f"{parts['t']}.".encode() + body, hashlib.sha256).hexdigest()
        return abs(int(parts["t"]) - time.time()) < 300 and hmac.compare_digest(code, parts["v1"])

    def next(self, seconds=60):
        try:
            return self.receiver.told.get(timeout=seconds)
        except queue.Empty:
            raise Failure(f"nothing was told in {seconds} s\n{self.process.tail()}") from None

    def imported(self):
        self.manager.call("POST", "/api/models/buckets", {"name": BUCKET, "location": "us-central1"})
        self.receiver.answers = [(503, {"Retry-After": "0"}), (500, {})]
        self.manager.call("POST", "/api/models/import/start",
                          {"bucket": BUCKET, "model": "hf:example-org/tiny-llama", "token": SECRETS[0]})
        tries = [self.next() for _ in range(3)]
        expect([told[3] for told in tries] == [503, 500, 204], tries)
        expect(all(self.signed(told) for told in tries), tries)
        expect(not any(self.signed(told, "another key, as long as it must be") for told in tries), tries)
        expect(len({told[1]["X-LLM-Manager-Delivery"] for told in tries}) == 1, tries)
        expect(len({told[2] for told in tries}) == 1, tries)
        said = json.loads(tries[0][2])
        expect(said["type"] == "import.completed" and said["target"] == PROJECT, said)
        expect(said["subject"].startswith(BUCKET) and said["actor"] == "local user", said)
        ok("the end of an import is told, signed; told again under the same delivery after 503 and 500, and then no more")

    def failed_import(self):
        fault = {"listener": "cdn", "method": "GET", "count": None, "action": {"kind": "corrupt", "bytes": 1000}}
        request = urllib.request.Request(self.endpoints["control"] + "/faults", json.dumps([fault]).encode(),
                                         {"Content-Type": "application/json"}, method="POST")
        urllib.request.urlopen(request, timeout=30).read()
        self.manager.call("POST", "/api/models/import/start",
                          {"bucket": BUCKET, "model": "hf:sentence-transformers/all-MiniLM-L6-v2", "token": SECRETS[0]})
        told = self.next()
        urllib.request.urlopen(urllib.request.Request(self.endpoints["control"] + "/faults", method="DELETE"), timeout=30).read()
        said = json.loads(told[2])
        expect(self.signed(told) and said["type"] == "import.failed" and said["code"] == "digest-mismatch", said)
        ok("a failed import is told with its code")
        return told

    def deployed(self):
        for extra, kind in (({}, "deploy.ready"), ({"SIMULATOR_FAILURE": "out-of-memory"}, "deploy.failed")):
            wanted = {**TINY, "name": "announced" if kind == "deploy.ready" else "announced-too", "region": "us-central1",
                      "environment": {"DB_PASSWORD": SECRETS[1], **extra}}
            self.manager.call("POST", "/api/services/deploy", wanted)
            told = self.next()
            said = json.loads(told[2])
            expect(self.signed(told) and said["type"] == kind, said)
            expect(said["subject"].endswith(wanted["name"]), said)
            self.all.append(told)
        ok("a deploy that is ready and one that fails are told, signed")

    def redirected(self):
        self.receiver.answers = [(302, {"Location": f"http://127.0.0.1:{self.receiver.server_port}/elsewhere"})]
        self.manager.call("POST", "/api/models/import/start",
                          {"bucket": BUCKET, "model": "ollama:tiny-llama"})
        told = self.next()
        expect(told[0] == "/hook", told[0])
        self.process.wait_until(lambda: "webhook not told" in self.process.tail(400), 30, "the line in the log")
        expect(self.receiver.told.empty(), "told elsewhere")
        ok("an answer that points elsewhere is not followed, and the log says that it was not told")

    def refused(self):
        environment = {**os.environ}
        for address, key in (("http://hooks.example/x", self.key), ("https://hooks.example/x", ""),
                             ("https://hooks.example/x", "short"), ("https://user:pw@hooks.example/x", self.key)):
            environment["LLM_MANAGER_WEBHOOK_KEY"] = key
            done = subprocess.run(
                [self.binary, "serve", "--simulator", self.state, "--port", "0", "--webhook", address], env=environment,
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
            expect(done.returncode != 0 and "webhook" in done.stderr.lower(), (address, done))
        ok("an address that is not https, one with a password, no key and a short key: the manager does not start")

    def run(self, folder):
        self.all = []
        self.start(folder)
        try:
            self.imported()
            self.all.append(self.failed_import())
            self.deployed()
            self.redirected()
            log = self.process.tail(100_000)
        finally:
            self.process.stop()
        text = log + "".join(told[2].decode() + str(told[1]) for told in self.all)
        expect(not any(secret in text for secret in (*SECRETS, self.key)), "a secret was told or logged")
        ok("neither a hub's token nor a variable's value nor the key itself is told or logged")
        self.refused()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoints", required=True)
    parser.add_argument("--binary", required=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            Walk(parser.parse_args()).run(folder)
        except (Failure, OSError) as error:
            print(f"not ok {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

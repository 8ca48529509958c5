"""`llm-manager doctor --live` against the simulator: it tells the truth, and leaves nothing behind, whatever fails.

usage: python check_doctor_live.py --endpoints ENDPOINTS_JSON_FILE --binary LLM_MANAGER
What is left is looked for with Google's own clients. Prints one `ok SENTENCE` per check.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import urllib.request

from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import run_v2, storage
from google.cloud.run_v2.services.services.transports import ServicesRestTransport

MODEL = "ollama:tiny-llama"


def ok(sentence):
    print(f"ok {sentence}", flush=True)


def expect(condition, reason):
    if not condition:
        print(f"not ok {reason}", file=sys.stderr)
        sys.exit(1)


class Stage:
    def __init__(self, endpoints_file, binary):
        with open(endpoints_file, encoding="utf-8") as file:
            self.endpoints = json.load(file)
        self.state = os.path.dirname(os.path.abspath(endpoints_file))
        self.binary = binary
        self.buckets = storage.Client(
            project="demo-project", credentials=AnonymousCredentials(),
            client_options=ClientOptions(api_endpoint=self.endpoints["storage"]))
        transport = ServicesRestTransport(
            host=self.endpoints["google"].removeprefix("http://"), credentials=AnonymousCredentials(), url_scheme="http")
        self.services = run_v2.ServicesClient(transport=transport)

    def command(self, *more):
        return [self.binary, "doctor", "--live", "demo-project", "--simulator", self.state, "--json", *more]

    def doctor(self, *more):
        done = subprocess.run(
            self.command(*more), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        expect(done.stdout, f"no report, status {done.returncode}: {done.stderr}")
        report = json.loads(done.stdout)
        return done.returncode, report, {step["id"]: step for step in report["steps"]}

    def left(self):
        buckets = [bucket.name for bucket in self.buckets.list_buckets() if "doctor" in bucket.name]
        parent = "projects/demo-project/locations/us-central1"
        services = [s.name for s in self.services.list_services(parent=parent) if "doctor" in s.name]
        return buckets + services

    def fault(self, *rules):
        body = json.dumps(list(rules)).encode()
        request = urllib.request.Request(
            self.endpoints["control"] + "/faults", data=body, headers={"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=10).read()

    def heal(self):
        request = urllib.request.Request(self.endpoints["control"] + "/faults", method="DELETE")
        urllib.request.urlopen(request, timeout=10).read()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoints", required=True)
    parser.add_argument("--binary", required=True)
    options = parser.parse_args()
    stage = Stage(options.endpoints, os.path.abspath(options.binary))

    code, report, steps = stage.doctor()
    expect(code == 0 and report["passed"] and report["clean"], f"a sound project: {code} {report}")
    for name in ["identity", "checks", "bucket", "round-trip", "dry-run", "clean-up"]:
        expect(steps[name]["state"] in ["ok", "warning"], f"{name}: {steps[name]}")
    expect(steps["deploy"]["state"] == "skipped", f"without --spend: {steps['deploy']}")
    expect(not stage.left(), f"left: {stage.left()}")
    ok("without --spend: identity, checks, a bucket's round trip and a dry run; nothing is left")

    code, report, steps = stage.doctor("--spend", "--model", MODEL)
    expect(code == 0 and report["passed"] and report["clean"], f"with --spend: {code} {report}")
    for name in ["import", "deploy", "ask"]:
        expect(steps[name]["state"] == "ok", f"{name}: {steps[name]}")
    expect(not stage.left(), f"left: {stage.left()}")
    ok("with --spend: a service from import to answer; nothing is left")

    def refusal(listener, pattern, status=403, count=None):
        action = {"kind": "status", "status": status}
        return {"listener": listener, "pattern": pattern, "count": count, "action": action}

    faults = [
        ("round-trip", refusal("storage", "name=doctor%2Fcheck")),
        ("dry-run", refusal("google", "validateOnly=true")),
        ("deploy", refusal("google", "/operations/", count=1)),
        ("ask", refusal("services", "api/generate", status=500)),
    ]
    for failing, rule in faults:
        stage.fault(rule)
        code, report, steps = stage.doctor("--spend", "--model", MODEL)
        stage.heal()
        expect(steps.get(failing, {}).get("state") == "failed", f"{failing} did not fail: {report}")
        expect(code != 0 and not report["passed"], f"{failing} failed and the status is {code}")
        expect(steps["clean-up"]["state"] == "ok" and not stage.left(), f"after {failing}: {stage.left()} {report}")
        ok(f"when the step {failing} fails, it says so and leaves nothing")

    process = subprocess.Popen(
        stage.command("--spend", "--model", MODEL), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "Make a bucket" in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    expect(process.returncode == 130, f"interrupted: {process.returncode} {out} {err}")
    expect(not stage.left(), f"left after an interruption: {stage.left()} {err}")
    ok("when it is interrupted, it ends with 130 and leaves nothing")


if __name__ == "__main__":
    main()

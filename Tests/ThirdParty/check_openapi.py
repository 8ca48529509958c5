#!/usr/bin/env python3
"""Checks a running manager against its own OpenAPI document with schemathesis 4.

Usage: check_openapi.py --guarded-url http://127.0.0.1:PORT --endpoints FILE [--project ID] [--max-examples N]

The manager is one behind Identity-Aware Proxy; the simulator signs the assertions and publishes the keys. Every operation
that ends is driven with made-up valid and invalid requests, first as an admin and then as a viewer, who must change
nothing; event streams (x-streams) are left out.
The document is narrowed to a project, a bucket and a model that exist, so that requests get past the first lookup.
Prints one line `ok SENTENCE` per check; exits 1 with schemathesis' findings otherwise.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

CHECKS = {
    "not_a_server_error": "no request makes the server fail (500)",
    "status_code_conformance": "every status is documented",
    "content_type_conformance": "every content type is documented",
    "response_schema_conformance": "every answer has the documented shape",
    "negative_data_rejection": "requests that break the document are refused",
    "unsupported_method": "methods that are not documented are answered with 405 and Allow",
}

# A hub or a cloud that says no is a documented 501, 502, 503 or 504; 500 is always our own mistake.
CONFIGURATION = """\
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 501, 502, 503, 504]
"""

BUCKET = "schemathesis-bucket"
MODEL = "tiny-llama"
AUDIENCE = "/projects/1/locations/us-central1/services/llm-manager"
HEADER = "x-goog-iap-jwt-assertion"


class Caller:
    """Somebody whom the proxy has let in."""

    def __init__(self, base, endpoints, email):
        self.base, self.email = base, email
        body = json.dumps({"email": email, "audience": AUDIENCE}).encode()
        request = urllib.request.Request(endpoints["control"] + "/iap/assertions", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            self.assertion = json.load(answer)["assertion"]

    def text(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", HEADER: self.assertion}
        with urllib.request.urlopen(urllib.request.Request(self.base + path, data=data, headers=headers), timeout=60) as answer:
            return answer.read().decode()

    def call(self, path, body=None):
        return json.loads(self.text(path, body))


def create_bucket(admin, project):
    try:
        admin.call(f"/api/models/buckets?project={project}", {"name": BUCKET, "location": "us-central1"})
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise SystemExit(f"the bucket could not be created: {error.read().decode()}") from error


def import_model(admin, project):
    """Imports the small model, so that models can be listed, shown, verified and deployed."""
    begun = admin.call(f"/api/models/import/start?project={project}", {"bucket": BUCKET, "model": f"ollama:{MODEL}"})
    deadline = time.monotonic() + 120
    while begun["state"] in ("planned", "transferring", "publishing"):
        if time.monotonic() > deadline:
            raise SystemExit(f"the import of {MODEL} does not end: {begun}")
        time.sleep(0.2)
        begun = admin.call(f"/api/models/imports/{begun['id']}?project={project}&bucket={BUCKET}")
    if begun["state"] != "completed":
        raise SystemExit(f"the import of {MODEL} ended as {begun}")


def only(value, required=True):
    # An empty query parameter that is not required is one that was left out.
    return {"type": "string", "enum": [value] if required else [value, ""]}


def narrow(document, project):
    """Takes the event streams out; fixes project, bucket and model. Returns how many operations are left."""
    count = 0
    for path, methods in list(document["paths"].items()):
        for method, operation in list(methods.items()):
            if operation.get("x-streams"):
                del methods[method]
                continue
            count += 1
            # These two take any project: a search looks at a hub, a checklist says what it may not know.
            if operation["operationId"] in ("searchModels", "checkProject"):
                continue
            fixed = {"project": project, "bucket": BUCKET}
            if operation["operationId"] in ("showModel", "verifyModel"):
                fixed |= {"source": "ollama", "id": f"{MODEL}:latest"}
            if operation["operationId"] == "showProject":
                fixed |= {"id": project}
            for parameter in operation.get("parameters", []):
                if parameter["name"] in fixed:
                    parameter["schema"] = only(fixed[parameter["name"]], parameter.get("required", False))
        if not methods:
            del document["paths"][path]
    schemas = document["components"]["schemas"]
    schemas["ImportRequest"]["properties"] |= {"bucket": only(BUCKET), "model": only(f"ollama:{MODEL}")}
    schemas["DeployRequest"]["properties"] |= {"bucket": only(BUCKET), "source": only("ollama"), "id": only(f"{MODEL}:latest")}
    return count


def run(caller, document, count, examples, phases="examples,coverage,fuzzing"):
    """One run of schemathesis under one name: the number of requests, or None after findings."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "openapi.json"
        file.write_text(json.dumps(document))
        (pathlib.Path(folder) / "schemathesis.toml").write_text(CONFIGURATION)
        command = [
            sys.executable, "-m", "schemathesis.cli", "run", str(file), "--url", caller.base,
            "--header", f"{HEADER}: {caller.assertion}",
            "--checks", ",".join(CHECKS), "--max-examples", str(examples),
            "--phases", phases, "--seed", "1", "--workers", "1", "--request-timeout", "30",
            "--continue-on-failure", "--no-shrink", "--warnings", "off", "--no-color",
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=800)
    summary = done.stdout[done.stdout.rfind("= SUMMARY"):]
    if done.returncode != 0:
        print(done.stdout[-60000:], done.stderr[-2000:], sep="\n")
        return None
    cases = re.search(r"(\d+) generated", summary)
    if not cases or int(cases.group(1)) < count:
        print(summary)
        print(f"not ok schemathesis made fewer requests than there are operations as {caller.email}")
        return None
    # An assertion lives ten minutes; a run that took longer would have been refused all along.
    caller.call("/api/identity")
    return int(cases.group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guarded-url", required=True)
    parser.add_argument("--endpoints", required=True)
    parser.add_argument("--project", default="demo-project")
    parser.add_argument("--max-examples", type=int, default=20)
    parser.add_argument("--viewer-examples", type=int, default=4)
    arguments = parser.parse_args()
    base = arguments.guarded_url
    endpoints = json.loads(pathlib.Path(arguments.endpoints).read_text())
    admin, viewer = (Caller(base, endpoints, f"{role}@example.com") for role in ("admin", "viewer"))
    document = admin.call("/api/openapi.json")
    create_bucket(admin, arguments.project)
    import_model(admin, arguments.project)
    count = narrow(document, arguments.project)
    # Changes of a viewer first: what it may look at is there, and what it may not change stays.
    made = run(viewer, document, count, arguments.viewer_examples, "examples,fuzzing")
    if made is None:
        return 1
    print(f"ok as a viewer every check below holds too ({count} operations, {made} requests)")
    lines, token = [], ""
    while token is not None:
        page = admin.call(f"/api/audit?pageSize=500&pageToken={token}" if token else "/api/audit?pageSize=500")
        lines, token = lines + page["lines"], page.get("nextPageToken")
    tried = [line for line in lines if line["actor"] == viewer.email]
    if not tried or any(line["outcome"] == "ok" for line in tried):
        print(f"not ok a viewer changed something: {[line for line in tried if line['outcome'] == 'ok'][:3]}")
        return 1
    print(f"ok a viewer changes nothing: {len(tried)} attempts in the audit log, all refused")
    made = run(admin, document, count, arguments.max_examples)
    if made is None:
        return 1
    for sentence in CHECKS.values():
        print(f"ok {sentence} ({count} operations, {made} requests)")
    counts = re.findall(r'^llm_manager_requests_total\{[^}]*status="(\d+)"\} (\d+)', admin.text("/metrics"), re.M)
    refused = sum(int(count) for status, count in counts if status in ("401", "429"))
    # Some requests leave the assertion out on purpose.
    if refused > sum(int(count) for _, count in counts) / 4:
        print(f"not ok {refused} requests were refused at the door, so that too little was tried behind it")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

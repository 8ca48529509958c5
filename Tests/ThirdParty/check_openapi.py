#!/usr/bin/env python3
"""Checks a running manager against its own OpenAPI document with schemathesis 4.

Usage: check_openapi.py --base-url http://127.0.0.1:PORT [--project ID] [--max-examples N]

Every operation that ends is driven with made-up valid and invalid requests; event streams (x-streams) are left out.
The document is narrowed to one project and one bucket that exist, so that requests get past the first lookup.
Prints one line `ok SENTENCE` per check; exits 1 with schemathesis' findings otherwise.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
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


def call(base, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def create_bucket(base, project):
    try:
        call(base, f"/api/models/buckets?project={project}", {"name": BUCKET, "location": "us-central1"})
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise SystemExit(f"the bucket could not be created: {error.read().decode()}") from error


def narrow(document, project):
    """Takes the event streams out and fixes the project and the bucket. Returns how many operations are left."""
    count = 0
    for path, methods in list(document["paths"].items()):
        for method, operation in list(methods.items()):
            if operation.get("x-streams"):
                del methods[method]
                continue
            count += 1
            if operation["operationId"] == "searchModels":
                continue  # looks at a hub, in no project: another project's id is as good
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "project" or path.startswith("/api/projects/{id}") and parameter["name"] == "id":
                    parameter["schema"] = {"type": "string", "enum": [project]}
                elif parameter["name"] == "bucket":
                    parameter["schema"] = {"type": "string", "enum": [BUCKET]}
        if not methods:
            del document["paths"][path]
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--project", default="demo-project")
    parser.add_argument("--max-examples", type=int, default=20)
    arguments = parser.parse_args()
    base = arguments.base_url
    document = call(base, "/api/openapi.json")
    create_bucket(base, arguments.project)
    count = narrow(document, arguments.project)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "openapi.json"
        file.write_text(json.dumps(document))
        (pathlib.Path(folder) / "schemathesis.toml").write_text(CONFIGURATION)
        command = [
            sys.executable, "-m", "schemathesis.cli", "run", str(file), "--url", base,
            "--checks", ",".join(CHECKS), "--max-examples", str(arguments.max_examples),
            "--phases", "examples,coverage,fuzzing", "--seed", "1", "--workers", "1", "--request-timeout", "30",
            "--continue-on-failure", "--no-shrink", "--warnings", "off", "--no-color",
        ]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=800)
    summary = run.stdout[run.stdout.rfind("= SUMMARY"):]
    if run.returncode != 0:
        print(run.stdout[-60000:], run.stderr[-2000:], sep="\n")
        return 1
    cases = re.search(r"(\d+) generated", summary)
    if not cases or int(cases.group(1)) < count:
        print(summary)
        print("not ok schemathesis made fewer requests than there are operations")
        return 1
    for sentence in CHECKS.values():
        print(f"ok {sentence} ({count} operations, {cases.group(1)} requests)")
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Checks a running manager against its own OpenAPI document with schemathesis 4.

Usage: check_openapi.py --base-url http://127.0.0.1:PORT [--project ID] [--max-examples N]

Every operation that ends is driven with made-up valid and invalid requests; event streams (x-streams) are left out.
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


def import_model(base, project):
    """Imports the small model, so that models can be listed, shown, verified and deployed."""
    begun = call(base, f"/api/models/import/start?project={project}", {"bucket": BUCKET, "model": f"ollama:{MODEL}"})
    deadline = time.monotonic() + 120
    while begun["state"] in ("planned", "transferring", "publishing"):
        if time.monotonic() > deadline:
            raise SystemExit(f"the import of {MODEL} does not end: {begun}")
        time.sleep(0.2)
        begun = call(base, f"/api/models/imports/{begun['id']}?project={project}&bucket={BUCKET}")
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
                fixed |= {"source": "ollama", "id": MODEL}
            if operation["operationId"] == "showProject":
                fixed |= {"id": project}
            for parameter in operation.get("parameters", []):
                if parameter["name"] in fixed:
                    parameter["schema"] = only(fixed[parameter["name"]], parameter.get("required", False))
        if not methods:
            del document["paths"][path]
    schemas = document["components"]["schemas"]
    schemas["ImportRequest"]["properties"] |= {"bucket": only(BUCKET), "model": only(f"ollama:{MODEL}")}
    schemas["DeployRequest"]["properties"] |= {"bucket": only(BUCKET), "source": only("ollama"), "id": only(MODEL)}
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
    import_model(base, arguments.project)
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

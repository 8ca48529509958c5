#!/usr/bin/env python3
"""Checks a running manager against its own OpenAPI document with schemathesis 4.

Usage: check_openapi.py --base-url http://127.0.0.1:PORT [--max-examples 25]

Every operation that ends is driven with made-up valid and invalid requests; event streams (x-streams) are left out.
Prints one line `ok SENTENCE` per group of checks; exits 1 with schemathesis' findings otherwise.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

GROUPS = {
    "no request makes the server fail": ["not_a_server_error"],
    "every status and content type is documented": ["status_code_conformance", "content_type_conformance"],
    "every answer has the documented shape": ["response_schema_conformance"],
    "requests that break the document are refused": ["negative_data_rejection"],
    "methods that are not documented are answered with 405 and Allow": ["unsupported_method"],
}


def ending_operations(document):
    """The document without its event streams, and how many operations are left."""
    count = 0
    for path, methods in list(document["paths"].items()):
        for method, operation in list(methods.items()):
            if operation.get("x-streams"):
                del methods[method]
            else:
                count += 1
        if not methods:
            del document["paths"][path]
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--max-examples", type=int, default=25)
    arguments = parser.parse_args()
    with urllib.request.urlopen(f"{arguments.base_url}/api/openapi.json", timeout=30) as answer:
        document = json.load(answer)
    count = ending_operations(document)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "openapi.json"
        file.write_text(json.dumps(document))
        for sentence, checks in GROUPS.items():
            command = [
                sys.executable, "-m", "schemathesis.cli", "run", str(file), "--url", arguments.base_url,
                "--checks", ",".join(checks), "--max-examples", str(arguments.max_examples),
                "--phases", "examples,coverage,fuzzing", "--seed", "1", "--request-timeout", "30", "--no-color",
            ]
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=900)
            if run.returncode != 0:
                print(run.stdout[-8000:], run.stderr[-2000:], sep="\n")
                print(f"not ok {sentence}")
                return 1
            print(f"ok {sentence} ({count} operations)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

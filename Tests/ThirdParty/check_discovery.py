"""Every JSON request that our clients send to Google's APIs, checked against Google's discovery documents.

usage: python check_discovery.py --base-url URL --endpoints ENDPOINTS_JSON_FILE [--recordings DIRECTORY]
       python check_discovery.py --self-test

Plays the main job through the manager's HTTP API, then reads what the simulator recorded. Unknown paths, query
parameters and fields, wrong types, formats and enums, missing parameters and output-only fields are failures, and so is
an API that we have a client of and that saw no request. DIRECTORY has the requests of simulators that ran in other
suites (CLOUD_SIMULATOR_RECORDINGS). Prints `ok SENTENCE` per API; exits non-zero with every finding.
"""

import argparse
import collections
import json
import pathlib
import re
import sys
import urllib.request

import discovery_job
import discovery_selftest
from discovery_validator import judge

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "Sources"
# OAuth 2.0 and OpenID Connect: forms and well-known places, of which there is no discovery document.
IDENTITY = {
    ("POST", "/token"), ("POST", "/v1/token"), ("POST", "/v1/oauthtoken"), ("GET", "/v1/userinfo"),
    ("GET", "/oauth2/v3/certs"),
}
STORAGE_JSON = ("/storage/v1/", "/upload/storage/v1/", "/download/storage/v1/")
# Clients that no route of the manager's HTTP API leads to: the suites of GoogleCloud and Runtimes drive them.
OF_OTHER_SUITES = {"iamcredentials", "secretmanager"}


def ok(sentence):
    print(f"ok {sentence}", flush=True)


def recorded(endpoints):
    with urllib.request.urlopen(f"{endpoints['control']}/requests", timeout=60) as answer:
        return json.load(answer)["requests"]


def recorded_elsewhere(directory):
    """The lines of every file; of these only our own clients' requests, for the suites send others too."""
    for file in sorted(directory.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            request = json.loads(line)
            if (request.get("agent") or "").startswith("llm-manager"):
                yield request


def is_json_call(request):
    path = request["target"].partition("?")[0]
    if request["listener"] == "google":
        return (request["method"], path) not in IDENTITY
    return request["listener"] == "storage" and path.startswith(STORAGE_JSON)


def apis_with_a_client():
    """The APIs that our sources make requests of: `GoogleRequest(.get, .run, …)`, by their names in the host."""
    source = (SOURCES / "GoogleCloud/Client/GoogleEndpoints.swift").read_text(encoding="utf-8")
    names = {}
    for case, raw in re.findall(r"^\s+case (\w+)(?: = \"(\w+)\")?$", source, re.M):
        names[case] = raw or case
    used = set()
    for file in SOURCES.rglob("*.swift"):
        if "CloudSimulator" not in file.parts:
            used |= set(re.findall(r"GoogleRequest\(\s*\.\w+,\s*\.(\w+)", file.read_text(encoding="utf-8")))
    return {names[case] for case in used & names.keys()} - {"oauth2", "openidconnect", "sts"}


def check(requests):
    """The findings, each with how often it occurred, and how many requests each API and method saw."""
    findings, counts, methods = collections.Counter(), collections.Counter(), collections.defaultdict(set)
    for request in filter(is_json_call, requests):
        verdict = judge(request)
        name = verdict.method.id if verdict.method else "?"
        if verdict.document:
            counts[verdict.document.name] += 1
            methods[verdict.document.name].add(name)
        for finding in verdict.findings:
            findings[f"{name}: {finding}\n    {request['method']} {request['target'][:300]}"] += 1
    return findings, counts, methods


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base-url")
    parser.add_argument("--endpoints", type=pathlib.Path)
    parser.add_argument("--recordings", type=pathlib.Path)
    parser.add_argument("--self-test", action="store_true")
    given = parser.parse_args()
    if given.self_test:
        discovery_selftest.run(ok)
        return 0
    discovery_selftest.run(lambda sentence: None)
    ok(f"the validator judges {len(discovery_selftest.CASES)} made-up requests rightly")
    if not given.base_url or not given.endpoints:
        parser.error("--base-url and --endpoints, or --self-test")
    endpoints = json.loads(given.endpoints.read_text(encoding="utf-8"))
    discovery_job.play(given.base_url)
    ok("the main job went through: projects, bucket, two imports, two services, deletions, refusals")
    requests = recorded(endpoints)
    elsewhere = list(recorded_elsewhere(given.recordings)) if given.recordings else []
    findings, counts, methods = check(requests + elsewhere)
    for finding, times in sorted(findings.items()):
        print(f"not ok {finding}" + (f" ({times} times)" if times > 1 else ""), file=sys.stderr)
    if findings:
        return 1
    for name, count in sorted(counts.items()):
        ok(f"{name}: {count} requests of {len(methods[name])} methods are as its discovery document says")
    demanded = apis_with_a_client() - (set() if elsewhere else OF_OTHER_SUITES)
    silent = demanded - {name.partition(" ")[0] for name in counts}
    if silent or not demanded:
        print(f"not ok no request was seen of {', '.join(sorted(silent)) or 'any client'}", file=sys.stderr)
        return 1
    ok(f"every API that we have a client of was called: {', '.join(sorted(demanded))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

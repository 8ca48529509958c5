#!/usr/bin/env python3
"""Drives the simulator's Logging, Monitoring and Secret Manager with Google's own client for Python.

    check_observation.py --endpoints ENDPOINTS_JSON_FILE

google-api-python-client builds its methods from Google's discovery documents, which it carries, and refuses a parameter
that they do not have. Prints one line per check, exits non-zero with the reason at the first one that fails.
"""

import argparse
import base64
import json
import pathlib
import sys
import time
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

parser = argparse.ArgumentParser()
parser.add_argument("--endpoints", required=True, type=pathlib.Path)
arguments = parser.parse_args()
endpoints = json.loads(arguments.endpoints.read_text())

PROJECT, REGION, RUN = "demo-project", "us-central1", uuid.uuid4().hex[:6]
NAME = f"watched-{RUN}"


def client(name: str, version: str):
    return build(name, version, credentials=AnonymousCredentials(), static_discovery=True, cache_discovery=False,
                 client_options=ClientOptions(api_endpoint=endpoints["google"]))


logging, monitoring, secrets, run = (client("logging", "v2"), client("monitoring", "v3"), client("secretmanager", "v1"),
                                     client("run", "v2"))


def check(sentence: str, condition: object, found: object = None) -> None:
    if not condition:
        sys.exit(f"FAILED: {sentence}" + ("" if found is None else f" (found: {found!r})"))
    print(f"ok {sentence}", flush=True)


def status(call) -> int:
    try:
        call.execute()
    except HttpError as error:
        return error.resp.status
    return 200


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def deploy() -> str:
    """A container of no model: it starts, and answers anything."""
    parent = f"projects/{PROJECT}/locations/{REGION}"
    body = {"template": {"containers": [{"image": "gcr.io/cloudrun/hello"}]}, "invokerIamDisabled": True}
    services = run.projects().locations().services()
    services.create(parent=parent, serviceId=NAME, body=body).execute()
    end = time.monotonic() + 30
    while time.monotonic() < end:
        service = services.get(name=f"{parent}/services/{NAME}").execute()
        if service.get("uri"):
            return service["uri"]
        time.sleep(0.1)
    sys.exit("FAILED: the service has no address")


def ask(url: str) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url) as answer:
        answer.read()
        return answer.status


url = deploy()
for _ in range(7):
    ask(url + "/")

# Logging

began = datetime.now(timezone.utc) - timedelta(minutes=5)
BASE = (f'resource.type="cloud_run_revision" AND resource.labels.service_name="{NAME}" AND '
        f'resource.labels.location="{REGION}" AND timestamp>="{rfc3339(began)}"')


def entries(filter_text: str, **more):
    body = {"resourceNames": [f"projects/{PROJECT}"], "filter": filter_text, **more}
    return logging.entries().list(body=body)


requests = BASE + f' AND logName="projects/{PROJECT}/logs/run.googleapis.com%2Frequests"'
found = entries(requests, orderBy="timestamp desc", pageSize=100).execute()["entries"]
check("each request to a service is an entry of its request log", len(found) == 7, found)
check("an entry names its revision and the request",
      found[0]["resource"]["labels"]["revision_name"].startswith(NAME) and found[0]["httpRequest"]["status"] == 200)

pages, request, body = [], None, {"resourceNames": [f"projects/{PROJECT}"], "filter": requests, "pageSize": 3,
                                  "orderBy": "timestamp desc"}
request = logging.entries().list(body=body)
while request is not None:
    answer = request.execute()
    pages.append(answer.get("entries", []))
    request = logging.entries().list_next(request, answer)
check("pages bring each entry once, in order",
      [entry["insertId"] for page in pages for entry in page] == [entry["insertId"] for entry in found],
      [len(page) for page in pages])
first = entries(requests, pageSize=3).execute()
check("a page token holds for its own filter only",
      status(entries(BASE, pageSize=3, pageToken=first["nextPageToken"])) == 400)
check("severity compares by rank", not entries(BASE + " AND severity>=ERROR").execute().get("entries"))
check("OR, NOT and parentheses are understood",
      len(entries(BASE + ' AND (httpRequest.status=200 OR severity=ERROR) AND NOT textPayload:"x"', pageSize=100)
          .execute()["entries"]) == 7)
for bad in ('sevrity=ERROR', 'severity>=LOUD', 'timestamp>="yesterday"', '(severity=ERROR', 'severity>='):
    check(f"the filter {bad} is refused", status(entries(bad)) == 400)
check("another order is refused", status(entries(BASE, orderBy="severity desc")) == 400)
check("a name of no resource is refused",
      status(logging.entries().list(body={"resourceNames": [PROJECT], "filter": BASE})) == 400)

# Monitoring

now = datetime.now(timezone.utc)
interval = {"interval_startTime": rfc3339(now - timedelta(hours=1)), "interval_endTime": rfc3339(now + timedelta(minutes=1))}


def series(metric: str, aligner: str, reducer: str = "REDUCE_NONE", group=(), period="60s", extra=""):
    filter_text = (f'metric.type="run.googleapis.com/{metric}" AND resource.type="cloud_run_revision" AND '
                   f'resource.labels.service_name="{NAME}"{extra}')
    return monitoring.projects().timeSeries().list(
        name=f"projects/{PROJECT}", filter=filter_text, aggregation_alignmentPeriod=period,
        aggregation_perSeriesAligner=aligner, aggregation_crossSeriesReducer=reducer,
        aggregation_groupByFields=list(group), **interval)


def values(answer, kind):
    return [point["value"][kind] for line in answer.get("timeSeries", []) for point in line["points"]]


counts = series("request_count", "ALIGN_DELTA", "REDUCE_SUM", ["metric.labels.response_code_class"]).execute()
check("the requests are counted by class",
      counts["timeSeries"][0]["metric"]["labels"] == {"response_code_class": "2xx"}
      and sum(int(value) for value in values(counts, "int64Value")) == 7, counts)
rates = series("request_count", "ALIGN_RATE", "REDUCE_SUM").execute()
check("a rate is a double per second", abs(sum(values(rates, "doubleValue")) * 60 - 7) < 1e-6, rates)
spread = series("request_latencies", "ALIGN_DELTA", "REDUCE_SUM").execute()
check("latencies are distributions",
      sum(int(value["count"]) for value in values(spread, "distributionValue")) == 7, spread)
for percentile in (50, 95, 99):
    got = values(series("request_latencies", "ALIGN_DELTA", f"REDUCE_PERCENTILE_{percentile}").execute(), "doubleValue")
    check(f"p{percentile} of merged distributions is a double", got and all(value > 0 for value in got), got)
states = series("container/instance_count", "ALIGN_MAX", "REDUCE_SUM", ["metric.labels.state"]).execute()
check("instances are counted by state",
      {line["metric"]["labels"]["state"] for line in states["timeSeries"]} == {"active", "idle"}, states)
for sentence, call in [
    ("a rate of a gauge", series("container/instance_count", "ALIGN_RATE", "REDUCE_SUM")),
    ("a percentile of a counter", series("request_count", "ALIGN_PERCENTILE_50")),
    ("the largest of distributions", series("request_latencies", "ALIGN_DELTA", "REDUCE_MAX")),
    ("a period below a minute", series("request_count", "ALIGN_RATE", period="30s")),
    ("a label that the metric has not", series("request_count", "ALIGN_RATE", "REDUCE_SUM", ["metric.labels.state"])),
    ("a filter by a label that the resource has not", series("request_count", "ALIGN_RATE",
                                                             extra=' AND resource.labels.zone="a"')),
]:
    check(f"{sentence} is refused", status(call) == 400)
check("a metric that there is not is not found", status(series("no_such_metric", "ALIGN_RATE")) == 404)

# Secret Manager

parent, secret = f"projects/{PROJECT}", f"key-{RUN}"
path = f"{parent}/secrets/{secret}"
vault = secrets.projects().secrets()
vault.create(parent=parent, secretId=secret, body={"replication": {"automatic": {}}, "labels": {"purpose": "check"}}).execute()
for text in ("one", "two"):
    vault.addVersion(parent=path, body={"payload": {"data": base64.b64encode(text.encode()).decode()}}).execute()
numbers = [version["name"].rsplit("/", 1)[1] for version in vault.versions().list(parent=path).execute()["versions"]]
check("versions are listed, the newest first", numbers == ["2", "1"], numbers)
vault.versions().disable(name=f"{path}/versions/1", body={}).execute()
check("a disabled version cannot be read", status(vault.versions().access(name=f"{path}/versions/1")) == 400)
answer = vault.versions().access(name=f"{path}/versions/latest").execute()
check("the latest can", base64.b64decode(answer["payload"]["data"]) == b"two")
vault.versions().enable(name=f"{path}/versions/1", body={}).execute()
check("an enabled version can be read again", status(vault.versions().access(name=f"{path}/versions/1")) == 200)

# Policies

services = run.projects().locations().services()
resource = f"projects/{PROJECT}/locations/{REGION}/services/{NAME}"
for sentence, get, put in [
    ("a service", lambda: services.getIamPolicy(resource=resource, options_requestedPolicyVersion=3),
     lambda body: services.setIamPolicy(resource=resource, body=body)),
    ("a secret", lambda: vault.getIamPolicy(resource=path, options_requestedPolicyVersion=3),
     lambda body: vault.setIamPolicy(resource=path, body=body)),
]:
    policy = get().execute()
    condition = {"title": "soon", "expression": "request.time < timestamp('2030-01-01T00:00:00Z')"}
    policy["bindings"] = [{"role": "roles/run.invoker", "members": ["user:a@example.org"], "condition": condition}]
    policy["version"] = 1
    check(f"a condition on {sentence} needs version 3", status(put({"policy": policy})) == 400)
    policy["version"] = 3
    written = put({"policy": policy}).execute()
    check(f"the policy of {sentence} comes back with its condition", written["bindings"][0]["condition"] == condition)
    check(f"an etag of {sentence} that is old is refused", status(put({"policy": policy})) == 409)

services.delete(name=resource).execute()

"""What the manager deployed, as Google's own Python clients read it: google-cloud-run, -storage, -resource-manager,
-quotas and -monitoring must agree with the plan, the manifest and the costs that the manager told.

usage: python check_round_trip.py --base-url URL --endpoints ENDPOINTS_JSON_FILE

Every answer that is looked at is also parsed by the client's message class with unknown fields refused. Prints
`ok SENTENCE` per check; exits non-zero with what differs.
"""

import argparse
import base64
import json
import os
import pathlib
import sys
import urllib.parse
import urllib.request

from google.auth.credentials import AnonymousCredentials
from google.cloud import cloudquotas_v1, monitoring_v3, resourcemanager_v3, run_v2, storage
from google.cloud.run_v2.services.revisions.transports import RevisionsRestTransport
from google.cloud.run_v2.services.services.transports import ServicesRestTransport

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts"))

from manager import Failure, Manager  # noqa: E402

PROJECT, REGION, BUCKET = "demo-project", "us-central1", "round-trip-models"
MODELS = ["hf:sentence-transformers/all-MiniLM-L6-v2", "ollama:tiny-llama"]
SETTLED = {"completed", "failed", "interrupted", "cancelled"}


def ok(sentence):
    print(f"ok {sentence}", flush=True)


def expect(condition, found):
    if not condition:
        raise Failure(f"not as expected: {found}")


def get(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=60) as answer:
        return answer.read().decode()


def imported(manager, name):
    started = manager.call("POST", "/api/models/import/start", {"bucket": BUCKET, "model": name})
    snapshot = started
    for snapshot in manager.events("GET", f"/api/models/imports/{started['id']}/events"):
        if snapshot["state"] in SETTLED:
            break
    expect(snapshot["state"] == "completed", snapshot)
    return {"bucket": BUCKET, "source": snapshot["source"], "id": snapshot["modelId"], "pin": snapshot["pin"]}


def deployed(manager, model):
    wish = {**model, "region": REGION, "maxInstances": 1, "environment": {"PURPOSE": "round trip"}}
    plan = manager.call("POST", "/api/services/plan", wish)
    expect(plan["canApply"], plan["problems"])
    state = None
    for event in manager.events("POST", "/api/services/deploy", wish):
        state = event["state"]
    expect(state in ("ready", "unproven"), state)
    return plan


def differences(wanted, found, place=""):
    """What of `wanted` is missing or other in `found`; more may be there."""
    if isinstance(wanted, dict):
        if not isinstance(found, dict):
            yield f"{place}: {found!r} is no object"
            return
        for name, value in wanted.items():
            yield from differences(value, found.get(name), f"{place}.{name}" if place else name)
    elif isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            yield f"{place}: {found!r} instead of {wanted!r}"
            return
        for number, value in enumerate(wanted):
            yield from differences(value, found[number], f"{place}[{number}]")
    elif wanted != found:
        yield f"{place}: {found!r} instead of {wanted!r}"


def as_json(message):
    """What is set in a message, as the JSON that Google's clients write of it, enums by name."""
    return json.loads(type(message).to_json(
        message, use_integers_for_enums=False, always_print_fields_with_no_presence=False))


def check_service(endpoints, plan):
    host = urllib.parse.urlsplit(endpoints["google"]).netloc

    def transport(kind):
        return kind(host=host, credentials=AnonymousCredentials(), url_scheme="http")

    preview = json.loads(plan["requestPreview"])
    # Refuses every field and every enum word that Google does not know.
    wanted = as_json(run_v2.Service.from_json(plan["requestPreview"], ignore_unknown_fields=False))
    ok(f"{plan['name']}: the plan's request is a run_v2.Service, field for field ({len(preview)} fields)")
    name = f"projects/{PROJECT}/locations/{REGION}/services/{plan['name']}"
    service = run_v2.ServicesClient(transport=transport(ServicesRestTransport)).get_service(name=name)
    found = as_json(service)
    for message in (wanted, found):
        message.pop("etag", None)
    # The proof is written after the deploy; what the plan said of the rest must be there word for word.
    differing = list(differences(wanted, found))
    expect(not differing, "; ".join(differing))
    ok(f"{plan['name']}: google-cloud-run reads the service that the plan announced")
    raw = get(f"{endpoints['google']}/v2/{name}")
    run_v2.Service.from_json(raw, ignore_unknown_fields=False)
    revisions = list(run_v2.RevisionsClient(transport=transport(RevisionsRestTransport)).list_revisions(parent=name))
    expect(len(revisions) == 1, revisions)
    made = as_json(revisions[0])
    template = {key: wanted["template"][key] for key in ("containers", "volumes") if key in wanted["template"]}
    differing = list(differences(template, made))
    expect(not differing, "; ".join(differing))
    ok(f"{plan['name']}: its one revision has the plan's containers and volumes")
    return service


def check_manager(manager, plan, service):
    """What the manager shows of it is what Google's client reads."""
    shown = manager.call("GET", f"/api/services/{REGION}/{plan['name']}")
    container = service.template.containers[0]
    pairs = {
        "url": (shown["url"], service.uri),
        "image": (shown["image"], container.image),
        "cpu": (str(shown["cpu"]), container.resources.limits["cpu"]),
        "accelerator": (shown["accelerator"], service.template.node_selector.accelerator),
        "maxInstances": (shown["maxInstances"], service.template.scaling.max_instance_count),
        "revision": (shown["revision"], service.latest_ready_revision.rpartition("/")[2]),
    }
    for name, (ours, theirs) in pairs.items():
        expect(ours == theirs, f"{name}: we show {ours!r}, google-cloud-run reads {theirs!r}")
    ok(f"{plan['name']}: the manager shows what google-cloud-run reads: {', '.join(pairs)}")


def check_storage(endpoints, manager, model):
    client = storage.Client(project=PROJECT, credentials=AnonymousCredentials(),
                            client_options={"api_endpoint": endpoints["storage"]})
    detail = manager.call("GET", "/api/models/detail", **model)
    objects = {blob.name: blob for blob in client.list_blobs(BUCKET)}
    folder = "ollama" if model["source"] == "ollama" else f"huggingface/{model['id']}/{model['pin']}"
    for file in detail["files"]:
        key = f"{folder}/{file['path']}"
        blob = objects.get(key)
        expect(blob is not None, f"{key} is not in the bucket")
        expect(blob.size == file["size"], f"{key}: {blob.size} bytes instead of {file['size']}")
        crc = base64.b64decode(blob.crc32c).hex()
        expect(crc == file["crc32c"], f"{key}: CRC32C {crc} instead of {file['crc32c']}")
    ok(f"{model['id']}: google-cloud-storage finds {len(detail['files'])} files with the manifest's sizes and sums")


def check_others(endpoints, manager):
    google = endpoints["google"]
    raw = get(f"{google}/v1/projects/{PROJECT}/locations/global/services/run.googleapis.com/quotaInfos?pageSize=50")
    quotas = json.loads(raw)["quotaInfos"]
    for quota in quotas:
        cloudquotas_v1.QuotaInfo.from_json(json.dumps(quota), ignore_unknown_fields=False)
    ok(f"{len(quotas)} quotas of the simulator are cloudquotas_v1.QuotaInfo, field for field")
    page = json.loads(get(f"{google}/v3/projects:search"))
    for project in page["projects"]:
        resourcemanager_v3.Project.from_json(json.dumps(project), ignore_unknown_fields=False)
    listed = {each["id"] for each in Manager(manager.base, None).call("GET", "/api/projects")["projects"]}
    expect(listed == {each["projectId"] for each in page["projects"]}, listed)
    ok("projects are resourcemanager_v3.Project, and the manager lists the same")
    query = urllib.parse.urlencode({
        "filter": 'metric.type="run.googleapis.com/request_count" AND resource.type="cloud_run_revision"',
        "interval.startTime": "2026-01-01T00:00:00Z", "interval.endTime": "2026-01-02T00:00:00Z",
        "aggregation.alignmentPeriod": "86400s", "aggregation.perSeriesAligner": "ALIGN_SUM",
        "aggregation.crossSeriesReducer": "REDUCE_SUM", "aggregation.groupByFields": "resource.labels.service_name",
    })
    raw = get(f"{google}/v3/projects/{PROJECT}/timeSeries?{query}")
    monitoring_v3.ListTimeSeriesResponse.from_json(raw, ignore_unknown_fields=False)
    ok("time series are a monitoring_v3.ListTimeSeriesResponse")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--endpoints", required=True, type=pathlib.Path)
    given = parser.parse_args()
    endpoints = json.loads(given.endpoints.read_text(encoding="utf-8"))
    manager = Manager(given.base_url, PROJECT)
    manager.call("POST", "/api/models/buckets", {"name": BUCKET, "location": REGION})
    try:
        for name in MODELS:
            model = imported(manager, name)
            check_storage(endpoints, manager, model)
            plan = deployed(manager, model)
            check_manager(manager, plan, check_service(endpoints, plan))
        costs = manager.call("GET", "/api/services/costs")
        expect({each["name"] for each in costs["services"]} and costs["unknown"] == 0, costs)
        ok(f"the costs of {len(costs['services'])} services are known")
        check_others(endpoints, manager)
    except Failure as failure:
        print(f"not ok {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

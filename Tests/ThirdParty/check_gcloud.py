"""What the manager deployed, as gcloud reads it: `gcloud run` speaks the v1 (Knative) form of the Admin API to a host of
the service's region, and must show what the manager's plan announced in the v2 form.

usage: python check_gcloud.py --base-url URL --endpoints ENDPOINTS_JSON_FILE

gcloud asks REGION-run.googleapis.com, so a proxy on loopback takes its requests to the simulator, with their Host as it
is. Nothing else than the simulator is reached. Prints `ok SENTENCE` per check; exits non-zero with what differs.
"""

import argparse
import contextlib
import http.client
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts"))

from manager import Failure, Manager  # noqa: E402

PROJECT, REGION, BUCKET, MODEL = "demo-project", "us-central1", "gcloud-models", "hf:example-org/tiny-llama"
SETTLED = {"completed", "failed", "interrupted", "cancelled"}
# Settings that stand in other places in v1 than in v2.
WISH = {
    "region": REGION, "name": "read-by-gcloud", "accelerator": "nvidia-l4", "minInstances": 1, "maxInstances": 2,
    "concurrency": 7, "environment": {"PURPOSE": "round trip, with a comma"}, "access": "private",
}


def ok(sentence):
    print(f"ok {sentence}", flush=True)


def equal(what, found, wanted):
    if found != wanted:
        raise Failure(f"{what}: gcloud shows {found!r}, and {wanted!r} was deployed")


class ToSimulator(http.server.BaseHTTPRequestHandler):
    """Takes `GET http://HOST/PATH` to the simulator, which sees HOST as the one that was asked."""

    target = ""

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        connection = http.client.HTTPConnection(self.target, timeout=60)
        with contextlib.closing(connection):
            path = address.path.replace("//", "/") + (f"?{address.query}" if address.query else "")
            connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", address.netloc)
            connection.putheader("Accept", "application/json")
            connection.endheaders()
            answer = connection.getresponse()
            body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.getheader("Content-Type", "application/json"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@contextlib.contextmanager
def proxy(endpoints):
    ToSimulator.target = urllib.parse.urlsplit(endpoints["google"]).netloc
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), ToSimulator)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class Gcloud:
    def __init__(self, way, folder):
        self.environment = {
            **os.environ, "http_proxy": way, "HTTP_PROXY": way, "CLOUDSDK_CONFIG": folder,
            "CLOUDSDK_CORE_PROJECT": PROJECT, "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "true",
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN": "http://run.googleapis.com/", "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
            "CLOUDSDK_CORE_CHECK_GCE_METADATA": "false", "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
            "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "true",
        }

    def text(self, *words):
        done = subprocess.run(["gcloud", "run", *words], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise Failure(f"gcloud run {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr[-2000:]}")
        return done.stdout

    def read(self, *words):
        return json.loads(self.text(*words, "--format=json"))


def deployed(manager):
    manager.call("POST", "/api/models/buckets", {"name": BUCKET, "location": REGION})
    snapshot = manager.call("POST", "/api/models/import/start", {"bucket": BUCKET, "model": MODEL})
    for snapshot in manager.events("GET", f"/api/models/imports/{snapshot['id']}/events"):
        if snapshot["state"] in SETTLED:
            break
    equal("the import", snapshot["state"], "completed")
    wish = {**WISH, "bucket": BUCKET, "source": snapshot["source"], "id": snapshot["modelId"], "pin": snapshot["pin"]}
    plan = manager.call("POST", "/api/services/plan", wish)
    if not plan["canApply"]:
        raise Failure(f"the plan cannot be applied: {plan['problems']}")
    state = None
    for event in manager.events("POST", "/api/services/deploy", wish):
        state = event["state"]
    equal("the deploy", state, "ready")
    return json.loads(plan["requestPreview"])


def check_template(service, body):
    """Field by field: the name in v2, what gcloud shows of it in v1, what was sent."""
    shown, sent = service["spec"]["template"], body["template"]
    marks, spec, container = shown["metadata"]["annotations"], shown["spec"], shown["spec"]["containers"][0]
    asked = sent["containers"][0]
    equal("containers", len(spec["containers"]), len(sent["containers"]))
    for field in ("image", "command", "args", "ports", "volumeMounts"):
        equal(field, container.get(field), asked.get(field))
    ok("image, command, arguments, ports and mounts are what was deployed")
    equal("limits", container["resources"]["limits"], asked["resources"]["limits"])
    equal("accelerator", spec["nodeSelector"]["run.googleapis.com/accelerator"], sent["nodeSelector"]["accelerator"])
    equal("idle CPU", marks["run.googleapis.com/cpu-throttling"], json.dumps(asked["resources"].get("cpuIdle", False)))
    equal("zonal redundancy", marks["run.googleapis.com/gpu-zonal-redundancy-disabled"],
          json.dumps(sent["gpuZonalRedundancyDisabled"]))
    ok("CPU, memory, GPU and its zonal redundancy are what was deployed")
    equal("variables", {one["name"]: one["value"] for one in container["env"]},
          {one["name"]: one["value"] for one in asked["env"]})
    ok(f"{len(asked['env'])} variables are what was deployed")
    for field, wanted in asked["startupProbe"].items():
        equal(f"startupProbe.{field}", container["startupProbe"].get(field), wanted)
    ok("the startup probe is what was deployed")
    equal("concurrency", spec["containerConcurrency"], sent["maxInstanceRequestConcurrency"])
    equal("timeout", f"{spec['timeoutSeconds']}s", sent["timeout"])
    scaling = sent["scaling"]
    equal("instances at least", int(marks["autoscaling.knative.dev/minScale"]), scaling["minInstanceCount"])
    equal("instances at most", int(marks["autoscaling.knative.dev/maxScale"]), scaling["maxInstanceCount"])
    ok("concurrency, timeout and scaling are what was deployed")
    volume, bucket = spec["volumes"][0], sent["volumes"][0]["gcs"]
    equal("volume", volume["name"], sent["volumes"][0]["name"])
    equal("bucket", volume["csi"]["volumeAttributes"]["bucketName"], bucket["bucket"])
    equal("read-only", volume["csi"]["readOnly"], bucket["readOnly"])
    equal("mount options", volume["csi"]["volumeAttributes"].get("mountOptions", "").split(","),
          bucket.get("mountOptions") or [""])
    ok("the bucket is mounted as it was deployed")


def check(endpoints, manager):
    body = deployed(manager)
    name = WISH["name"]
    ours = manager.call("GET", f"/api/services/{REGION}/{name}")
    with proxy(endpoints) as way, tempfile.TemporaryDirectory() as folder:
        gcloud = Gcloud(way, folder)
        listed = gcloud.read("services", "list")
        equal("the list", [one["metadata"]["name"] for one in listed], [name])
        ok("gcloud lists the service over all regions")
        service = gcloud.read("services", "describe", name, "--region", REGION)
        check_template(service, body)
        labels = service["metadata"]["labels"]
        for label, value in body["labels"].items():
            equal(f"label {label}", labels.get(label), value)
        for mark, value in body["annotations"].items():
            if service["metadata"]["annotations"].get(mark) is None:
                raise Failure(f"annotation {mark}: gcloud shows none, and {value!r} was deployed")
        ok(f"{len(body['labels'])} labels and {len(body['annotations'])} annotations are there")
        equal("address", service["status"]["url"], ours["url"])
        equal("revision", service["status"]["latestReadyRevisionName"], ours["revision"])
        equal("traffic", [(one["revisionName"], one["percent"]) for one in service["status"]["traffic"]],
              [(ours["revision"], 100)])
        ok("address, revision and traffic are what the manager shows")
        revisions = gcloud.read("revisions", "list", "--service", name, "--region", REGION)
        equal("revisions", [one["metadata"]["name"] for one in revisions], [ours["revision"]])
        equal("its image", revisions[0]["spec"]["containers"][0]["image"], ours["image"])
        ok("its one revision is listed")
        page = gcloud.text("services", "describe", name, "--region", REGION)
        for word in (ours["url"], ours["image"], "nvidia-l4", BUCKET, "100%"):
            if word not in page:
                raise Failure(f"gcloud's own page of the service does not show {word!r}:\n{page}")
        ok("gcloud's own page of the service shows address, image, GPU, bucket and traffic")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--endpoints", required=True, type=pathlib.Path)
    given = parser.parse_args()
    try:
        check(json.loads(given.endpoints.read_text(encoding="utf-8")), Manager(given.base_url, PROJECT))
    except Failure as failure:
        print(f"not ok {failure}", file=sys.stderr)
        sys.exit(1)


main()

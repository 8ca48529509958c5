"""The main job through a manager's HTTP API, so that its clients send everything that they can send."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts"))

from manager import Failure, Manager  # noqa: E402

PROJECT, OTHERS, REGION = "demo-project", ["bare-project", "restricted-project"], "us-central1"
BUCKET = "discovery-models"
MODELS = ["hf:sentence-transformers/all-MiniLM-L6-v2", "ollama:tiny-llama"]
SETTLED = {"completed", "failed", "interrupted", "cancelled"}


def play(base):
    """Everything once, the refusals included. Throws `Failure` where the manager does not do what it must."""
    manager = Manager(base, PROJECT)
    _projects(manager)
    manager.call("POST", "/api/models/buckets", {"name": BUCKET, "location": REGION})
    manager.call("POST", "/api/models/buckets", {"name": BUCKET, "location": REGION})  # again: the one that is there
    manager.call("GET", "/api/models/buckets")
    _mended(manager)
    _refusals(manager, Manager(base, OTHERS[0]))
    models = [_imported(manager, name) for name in MODELS]
    for model in models:
        _served(manager, model)
    manager.call("GET", "/api/models/imports")
    manager.call("GET", "/api/models/updates", fresh="true")
    _idle(manager)
    for model in models:
        identity = {"bucket": BUCKET, "source": model["source"], "id": model["modelId"], "pin": model["pin"]}
        manager.call("GET", "/api/models/detail", **identity)
        if not manager.call("POST", "/api/models/verify", timeout=300, **identity)["ok"]:
            raise Failure(f"{model['modelId']} does not verify")
        manager.call("DELETE", "/api/models/detail", timeout=300, **identity)
    left = manager.call("GET", "/api/models", bucket=BUCKET)
    if left["models"]:
        raise Failure(f"deleted models are still listed: {left['models']}")


def _projects(manager):
    anyone = Manager(manager.base, None)
    anyone.call("GET", "/api/identity")
    anyone.call("GET", "/api/projects")
    anyone.call("GET", "/api/projects", query="demo")
    for project in [PROJECT, *OTHERS]:
        anyone.call("GET", f"/api/projects/{project}")
        anyone.call("GET", f"/api/projects/{project}/checks", timeout=120)
        if project == PROJECT:
            anyone.call("GET", f"/api/projects/{project}/checks", timeout=120, region="europe-west1")


def _idle(manager):
    """What services cost, and the rule for those that nobody uses."""
    manager.call("GET", "/api/services/costs", days=40)
    manager.call("PUT", "/api/services/idle-rule", {"days": 40})
    manager.call("GET", "/api/services/idle-rule")
    manager.call("POST", "/api/services/apply-idle-rule")
    manager.call("DELETE", "/api/services/idle-rule")


def _mended(manager):
    """What a check finds is mended; the default network of later services is chosen and given back."""
    anyone = Manager(manager.base, None)
    of = f"/api/projects/{PROJECT}"
    anyone.call("GET", f"{of}/quota")
    for check in [f"network.{REGION}.default", f"service-account.bucket.{BUCKET}", "service-account", "apis"]:
        anyone.call("POST", f"{of}/checks/{check}/fix", timeout=120)
    anyone.call("POST", "/api/projects/lean-project/checks/api.monitoring/fix", timeout=120)
    anyone.call("PUT", f"{of}/network", {"kind": "subnet", "name": "default"}, region=REGION)
    anyone.call("GET", f"{of}/settings")
    anyone.call("PUT", f"{of}/network", {"kind": "google"}, region=REGION)


def _refusals(manager, elsewhere):
    _refused("a name that is taken", elsewhere, "POST", "/api/models/buckets", {"name": BUCKET, "location": REGION})
    _refused("a bucket of another project", elsewhere, "GET", "/api/models", bucket=BUCKET)
    _refused("a missing bucket", manager, "GET", "/api/models", bucket="no-such-bucket-of-ours")
    _refused("services where Cloud Run is off", elsewhere, "GET", "/api/services/list")
    _refused("a missing service", manager, "GET", f"/api/services/{REGION}/no-such-service")


def _refused(what, manager, method, path, body=None, **query):
    try:
        answer = manager.call(method, path, body, **query)
    except Failure:
        return
    # A list may answer what it has and name what it could not read.
    if not (isinstance(answer, dict) and answer.get("problems")):
        raise Failure(f"{what}: {method} {path} was answered: {answer}")


def _imported(manager, name):
    request = {"bucket": BUCKET, "model": name}
    manager.call("POST", "/api/models/import/preflight", request)
    started = manager.call("POST", "/api/models/import/start", request)
    snapshot = started
    for snapshot in manager.events("GET", f"/api/models/imports/{started['id']}/events"):
        if snapshot["state"] in SETTLED:
            break
    if snapshot["state"] != "completed":
        raise Failure(f"the import of {name} ended as {snapshot['state']}: {snapshot.get('problem')}")
    manager.call("GET", f"/api/models/imports/{started['id']}", bucket=BUCKET)
    return snapshot


def _served(manager, model):
    """Deployed privately, asked, changed (public, so that its policy is written too), read, deleted."""
    wanted = {
        "bucket": BUCKET, "source": model["source"], "id": model["modelId"], "pin": model["pin"], "region": REGION,
    }
    plan = _deployed(manager, wanted)
    place = {"region": plan["region"], "name": plan["name"]}
    answer = manager.call("POST", "/api/services/ask", {**place, "prompt": "Are you there?"}, timeout=120)
    if answer["status"] != 200:
        raise Failure(f"{plan['name']} answered {answer['status']}: {answer['body'][:300]}")
    _deployed(manager, {**wanted, "access": "public", "maxInstances": 2, "environment": {"PURPOSE": "discovery"}})
    manager.call("GET", "/api/services/list")
    manager.call("GET", f"/api/services/{plan['region']}/{plan['name']}")
    manager.call("GET", f"/api/services/{plan['region']}/{plan['name']}/logs")
    manager.call("DELETE", "/api/services/delete", timeout=120, **place)
    end = time.monotonic() + 60
    while any(service["name"] == plan["name"] for service in manager.call("GET", "/api/services/list")["services"]):
        if time.monotonic() > end:
            raise Failure(f"{plan['name']} is still listed a minute after it was deleted")
        time.sleep(0.2)


def _deployed(manager, wanted):
    plan = manager.call("POST", "/api/services/plan", wanted)
    if not plan["canApply"]:
        raise Failure(f"the plan for {wanted['id']} cannot be applied: {plan['problems']}")
    request = {**wanted, "basedOn": plan.get("basedOn")}
    state = None
    for event in manager.events("POST", "/api/services/deploy", {k: v for k, v in request.items() if v is not None}):
        state = event["state"]
    if state != "ready":
        raise Failure(f"the service {plan['name']} ended as {state}, not ready")
    return plan

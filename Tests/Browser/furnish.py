"""Gives a project what every view wants to show: a bucket, models of both hubs, a service that is ready."""
import json
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BUCKET = "browser-models"
MODELS = [("hf:example-org/tiny-llama", "huggingface", "example-org/tiny-llama"), ("ollama:tiny-llama", "ollama", None)]
LONG = 120


def call(base, project, method, path, body=None):
    join = "&" if "?" in path else "?"
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{base}{path}{join}project={project}", data=data, method=method,
                      headers={"Accept": "application/json", "Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=60) as answer:
            text = answer.read()
            return json.loads(text) if text else None
    except HTTPError as error:
        raise AssertionError(f"{method} {path}: {error.read().decode()}") from error


def wait(look, what):
    """Asks until `look` gives something."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError(f"{what} did not come about in {LONG} s")


def furnish(base, project):
    """Returns the deployed service's view. What is there already is left."""
    names = [bucket["name"] for bucket in call(base, project, "GET", "/api/models/buckets")["buckets"]]
    if BUCKET not in names:
        call(base, project, "POST", "/api/models/buckets", {"name": BUCKET, "location": "us-central1"})
    for model, _, _ in MODELS:
        started = call(base, project, "POST", "/api/models/import/start", {"bucket": BUCKET, "model": model})
        wait(lambda: call(base, project, "GET", f"/api/models/imports/{started['id']}?bucket={BUCKET}")["state"]
             == "completed", f"the import of {model}")
    _, source, identifier = MODELS[0]
    deployed = call(base, project, "POST", "/api/services/deploy",
                    {"bucket": BUCKET, "source": source, "id": identifier})
    service = deployed.get("service", deployed)
    path = f"/api/services/{service['region']}/{service['name']}"

    def ready():
        view = call(base, project, "GET", path)
        assert view["state"] != "failed", view
        return view if view["state"] == "ready" else None

    return wait(ready, "the service")

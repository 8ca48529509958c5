"""Takes over what the earlier manager left in a project: its catalog, buckets and services as they were written down
(Tests/Fixtures/earlier-manager). They are put there with Google's own clients, managed with ours, and read again with
Google's: nothing may be lost.

    check_earlier_manager.py --endpoints ENDPOINTS_JSON_FILE --binary LLM_MANAGER

Prints one line per check, exits non-zero with the reason at the first one that fails.
"""

import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys

from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import run_v2, storage
from google.cloud.run_v2.services.services.transports import ServicesRestTransport

parser = argparse.ArgumentParser()
parser.add_argument("--endpoints", required=True, type=pathlib.Path)
parser.add_argument("--binary", required=True)
arguments = parser.parse_args()
endpoints = json.loads(arguments.endpoints.read_text())
STATE = str(arguments.endpoints.resolve().parent)
BINARY = os.path.abspath(arguments.binary)
FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures/earlier-manager"
BUCKET, PARENT = "old-models", "projects/demo-project/locations/us-central1"
MARKER = "llm-manager-metadata.json"
KEY = "ollama/id_ed25519"

buckets = storage.Client(project="demo-project", credentials=AnonymousCredentials(),
                         client_options=ClientOptions(api_endpoint=endpoints["storage"]))
services = run_v2.ServicesClient(transport=ServicesRestTransport(
    host=endpoints["google"].removeprefix("http://"), credentials=AnonymousCredentials(), url_scheme="http"))


def check(sentence, condition, found=None):
    if not condition:
        sys.exit(f"FAILED: {sentence}" + ("" if found is None else f" (found: {found!r})"))
    print(f"ok {sentence}", flush=True)


def run(*words, statuses=(0,)):
    done = subprocess.run([BINARY, *words, "--target", "demo-project", "--simulator", STATE],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180)
    run.told = done.stderr
    if done.returncode not in statuses:
        sys.exit(f"FAILED: {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def read(*words, **more):
    return json.loads(run(*words, "--json", **more))


def stored():
    return {blob.name: blob.generation for blob in bucket.list_blobs()}


def catalog():
    return json.loads(bucket.blob(MARKER).download_as_bytes())


def fill():
    """The files of each model of the catalog, as that manager laid them."""
    files = {
        "google/gemma-3-4b-it/config.json": b'{"architectures":["Gemma3ForConditionalGeneration"],"model_type":"gemma3"}',
        "google/gemma-3-4b-it/model.safetensors": b"\x10\0\0\0\0\0\0\0" + b"{}".ljust(16),
        "org/stuck/config.json": b"{}",
        KEY: b"-----BEGIN OPENSSH PRIVATE KEY-----\n", f"{KEY}.pub": b"ssh-ed25519 AAAA\n",
    }
    weights, settings = b"GGUF" + b"w" * 60, b'{"model_family":"gemma2"}'
    layers = []
    for kind, content in (("model", weights), ("license", b"terms")):
        digest = hashlib.sha256(content).hexdigest()
        files[f"ollama/models/blobs/sha256-{digest}"] = content
        layers.append({"mediaType": f"application/vnd.ollama.image.{kind}", "digest": f"sha256:{digest}", "size": len(content)})
    digest = hashlib.sha256(settings).hexdigest()
    files[f"ollama/models/blobs/sha256-{digest}"] = settings
    tag = {"schemaVersion": 2, "config": {"digest": f"sha256:{digest}", "size": len(settings)}, "layers": layers}
    files["ollama/models/manifests/registry.ollama.ai/library/gemma2/9b"] = json.dumps(tag).encode()
    files[MARKER] = (FIXTURES / MARKER).read_bytes()
    for name, content in files.items():
        bucket.blob(name).upload_from_string(content)
    for kind in ("vllm", "ollama", "zml"):
        body = json.loads((FIXTURES / f"service-{kind}.json").read_text())
        name = body["name"].rpartition("/")[2]
        wanted = {key: body[key] for key in ("labels", "ingress", "launchStage", "template", "traffic")}
        # The account of the project that they were written down in; this one's default account takes its place.
        del wanted["template"]["serviceAccount"]
        message = run_v2.Service.from_json(json.dumps(wanted))
        services.create_service(parent=PARENT, service=message, service_id=name).result(timeout=120)


bucket = buckets.create_bucket(BUCKET, location="us-central1")
fill()
before, left = catalog(), stored()
deployed = {name: services.get_service(name=f"{PARENT}/services/{name}") for name in ("gemma-vllm", "gemma-ollama", "llama-zml")}

found = [one["name"] for one in read("buckets", "list")["buckets"]]
check("the bucket is listed by its marker", BUCKET in found, found)
models = {one["id"]: one for one in read("models", "list", "--bucket", BUCKET)["models"]}
check("its models are listed with their state", {name: one["status"] for name, one in models.items()} == {
    "google/gemma-3-4b-it": "completed", "gemma2:9b": "completed", "org/stuck": "downloading"}, models)
check("and their size", models["google/gemma-3-4b-it"]["size"] == 8644134912, models["google/gemma-3-4b-it"])
listed = {one["name"]: one for one in read("services", "list")["services"]}
check("services are listed with model, engine and GPU", {
    name: (one.get("modelId"), one.get("engine"), one.get("accelerator")) for name, one in listed.items()} == {
    "gemma-vllm": ("google/gemma-3-4b-it", "vllm", "nvidia-l4"), "gemma-ollama": ("gemma2:9b", "ollama", "nvidia-l4"),
    "llama-zml": ("meta-llama/Llama-3.2-1B-Instruct", None, "nvidia-l4")}, listed)
check("none is called ready without a proof", all(one["state"] != "ready" for one in listed.values()),
      {name: one["state"] for name, one in listed.items()})
check("looking changes nothing", catalog() == before and stored() == left)

garbage = read("models", "gc", "--bucket", BUCKET, "--dry-run", statuses=(0, 2))
keys = [one for one in garbage["items"] if KEY in json.dumps(one)]
check("the private key in the bucket is pointed out", keys, garbage)
check("and is not deleted unasked", KEY in stored())

adopted = read("models", "adopt", "--bucket", BUCKET)
check("the models that are whole are taken over",
      sum(one["outcome"] == "repaired" for one in adopted["findings"]) == 2, adopted["findings"])
check("every field of its catalog is as it was, known to us or not", catalog() == before, catalog())
now = stored()
check("no file of a model was touched, and only records of ours were added",
      all(now.get(name) == generation for name, generation in left.items() if name != MARKER)
      and all(name.startswith(".llm-manager/") for name in now.keys() - left.keys()), now.keys() - left.keys())
shown = read("models", "show", "ollama:gemma2:9b", "--bucket", BUCKET)
check("a model that was taken over has its files", "sha256-" in json.dumps(shown), shown)

run("models", "import", "hf:example-org/tiny-llama", "--bucket", BUCKET)
after = catalog()
check("an import beside them keeps their entries whole, and in their order",
      after["models"][:3] == before["models"] and after["owner"] == before["owner"]
      and after["description"] == before["description"] and len(after["models"]) == 4, after)

run("services", "update", "us-central1/gemma-vllm", "--env", "EXTRA=1")
old, new = deployed["gemma-vllm"], services.get_service(name=f"{PARENT}/services/gemma-vllm")
check("a service of that manager is changed in place: one variable, and nothing else",
      [(one.name, one.value) for one in new.template.containers[0].env if one.name == "EXTRA"] == [("EXTRA", "1")]
      and new.template.containers[0].args == old.template.containers[0].args
      and new.template.containers[0].startup_probe == old.template.containers[0].startup_probe
      and new.template.volumes == old.template.volumes and dict(new.labels) == dict(old.labels), new)

run("models", "gc", "--bucket", BUCKET, "--yes")
check("the key is deleted when that is asked for", KEY not in stored(), sorted(stored()))
check("a model that services use is not garbage", "google/gemma-3-4b-it/config.json" in stored())

bucket.blob(MARKER).delete()
run("models", "fsck", "--bucket", BUCKET, "--repair", statuses=(0, 2))
rebuilt = {one["id"] for one in catalog()["models"]}
check("after a loss of the catalog the models that were taken over are in it again",
      {"google/gemma-3-4b-it", "gemma2:9b"} <= rebuilt, rebuilt)

"""Drives the command line's verbs about services as a person or a CI job does, against the simulator; what they did is
read with google-cloud-run, and secrets with Google's own REST shape.

    check_command_line.py --endpoints ENDPOINTS_JSON_FILE --binary LLM_MANAGER

Prints one line per check, exits non-zero with the reason at the first one that fails.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
import uuid

from google.auth.credentials import AnonymousCredentials
from google.cloud import run_v2
from google.cloud.run_v2.services.revisions.transports import RevisionsRestTransport
from google.cloud.run_v2.services.services.transports import ServicesRestTransport
from google.iam.v1.iam_policy_pb2 import GetIamPolicyRequest

parser = argparse.ArgumentParser()
parser.add_argument("--endpoints", required=True)
parser.add_argument("--binary", required=True)
arguments = parser.parse_args()
with open(arguments.endpoints, encoding="utf-8") as file:
    endpoints = json.load(file)
STATE = os.path.dirname(os.path.abspath(arguments.endpoints))
BINARY = os.path.abspath(arguments.binary)
HOST = endpoints["google"].removeprefix("http://")
BUCKET = f"cli-{uuid.uuid4().hex[:6]}"
SERVICE = "us-central1/cli"
NAME = "projects/demo-project/locations/us-central1/services/cli"
SECRET = f"{endpoints['google']}/v1/projects/demo-project/secrets/llm-manager-key-us-central1-cli"


def transport(kind):
    return kind(host=HOST, credentials=AnonymousCredentials(), url_scheme="http")


services = run_v2.ServicesClient(transport=transport(ServicesRestTransport))
revisions = run_v2.RevisionsClient(transport=transport(RevisionsRestTransport))
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def check(sentence, condition, found=None):
    if not condition:
        sys.exit(f"FAILED: {sentence}" + ("" if found is None else f" (found: {found!r})"))
    print(f"ok {sentence}", flush=True)


def command(*words):
    return [BINARY, *words, "--target", "demo-project", "--simulator", STATE]


def run(*words, status=0):
    """Standard output of a command that ends with this status; what it told beside that is `run.told`."""
    done = subprocess.run(command(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180)
    run.told = done.stderr
    if done.returncode != status:
        sys.exit(f"FAILED: {' '.join(words)}: {done.returncode} and not {status}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def read(*words):
    return json.loads(run(*words, "--json"))


def lines(*words):
    return [json.loads(line) for line in run(*words, "--json").splitlines()]


def deployed():
    return services.get_service(name=NAME)


def environment():
    return {one.name: one.value for one in deployed().template.containers[0].env}


def invokers():
    policy = services.get_iam_policy(GetIamPolicyRequest(resource=NAME))
    return sorted(member for one in policy.bindings if one.role == "roles/run.invoker" for member in one.members)


def secret_exists():
    try:
        opener.open(SECRET, timeout=10).read()
        return True
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return False
        raise


def deploy():
    run("buckets", "create", BUCKET, "--location", "us-central1")
    run("models", "import", "hf:example-org/tiny-llama", "--bucket", BUCKET)
    view = read("services", "deploy", "hf:example-org/tiny-llama", "--bucket", BUCKET, "--name", "cli",
                "--region", "us-central1", "--allow-unauthenticated")
    check("a service is deployed, and followed until it is ready", view["state"] == "ready", view)
    check("scripts get names alone", run("services", "list", "--quiet").split() == [SERVICE], run.told)
    check("a name alone means us-central1", read("services", "show", "cli")["url"] == view["url"])
    run("services", "show", "us-central1/nothing", status=3)
    check("a service that is not there is status 3, with what to do", "fix" in run.told, run.told)


def watching():
    found = lines("services", "logs", SERVICE)
    check("logs are one JSON object a line, oldest first",
          found and [one["at"] for one in found] == sorted(one["at"] for one in found), found[:2])
    word = found[0]["text"].split()[0]
    check("a text filters them", all(word.lower() in one["text"].lower() for one in
                                     lines("services", "logs", SERVICE, "--grep", word)))
    check("so does a severity", all(one["severity"] in ("ERROR", "CRITICAL", "ALERT", "EMERGENCY") for one in
                                    lines("services", "logs", SERVICE, "--severity", "error")))
    check("a limit takes the newest", lines("services", "logs", SERVICE, "--limit", "1")[0]["at"] == found[-1]["at"])
    check("what is older is said", "older lines" in run.told, run.told)
    run("services", "logs", SERVICE, "--since", "yesterday", status=64)
    run("services", "logs", SERVICE, "--limit", "0", status=64)
    print("ok a moment or a limit that is none is a wrong command line", flush=True)
    process = subprocess.Popen(command("services", "logs", SERVICE, "--follow"), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    check("following prints lines until it is interrupted", first and process.returncode == 130, process.returncode)

    metrics = read("services", "metrics", SERVICE, "--range", "6h")
    check("metrics have their charts, and say how late they are",
          {"requests", "latency", "instances"} <= {one["id"] for one in metrics["charts"]} and metrics["lagSeconds"] > 0,
          [one["id"] for one in metrics["charts"]])
    check("for people, each with its unit", "Engine" in run("services", "metrics", SERVICE))
    run("services", "metrics", SERVICE, "--range", "2y", status=64)
    events = read("services", "events", SERVICE)
    check("events tell of the deploy", "events" in events and events["events"], events)


def permissions():
    access = read("services", "permissions", SERVICE)
    check("permissions are shown without a verb", access["isPublic"] if "isPublic" in access else access, access)
    run("services", "permissions", "make-private", SERVICE)
    check("make-private takes everybody's right away", invokers() == [], invokers())
    run("services", "permissions", "add", SERVICE, "user:ann@example.com")
    run("services", "permissions", "add", SERVICE, "group:team@example.com")
    check("somebody is let in", invokers() == ["group:team@example.com", "user:ann@example.com"], invokers())
    run("services", "permissions", "add", SERVICE, "allUsers", status=64)
    check("everybody only after a confirmation", "allUsers" not in invokers(), invokers())
    run("services", "permissions", "add", SERVICE, "allUsers", "--yes")
    check("which --yes gives", "allUsers" in invokers() and "Everybody" in run.told, run.told)
    run("services", "permissions", "remove", SERVICE, "allUsers")
    run("services", "permissions", "remove", SERVICE, "user:ann@example.com")
    check("a right is taken away", invokers() == ["group:team@example.com"], invokers())
    run("services", "permissions", "add", SERVICE, "somebody", status=64)
    print("ok a member that is none is a wrong command line", flush=True)


def key():
    run("services", "key", "show-command", SERVICE, status=3)
    print("ok a service without a key says so", flush=True)
    run("services", "key", "create", SERVICE)
    check("a key is made and goes to Secret Manager", secret_exists())
    run("services", "key", "create", SERVICE, status=5)
    print("ok a second one is a conflict", flush=True)
    shown = run("services", "key", "show-command", SERVICE)
    check("the command that shows it is gcloud's", shown.startswith("gcloud secrets versions access"), shown)
    run("services", "key", "reveal", SERVICE, status=64)
    first = run("services", "key", "reveal", SERVICE, "--yes").strip()
    check("it is printed only when that is confirmed", first.startswith("sk-"), first[:3])
    out = run("services", "key", "rotate", SERVICE)
    second = run("services", "key", "reveal", SERVICE, "--yes").strip()
    check("rotating makes another, and prints neither", second != first and "sk-" not in out + run.told)
    run("services", "key", "remove", SERVICE, "--yes")
    check("removing it deletes the secret", not secret_exists())


def change():
    before = deployed()
    plan = read("services", "update", SERVICE, "--env", "A=1", "--dry-run")
    check("a dry run shows the diff field by field, and changes nothing",
          [one["field"] for one in plan["diff"]] == ["environment.A"] and deployed().generation == before.generation,
          plan["diff"])
    run("services", "update", SERVICE, "--env", "A=1", "--max-instances", "2")
    after = deployed()
    check("an update changes what is named", environment()["A"] == "1" and after.template.scaling.max_instance_count == 2)
    check("and nothing else", after.template.containers[0].args == before.template.containers[0].args
          and after.template.containers[0].resources == before.template.containers[0].resources
          and after.template.volumes == before.template.volumes)
    run("services", "update", SERVICE, "--env", "PORT=1", "--dry-run", status=9)
    check("what Cloud Run would refuse is refused before, with a fix", "fix:" in run("services", "update", SERVICE, "--env",
          "PORT=1", "--dry-run", status=9) + run.told, run.told)
    run("services", "update", SERVICE, "--env", "A", status=64)
    run("services", "update", SERVICE, "--env", "B=2", "--no-traffic")
    newest, serving = (one.rpartition("/")[2] for one in (deployed().latest_created_revision, after.latest_ready_revision))
    check("a revision without traffic leaves the one before serving",
          [(one.revision, one.percent) for one in deployed().traffic if one.percent] == [(serving, 100)], deployed().traffic)
    listed = read("services", "revisions", SERVICE)["revisions"]
    google = [one.name.rpartition("/")[2] for one in revisions.list_revisions(parent=NAME)]
    check("revisions are those that Google's client lists", sorted(one["name"] for one in listed) == sorted(google), google)
    diff = read("services", "revisions", SERVICE, "--diff", f"{serving},{newest}")
    check("two of them are compared", any(one["new"] == "2" for one in diff), diff)
    run("services", "traffic", SERVICE, f"{newest}=20:canary", f"{serving}=80")
    shares = {one.revision: (one.percent, one.tag) for one in deployed().traffic}
    check("traffic is divided, with a tag", shares == {newest: (20, "canary"), serving: (80, "")}, shares)
    check("and shown", "canary" in run("services", "traffic", SERVICE))
    run("services", "traffic", SERVICE, f"{newest}=20", status=64)
    print("ok shares that do not total 100 are a wrong command line", flush=True)
    run("services", "traffic", SERVICE, "latest=100")
    run("services", "rollback", SERVICE, "--to", serving)
    check("a rollback sends everything to an earlier revision",
          [(one.revision, one.percent) for one in deployed().traffic if one.percent] == [(serving, 100)])
    run("services", "rollback", SERVICE, "--to", "cli-99999-xyz", status=3)


def end():
    stopped = read("services", "stop", SERVICE)
    scaling = deployed().scaling
    check("stop is manual scaling to none", stopped["state"] == "stopped" and scaling.manual_instance_count == 0
          and scaling.scaling_mode.name == "MANUAL", scaling)
    started = read("services", "start", SERVICE)
    check("start undoes it", started["state"] != "stopped" and deployed().scaling.scaling_mode.name != "MANUAL", started)
    run("services", "key", "create", SERVICE)
    run("services", "delete", SERVICE, status=64)
    check("delete tells what goes and what stays, and asks",
          "its API key" in run.told.replace("Its", "its") and "stays  The model" in run.told, run.told)
    run("services", "delete", SERVICE, "--yes")
    check("a deleted service's key is deleted with it", not secret_exists())
    check("and its model is not", read("models", "list", "--bucket", BUCKET)["models"][0]["status"] == "completed")
    check("nothing is left to list", read("services", "list")["services"] == [])


deploy()
watching()
permissions()
key()
change()
end()

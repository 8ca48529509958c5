#!/usr/bin/env python3
"""What a full disk does to the local target, and who reaches its engines: on the real programs, over a small file system.

As root it mounts a tmpfs of some megabytes for a data directory, in a mount namespace of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

from cloud import Cloud
from local_kills import FAKE, clear, finish
from local_machine import LocalMachine
from scenarios import ok, require, run_all

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODEL, LARGE = "hf:example-org/tiny-llama", "hf:sentence-transformers/all-MiniLM-L6-v2"
BUCKET, MIB = "limits", 1 << 20


def mount(path, mebibytes, *more):
    os.makedirs(path, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join([f"size={mebibytes}m", *more]), "tmpfs", path], check=True)


def machine(binary, folder, models, mebibytes=None):
    cloud = Cloud(binary, folder, models)
    local = LocalMachine(binary, folder, cloud.state, {
        "LLM_MANAGER_VLLM": f"{FAKE} vllm", "LLM_MANAGER_OLLAMA": f"{FAKE} ollama", "LLM_MANAGER_CONTAINERS": "none"})
    if mebibytes:
        mount(local.data, mebibytes)
    local.cli("buckets", "create", BUCKET)
    return cloud, local


def full_import(binary, folder, models):
    # The model has ninety million bytes.
    room = 40
    cloud, local = machine(binary, folder, models, room)
    try:
        failed = local.run("models", "import", LARGE, "--bucket", BUCKET)
        require(failed.returncode == 7, f"it ended with {failed.returncode}: {failed.stderr}")
        require("The disk is full" in failed.stderr and "esume" in failed.stderr, f"the reason is missing: {failed.stderr}")
        listed = local.json("models", "list", "--bucket", BUCKET)["models"]
        require(not [model for model in listed if model["status"] == "completed"], f"published: {listed}")
        refused = local.run("services", "deploy", LARGE, "--bucket", BUCKET)
        require(refused.returncode != 0, "half a model is deployed")
        subprocess.run(["mount", "-o", f"remount,size={10 * room}m", local.data], check=True)
        [left] = local.json("models", "imports", "--bucket", BUCKET)["imports"]
        local.cli("models", "resume", left["id"], "--bucket", BUCKET)
        local.cli("models", "verify", LARGE, "--bucket", BUCKET)
        ok(f"a disk of {room} MiB is named as full, nothing is published, and the import goes on when there is room")
    finally:
        clear(local, cloud)
        subprocess.run(["umount", "-l", local.data], check=False)


def full_log(binary, folder, models):
    cloud, local = machine(binary, folder, models, 40)
    try:
        local.cli("models", "import", MODEL, "--bucket", BUCKET)
        local.serve()
        local.cli("services", "deploy", MODEL, "--bucket", BUCKET, "--name", "one")
        before = local.record("one")["process"]
        filler = os.path.join(local.data, "filler")
        with open(filler, "wb") as file:
            try:
                while True:
                    file.write(b"x" * 65536)
                    file.flush()
            except OSError:
                pass
        refused = local.run("services", "deploy", MODEL, "--bucket", BUCKET, "--name", "two")
        require(refused.returncode != 0 and "cannot be written" in refused.stderr, f"{refused.returncode}: {refused.stderr}")
        time.sleep(3)
        require(local.api.is_up() and local.state("one")["state"] in ("ready", "degraded"), "the manager has lost its way")
        os.remove(filler)
        local.wait_for("one", {"ready"})
        local.cli("services", "ask", "local/one", "Hello?")
        kept = local.record("one")["process"] == before
        ok(f"on a full disk a deploy is refused by its reason, the manager goes on, and its engine "
           f"{'runs on' if kept else 'is started again'} when there is room")
        local.cli("services", "deploy", MODEL, "--bucket", BUCKET, "--name", "two")
        finish(local, cloud, ["one", "two"], [])
    finally:
        clear(local, cloud)
        subprocess.run(["umount", "-l", local.data], check=False)


def door(binary, folder, models):
    """The manager's own way to a local engine: streams pass as they come, and its rules of access hold."""
    cloud, local = machine(binary, folder, models)
    try:
        local.cli("models", "import", MODEL, "--bucket", BUCKET)
        local.serve()
        local.cli("services", "deploy", MODEL, "--bucket", BUCKET, "--name", "one", "--env", "FAKE_ENGINE_STREAM=0.3")
        base = f"{local.api.base}/proxy/local/local/one"
        body = json.dumps({"model": local.record("one")["recipe"]["servedName"], "input": "Hello?", "stream": True,
                           "messages": [{"role": "user", "content": "Hello?"}]}).encode()
        request = urllib.request.Request(base + "/v1/chat/completions", data=body,
                                         headers={"Content-Type": "application/json", "Authorization": "Bearer x"})
        began, arrivals = time.monotonic(), []
        with urllib.request.urlopen(request, timeout=60) as answer:
            require(answer.headers["Content-Type"] == "text/event-stream", f"type: {answer.headers['Content-Type']}")
            for line in answer:
                if line.startswith(b"data:"):
                    arrivals.append(time.monotonic() - began)
        require(len(arrivals) >= 4 and arrivals[-1] - arrivals[0] > 0.5, f"the stream came at once: {arrivals}")
        ok(f"a stream passes the manager as it comes: {len(arrivals)} events over {arrivals[-1] - arrivals[0]:.1f} s")
        # What a page reads from elsewhere its browser keeps from it; what it would ask is refused.
        for path, sent, headers, status in [
            ("/v1/models", None, {}, 200), ("/v1/models", None, {"Host": "evil.example"}, 403),
            ("/v1/chat/completions", body, {"Origin": "https://evil.example"}, 403),
        ]:
            try:
                request = urllib.request.Request(base + path, data=sent, headers=headers)
                with urllib.request.urlopen(request, timeout=30) as answer:
                    found = answer.status
            except urllib.error.HTTPError as error:
                found = error.code
            require(found == status, f"{path} with {headers} answered {found}")
        ok("another host and a foreign page do not reach the engine")
        finish(local, cloud, ["one"], [])
    finally:
        clear(local, cloud)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only")
    wish = parser.parse_args()
    if not os.environ.get("LLM_MANAGER_OWN_MOUNTS"):
        os.environ["LLM_MANAGER_OWN_MOUNTS"] = "1"
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        os.execvp("unshare", ["unshare", "--mount", *user, sys.executable, *sys.argv])
    models = os.path.join(ROOT, ".build", "sample-models")
    scenarios = {"full-import": full_import, "full-log": full_log, "door": door}
    return 1 if run_all("local limits", scenarios, wish.only, os.path.abspath(wish.binary), models) else 0


if __name__ == "__main__":
    sys.exit(main())

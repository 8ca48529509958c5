"""What must never go wrong, tried on the real programs: kills in mid-import, faults, refusals.

Every scenario has a simulator and (where it says so) a manager of its own, in processes that are killed for real.
Prints `ok SENTENCE` per check and a closing line that counts them.
"""

import argparse
import contextlib
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time

from cloud import PROJECT, Cloud
from manager import Failure, Process
from scenarios import ok, require, run_all

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
MIB = 1 << 20
BUCKET = "resilience-models"
MODEL = "hf:sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS = "sentence-transformers/all-MiniLM-L6-v2/model.safetensors"
WINDOW = 8 * MIB
RATE = 12 * MIB


def source_digest(models):
    with open(os.path.join(models, "huggingface", WEIGHTS), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def assert_imported(cloud, models):
    detail = cloud.json("models", "show", MODEL, "--bucket", BUCKET)
    weights = [file for file in detail["files"] if file["path"] == "model.safetensors"]
    require(weights and weights[0]["sha256"] == source_digest(models), "the manifest's digest is not the source's")
    verified = cloud.run("models", "verify", MODEL, "--bucket", BUCKET)
    require(verified.returncode == 0, f"models verify: {verified.stderr or verified.stdout}")


def wait_for_bytes(cloud, count, process):
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if cloud.fetched() >= count:
            return
        require(process.process.poll() is None, f"the import ended before it could be killed:\n{process.tail()}")
        time.sleep(0.1)
    raise Failure("the import does not move")


def start_import(cloud):
    words = ("models", "import", MODEL, "--bucket", BUCKET, "--window", str(WINDOW))
    return Process(cloud.arguments(*words), os.path.join(cloud.folder, "import.log"))


def import_id(cloud):
    imports = cloud.json("models", "imports", "--bucket", BUCKET)["imports"]
    require(len(imports) == 1, f"expected one import to resume, found {len(imports)}")
    return imports[0]["id"]


def resume(cloud):
    """Resumes until the dead owner's lease has ended (its holder was killed and could not give it back)."""
    identifier, end = import_id(cloud), time.monotonic() + 60
    while True:
        done = cloud.run("models", "resume", identifier, "--bucket", BUCKET, "--window", str(WINDOW))
        if done.returncode == 0:
            return
        require(done.returncode == 5 and time.monotonic() < end, f"models resume: {done.returncode} {done.stderr}")
        time.sleep(1)


def kill_manager(binary, folder, models):
    cloud = Cloud(binary, folder, models, rate=RATE, bucket=BUCKET)
    try:
        total = 0
        for share in (20, 50):
            process = start_import(cloud) if share == 20 else Process(
                cloud.arguments("models", "resume", import_id(cloud), "--bucket", BUCKET, "--window", str(WINDOW),
                                "--wait-for-lease"),
                os.path.join(folder, "import.log"),
            )
            wait_for_bytes(cloud, share * 1_000_000, process)
            process.kill()
        resume(cloud)
        assert_imported(cloud, models)
        total = cloud.fetched()
        size = os.path.getsize(os.path.join(models, "huggingface", WEIGHTS))
        # per kill: the window, and what arrived since the last journal write (one a second)
        bound = size + 2 * (WINDOW + int(1.25 * RATE)) + MIB
        require(total <= bound, f"{total:,} bytes were fetched for a file of {size:,}; the bound is {bound:,}")
        ok(f"kill -9 of the manager, twice in mid-import: resumed with identical digests, {total - size:,} bytes fetched twice")
    finally:
        cloud.stop()


def curl(binary, folder, models):
    """The other transport, with hub and storage at their worst, and a kill in the middle."""
    cloud = Cloud(binary, folder, models, rate=RATE, bucket=BUCKET)
    cloud.place += ["--transport", "curl"]
    try:
        # A bucket that services may not read is missing something, and the doctor's exit status says so.
        cloud.json("projects", "fix", f"service-account.bucket.{BUCKET}")
        checks = cloud.json("doctor")
        way = [check["detail"] for check in checks if check["id"] == "transport"]
        require(way and way[0].startswith("libcurl "), f"doctor says of the transport: {way}")
        cloud.control("POST", "/faults", [
            {"listener": "storage", "every": 4, "count": 15, "action": {"kind": "status", "status": 503}},
            {"listener": "storage", "every": 9, "count": 4, "action": {"kind": "resetBeforeResponse"}},
            {"listener": "cdn", "method": "GET", "every": 3, "count": 4,
             "action": {"kind": "truncate", "bytes": 300_000}},
            {"listener": "cdn", "method": "GET", "every": 5, "count": 3, "action": {"kind": "resetAfterHead"}},
        ])
        process = start_import(cloud)
        wait_for_bytes(cloud, 20_000_000, process)
        process.kill()
        resume(cloud)
        assert_imported(cloud, models)
        cloud.cli("models", "import", "ollama:tiny-llama", "--bucket", BUCKET)
        ok("over libcurl: resets, truncations, 503 and a kill -9 in mid-import, resumed with identical digests")
    finally:
        cloud.stop()


def interrupt(binary, folder, models):
    with fresh_cloud(binary, folder, models, "interrupt") as cloud:
        cloud.control("POST", "/throttle", {"cdn": RATE})
        process = start_import(cloud)
        wait_for_bytes(cloud, 20_000_000, process)
        process.process.send_signal(signal.SIGINT)
        status = process.process.wait(30)
        require(status == 130, f"after Ctrl-C the exit status is {status}, not 130\n{process.tail()}")
        require("models resume" in process.tail(), f"Ctrl-C does not say how to go on:\n{process.tail()}")
        waiting = cloud.json("models", "imports", "--bucket", BUCKET)["imports"]
        require([one["state"] for one in waiting] == ["interrupted"], f"after Ctrl-C: {waiting}")
        # A lease that was given back is free at once: no waiting here.
        cloud.cli("models", "resume", waiting[0]["id"], "--bucket", BUCKET)
        assert_imported(cloud, models)
        ok("Ctrl-C leaves an import that 'models resume' completes")


def kill_both(binary, folder, models):
    cloud = Cloud(binary, folder, models, rate=RATE, bucket=BUCKET)
    try:
        process = start_import(cloud)
        wait_for_bytes(cloud, 40_000_000, process)
        before = cloud.fetched()
        process.kill()
        cloud.process.kill()
        cloud.start()
        resume(cloud)
        assert_imported(cloud, models)
        size = os.path.getsize(os.path.join(models, "huggingface", WEIGHTS))
        total = before + cloud.fetched()
        bound = size + WINDOW + int(1.25 * RATE) + MIB
        require(total <= bound, f"{total:,} bytes were fetched for a file of {size:,}; the bound is {bound:,}")
        ok(f"kill -9 of manager and simulator together: resumed with identical digests, {max(0, total - size):,} bytes fetched twice")
    finally:
        cloud.stop()


def expect_everywhere(cloud, words, status, code, request, sentence, project=PROJECT):
    """The same refusal from the command line (exit status, cause, fix) and from the API (problem code)."""
    done = cloud.run(*words)
    require(done.returncode == status, f"{sentence}: exit status {done.returncode}, not {status}: {done.stderr}")
    require(done.stderr.strip() and "fix" in done.stderr, f"{sentence}: the error says no fix: {done.stderr!r}")
    process, api = cloud.manager(project)
    try:
        problem = None
        try:
            view = api.call("POST", "/api/models/import/start", request)
            end = time.monotonic() + 120
            while view["state"] not in ("failed", "completed", "interrupted") and time.monotonic() < end:
                time.sleep(0.2)
                view = api.call("GET", f"/api/models/imports/{view['id']}", bucket=BUCKET)
            problem = (view.get("problem") or {}).get("code")
        except Failure as error:
            problem = error.code or str(error)
        require(code == problem, f"{sentence}: the API says {problem}, not {code}")
    finally:
        process.stop()
    ok(sentence)


def nothing_published(cloud, model=MODEL):
    listed = cloud.run("models", "show", model, "--bucket", BUCKET, "--json")
    if listed.returncode == 0:
        require(json.loads(listed.stdout)["model"]["status"] != "completed", "a model that must not be published is")


@contextlib.contextmanager
def fresh_cloud(binary, folder, models, name):
    path = os.path.join(folder, name)
    os.makedirs(path)
    cloud = Cloud(binary, path, models, bucket=BUCKET)
    try:
        yield cloud
    finally:
        cloud.stop()


IMPORT = ("models", "import", MODEL, "--bucket", BUCKET)
REQUEST = {"bucket": BUCKET, "model": MODEL}


def corrupted(binary, folder, models):
    with fresh_cloud(binary, folder, models, "corrupted") as cloud:
        cloud.fault(listener="cdn", method="GET", count=None, action={"kind": "corrupt", "bytes": 70_000, "side": "response"})
        expect_everywhere(cloud, IMPORT, 6, "digest-mismatch", REQUEST,
                          "a corrupted byte from the hub is found; nothing is published")
        nothing_published(cloud)


def truncated(binary, folder, models):
    with fresh_cloud(binary, folder, models, "truncated") as cloud:
        cloud.fault(listener="cdn", method="GET", count=None, action={"kind": "truncate", "bytes": 0})
        expect_everywhere(cloud, IMPORT, 6, "truncated", REQUEST,
                          "a body that never comes whole fails with its cause; nothing is published")
        nothing_published(cloud)
        cloud.control("DELETE", "/faults")
        resume(cloud)
        assert_imported(cloud, models)
        ok("and goes on from there when the hub has recovered")


def storm(binary, folder, models):
    with fresh_cloud(binary, folder, models, "storm") as cloud:
        cloud.fault(listener="storage", every=3, count=20, action={"kind": "status", "status": 503})
        cloud.fault(listener="cdn", every=2, count=6, action={"kind": "status", "status": 503, "retryAfter": 0})
        cloud.cli(*IMPORT)
        assert_imported(cloud, models)
        ok("a storm of 503 from hub and storage is ridden out")
    with fresh_cloud(binary, folder, models, "down") as cloud:
        cloud.fault(listener="huggingface", count=None, action={"kind": "status", "status": 503})
        expect_everywhere(cloud, IMPORT, 7, "source-unavailable", REQUEST, "a hub that stays down is named as the cause")


def unreadable_catalog(binary, folder, models):
    with fresh_cloud(binary, folder, models, "catalog") as cloud:
        cloud.fault(listener="storage", pattern="llm-manager-metadata.json.*alt=media", method="GET", count=None,
                    action={"kind": "status", "status": 200, "body": "{ not json"})
        expect_everywhere(cloud, IMPORT, 6, "catalog-unreadable", REQUEST,
                          "an unreadable catalog is an error, never an empty one")


def refused(binary, folder, models):
    with fresh_cloud(binary, folder, models, "refused") as cloud:
        gated = "hf:example-org/gated-model"
        words = ("models", "import", gated, "--bucket", BUCKET)
        expect_everywhere(cloud, words, 8, "needs-token", {"bucket": BUCKET, "model": gated},
                          "a gated model without token says so before anything is written")
        nothing_published(cloud, gated)
        cloud.place = ["--project", "bare-project"]
        expect_everywhere(cloud, IMPORT, 4, "bucket-foreign", REQUEST, "a bucket of another project is refused by name",
                          project="bare-project")


def local(binary, folder, models):
    """The same job on this machine: a directory for a bucket, a stand-in program for the engines."""
    fake = os.path.join(ROOT, "Tests/Fixtures/fake-engine.py")
    engines = {"LLM_MANAGER_VLLM": f"{sys.executable} {fake} vllm", "LLM_MANAGER_OLLAMA": f"{sys.executable} {fake} ollama"}
    with fresh_cloud(binary, folder, models, "local") as cloud:
        cloud.control("POST", "/throttle", {"cdn": RATE, "huggingface": RATE})
        cloud.place = ["--project", "local", "--data", os.path.join(folder, "data")]
        cloud.environment = {**os.environ, **engines}
        cloud.cli("buckets", "create", BUCKET)
        process = start_import(cloud)
        wait_for_bytes(cloud, 30_000_000, process)
        process.kill()
        resume(cloud)
        assert_imported(cloud, models)
        ok("kill -9 in the middle of an import into a directory: resumed with identical digests")
        cloud.cli("models", "import", "ollama:tiny-llama", "--bucket", BUCKET)
        for model, prompt in ((MODEL, "meow"), ("ollama:tiny-llama", "Why?")):
            service = cloud.json("services", "deploy", model, "--bucket", BUCKET)
            place = f"{service['region']}/{service['name']}"
            try:
                require(service["state"] == "ready", f"{place} is {service['state']}")
                answer = cloud.json("services", "ask", place, prompt)
                require(answer["status"] == 200 and answer["answer"], f"{place} answered {answer}")
            finally:
                cloud.cli("services", "delete", place, "--yes")
            require(not cloud.json("services", "list")["services"], f"{place} is still there")
        ok("both models of the directory run as processes of this machine, answer, and are gone when deleted")


def disk_full(binary, folder, models):
    """The kernel refuses to let a file grow (setrlimit(2)), as it refuses on a full disk."""
    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MIB, resource.RLIM_INFINITY))

    with fresh_cloud(binary, folder, models, "disk-full") as cloud:
        data = os.path.join(folder, "data")
        cloud.place = ["--project", "local", "--data", data]
        cloud.cli("buckets", "create", BUCKET)
        done = subprocess.run(cloud.arguments(*IMPORT), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=300, preexec_fn=limited, restore_signals=False)
        require(done.returncode == 7, f"the import ended with {done.returncode}: {done.stderr}")
        require("The disk is full" in done.stderr and "esume" in done.stderr, f"the reason is missing: {done.stderr}")
        nothing_published(cloud)
        left = os.path.join(data, "buckets", BUCKET, ".objects", "tmp")
        require(not os.listdir(left), f"unfinished files are left: {os.listdir(left)}")
        resume(cloud)
        assert_imported(cloud, models)
        ok("a disk that is full is named; the import goes on when there is space again")


SCENARIOS = {
    "local": local, "disk-full": disk_full, "interrupt": interrupt, "curl": curl,
    "kill-manager": kill_manager, "kill-both": kill_both, "corrupted": corrupted, "truncated": truncated, "storm": storm,
    "unreadable-catalog": unreadable_catalog, "refused": refused,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", choices=sorted(SCENARIOS))
    options = parser.parse_args()
    models = os.path.join(ROOT, ".build/sample-models")
    subprocess.run([os.path.join(HERE, "venv.sh"), "sample"], check=True)
    sample = os.path.join(ROOT, ".build/peers/sample/bin/python")
    subprocess.run([sample, os.path.join(HERE, "make_sample_models.py"), models], check=True)
    failed = run_all("resilience", SCENARIOS, options.only, os.path.abspath(options.binary), models)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

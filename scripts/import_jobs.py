"""Imports that run as Cloud Run jobs, tried on the real programs: tasks are processes, and are killed for real.

Prints `ok SENTENCE` per check and a closing line that counts them. Python's standard library only.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time

from cloud import Cloud
from manager import Failure, Process
from scenarios import ok, require, run_all

MIB = 1 << 20
BUCKET, REPOSITORY = "job-models", "acme/three-parts"
MODEL = f"hf:{REPOSITORY}"
SHARDS, SHARD = 3, 16 * MIB
WINDOW = 8 * MIB
TOKEN = "hf_demo_valid"


def make_model(folder):
    """A model of three shards of the same size, so that three tasks have one each."""
    place = os.path.join(folder, "huggingface", REPOSITORY)
    os.makedirs(place)
    for number in range(1, SHARDS + 1):
        header = json.dumps({"w": {"dtype": "U8", "shape": [SHARD], "data_offsets": [0, SHARD]}}).encode()
        with open(os.path.join(place, f"model-{number:05}-of-{SHARDS:05}.safetensors"), "wb") as file:
            file.write(struct.pack("<Q", len(header)) + header + random.Random(number).randbytes(SHARD))
    small = {
        "config.json": {"architectures": ["LlamaForCausalLM"], "model_type": "llama"},
        "model.safetensors.index.json": {"metadata": {}, "weight_map": {}}, "tokenizer.json": {"version": "1.0"},
    }
    for name, content in small.items():
        with open(os.path.join(place, name), "w", encoding="utf-8") as file:
            json.dump(content, file)
    return place


def digests(place):
    found = {}
    for name in os.listdir(place):
        with open(os.path.join(place, name), "rb") as file:
            found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


@contextlib.contextmanager
def a_cloud(binary, folder, models, rate=None):
    cloud = Cloud(binary, folder, models, rate=rate, bucket=BUCKET)
    cloud.place = ["--project", "demo-project"]
    try:
        yield cloud
    finally:
        cloud.stop()
        require(not tasks_of(cloud), "a task outlived its simulator")


def state(cloud, name):
    with open(os.path.join(cloud.state, name), encoding="utf-8") as file:
        return json.load(file)


def environment(pid):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return dict(one.split("=", 1) for one in file.read().decode().split("\0") if "=" in one)
    except (OSError, UnicodeDecodeError):
        return {}


def tasks_of(cloud):
    """Process id by task index, of the tasks that run now."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        variables = environment(pid)
        if variables.get("LLM_MANAGER_SIMULATOR") == cloud.state and "CLOUD_RUN_TASK_INDEX" in variables:
            found[int(variables["CLOUD_RUN_TASK_INDEX"])] = int(pid)
    return found


def job_import(cloud, *words, token=None):
    arguments = cloud.arguments(
        "models", "import", MODEL, "--bucket", BUCKET, "--executor", "job", "--tasks", "3", "--window", str(WINDOW), *words
    )
    if token:
        os.environ["HF_TOKEN"] = token
    try:
        return Process(arguments, os.path.join(cloud.folder, "import.log"))
    finally:
        os.environ.pop("HF_TOKEN", None)


def wait_for(what, seconds, ready):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ready()
        if found:
            return found
        time.sleep(0.1)
    raise Failure(f"{what}: not within {seconds} s")


def imports(cloud):
    return cloud.json("models", "imports", "--bucket", BUCKET)["imports"]


def finish(process, status=0, seconds=120):
    try:
        ended = process.process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise Failure(f"the import does not end\n{process.tail()}") from error
    require(ended == status, f"the import ended with {ended}, not {status}\n{process.tail()}")


def assert_identical(cloud, source):
    detail = cloud.json("models", "show", MODEL, "--bucket", BUCKET)
    held = {file["path"]: file["sha256"] for file in detail["files"]}
    wanted = digests(source)
    require(held == {path: wanted[path] for path in held}, f"other digests: {held}")
    require(sum(path.endswith(".safetensors") for path in held) == SHARDS, f"not every shard is there: {sorted(held)}")
    verified = cloud.run("models", "verify", MODEL, "--bucket", BUCKET)
    require(verified.returncode == 0, f"models verify: {verified.stderr or verified.stdout}")


def nothing_left(cloud):
    run = state(cloud, "cloud-run.json")
    require(not run["jobs"] and not run["executions"], f"a job is left: {list(run['jobs'])}")
    require(not state(cloud, "secrets.json"), "the token's secret is left")
    require(not tasks_of(cloud), "a task still runs")
    require(not imports(cloud), "an import is left")


def killed_tasks(binary, folder, models, source):
    with a_cloud(binary, folder, models, rate=6 * MIB) as cloud:
        process = job_import(cloud)
        first = wait_for("three tasks", 60, lambda: len(tasks_of(cloud)) == 3 and tasks_of(cloud))
        merged = wait_for("progress", 60, lambda: [
            one for one in imports(cloud)
            if one["state"] == "transferring" and sum(file["done"] > 0 for file in one["files"]) >= 3
            and one["doneBytes"] > 4 * MIB
        ])
        require(merged[0]["doneBytes"] < SHARDS * SHARD, "the import was over before it could be killed")
        ok("an import by three tasks shows the progress of all of them, merged")
        for index in (1, 0):
            os.kill(first[index], signal.SIGKILL)
        again = wait_for("new attempts", 60, lambda: all(
            tasks_of(cloud).get(index, first[index]) != first[index] for index in (0, 1)) and tasks_of(cloud))
        require(environment(again[1]).get("CLOUD_RUN_TASK_ATTEMPT") == "1", "the new attempt is not numbered 1")
        finish(process)
        assert_identical(cloud, source)
        fetched, size = cloud.fetched(), SHARDS * SHARD
        # each kill: the window, and what arrived since the last journal write
        bound = size + 2 * (WINDOW + int(1.25 * 6 * MIB)) + MIB
        require(fetched <= bound, f"{fetched:,} bytes were fetched for {size:,}; the bound is {bound:,}")
        nothing_left(cloud)
        ok(f"kill -9 of a task and of the coordinator: started again, identical bytes, {max(0, fetched - size):,} fetched twice")


def cancelled(binary, folder, models, _):
    with a_cloud(binary, folder, models, rate=3 * MIB) as cloud:
        process = job_import(cloud, token=TOKEN)
        wait_for("three tasks", 60, lambda: len(tasks_of(cloud)) == 3)
        one = wait_for("progress", 60, lambda: [one for one in imports(cloud) if one["doneBytes"] > 0])[0]
        secrets = state(cloud, "secrets.json")
        require(len(secrets) == 1, f"expected the token's secret, found {list(secrets)}")
        [secret] = secrets.values()
        require(secret["labels"]["managed-by"] == "llm-manager" and secret.get("expires"), f"its marks: {secret}")
        texts = [json.dumps(state(cloud, "cloud-run.json")), process.tail(500)]
        command = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        require(TOKEN not in command + "".join(texts), "the token is in a specification, a log or an argument")
        require(all(environment(pid).get("LLM_MANAGER_IMPORT_TOKEN") == TOKEN for pid in tasks_of(cloud).values()),
                "a task has no token")
        ok("the hub's token reaches the tasks through Secret Manager, and is nowhere else")
        cloud.cli("models", "cancel", one["id"], "--bucket", BUCKET)
        process.process.wait(60)
        nothing_left(cloud)
        objects = cloud.json("models", "list", "--bucket", BUCKET)
        require(not objects["models"], f"the catalog has an entry: {objects}")
        ok("models cancel, from another process: no task, job, secret, journal or entry is left")


def manager_killed(binary, folder, models, source):
    with a_cloud(binary, folder, models, rate=8 * MIB) as cloud:
        process = job_import(cloud, token=TOKEN)
        wait_for("three tasks", 60, lambda: len(tasks_of(cloud)) == 3)
        process.kill()
        wait_for("the job's end", 90, lambda: not tasks_of(cloud) and not imports(cloud))
        assert_identical(cloud, source)
        require(not state(cloud, "secrets.json"), "the token's secret is left")
        ok("kill -9 of the manager: its job goes on, publishes, and takes the token away")


def left(binary, folder, models, source):
    with a_cloud(binary, folder, models, rate=8 * MIB) as cloud:
        process = job_import(cloud)
        wait_for("three tasks", 60, lambda: len(tasks_of(cloud)) == 3)
        process.process.send_signal(signal.SIGINT)
        finish(process, status=130, seconds=30)
        require("the import goes on where it runs" in process.tail(), f"Ctrl-C does not say so:\n{process.tail()}")
        # Whoever asks for the same import joins it.
        joined = job_import(cloud)
        finish(joined)
        assert_identical(cloud, source)
        require(cloud.fetched() < SHARDS * SHARD + MIB, "the import was begun again")
        nothing_left(cloud)
        ok("Ctrl-C leaves the job alone; the same import asked for again joins it, to the end")


def cloud_killed(binary, folder, models, source):
    with a_cloud(binary, folder, models, rate=6 * MIB) as cloud:
        process = job_import(cloud)
        wait_for("progress", 60, lambda: [one for one in imports(cloud) if one["doneBytes"] > 0])
        process.kill()
        cloud.process.kill()
        wait_for("the end of every task", 10, lambda: not tasks_of(cloud))
        cloud.start()
        wait_for("the job's end", 90, lambda: not tasks_of(cloud) and not imports(cloud))
        assert_identical(cloud, source)
        ok("kill -9 of the simulator ends its tasks; the next one starts them again, and the import completes")


def ended_from_outside(binary, folder, models, source):
    with a_cloud(binary, folder, models, rate=2 * MIB) as cloud:
        process = job_import(cloud)
        one = wait_for("progress", 60, lambda: [one for one in imports(cloud) if one["doneBytes"] > 0])[0]
        process.kill()

        def over():
            for pid in tasks_of(cloud).values():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            left = state(cloud, "cloud-run.json")["executions"].values()
            return not tasks_of(cloud) and all(execution.get("completionTime") for execution in left)

        wait_for("the end of every attempt", 60, over)
        [stopped] = imports(cloud)
        require((stopped["state"], stopped.get("reason")) == ("interrupted", "shut-down"), f"left as {stopped}")
        require(stopped["id"] == one["id"], "another import")
        cloud.control("POST", "/throttle", {"cdn": None})
        server, api = cloud.manager("demo-project")
        try:
            # A manager looks after the projects that it is asked about.
            api.call("GET", "/api/models/imports", bucket=BUCKET)
            wait_for("the import's end", 120, lambda: not imports(cloud))
        finally:
            server.stop()
        assert_identical(cloud, source)
        ok("tasks that get SIGTERM leave a shutdown, and a manager that serves takes the import over")


def failures(binary, folder, models, source):
    with a_cloud(binary, folder, models) as cloud:
        words = ("models", "import", MODEL, "--bucket", BUCKET, "--executor", "job")
        missing = cloud.run(*words, "--job-image", "example.dev/does-not-exist:1")
        require(missing.returncode == 9 and "image was not found" in missing.stderr, f"image: {missing.stderr}")
        ok("a job whose image is not there says so, and which option is wrong")
        cloud.fault(listener="cdn", method="GET", count=None,
                    action={"kind": "corrupt", "bytes": 70_000, "side": "response"})
        process = job_import(cloud)
        finish(process, status=6)
        require("The bytes are wrong" in process.tail(), f"the cause is not told:\n{process.tail()}")
        fetched = cloud.fetched()
        require(fetched < 2 * SHARDS * SHARD, f"wrong bytes were fetched again and again: {fetched:,}")
        cloud.control("DELETE", "/faults")
        [failed] = imports(cloud)
        require(failed["state"] == "failed" and failed["problem"]["code"] == "digest-mismatch", f"left as {failed}")
        ok("wrong bytes in a task fail the import for good, with the cause, and without further attempts")
        cloud.control("POST", "/throttle", {"cdn": 4 * MIB})
        resumed = Process(cloud.arguments("models", "resume", failed["id"], "--bucket", BUCKET, "--window", str(WINDOW)),
                          os.path.join(cloud.folder, "resume.log"))
        killed = set()
        end = time.monotonic() + 60
        while resumed.process.poll() is None and time.monotonic() < end:
            pid = tasks_of(cloud).get(0)
            if pid and pid not in killed:
                killed.add(pid)
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        text = resumed.tail()
        require(resumed.process.poll() not in (None, 0) and len(killed) == 4, f"{len(killed)} attempts were killed:\n{text}")
        require("ran out of memory" in text and "--window" in text, f"the cause is not told:\n{text}")
        ok("a coordinator that is killed in every attempt ends the import with the cause, resumable")
        cloud.control("POST", "/throttle", {"cdn": None})
        cloud.cli("models", "resume", failed["id"], "--bucket", BUCKET)
        assert_identical(cloud, source)
        nothing_left(cloud)
        ok("models resume runs the job again, to the end")


SCENARIOS = {
    "killed-tasks": killed_tasks, "cancelled": cancelled, "manager-killed": manager_killed, "left": left,
    "cloud-killed": cloud_killed, "ended-from-outside": ended_from_outside, "failures": failures,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", choices=sorted(SCENARIOS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as models:
        source = make_model(models)
        failed = run_all("import jobs", SCENARIOS, options.only, os.path.abspath(options.binary), models, source)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

"""Kills of the engine, of the manager and of both at random moments, on the real programs: what the local target keeps.

Everything comes from a seed, which is printed. After each round the state converges: one engine per service that is to
run, proven again, at the address that it had; in the end no process and no port is left.
"""

import argparse
import json
import os
import random
import signal
import socket
import sys
import threading
import time

from cloud import Cloud
from local_machine import LocalMachine
from manager import Failure
from scenarios import ok, require, run_all

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FAKE = f"/usr/bin/env python3 {ROOT}/Tests/Fixtures/fake-engine.py"
MODEL, BUCKET = "hf:example-org/tiny-llama", "kills"
LEAKING = ["--env", "FAKE_ENGINE_LEAK=1", "--env", "FAKE_ENGINE_SLOW=0.3"]


def machine(binary, folder, models):
    cloud = Cloud(binary, folder, models)
    local = LocalMachine(binary, folder, cloud.state, {
        "LLM_MANAGER_VLLM": f"{FAKE} vllm", "LLM_MANAGER_OLLAMA": f"{FAKE} ollama",
        "LLM_MANAGER_LLAMACPP": f"{FAKE} llamacpp",
    })
    local.cli("buckets", "create", BUCKET)
    local.cli("models", "import", MODEL, "--bucket", BUCKET)
    return cloud, local


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def is_open(port):
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def engines(local):
    return sorted(set(local.processes().values()))


def finish(local, cloud, names, ports):
    """Deletes what is there; nothing of it may be left."""
    for name in names:
        if local.record(name):
            local.cli("services", "delete", f"local/{name}", "--yes")
    require(not local.processes(), f"processes are left: {local.processes()}")
    # A gate closes when the manager looks next.
    end = time.monotonic() + 10
    while any(is_open(port) for port in ports) and time.monotonic() < end:
        time.sleep(0.1)
    for port in ports:
        require(not is_open(port), f"somebody still listens on {port}")
    if local.manager:
        local.manager.stop()
    cloud.stop()


def is_given_up(local, name):
    """Waits until the service is ready again, or until the manager has written down that it gives up."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        record = local.record(name)
        if "failed" in json.dumps(record["state"]) and record["restarts"] == 5:
            return True
        if local.state(name)["state"] == "ready":
            return False
        time.sleep(0.2)
    raise Failure(f"{name} is neither ready nor given up: {local.record(name)}")


def random_kills(binary, folder, models, seed, rounds):
    chance = random.Random(seed)
    cloud, local = machine(binary, folder, models)
    try:
        local.serve()
        local.cli("services", "deploy", MODEL, "--bucket", BUCKET, "--name", "one", *LEAKING)
        port = local.record("one")["recipe"]["port"]
        given_up = 0
        for number in range(rounds):
            what = chance.choice(["engine", "manager", "both", "restart"])
            time.sleep(chance.random() * 0.6)
            if what in ("engine", "both"):
                process = (local.record("one") or {}).get("process")
                if process:
                    kill(process["pid"])
            if what in ("manager", "both"):
                local.manager.kill()
                time.sleep(chance.random() * 0.3)
                local.serve()
            if what == "restart":
                before = local.record("one").get("process")
                local.manager.stop()
                local.serve()
                after = local.wait_for("one", {"ready"}) and local.record("one").get("process")
                require(before is None or not alive(before) or before == after, f"round {number}: the engine was not kept")
            if is_given_up(local, "one"):
                # Five kills in a row are taken for an engine that does not work: a person has to look.
                require(not local.processes(), f"round {number}: given up, but {local.processes()} are left")
                local.cli("services", "start", "local/one")
                given_up += 1
            local.wait_for("one", {"ready"})
            record = local.record("one")
            require(record["recipe"]["port"] == port, f"round {number}: the address has changed")
            require(is_open(port), f"round {number}: nobody listens")
            sessions = set(local.processes().values())
            require(record["process"]["pid"] in sessions, f"round {number}: the engine is not in {sessions}")
            # The engine, and the child that it starts in a session of its own.
            require(len(sessions) == 2, f"round {number} ({what}): sessions {sessions}, one engine expected")
        ok(f"{rounds} kills of engine, manager and both (seed {seed}): each time one proven engine at its address; "
           f"{given_up} times given up after five in a row, and started by hand")
        finish(local, cloud, ["one"], [port])
        ok("in the end no process and no port is left")
    finally:
        clear(local, cloud)


def kills_while_deploying(binary, folder, models, seed, rounds):
    chance = random.Random(seed + 1)
    cloud, local = machine(binary, folder, models)
    try:
        local.serve()
        ports = set()
        for number in range(rounds):
            name = f"s{number}"
            body = {"bucket": BUCKET, "source": "huggingface", "id": "example-org/tiny-llama", "name": name,
                    "environment": {"FAKE_ENGINE_SLOW": "0.4"}}
            stream = local.api.open("POST", "/api/services/deploy", body, accept="text/event-stream")
            time.sleep(chance.random() * 1.2)
            local.manager.kill()
            stream.close()
            record = local.record(name)
            if record and chance.random() < 0.3 and record.get("process"):
                kill(record["process"]["pid"])
            local.serve()
            if record:
                ports.add(record["recipe"]["port"])
                state = local.wait_for(name, {"ready", "failed"})
                require(len(engines(local)) == (1 if state["state"] == "ready" else 0),
                        f"round {number}: {state['state']}, engines {engines(local)}")
                local.cli("services", "delete", f"local/{name}", "--yes")
            require(not local.processes(), f"round {number}: processes are left")
        ok(f"{rounds} kills of a manager that deploys: the next one brings it to its end, one engine each")
        finish(local, cloud, [], ports)
    finally:
        clear(local, cloud)


def kills_while_deleting(binary, folder, models, seed, rounds):
    chance = random.Random(seed + 2)
    cloud, local = machine(binary, folder, models)
    try:
        local.serve()
        # Each takes the ten seconds that an engine has to end by itself.
        rounds = (rounds + 1) // 2
        for number in range(rounds):
            local.cli("services", "deploy", MODEL, "--bucket", BUCKET, "--name", "gone", *LEAKING, "--env",
                      "FAKE_ENGINE_HANG=1")
            port = local.record("gone")["recipe"]["port"]
            worker = threading.Thread(target=quietly, args=(local,))
            worker.start()
            time.sleep(chance.random() * 1.0)
            local.manager.kill()
            worker.join()
            local.serve()
            end = time.monotonic() + 60
            while (local.record("gone") or local.processes()) and time.monotonic() < end:
                state = local.state("gone")
                if state and state["state"] != "deleting":
                    local.run("services", "delete", "local/gone", "--yes")
                time.sleep(0.2)
            require(not local.record("gone") and not local.processes(), f"round {number}: {local.processes()}")
            require(not is_open(port), f"round {number}: somebody listens on {port}")
        ok(f"{rounds} kills of a manager that deletes an engine which hangs: the next one ends it, children too")
        finish(local, cloud, [], [])
    finally:
        clear(local, cloud)


def quietly(local):
    try:
        local.api.call("DELETE", "/api/services/delete", region="local", name="gone")
    except (Failure, OSError):
        pass


def alive(process):
    try:
        with open(f"/proc/{process['pid']}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(")")[2].split()
        return fields[0] not in "ZX" and fields[19] == process["startTime"]
    except OSError:
        return False


def clear(local, cloud):
    if local.manager:
        local.manager.kill()
    for pid in local.processes() if os.path.exists(os.path.join(local.data, "services")) else []:
        kill(pid)
    cloud.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--short", action="store_true", help="a few rounds of a fixed seed")
    parser.add_argument("--only")
    wish = parser.parse_args()
    seed, rounds = (7, 3) if wish.short else (wish.seed, wish.rounds)
    models = os.path.join(ROOT, ".build", "sample-models")
    print(f"seed {seed}", flush=True)
    scenarios = {"random-kills": random_kills, "deploys": kills_while_deploying, "deletes": kills_while_deleting}
    return 1 if run_all("local kills", scenarios, wish.only, os.path.abspath(wish.binary), models, seed, rounds) else 0


if __name__ == "__main__":
    sys.exit(main())

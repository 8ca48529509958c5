"""The main job, end to end, on the embedded simulator: import, deploy, ask. `make demo` runs it."""

import argparse
import os
import shutil
import subprocess
import sys
import time

from manager import Failure, Manager, Process, free_port, size_text

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PROJECT = "demo-project"
BUCKET = "demo-models"
REGION = "us-central1"
MODELS = [
    ("hf:sentence-transformers/all-MiniLM-L6-v2", "Which animal says meow?"),
    ("ollama:tiny-llama", "Why is the sky blue?"),
]


def say(text=""):
    print(text, flush=True)


def show(snapshot):
    """One screen of progress: a line per file and one for the whole."""
    lines = []
    for file in snapshot["files"]:
        size = file.get("size") or file["done"]
        share = 1 if not size else file["done"] / size
        bar = "█" * int(share * 24) + "·" * (24 - int(share * 24))
        lines.append(f"  {file['path'][-44:]:<44} {bar} {size_text(size):>9}  {file['state']}")
    total, done = snapshot["totalBytes"], snapshot["doneBytes"]
    left = snapshot.get("secondsLeft")
    eta = f"{left:.0f} s left" if left is not None else ""
    share = 100 * done / total if total else 100
    lines.append(
        f"  {snapshot['state']}: {size_text(done)} of {size_text(total)} ({share:.0f} %), "
        f"{size_text(snapshot['bytesPerSecond'])}/s, {snapshot['verifiedFiles']} of "
        f"{len(snapshot['files'])} files verified {eta}"
    )
    return lines


def follow_import(manager, started):
    """Shows an import's live progress; in a terminal in place, otherwise a line at each change of state or second."""
    drawn, last, snapshot = 0, 0.0, started
    for snapshot in manager.events("GET", f"/api/models/imports/{started['id']}/events"):
        settled = snapshot["state"] in ("completed", "failed", "interrupted", "cancelled")
        if sys.stdout.isatty():
            if drawn:
                sys.stdout.write(f"\x1b[{drawn}A")
            lines = show(snapshot)
            for line in lines:
                sys.stdout.write(f"\x1b[2K{line}\n")
            sys.stdout.flush()
            drawn = len(lines)
        elif settled or time.monotonic() - last >= 1:
            last = time.monotonic()
            for line in show(snapshot) if settled else show(snapshot)[-1:]:
                say(line)
        if settled:
            break
    if snapshot["state"] != "completed":
        problem = snapshot.get("problem") or {}
        raise Failure(f"the import ended as {snapshot['state']}: {problem.get('detail', snapshot.get('reason'))}")
    return snapshot


def import_model(manager, name):
    say(f"\n── import {name}")
    plan = manager.call("POST", "/api/models/import/preflight", {"bucket": BUCKET, "model": name})
    taken = [file for file in plan["files"] if file["chosen"]]
    say(f"  pinned at {plan['pin']}; {len(taken)} of {len(plan['files'])} files, {size_text(plan['totalBytes'])}")
    for file in plan["files"]:
        if not file["chosen"]:
            say(f"  left out: {file['path']} ({file['reason']})")
    started = manager.call("POST", "/api/models/import/start", {"bucket": BUCKET, "model": name})
    return follow_import(manager, started)


def deploy_model(manager, done):
    say(f"\n── deploy {done['modelId']}")
    request = {"bucket": BUCKET, "source": done["source"], "id": done["modelId"], "pin": done["pin"], "region": REGION}
    plan = manager.call("POST", "/api/services/plan", request)
    cost = plan.get("cost")
    price = f", {cost['perHourBusy']['text']} an hour while busy" if cost else ""
    say(f"  {plan['engine']} on {plan.get('accelerator')}, {plan.get('cpu')} vCPU{price}")
    for line in plan["fit"]["arithmetic"]:
        say(f"  fit: {line}")
    for finding in plan["problems"]:
        say(f"  {finding['severity']}: {finding['detail']}")
    if not plan["canApply"]:
        raise Failure(f"the plan for {done['modelId']} cannot be applied")
    request["basedOn"] = plan.get("basedOn")
    state = None
    for event in manager.events("POST", "/api/services/deploy", {k: v for k, v in request.items() if v is not None}):
        if event["state"] != state:
            state = event["state"]
            say(f"  {state}: {event['message']}")
    if state != "ready":
        raise Failure(f"the service {plan['name']} ended as {state}, not ready")
    return plan


def ask(manager, plan, prompt):
    say(f"\n── ask {plan['servedName']}: {prompt}")
    answer = manager.call(
        "POST", "/api/services/ask", {"region": plan["region"], "name": plan["name"], "prompt": prompt}, timeout=120
    )
    if answer["status"] != 200 or not answer["answer"]:
        raise Failure(f"{plan['name']} answered {answer['status']}: {answer['body'][:300]}")
    mark = " [the simulator's stand-in engine]" if answer["standIn"] else ""
    say(f"  {answer['answer']}{mark} ({answer['milliseconds']} ms)")


def run(options):
    began = time.monotonic()
    state = os.path.abspath(options.state)
    shutil.rmtree(state, ignore_errors=True)
    models = os.path.join(state, "hub")
    say("── the hub's files: real ones from the sample package, and decoys")
    subprocess.run(
        [os.path.join(ROOT, ".build/peers/sample/bin/python"), os.path.join(HERE, "make_sample_models.py"), models],
        check=True,
    )
    port = options.port or free_port()
    server = Process(
        [
            options.binary, "serve", "--simulate", "--state", os.path.join(state, "cloud"), "--models", models,
            "--port", str(port),
        ],
        os.path.join(state, "server.log"),
    )
    manager = Manager(f"http://127.0.0.1:{port}", PROJECT)
    try:
        server.wait_until(manager.is_up, 60, "the manager")
        manager.call("POST", "/api/models/buckets", {"name": BUCKET, "location": REGION})
        for name, prompt in MODELS:
            plan = deploy_model(manager, import_model(manager, name))
            ask(manager, plan, prompt)
        took = time.monotonic() - began
        peak = server.peak_memory()
        say(f"\ndone in {took:.1f} s; peak memory of the server (manager and simulator): {peak / 2**20:.0f} MiB")
        if not options.once:
            say(f"the console: http://127.0.0.1:{port}/?project={PROJECT}  (Ctrl-C ends it)")
            server.process.wait()
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--state", default=os.path.join(ROOT, ".build/demo"))
    parser.add_argument("--port", type=int)
    parser.add_argument("--once", action="store_true", help="exit after the answers")
    try:
        run(parser.parse_args())
    except KeyboardInterrupt:
        say("\nstopped")
    except (Failure, subprocess.CalledProcessError) as error:
        print(f"\ndemo failed: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()

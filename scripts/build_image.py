"""Builds the Dockerfile for real, with buildah, and runs the image with podman: read-only, as nobody, without a capability.

Needs root, buildah, podman and debootstrap (Debian has all three); no registry: where the base images cannot be pulled,
`--local-bases` makes them here, Debian's by debootstrap and Swift's of this machine's own toolchain. `--binary FILE` puts
a binary that was built already where the toolchain would build one; every other instruction is carried out as written.
Prints `ok SENTENCE` per check, the compressed size, and a closing line that counts them.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LARGEST = 80_000_000
TAG = "localhost/llm-manager:check"
# crun refuses machines that have control groups of both versions.
RUNTIME = ("--runtime", "runc") if shutil.which("runc") else ()
checks = 0


def check(what, holds, detail=""):
    global checks
    if not holds:
        raise SystemExit(f"FAILED {what} {detail}")
    checks += 1
    print(f"ok {what}", flush=True)


def run(*words, **named):
    done = subprocess.run(words, capture_output=True, text=True, **named)
    if done.returncode != 0:
        raise SystemExit(f"FAILED {' '.join(words[:4])}: {(done.stderr or done.stdout)[-3000:]}")
    return done.stdout


def bases():
    """The names that the Dockerfile builds on: of the build, of the result."""
    text = open(os.path.join(ROOT, "Dockerfile"), encoding="utf-8").read()
    return re.findall(r"(?m)^FROM (\S+)", text)


def exists(image):
    return subprocess.run(["buildah", "inspect", "--type", "image", image], capture_output=True).returncode == 0


def make_debian(image):
    """Debian's smallest, without documents and translations, as the official slim image is."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.join(folder, "root")
        run("debootstrap", "--variant=minbase", "bookworm", root)
        for place in ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/lintian",
                      "var/lib/apt/lists", "var/cache/apt", "var/cache/debconf", "var/log/apt"):
            shutil.rmtree(os.path.join(root, place), ignore_errors=True)
            os.makedirs(os.path.join(root, place))
        for file in ("bootstrap.log", "dpkg.log", "alternatives.log"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(os.path.join(root, "var/log", file))
        for source in ("sources.list.d", "apt.conf.d"):
            shutil.copytree(f"/etc/apt/{source}", f"{root}/etc/apt/{source}", dirs_exist_ok=True)
        open(os.path.join(root, "etc/apt/sources.list"), "w", encoding="utf-8").close()
        archive = os.path.join(folder, "root.tar")
        run("tar", "-C", root, "-cf", archive, ".")
        run("podman", "import", archive, f"docker.io/library/{image}")


def make_swift(image, debian, binary):
    """The toolchain of this machine on Debian; or, with a binary, a stand-in that hands that one out."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"FROM docker.io/library/{debian}",
                 "RUN apt-get update && apt-get install --yes --no-install-recommends "
                 + ("binutils" if binary else "binutils git gcc g++ libc6-dev libstdc++-12-dev libxml2 libcurl4 libsqlite3-0 libz3-4")]
        if binary:
            shutil.copy(binary, os.path.join(folder, "llm-manager"))
            with open(os.path.join(folder, "swift"), "w", encoding="utf-8") as file:
                file.write('#!/bin/sh\ncase "$*" in *--show-bin-path*) echo /opt/prebuilt ;; esac\n')
            os.chmod(os.path.join(folder, "swift"), 0o755)
            lines += ["COPY llm-manager /opt/prebuilt/llm-manager", "COPY swift /usr/bin/swift"]
        else:
            toolchain = os.path.dirname(os.path.dirname(os.path.realpath(shutil.which("swift"))))
            run("cp", "-a", toolchain, os.path.join(folder, "toolchain"))
            lines += ["COPY toolchain /usr"]
        with open(os.path.join(folder, "Dockerfile"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        run("buildah", "build", "--isolation", "chroot", "--tag", f"docker.io/library/{image}", folder)


def compressed(folder):
    """What a registry would hold: configuration and gzipped layers, one archive."""
    archive = os.path.join(folder, "image.tar")
    run("buildah", "push", "--quiet", TAG, f"oci-archive:{archive}")
    return os.path.getsize(archive)


def serve(words, environment):
    """The image as Cloud Run starts it, but with nothing to write to."""
    settings = [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
    return run("podman", *RUNTIME, "run", "--detach", "--network", "host", "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=1024:1024",
               "--health-interval", "disable", "--read-only",
               "--read-only-tmpfs=false", "--cap-drop", "all", "--security-opt", "no-new-privileges", *settings, TAG,
               *words).strip()


def try_image(commit):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    container = serve([], {
        "PORT": port, "LLM_MANAGER_ADMINS": "a@example.com", "NO_GCE_CHECK": "true",
        "LLM_MANAGER_IAP_AUDIENCE": "/projects/1/locations/us-central1/services/llm-manager",
    })
    try:
        deadline, healthy = time.monotonic() + 60, False
        while not healthy and time.monotonic() < deadline:
            healthy = subprocess.run(["podman", *RUNTIME, "healthcheck", "run", container], capture_output=True).returncode == 0
            time.sleep(0.3)
        check("it starts read-only, without a capability, and its own health check answers", healthy,
              run("podman", "logs", container))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
            check("/health answers", answer.read().startswith(b"ok"))
        with open(f"/proc/{run('podman', 'inspect', '--format', '{{.State.Pid}}', container).strip()}/status",
                  encoding="ascii") as file:
            status = file.read()
        check("the process is nobody", re.search(r"(?m)^Uid:\s+65532\s+65532", status) is not None)
        check("it has no capability", re.search(r"(?m)^CapEff:\s+0{16}$", status) is not None)
        wrote = subprocess.run(["podman", *RUNTIME, "exec", container, "bash", "-c", "echo x > /usr/local/bin/x || echo x > /tmp/x"],
                               capture_output=True)
        check("nothing can be written", wrote.returncode != 0)
        version = run("podman", *RUNTIME, "exec", container, "/usr/local/bin/llm-manager", "--version").strip()
        check(f"--version says {version}", not commit or commit in version)
        run("podman", *RUNTIME, "stop", "--time", "20", container)
        code = run("podman", "inspect", "--format", "{{.State.ExitCode}}", container).strip()
        check("SIGTERM ends it well", code == "0", code)
    finally:
        subprocess.run(["podman", *RUNTIME, "rm", "--force", container], capture_output=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", help="a binary that was built already")
    parser.add_argument("--local-bases", action="store_true", help="make the base images here")
    options = parser.parse_args()
    missing = [name for name in ("buildah", "podman", "debootstrap") if not shutil.which(name)]
    if missing or os.geteuid() != 0:
        sys.exit(f"this needs root and {', '.join(missing) or 'nothing else'}: apt-get install buildah podman debootstrap runc")
    build, result = bases()
    if options.local_bases:
        if not exists(f"docker.io/library/{result}"):
            make_debian(result)
        if options.binary or not exists(f"docker.io/library/{build}"):
            make_swift(build, result, options.binary)
    commit = "" if options.binary else run("git", "rev-parse", "--short=12", "HEAD", cwd=ROOT).strip()
    begun = time.monotonic()
    run("buildah", "build", "--isolation", "chroot", "--format", "docker", "--layers", "--pull-never" if options.local_bases
        else "--pull", "--build-arg", f"COMMIT={commit or 'unknown'}", "--tag", TAG, ROOT)
    check(f"the Dockerfile builds, in {time.monotonic() - begun:.0f} s", True)
    config = json.loads(run("buildah", "inspect", "--type", "image", TAG))["Docker"]["config"]
    check("user, health check, entry point and command are set",
          config["User"] == "65532:65532" and config["Healthcheck"] and config["Entrypoint"] and config["Cmd"])
    with tempfile.TemporaryDirectory() as folder:
        size = compressed(folder)
    check(f"the image is {size / 1e6:.1f} MB compressed, less than {LARGEST / 1e6:.0f}", size < LARGEST)
    try_image(commit)
    print(f"image: {checks} passed, 0 failed")


main()

#!/usr/bin/env python3
"""A stand-in for Docker and Podman, as strict as they are: flags that they do not know are refused.

It is Podman when its own name begins with podman. What would be the daemon's lies in FAKE_DOCKER_STATE: one folder for
each container, and `images.json`: {image: {entrypoint: [the words that run it here]}}. A container is a process with
nothing but the variables that it was given, in a session of its own; like the real ones it outlives the client that is
killed. `run` passes signals on, writes the container's output, and ends with its status.
  FAKE_DOCKER_DOWN=1       the daemon does not answer
  FAKE_DOCKER_REGISTRY     images.json of what can be pulled
"""
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

STATE = os.environ.get("FAKE_DOCKER_STATE") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "state")
PODMAN = os.path.basename(sys.argv[0]).startswith("podman")
NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")


def fail(text, status=125):
    print(("Error: " if PODMAN else "docker: ") + text, file=sys.stderr)
    sys.exit(status)


def images(path=None):
    try:
        with open(path or os.path.join(STATE, "images.json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


class Container:
    def __init__(self, name):
        self.name, self.folder = name, os.path.join(STATE, "containers", name)

    @property
    def file(self):
        return os.path.join(self.folder, "container.json")

    def read(self):
        try:
            with open(self.file, encoding="utf-8") as file:
                return json.load(file)
        except (FileNotFoundError, ValueError):
            return None

    def write(self, value):
        with open(self.file + ".tmp", "w", encoding="utf-8") as file:
            json.dump(value, file)
        os.rename(self.file + ".tmp", self.file)

    def pid(self):
        """That of its init; 0 when it does not run."""
        value = self.read() or {}
        pid = value.get("pid", 0)
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                return 0 if file.read().rpartition(")")[2].split()[0] in "ZX" else pid
        except OSError:
            return 0

    def signal(self, number):
        pid = self.pid()
        try:
            # A container's end is the end of all its processes.
            (os.killpg if number == signal.SIGKILL else os.kill)(pid, number) if pid else None
        except ProcessLookupError:
            pass

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while self.pid() and time.monotonic() < end:
            time.sleep(0.01)
        return not self.pid()


def containers():
    folder = os.path.join(STATE, "containers")
    return [Container(name) for name in sorted(os.listdir(folder))] if os.path.isdir(folder) else []


def parse(words, flags, values):
    """The options before the first word that is none."""
    found, rest = {}, list(words)
    while rest and rest[0].startswith("-"):
        word, _, value = rest.pop(0).partition("=")
        if word in flags:
            found[word] = True
        elif word in values:
            found.setdefault(word, []).append(value or rest.pop(0))
        else:
            fail(f"unknown flag: {word}")
    return found, rest


def run(words):
    devices = ["--device"] if PODMAN else ["--gpus", "--device"]
    options, rest = parse(words, ["--rm", "--init"], [
        "--name", "--network", "--label", "--security-opt", "--volume", "--env", "--entrypoint", *devices])
    image, arguments = rest[0], rest[1:]
    if image not in images():
        fail(f"Unable to find image '{image}' locally: manifest unknown")
    name = options["--name"][0]
    if not NAME.fullmatch(name):
        fail(f"invalid container name: {name}")
    if options.get("--network") != ["host"]:
        fail("the engine would not be reached")
    for volume in options.get("--volume", []):
        source, target, mode = volume.split(":")
        if mode != "ro" or source != target or not os.path.isabs(source):
            fail(f"volume {volume}")
        if not os.path.isdir(source):
            fail(f"statfs {source}: no such file or directory")
    for option in options.get("--security-opt", []):
        if option != "label=disable":
            fail(f"security option {option}")
    for device in options.get("--device", []):
        if not re.fullmatch(r"nvidia\.com/gpu=(\d+|all|GPU-[\w-]+)", device):
            fail(f"stat {device}: no such file or directory")
    for value in options.get("--gpus", []):
        if not re.fullmatch(r'"device=GPU-[\w-]+(,GPU-[\w-]+)*"', value):
            fail(f"invalid argument \"{value}\" for \"--gpus\"")
    entrypoint = options["--entrypoint"][0]
    program = images()[image].get(entrypoint)
    os.makedirs(os.path.join(STATE, "containers"), exist_ok=True)
    container = Container(name)
    try:
        os.mkdir(container.folder)
    except FileExistsError:
        fail(f'Conflict. The container name "/{name}" is already in use', 125)
    value = {"name": name, "image": image, "labels": options.get("--label", []), "pid": 0, "options": options,
             "arguments": arguments, "auto": "--rm" in options}
    container.write(value)
    if not program:
        shutil.rmtree(container.folder)
        fail(f'exec: "{entrypoint}": executable file not found in $PATH', 127)
    variables = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/tmp"}
    for variable in options.get("--env", []):
        key, given, text = variable.partition("=")
        if given:
            variables[key] = text
        elif key in os.environ:
            variables[key] = os.environ[key]
    value["environment"] = variables
    # The daemon's side: a monitor of its own session, which is left when the client is killed.
    log = os.path.join(container.folder, "log")
    if os.fork() == 0:
        os.setsid()
        with open(log, "wb") as output:
            child = subprocess.Popen([*program, *arguments], env=variables, stdin=subprocess.DEVNULL, stdout=output,
                                     stderr=subprocess.STDOUT, start_new_session=True)
        container.write({**value, "pid": child.pid})
        for handle in (0, 1, 2):
            os.close(handle)
        status = child.wait()
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            container.write({**value, "pid": 0, "status": 128 - status if status < 0 else status})
        except OSError:
            pass
        os._exit(0)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: container.signal(received))
    with open(log, "ab+") as output:
        output.seek(0)
        while True:
            state = container.read()
            text = output.read()
            if text:
                sys.stdout.buffer.write(text)
                sys.stdout.buffer.flush()
            if state is None:
                return 137
            if "status" in state:
                sys.stdout.buffer.write(output.read())
                sys.stdout.buffer.flush()
                if state["auto"]:
                    shutil.rmtree(container.folder, ignore_errors=True)
                return state["status"]
            time.sleep(0.01)


def known(name):
    container = Container(name)
    if container.read() is None:
        print(f"Error: no such container {name}" if PODMAN else f"Error response from daemon: No such container: {name}",
              file=sys.stderr)
        sys.exit(1)
    return container


def main():
    command, words = sys.argv[1], sys.argv[2:]
    if command == "--version":
        print("podman version 4.9.9 (stand-in)" if PODMAN else "Docker version 29.9.9, build stand-in")
        return 0
    if os.environ.get("FAKE_DOCKER_DOWN"):
        text = ("cannot connect to Podman" if PODMAN else
                "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?")
        print(text, file=sys.stderr)
        return 125 if PODMAN else 1
    if command == "run":
        return run(words)
    if command == "info":
        options, _ = parse(words, [], ["--format"])
        wanted = "{{.Host.OCIRuntime.Name}}" if PODMAN else "{{json .Runtimes}}"
        if options["--format"] != [wanted]:
            fail(f"template: info: can't evaluate {options['--format']}")
        print("crun" if PODMAN else os.environ.get("FAKE_DOCKER_RUNTIMES", '{"runc":{"path":"runc"}}'))
        return 0
    if command == "ps":
        options, rest = parse(words, ["--all"], ["--filter", "--format"])
        if options.get("--format") != ["{{.Names}}"] or rest:
            fail("the stand-in knows names only")
        kind, _, label = options["--filter"][0].partition("=")
        for container in containers():
            value = container.read()
            labels = value["labels"] if value else []
            if kind == "label" and any(text == label or text.partition("=")[0] == label for text in labels):
                print(container.name)
        return 0
    if command == "image" and words[0] == "inspect":
        options, rest = parse(words[1:], [], ["--format"])
        if rest[0] in images():
            print("sha256:" + "0" * 64)
            return 0
        print(f"Error: No such image: {rest[0]}", file=sys.stderr)
        return 1
    if command == "pull":
        found = images(os.environ.get("FAKE_DOCKER_REGISTRY", ""))
        if words[0] not in found:
            print(f"Error response from daemon: manifest for {words[0]} not found: manifest unknown", file=sys.stderr)
            return 1
        with open(os.path.join(STATE, "images.json.lock"), "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            here = {**images(), words[0]: found[words[0]]}
            with open(os.path.join(STATE, "images.json"), "w", encoding="utf-8") as file:
                json.dump(here, file)
        return 0
    if command == "stop":
        options, rest = parse(words, [], ["-t"])
        container = known(rest[0])
        container.signal(signal.SIGTERM)
        if not container.wait(float(options["-t"][0])):
            container.signal(signal.SIGKILL)
            container.wait(5)
        return 0
    if command == "kill":
        container = known(words[0])
        if not container.pid():
            print(f"Error: container {words[0]} is not running", file=sys.stderr)
            return 1
        container.signal(signal.SIGKILL)
        container.wait(5)
        return 0
    if command == "rm":
        _, rest = parse(words, ["--force"], [])
        container = Container(rest[0])
        if container.read() is None:
            return 0 if PODMAN else 1
        container.signal(signal.SIGKILL)
        container.wait(5)
        shutil.rmtree(container.folder, ignore_errors=True)
        return 0
    fail(f"unknown command {command}")


if __name__ == "__main__":
    sys.exit(main())

"""A data directory with a manager over it, and the engines that it starts: what local_kills.py and test_engines.py share.

Python's standard library only.
"""

import json
import os
import subprocess
import time

from manager import Failure, Manager, Process, free_port

MARK = b"LLM_MANAGER_ENGINE="


class LocalMachine:
    """One data directory. The manager may be killed and started again; the engines are its own affair."""

    def __init__(self, binary, folder, cloud=None, environment=None):
        self.binary, self.folder = binary, folder
        self.data = os.path.join(folder, "data")
        self.environment = {**os.environ, **(environment or {})}
        self.where = ["--data", self.data] + (["--simulator", cloud] if cloud else [])
        self.place = ["--target", "local", *self.where]
        self.manager, self.api, self.starts = None, None, 0

    def run(self, *words, timeout=300):
        return subprocess.run([self.binary, *words, *self.place], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=timeout, env=self.environment)

    def cli(self, *words):
        done = self.run(*words)
        if done.returncode != 0:
            raise Failure(f"llm-manager {' '.join(words)} ended with {done.returncode}: {done.stderr or done.stdout}")
        return done.stdout

    def json(self, *words):
        return json.loads(self.cli(*words, "--json"))

    def serve(self, *more):
        self.starts += 1
        port = free_port()
        words = [self.binary, "serve", "--port", str(port), *self.where, *more]
        before = os.environ.copy()
        os.environ.update(self.environment)
        try:
            self.manager = Process(words, os.path.join(self.folder, f"manager-{self.starts}.log"))
        finally:
            os.environ.clear()
            os.environ.update(before)
        self.api = Manager(f"http://127.0.0.1:{port}", "local")
        self.manager.wait_until(self.api.is_up, 60, "the manager")

    def record(self, name):
        try:
            with open(os.path.join(self.data, "services", name, "service.json"), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return None

    def owner(self):
        with open(os.path.join(self.data, "services", ".owner"), encoding="utf-8") as file:
            return file.read()

    def processes(self):
        """Every live process with a mark of this data directory: pid and the session that it is in."""
        mark, found = MARK + self.owner().encode() + b"/", {}
        for name in os.listdir("/proc"):
            if not name.isdigit():
                continue
            try:
                with open(f"/proc/{name}/environ", "rb") as file:
                    variables = file.read().split(b"\0")
                with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] not in "ZX" and any(variable.startswith(mark) for variable in variables):
                found[int(name)] = int(fields[3])
        return found

    def state(self, name):
        for service in self.json("services", "list")["services"]:
            if service["name"] == name:
                return service
        return None

    def wait_for(self, name, states, seconds=90):
        end, last = time.monotonic() + seconds, None
        while time.monotonic() < end:
            last = self.state(name)
            if last and last["state"] in states:
                return last
            time.sleep(0.2)
        raise Failure(f"{name} is not {'/'.join(states)} after {seconds} s but {json.dumps(last)}\n"
                      + (self.manager.tail() if self.manager else ""))

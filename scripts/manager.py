"""Starts the manager and talks to its HTTP API: what demo.py, demo_memory.py and third_party.py share.

Python's standard library only.
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


class Failure(Exception):
    """A step that did not do what it must; the text says which and why."""

    def __init__(self, text, code=None):
        super().__init__(text)
        # The problem's stable code, when the API answered with one.
        self.code = code


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A program of ours in the background: started, waited for, ended by its id, its output kept in a file."""

    def __init__(self, arguments, log):
        os.makedirs(os.path.dirname(log), exist_ok=True)
        self.log = log
        self.arguments = arguments
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    @property
    def pid(self):
        return self.process.pid

    def wait_until(self, ready, seconds, what):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Failure(f"{what}: the program ended with {self.process.returncode}\n{self.tail()}")
            if ready():
                return
            time.sleep(0.05)
        raise Failure(f"{what}: not ready after {seconds} s\n{self.tail()}")

    def tail(self, lines=30):
        with open(self.log, encoding="utf-8", errors="replace") as output:
            return "".join(output.readlines()[-lines:])

    def peak_memory(self):
        """Highest resident set so far, in bytes (VmHWM of proc(5))."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        raise Failure("this kernel does not tell a process's peak memory")

    def kill(self):
        self._signal(signal.SIGKILL)

    def stop(self):
        self._signal(signal.SIGTERM)

    def _signal(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)


class Manager:
    """The HTTP API of a running manager, for one project."""

    def __init__(self, base, project):
        self.base = base.rstrip("/")
        self.project = project

    def url(self, path, **query):
        if self.project:
            query = {"project": self.project, **query}
        return f"{self.base}{path}?{urllib.parse.urlencode(query)}"

    def is_up(self):
        try:
            with urllib.request.urlopen(f"{self.base}/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def open(self, method, path, body=None, accept="application/json", timeout=60, **query):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url(path, **query), data=data, method=method)
        request.add_header("Accept", accept)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            return urllib.request.urlopen(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            text, code = error.read().decode(errors="replace"), None
            try:
                problem = json.loads(text)
                code = problem["code"]
                told = f"{problem['title']}: {problem['detail']}"
                if problem.get("fix"):
                    told += f"\n  fix: {problem['fix']}"
            except (ValueError, KeyError, TypeError):
                told = text[:400]
            raise Failure(f"{method} {path} answered {error.code}: {told}", code) from None

    def call(self, method, path, body=None, timeout=60, **query):
        with self.open(method, path, body, timeout=timeout, **query) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def events(self, method, path, body=None, timeout=600, **query):
        """The data of each Server-Sent Event, decoded, until the stream ends."""
        data = []
        with self.open(method, path, body, accept="text/event-stream", timeout=timeout, **query) as answer:
            for raw in answer:
                line = raw.decode().rstrip("\r\n")
                if line.startswith("data:"):
                    data.append(line[5:].lstrip())
                elif not line and data:
                    yield json.loads("\n".join(data))
                    data = []


def size_text(count):
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if count < 1000 or unit == "TB":
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000

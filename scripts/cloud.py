"""A simulated cloud in a process of its own, and the command line on it: what resilience.py and torture.py share.

Python's standard library only.
"""

import json
import os
import subprocess
import urllib.request

from manager import Failure, Manager, Process, free_port

PROJECT, REGION = "demo-project", "us-central1"


class Cloud:
    """A simulator in its own process, over a state directory that outlives it."""

    def __init__(self, binary, folder, models, rate=None, bucket=None):
        self.binary, self.folder, self.models, self.rate = binary, folder, models, rate
        self.state = os.path.join(folder, "cloud")
        self.process, self.environment = None, None
        self.place = ["--project", PROJECT]
        self.start()
        if bucket:
            self.cli("buckets", "create", bucket, "--location", REGION)

    def start(self):
        path = os.path.join(self.state, "endpoints.json")
        if os.path.exists(path):
            os.remove(path)
        arguments = [self.binary, "simulate", "--state", self.state, "--models", self.models, "--operation-delay", "0"]
        if self.rate:
            arguments += ["--hub-rate", str(self.rate)]
        self.process = Process(arguments, os.path.join(self.folder, "simulator.log"))
        self.process.wait_until(lambda: os.path.exists(path), 60, "the simulator")
        with open(path, encoding="utf-8") as file:
            self.endpoints = json.load(file)

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.endpoints["control"] + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def fault(self, **rule):
        self.control("POST", "/faults", [rule])

    def arguments(self, *words):
        return [self.binary, *words, *self.place, "--simulator", self.state]

    def run(self, *words):
        return subprocess.run(self.arguments(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=300, env=self.environment)

    def cli(self, *words):
        done = self.run(*words)
        if done.returncode != 0:
            raise Failure(f"llm-manager {' '.join(words)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def json(self, *words):
        return json.loads(self.cli(*words, "--json"))

    def fetched(self):
        """Bytes that the hub's CDN has sent for the model's files since this simulator started."""
        return sum(r["sent"] for r in self.control("GET", "/requests")["requests"] if r["listener"] == "cdn")

    def manager(self, project):
        port = free_port()
        process = Process(
            [self.binary, "serve", "--simulator", self.state, "--port", str(port)],
            os.path.join(self.folder, "manager.log"),
        )
        api = Manager(f"http://127.0.0.1:{port}", project)
        process.wait_until(api.is_up, 60, "the manager")
        return process, api

    def stop(self):
        self.process.stop()

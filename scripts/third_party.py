"""Runs the third-party programs that check us, each over a fresh simulator, and counts their checks.

A program that is missing, or that checks nothing, is a failure: a suite that did not run never looks green.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

from manager import Failure, Manager, Process, free_port

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)

GUARDED = [
    "--access", "iap", "--iap-audience", "/projects/1/locations/us-central1/services/llm-manager", "--request-rate", "0",
    "--admin", "admin@example.com", "--operator", "operator@example.com", "--viewer", "viewer@example.com",
]
# Script, virtual environment, options. `--base-url` is a manager's, which then runs in front of the simulator;
# `--guarded-url` one's behind Identity-Aware Proxy, with an admin, an operator and a viewer of example.com.
CHECKS = [
    ("Tests/ThirdParty/check_google_storage.py", "google", ["--endpoints"]),
    ("Tests/ThirdParty/check_google_auth.py", "google", ["--endpoints"]),
    ("Tests/ThirdParty/check_projects.py", "google", ["--endpoints"]),
    ("Tests/ThirdParty/check_google_auth_requests.py", "google", ["--binary"]),
    ("Tests/ThirdParty/check_doctor_live.py", "google", ["--endpoints", "--binary"]),
    ("Tests/ThirdParty/check_command_line.py", "google", ["--endpoints", "--binary"]),
    ("Tests/ThirdParty/check_earlier_manager.py", "google", ["--endpoints", "--binary"]),
    ("Tests/ThirdParty/check_cloud_run.py", "google", ["--endpoints"]),
    ("Tests/ThirdParty/check_gcloud.py", "google", ["--base-url", "--endpoints"]),
    ("Tests/ThirdParty/check_cloud_run_jobs.py", "google", ["--endpoints"]),
    ("Tests/ThirdParty/check_observation.py", "google", ["--endpoints"]),
    ("Tests/ThirdParty/check_deploy_flow.py", "google", ["--endpoints", "--binary"]),
    ("Tests/ThirdParty/check_webhook.py", "hub", ["--endpoints", "--binary"]),
    ("Tests/ThirdParty/check_calling.py", "google", ["--base-url", "--endpoints", "--binary"]),
    ("Tests/ThirdParty/check_huggingface_hub.py", "hub", ["--endpoints", "--models"]),
    ("Tests/ThirdParty/check_openapi.py", "openapi", ["--guarded-url", "--endpoints"]),
    ("Tests/ThirdParty/check_round_trip.py", "clients", ["--base-url", "--endpoints"]),
    ("Tests/Browser/check_console.py", "browser", ["--base-url", "--screenshots"]),
    ("Tests/Browser/check_journeys.py", "browser", ["--binary", "--endpoints"]),
    ("Tests/Browser/check_errors.py", "browser", ["--base-url", "--endpoints"]),
    ("Tests/Browser/check_audit.py", "browser", ["--guarded-url", "--endpoints", "--screenshots"]),
    ("Tests/Browser/check_accessibility.py", "browser", ["--base-url"]),
    ("Tests/Browser/check_keyboard.py", "browser", ["--base-url"]),
    ("Tests/Browser/check_injection.py", "browser", ["--base-url"]),
    ("Tests/Browser/check_local.py", "browser", ["--binary", "--models", "--screenshots"]),
    ("Tests/Browser/check_speed.py", "browser", ["--base-url"]),
    ("Tests/ThirdParty/check_discovery.py", "google", ["--base-url", "--endpoints", "--recordings"]),
]

# Programs that no requirement brings: where one is missing, its check is named as left out, and not counted as passed.
WHERE_INSTALLED = {"Tests/ThirdParty/check_gcloud.py": "gcloud"}

# What is run only when its file is named by --only.
ON_REQUEST = [
    ("Tests/Browser/take_pictures.py", "browser", ["--base-url", "--pictures"]),
]


class Stage:
    """A simulator and, when asked for, a manager in front of it, over one state directory."""

    def __init__(self, binary, folder, models):
        self.state = os.path.join(folder, "cloud")
        self.endpoints = os.path.join(self.state, "endpoints.json")
        self.folder = folder
        self.binary = binary
        self.simulator = Process(
            [binary, "simulate", "--state", self.state, "--models", models], os.path.join(folder, "simulator.log")
        )
        self.simulator.wait_until(lambda: os.path.exists(self.endpoints), 60, "the simulator")
        self.manager = None

    def start_manager(self, options=()):
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.manager = Process(
            [self.binary, "serve", "--simulator", self.state, "--port", str(port), *options],
            os.path.join(self.folder, "manager.log"),
        )
        api = Manager(self.base, "demo-project")
        self.manager.wait_until(api.is_up, 60, "the manager")

    def stop(self):
        if self.manager:
            self.manager.stop()
        self.simulator.stop()


def run_check(script, venv, wanted, binary, models, recordings):
    python = os.path.join(ROOT, ".build/peers", venv, "bin/python")
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(binary, folder, models)
        try:
            given = {
                "--endpoints": stage.endpoints,
                "--models": models,
                "--recordings": recordings,
                "--binary": binary,
                "--screenshots": os.path.join(ROOT, ".build/screens"),
                "--pictures": os.path.join(ROOT, "docs/pictures"),
            }
            if "--base-url" in wanted:
                stage.start_manager()
                given["--base-url"] = stage.base
            if "--guarded-url" in wanted:
                stage.start_manager(GUARDED)
                given["--guarded-url"] = stage.base
            command = [python, os.path.join(ROOT, script)]
            for option in wanted:
                if given[option]:
                    command += [option, given[option]]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
        finally:
            stage.stop()
        passed = [line for line in done.stdout.splitlines() if line.startswith("ok ")]
        print(done.stdout, end="", flush=True)
        if done.returncode != 0:
            print(done.stderr[-6000:], file=sys.stderr)
            print(f"--- simulator\n{stage.simulator.tail()}", file=sys.stderr)
            if stage.manager:
                print(f"--- manager\n{stage.manager.tail()}", file=sys.stderr)
            raise Failure(f"{script} ended with {done.returncode}")
        if not passed:
            raise Failure(f"{script} ended well but checked nothing")
        return len(passed)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", help="part of a script's name")
    parser.add_argument(
        "--recordings",
        type=os.path.abspath,
        help="what simulators of other suites recorded (CLOUD_SIMULATOR_RECORDINGS), for check_discovery.py",
    )
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    models = os.path.join(ROOT, ".build/sample-models")
    passed, failed, left_out = 0, [], []
    chosen = [check for check in CHECKS if not options.only or options.only in check[0]]
    chosen += [check for check in ON_REQUEST if os.path.basename(check[0]) == options.only]
    try:
        for venv in dict.fromkeys(["sample"] + [venv for _, venv, _ in chosen]):
            subprocess.run([os.path.join(HERE, "venv.sh"), venv], check=True)
        sample = os.path.join(ROOT, ".build/peers/sample/bin/python")
        subprocess.run([sample, os.path.join(HERE, "make_sample_models.py"), models], check=True)
    except subprocess.CalledProcessError as error:
        print(f"third-party programs could not be installed: {error}", file=sys.stderr)
        sys.exit(1)
    for script, venv, wanted in chosen:
        program = WHERE_INSTALLED.get(script)
        if program and not shutil.which(program):
            left_out.append(f"{script} ({program} is not installed)")
            continue
        began = time.monotonic()
        print(f"== {script}", flush=True)
        try:
            passed += run_check(script, venv, wanted, binary, models, options.recordings)
        except (Failure, subprocess.TimeoutExpired) as error:
            failed.append(script)
            print(f"FAILED {script}: {error}", flush=True)
        print(f"   {time.monotonic() - began:.0f} s", flush=True)
    print(f"third-party: {passed} passed, {len(failed)} failed" + "".join(f", left out: {one}" for one in left_out))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

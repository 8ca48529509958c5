"""Ways to start a manager that would be open to the world, or to nobody: each is refused before anything listens."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

AUDIENCE = "/projects/1/locations/us-central1/services/llm-manager"
IAP = ["--access", "iap", "--iap-audience", AUDIENCE]
TOKEN = ["--access", "token", "--token-audience", "https://manager.example"]
ADMIN = ["--admin", "alice@example.com"]
CLOUD_RUN = {"K_SERVICE": "llm-manager"}

# The environment, the options, and a word of the reason.
DOORS = [
    *[({}, ["--address", address], "loopback address") for address in (
        "0.0.0.0", "::", "192.168.1.2", "127.0.0.2", "127.0.0.1.evil.example", "evil.example")],
    ({"LLM_MANAGER_ACCESS": "loopback"}, ["--address", "0.0.0.0", *ADMIN], "loopback address"),
    ({}, ["--access", "iap"], "--iap-audience"), ({}, ["--access", "iap", *ADMIN], "--iap-audience"),
    ({}, IAP, "--admin"), ({}, ["--access", "iap", "--iap-audience", "manager", *ADMIN], "audience"),
    ({}, ["--access", "iap", "--iap-audience", "*", *ADMIN], "audience"),
    *[({}, [*IAP, role, "everyone"], "everyone") for role in ("--admin", "--operator")],
    ({"LLM_MANAGER_ADMINS": "everyone"}, IAP, "everyone"),
    ({}, ["--access", "token"], "--token-audience"), ({}, ["--access", "token", *ADMIN], "--token-audience"),
    ({}, TOKEN, "--admin"), ({}, ["--access", "token", "--token-audience", "x", *ADMIN], "--token-audience"),
    *[({}, [*TOKEN, "--viewer", who], "") for who in ("everyone", "domain:", "domain:*", "domain:gmail.com", "*", "@", "a@")],
    ({"LLM_MANAGER_VIEWERS": "everyone"}, [*TOKEN, *ADMIN], "everyone"),
    ({}, ["--access", "none"], "--access"), ({}, ["--access", ""], "--access"), ({"LLM_MANAGER_ACCESS": "open"}, [], "--access"),
    *[({}, [*IAP, *ADMIN, "--address", address], "address") for address in ("no.such.name.invalid", "192.0.2.1", "")],
    (CLOUD_RUN, [], "Cloud Run"), (CLOUD_RUN, ["--access", "loopback", "--address", "0.0.0.0"], "Cloud Run"),
    (CLOUD_RUN, ["--access", "iap"], "--admin"), (CLOUD_RUN, ["--access", "token", *ADMIN], "--token-audience"),
]


def doors(binary, state, tally):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LLM_MANAGER", "K_"))}

    def start(door):
        given, options, _ = door
        command = [binary, "serve", "--simulator", state, "--port", "0", *options]
        try:
            done = subprocess.run(command, env={**clean, **given}, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
        except subprocess.TimeoutExpired as late:
            return None, late.stdout or b""
        return done.returncode, done.stderr + done.stdout

    with ThreadPoolExecutor(4) as pool:
        for (given, options, reason), (status, text) in zip(DOORS, pool.map(start, DOORS)):
            what = " ".join([*(f"{name}={value}" for name, value in given.items()), *options])
            told = reason.encode() in text and b"http://" not in text.split(b"fix:")[0]
            tally.check("open doors", what, status not in (None, 0) and told, text)

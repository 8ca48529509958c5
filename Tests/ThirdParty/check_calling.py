#!/usr/bin/env python3
"""Pastes the snippets that the manager gives for calling a service: curl, Python (openai from PyPI) and Node, for each
way of each access: public, public with an API key, private through the proxy, private with an ID token, private with
both.

    check_calling.py --base-url URL --endpoints ENDPOINTS_JSON_FILE --binary LLM_MANAGER

A program named gcloud that asks the simulator stands in for Google's. Prints one line per check, exits non-zero with the
reason at the first one that fails.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import openai

parser = argparse.ArgumentParser()
parser.add_argument("--base-url", required=True)
parser.add_argument("--endpoints", required=True, type=pathlib.Path)
parser.add_argument("--binary", required=True)
arguments = parser.parse_args()
base = arguments.base_url.rstrip("/")
endpoints = json.loads(arguments.endpoints.read_text())
STATE = arguments.endpoints.parent
PROJECT, RUN = "demo-project", uuid.uuid4().hex[:6]
BUCKET, PLACE = f"calling-{RUN}", "us-central1"
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

# Asks the simulator what gcloud would ask Google: an ID token for the default account, a version of a secret.
GCLOUD = '''#!/usr/bin/env python3
import base64, json, re, sys, urllib.request
google, metadata, audience = {google!r}, {metadata!r}, {audience!r}
opener = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
words = sys.argv[1:]
if words[:2] == ["auth", "print-identity-token"]:
    request = urllib.request.Request(
        f"http://{{metadata}}/computeMetadata/v1/instance/service-accounts/default/identity?audience={{audience}}&format=full",
        headers={{"Metadata-Flavor": "Google"}})
    print(opener.open(request).read().decode())
elif words[:3] == ["secrets", "versions", "access"]:
    option = dict(word[2:].split("=", 1) for word in words if word.startswith("--"))
    url = f"{{google}}/v1/projects/{{option['project']}}/secrets/{{option['secret']}}/versions/{{words[3]}}:access"
    print(base64.b64decode(json.load(opener.open(url))["payload"]["data"]).decode(), end="")
else:
    sys.exit("not a command of this stand-in: " + " ".join(words))
'''


def check(sentence: str, condition: object, found: object = None) -> None:
    if not condition:
        sys.exit(f"FAILED: {sentence}" + ("" if found is None else f" (found: {found!r})"))
    print(f"ok {sentence}", flush=True)


def call(method: str, path: str, body=None):
    join = "&" if "?" in path else "?"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{base}{path}{join}project={PROJECT}", data=data, method=method,
                                     headers={"Content-Type": "application/json"} if data else {})
    try:
        with opener.open(request, timeout=120) as answer:
            text = answer.read()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        sys.exit(f"FAILED: {method} {path}: {error.read().decode()}")


def wait(look, what: str):
    end = time.monotonic() + 120
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    sys.exit(f"FAILED: {what} did not come about")


def prepare() -> None:
    call("POST", "/api/models/buckets", {"name": BUCKET, "location": PLACE})
    for model in ("hf:example-org/tiny-llama", "hf:sentence-transformers/all-MiniLM-L6-v2"):
        started = call("POST", "/api/models/import/start", {"bucket": BUCKET, "model": model})
        wait(lambda: call("GET", f"/api/models/imports/{started['id']}?bucket={BUCKET}")["state"] == "completed", model)


def deploy(name: str, model: str, access: str) -> str:
    call("POST", "/api/services/deploy",
         {"bucket": BUCKET, "source": "huggingface", "id": model, "name": name, "region": PLACE, "access": access})
    return wait(lambda: (lambda view: view["state"] == "ready" and view["url"])(
        call("GET", f"/api/services/{PLACE}/{name}")), f"the service {name}")


class Terminal:
    """A shell into which text is pasted, with our gcloud before any other."""

    def __init__(self, folder: str, audience: str):
        self.folder = folder
        tools = os.path.join(folder, "bin")
        os.makedirs(tools, exist_ok=True)
        gcloud = os.path.join(tools, "gcloud")
        with open(gcloud, "w", encoding="utf-8") as file:
            file.write(GCLOUD.format(google=endpoints["google"], metadata=endpoints["metadata"],
                                     audience=urllib.parse.quote(audience, safe="")))
        os.chmod(gcloud, 0o755)
        os.symlink(os.path.abspath(arguments.binary), os.path.join(tools, "llm-manager"))
        self.environment = {**os.environ, "PATH": f"{tools}:{os.path.dirname(sys.executable)}:{os.environ['PATH']}",
                            "LLM_MANAGER_SIMULATOR": str(STATE), "NO_PROXY": "*", "no_proxy": "*"}

    def paste(self, setup: str, snippet: dict) -> str:
        language, text = snippet["language"], snippet["text"]
        if language == "curl":
            script = text.replace("curl ", "curl -sS --fail-with-body ", 1)
        else:
            suffix, program = {"python": (".py", shlex.quote(sys.executable)), "javascript": (".mjs", "node")}[language]
            path = os.path.join(self.folder, f"pasted{suffix}")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            script = f"{program} {shlex.quote(path)}"
        done = subprocess.run(["bash", "-euc", f"{setup}\n{script}"], capture_output=True, text=True, timeout=120,
                              env=self.environment)
        if done.returncode != 0:
            sys.exit(f"FAILED: pasted {language} ended with {done.returncode}\n{text}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def second(self, command: str):
        """A program that runs on in a second terminal."""
        log = open(os.path.join(self.folder, "second.log"), "wb")
        return subprocess.Popen(shlex.split(command), stdout=log, stderr=log, env=self.environment,
                                executable=os.path.join(self.folder, "bin", "llm-manager"))


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_answer(language: str, output: str, embeds: bool) -> bool:
    if not embeds:
        return "stand-in" in output
    if language != "curl":
        return output.strip().isdigit() and int(output) > 0
    return len(json.loads(output)["data"][0]["embedding"]) > 0


def paste_all(name: str, url: str, access: str, embeds: bool = False) -> None:
    ways = call("GET", f"/api/services/{PLACE}/{name}/calling")["ways"]
    for way in ways:
        with tempfile.TemporaryDirectory() as folder:
            terminal, process = Terminal(folder, url), None
            setup = way.get("setup") or ""
            if way["id"] == "proxy":
                port = int(re.search(r"--port (\d+)", setup).group(1))
                process, setup = terminal.second(setup), ""
                wait(lambda: listening(port), "the proxy")
            try:
                for snippet in way["snippets"]:
                    output = terminal.paste(setup, snippet)
                    check(f"{access}: {way['id']}, {snippet['language']}, works as pasted",
                          is_answer(snippet["language"], output, embeds), output[:400])
                if way["id"] == "proxy":
                    use_proxy(f"http://127.0.0.1:{port}", way)
            finally:
                if process:
                    process.send_signal(signal.SIGTERM)
                    process.wait(20)


def use_proxy(address: str, way: dict) -> None:
    model = re.search(r'model="([^"]+)"', way["snippets"][1]["text"]).group(1)
    client = openai.OpenAI(base_url=address + "/v1", api_key="anything", max_retries=0)
    started, times = time.monotonic(), []
    stream = client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hi"}], stream=True)
    for chunk in stream:
        times.append(time.monotonic() - started)
    check("the proxy passes a stream on as it comes", times[-1] - times[0] > 0.02, times)
    text = "word " * 1_000_000
    answer = client.chat.completions.create(model=model, messages=[{"role": "user", "content": text}], max_tokens=3)
    check("the proxy passes five megabytes on", answer.usage.prompt_tokens == 1_000_000, answer.usage)
    try:
        client.chat.completions.create(model="no-such-model", messages=[{"role": "user", "content": "Hi"}])
        check("an engine's error passes as it is", False)
    except openai.NotFoundError as error:
        check("an engine's error passes as it is", "does not exist" in str(error), str(error))
    request = urllib.request.Request(address + "/v1/models", headers={"Origin": "https://elsewhere.example"})
    try:
        opener.open(request)
        check("a page of another site is refused", False)
    except urllib.error.HTTPError as error:
        check("a page of another site is refused", error.code == 403, error.code)
    stream = client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hi"}], stream=True)
    next(iter(stream))
    stream.close()
    check("a stream that is given up leaves the proxy well", client.models.list().data[0].id == model)


prepare()
url = deploy(f"open-{RUN}", "example-org/tiny-llama", "public")
paste_all(f"open-{RUN}", url, "public")
key = call("POST", f"/api/services/{PLACE}/open-{RUN}/key")["key"]
check("a key is made, and only its place is told", key["version"] == "1" and "sk-" not in json.dumps(key), key)
try:
    opener.open(f"{url}/v1/models")
    check("the engine then asks for its key", False)
except urllib.error.HTTPError as error:
    check("the engine then asks for its key", error.code == 401, error.code)
paste_all(f"open-{RUN}", url, "public with a key")
key = call("POST", f"/api/services/{PLACE}/open-{RUN}/key")["key"]
check("a rotated key is a new version, and the one before is off", key["version"] == "2" and not key["otherVersions"], key)
paste_all(f"open-{RUN}", url, "public with a rotated key")

url = deploy(f"shut-{RUN}", "example-org/tiny-llama", "private")
try:
    opener.open(f"{url}/v1/models")
    check("a private service refuses who proves nothing", False)
except urllib.error.HTTPError as error:
    check("a private service refuses who proves nothing", error.code == 401, error.code)
paste_all(f"shut-{RUN}", url, "private")
call("POST", f"/api/services/{PLACE}/shut-{RUN}/key")
paste_all(f"shut-{RUN}", url, "private with a key")
call("DELETE", f"/api/services/{PLACE}/shut-{RUN}/key")
check("a key that is removed is gone", call("GET", f"/api/services/{PLACE}/shut-{RUN}/key").get("key") is None)
call("DELETE", f"/api/services/delete?region={PLACE}&name=open-{RUN}")

url = deploy(f"embed-{RUN}", "sentence-transformers/all-MiniLM-L6-v2", "public")
paste_all(f"embed-{RUN}", url, "public, embeddings", embeds=True)

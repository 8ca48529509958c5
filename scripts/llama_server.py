#!/usr/bin/env python3
"""llama.cpp's own server, as the package xllamacpp brings it, under the flags of the program llama-server.

For machines where llama-server is not installed:
    LLM_MANAGER_LLAMACPP=".build/peers/llama/bin/python scripts/llama_server.py"
"""

import argparse
import importlib.metadata
import signal
import sys
import threading


def flags():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--alias")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--ctx-size", type=int, default=0)
    parser.add_argument("--parallel", type=int, default=1)
    parser.add_argument("--n-gpu-layers", type=int, default=0)
    parser.add_argument("--threads", type=int)
    for name in ("--metrics", "--embeddings", "--no-mmap"):
        parser.add_argument(name, action="store_true")
    return parser.parse_args()


def main():
    if sys.argv[1:] == ["--version"]:
        print("xllamacpp", importlib.metadata.version("xllamacpp"))
        return 0
    import xllamacpp

    wish = flags()
    params = xllamacpp.CommonParams()
    params.model.path = wish.model
    params.model_alias = {wish.alias or wish.model}
    params.hostnames, params.port = [wish.host], wish.port
    params.n_ctx, params.n_parallel = wish.ctx_size, wish.parallel
    params.n_gpu_layers = wish.n_gpu_layers
    params.endpoint_metrics = wish.metrics
    params.embedding = wish.embeddings
    params.warmup = False
    params.ui = False
    if wish.threads:
        params.cpuparams.n_threads = wish.threads
    print("starting llama.cpp for", wish.model, flush=True)
    server = xllamacpp.Server(params)
    print("listening on", server.listening_address, flush=True)
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    while not done.wait(0.2):
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())

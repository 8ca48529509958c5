#!/usr/bin/env python3
"""A stand-in engine for tests: speaks what this program uses of vLLM's and Ollama's HTTP APIs.

usage: fake-engine.py vllm|ollama|llamacpp [the arguments a real engine would get]

`ollama` looks at its store as strictly as ollama_store.py says; with the word --placeholders at its presence only.
It obeys the same flags and variables as the real engines (--port, --host, --served-model-name, --runner;
OLLAMA_HOST, OLLAMA_MODELS, MODEL) and refuses to start without its model's files. Misbehaviour on demand:
  FAKE_ENGINE_CRASH=1       ends with status 3 after some lines that a real engine would print
  FAKE_ENGINE_UNHEALTHY=1   listens, but its health path answers 503
  FAKE_ENGINE_MUTE=1        answers without a token
  FAKE_ENGINE_SLOW=SECONDS  takes that long to listen
  FAKE_ENGINE_HANG=1        takes no notice of SIGTERM
  FAKE_ENGINE_FLOOD=LINES   writes that many lines for each question
  FAKE_ENGINE_LEAK=1        starts children, one in a session of its own, that do not end with it
  FAKE_ENGINE_DIE=1         ends with status 9 as soon as it has answered twice
  FAKE_ENGINE_STREAM=SECONDS  between two words of a stream
  FAKE_ENGINE_SWITCH=FILE   while the file is there, the health path answers 503
"""
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import ollama_store
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def flag(arguments, name, default=None):
    for index, word in enumerate(arguments):
        if word == name and index + 1 < len(arguments):
            return arguments[index + 1]
        if word.startswith(name + "="):
            return word[len(name) + 1:]
    return default


def say(text):
    print(text, flush=True)


class Engine:
    def __init__(self, kind, arguments):
        self.kind = kind
        self.loaded = kind != "ollama"
        self.store = None
        self.answers = 0
        if kind == "llamacpp":
            self.model_path = flag(arguments, "--model", "")
            self.served = flag(arguments, "--alias", self.model_path)
            self.host = flag(arguments, "--host", "127.0.0.1")
            self.port = int(flag(arguments, "--port", "8080"))
            self.pools = "--embeddings" in arguments
            self.found = os.path.isfile(self.model_path)
        elif kind == "vllm":
            arguments = arguments[1:] if arguments[:1] == ["serve"] else arguments
            self.model_path = arguments[0] if arguments else ""
            self.served = flag(arguments, "--served-model-name", self.model_path)
            self.host = flag(arguments, "--host", "0.0.0.0")
            self.port = int(flag(arguments, "--port", "8000"))
            self.pools = flag(arguments, "--runner") == "pooling"
            self.found = os.path.isdir(self.model_path)
        else:
            self.served = os.environ.get("MODEL", "")
            host, _, port = os.environ.get("OLLAMA_HOST", "127.0.0.1:11434").rpartition(":")
            self.host, self.port = host, int(port)
            self.model_path = os.environ.get("OLLAMA_MODELS", "")
            self.pools = False
            self.found = os.path.isdir(os.path.join(self.model_path, "manifests"))
            if "--placeholders" not in arguments:
                ollama_store.environment(os.environ)
                self.store = ollama_store.Store(self.model_path)

    def knows(self, model):
        """Ollama looks a name up in its store, whatever it was started for."""
        return self.store.find(model or "") is not None if self.store else model == self.served

    def vector(self, text):
        digest = hashlib.sha256(text.encode()).digest()
        return [round(byte / 127.5 - 1, 6) for byte in digest]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    engine = None

    def log_message(self, format, *values):
        say("INFO: " + format % values)

    def answer(self, status, value):
        data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(value, str) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def do_GET(self):
        engine = self.engine
        health = "/" if engine.kind == "ollama" else "/health"
        if self.path == health:
            switch = os.environ.get("FAKE_ENGINE_SWITCH")
            if os.environ.get("FAKE_ENGINE_UNHEALTHY") or switch and os.path.exists(switch):
                return self.answer(503, "not yet")
            return self.answer(200, "" if engine.kind == "vllm" else "Ollama is running")
        if self.path == "/v1/models":
            return self.answer(200, {"object": "list", "data": [{"id": engine.served, "object": "model"}]})
        if self.path == "/metrics" and engine.kind != "ollama":
            names = {"vllm": ("vllm:num_requests_running", "vllm:generation_tokens_total"),
                     "llamacpp": ("llamacpp:requests_processing", "llamacpp:tokens_predicted_total")}[engine.kind]
            return self.answer(200, "%s 0\n%s %d\n" % (*names, engine.answers))
        if self.path == "/api/tags" and engine.store:
            return self.answer(200, {"models": engine.store.tags()})
        if self.path == "/api/ps" and engine.kind == "ollama":
            return self.answer(200, {"models": [{"name": engine.served}] if engine.loaded else []})
        self.answer(404, {"error": {"message": "no such path", "type": "NotFoundError"}})

    do_HEAD = do_GET

    def stream(self, asked):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for word in ("Echo: " + asked).split(" ") + ["of", "the", "stand-in"]:
            chunk = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": word + " "}}]}
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
            self.wfile.flush()
            time.sleep(float(os.environ.get("FAKE_ENGINE_STREAM", "0")))
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def do_POST(self):
        engine = self.engine
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
        if not engine.knows(body.get("model")):
            return self.answer(404, {"error": {"message": "the model %r does not exist" % body.get("model")}})
        if self.path == "/api/generate" and engine.kind == "ollama":
            engine.loaded = True
            say("load model %s" % engine.served)
            return self.answer(200, {"model": engine.served, "done": True, "done_reason": "load"})
        for number in range(int(os.environ.get("FAKE_ENGINE_FLOOD", "0"))):
            say("flood %07d %s" % (number, "x" * 80))
        engine.answers += 1
        if os.environ.get("FAKE_ENGINE_DIE") and engine.answers >= 2:
            say("ERROR: the engine core has died")
            threading.Timer(0.05, os._exit, (9,)).start()
        if self.path == "/v1/embeddings":
            if engine.kind == "vllm" and not engine.pools:
                return self.answer(400, {"error": {"message": "The model does not support Embeddings API"}})
            data = [] if os.environ.get("FAKE_ENGINE_MUTE") else [{"index": 0, "embedding": engine.vector(body["input"])}]
            return self.answer(200, {"object": "list", "model": engine.served, "data": data})
        if self.path == "/v1/chat/completions" and not engine.pools:
            engine.loaded = True
            mute = bool(os.environ.get("FAKE_ENGINE_MUTE"))
            asked = body["messages"][-1]["content"]
            if body.get("stream"):
                return self.stream(asked)
            text = "" if mute else "Echo of the stand-in engine: " + asked
            return self.answer(200, {
                "object": "chat.completion", "model": engine.served,
                "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
                "usage": {"completion_tokens": 0 if mute else 1},
            })
        self.answer(404, {"error": {"message": "no such path", "type": "NotFoundError"}})


def leak():
    for own_session in (False, True):
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], start_new_session=own_session)


def main():
    kind, arguments = sys.argv[1], sys.argv[2:]
    if arguments[-1:] == ["--version"]:
        say("stand-in engine 1.2.3")
        return 0
    if os.environ.get("FAKE_ENGINE_HANG"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.environ.get("FAKE_ENGINE_LEAK"):
        leak()
    try:
        engine = Engine(kind, arguments)
    except ollama_store.BadStore as error:
        say("Error: %s" % error)
        return 1
    say("stand-in engine %s for %s" % (kind, engine.served))
    if os.environ.get("FAKE_ENGINE_CRASH"):
        say("ERROR: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.")
        return 3
    if not engine.found:
        say("ERROR: no model at %s" % engine.model_path)
        return 4
    time.sleep(float(os.environ.get("FAKE_ENGINE_SLOW", "0")))
    Handler.engine = engine
    ThreadingHTTPServer.request_queue_size = 64
    server = ThreadingHTTPServer((engine.host, engine.port), Handler)
    say("listening on %s:%d" % (engine.host, engine.port))
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())

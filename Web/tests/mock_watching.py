"""The mock's answers about a running service: logs, metrics, callers, its key, events, how to call it."""
import math
import time

STEPS = {"1h": (3600, 60), "6h": (21_600, 180), "1d": (86_400, 600), "7d": (604_800, 3600)}
SECRET = "llm-manager-key-us-central1-chat"


def rfc3339(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def line(index, severity, text, stream="stdout", ago=0):
    return {"at": rfc3339(time.time() - ago), "severity": severity, "text": text, "id": f"l{index}",
            "revision": "chat-00001-abc", "stream": stream}


def lines(query):
    words = ["Starting to load model /gcs/demo-models/…", "Loading safetensors checkpoint shards: 100% (4)",
             "Application startup complete.", "HF_TOKEN=‹redacted› was given", "POST /v1/chat/completions 200 1.84s",
             "CUDA graph capture took 11 s", "request queue is longer than usual", "torch.OutOfMemoryError: CUDA out of memory."]
    grave = {"warning": 6, "error": 7}
    found = []
    for index in range(60):
        word = index % len(words)
        severity = "ERROR" if word == grave["error"] else "WARNING" if word == grave["warning"] else "INFO"
        found.append(line(index, severity, words[word], "requests" if word == 4 else "stdout", (60 - index) * 37))
    ranks = ["", "INFO", "WARNING", "ERROR"]
    least = ranks.index(query.get("severity", "")) if query.get("severity", "") in ranks else 0
    text = query.get("text", "").lower()
    return [entry for entry in found if ranks.index(entry["severity"]) >= least and text in entry["text"].lower()]


def log_page(query):
    return {"lines": lines(query), "older": None if "pageToken" in query else "older"}


def follow_lines(query):
    for index, entry in enumerate(lines(query)):
        yield "line", index, entry
    count = 0
    while True:
        time.sleep(2)
        count += 1
        yield "line", f"n{count}", line(f"n{count}", "INFO", f"POST /v1/chat/completions 200 {count % 9 / 10:.2f}s", "requests")


def metrics(choice):
    length, step = STEPS[choice]
    end = time.time() // step * step
    times = [end - length + step * index for index in range(1, length // step + 1)]

    def series(name, shape, keep=lambda share: True):
        points = [(at, (at - end + length) / length) for at in times]
        return {"name": name, "points": [{"at": rfc3339(at), "value": max(0, shape(share))} for at, share in points if keep(share)]}

    def chart(identifier, title, unit, *lines_of):
        return {"id": identifier, "title": title, "unit": unit, "series": list(lines_of), "problem": None}

    def busy(share):
        return not 0.45 < share < 0.58

    def wave(share):
        return 2 + 1.6 * math.sin(share * 14)

    return {
        "range": choice, "from": rfc3339(end - length), "to": rfc3339(end), "lagSeconds": 180,
        "charts": [
            chart("requests", "Requests by class of answer", "1/s", series("2xx", wave, busy),
                  series("5xx", lambda share: 0.2 * (share > 0.8), busy)),
            chart("latency", "Request latency", "ms", series("p50", lambda share: 800 + 90 * wave(share), busy),
                  series("p95", lambda share: 1500 + 200 * wave(share), busy),
                  series("p99", lambda share: 2400 + 380 * wave(share), busy)),
            chart("instances", "Instances", "1", series("active", lambda share: 1 + (share > 0.7), busy),
                  series("idle", lambda share: 0.0 + (0.4 < share < 0.5))),
            chart("gpu", "GPU use", "share", series("p50", lambda share: 0.2 * wave(share), busy)),
            {**chart("memory", "Memory use", "share"), "problem": "403 Permission 'monitoring.timeSeries.list' denied"},
            chart("startup", "Start of an instance", "ms", {"name": "p50", "points": []}),
        ],
        "engine": {"running": 1, "waiting": 0, "cacheUse": 0.31, "promptTokens": 182_334, "generatedTokens": 90_112,
                   "preemptions": 0, "meanFirstToken": 0.182, "meanTokenGap": 0.021, "at": rfc3339(time.time())},
        "engineNote": None,
    }


class Watching:
    """What can be changed: callers and the key."""

    def __init__(self):
        self.members, self.version, self.etag = ["group:team@example.org"], 0, 1

    def permissions(self):
        own = [self.invoker(member, "roles/run.invoker") for member in self.members]
        own.append({**self.invoker("user:guest@example.org", "roles/run.invoker"), "condition": "until May"})
        inherited = {**self.invoker("user:owner@example.org", "roles/owner"), "isInherited": True}
        is_public = "allUsers" in self.members
        return {"isPublic": is_public, "invokerCheckDisabled": False, "invokers": own + [inherited],
                "inheritedProblem": None, "etag": str(self.etag)}

    @staticmethod
    def invoker(member, role):
        return {"member": member, "kind": member.split(":")[0], "role": role, "isInherited": False, "condition": None}

    def change(self, body):
        member = body.get("member")
        if body["action"] == "makePrivate":
            self.members = [other for other in self.members if not other.startswith("all")]
        elif body["action"] == "add":
            self.members.append(member)
        else:
            self.members.remove(member)
        self.etag += 1
        return self.permissions()

    def key(self):
        if not self.version:
            return {"key": None}
        return {"key": {"secret": SECRET, "version": str(self.version), "otherVersions": [], "createdAt": rfc3339(time.time()),
                        "command": f"gcloud secrets versions access {self.version} --secret={SECRET} --project=demo-project"}}

    def change_key(self, method):
        steps = ["The secret is there", "Its reader is there", "A new key is there", "A revision is rolled out", "It serves"]
        for index, message in enumerate(steps):
            yield "key", index, {"step": "rollout", "message": message, "key": None}
            time.sleep(0.3)
        self.version = self.version + 1 if method == "POST" else 0
        yield "key", 9, {"step": "done", "message": "Done", **self.key()}


def events(name):
    def event(ago, kind, title, severity="INFO", detail=None, revision=f"{name}-00001-abc"):
        return {"at": rfc3339(time.time() - ago), "kind": kind, "severity": severity, "title": title, "detail": detail,
                "revision": revision}

    return {"problem": None, "events": [
        event(60, "proof", "Proven", detail="the first answer came after 1840 ms"),
        event(75, "condition", "Ready: yes"), event(80, "start", "Instance start",
                                                    detail="STARTUP HTTP probe succeeded after 12 attempts."),
        event(200, "condition", "ContainerHealthy: no", "ERROR", "HEALTH_CHECK_CONTAINER_ERROR: the probe failed"),
        event(260, "revision", "Revision made", detail="vllm/vllm-openai:v0.33.0"),
        event(300, "created", "Created", detail="by local user", revision=None),
    ]}


def resource(name):
    return {"kind": "Service (run.googleapis.com, v2)", "command": ["vllm", "serve", "/gcs/demo-models/m", "--port", "8000"],
            "environment": [{"name": "HF_HUB_OFFLINE", "value": "1", "secret": None},
                            {"name": "VLLM_API_KEY", "value": None, "secret": f"{SECRET}/1"},
                            {"name": "MY_TOKEN", "value": "‹redacted›", "secret": None}],
            "mounts": ["gs://demo-models at /gcs/demo-models"], "probe": "GET /health every 10 s, 170 times at most (1700 s)",
            "network": None, "account": "llm@demo-project.iam.gserviceaccount.com",
            "resource": '{\n  "name": "' + name + '"\n}'}


def calling(name):
    def way(identifier, title, base, setup, setup_title):
        curl = f"curl '{base}/v1/chat/completions' \\\n  -H 'Content-Type: application/json' \\\n  -d '{{\"model\": \"m\"}}'"
        python = f'from openai import OpenAI\n\nclient = OpenAI(base_url="{base}/v1", api_key="none")'
        return {"id": identifier, "title": title, "about": "The service asks who calls.", "setup": setup,
                "setupTitle": setup_title, "snippets": [{"language": "curl", "text": curl},
                                                        {"language": "python", "text": python}]}

    return {"ways": [
        way("proxy", "Through the proxy", "http://127.0.0.1:8011", f"llm-manager proxy us-central1/{name}",
            "First, in a second terminal"),
        way("token", "With an ID token", f"https://{name}-1.us-central1.run.app",
            'export ID_TOKEN="$(gcloud auth print-identity-token)"', "First, in the same terminal"),
    ]}


def answer(body):
    words = "I am the mock, not a language model; still, this comes word by word.".split(" ")
    if body.get("maxTokens") == 1:
        for seconds in range(2, 5):
            time.sleep(0.4)
            yield "waiting", 0, {"seconds": seconds * 12}
    yield "began", 0, {"milliseconds": 90, "standIn": False}
    for word in words:
        time.sleep(0.03)
        yield "piece", 0, {"text": word + " "}
    yield "ended", 0, {"summary": {"text": " ".join(words), "milliseconds": 640, "firstTokenMilliseconds": 120,
                                   "promptTokens": 9, "generatedTokens": len(words), "tokensPerSecond": 27.4,
                                   "finish": "stop", "isStandIn": False}}

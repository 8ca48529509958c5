"""The mock's state: projects, buckets, models, imports and services with answers of the API's shapes."""
import re
import time
from datetime import datetime, timedelta, timezone

from mock_shapes import (
    alternative_list, check_list, facts, finding_list, garbage_list, money, network_view, plan_view, quota_rows,
    service_view)

FILES = [("model.safetensors", 90_868_376), ("config.json", 612), ("tokenizer.json", 466_247), ("vocab.txt", 231_508)]
LEFT = [("pytorch_model.bin", 90_888_945, "duplicate of safetensors weights"),
        ("onnx/model.onnx", 90_405_214, "not needed to serve"), ("README.md", 10_454, "not needed to serve")]
PIN = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"


def iso(seconds_ago=0):
    return (datetime.now(timezone.utc) - timedelta(seconds=seconds_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Problem(Exception):
    def __init__(self, status, code, title, detail, fix=None):
        self.status, self.code, self.title, self.detail, self.fix = status, code, title, detail, fix

    def body(self):
        return {"type": f"urn:llm-manager:problem:{self.code}", "title": self.title, "status": self.status,
                "code": self.code, "detail": self.detail, "fix": self.fix, "retryable": self.status >= 500,
                "requestId": "mock"}


class World:
    def __init__(self, seconds, deny_list, furnished):
        self.seconds, self.deny_list = seconds, deny_list
        self.mended, self.chosen_network = set(), "google/"
        self.clean, self.garbage = not furnished, garbage_list() if furnished else []
        self.buckets, self.models, self.problems, self.imports, self.services = [], {}, [], {}, {}
        if furnished:
            self.furnish()

    def furnish(self):
        self.buckets = [{"name": "demo-models", "location": "US-CENTRAL1", "createdAt": iso(9e5)},
                        {"name": "demo-models-eu", "location": "EUROPE-WEST4", "createdAt": iso(4e5)}]
        for source, identifier, size, age in [
            ("huggingface", "meta-llama/Llama-3.1-8B-Instruct", 16_069_000_000, 86_400 * 3),
            ("huggingface", "sentence-transformers/all-MiniLM-L6-v2", 91_566_743, 7_200),
            ("ollama", "gemma2:9b", 5_443_152_417, 300),
        ]:
            self.models[identifier] = self.model(source, identifier, "demo-models", size, age)
        self.problems = [{"bucket": "demo-models-eu", "problem": Problem(
            200, "catalog-unreadable", "The catalog cannot be read",
            "gs://demo-models-eu/llm-manager-metadata.json is not JSON (line 3).",
            "Restore an earlier generation of the object, or run ‘llm-manager models adopt’.").body()}]
        self.services[("us-central1", "llama-3-1-8b-instruct")] = {
            "id": "meta-llama/Llama-3.1-8B-Instruct", "source": "huggingface", "at": time.time() - 90_000}
        self.services[("us-central1", "gemma2-9b")] = {"id": "gemma2:9b", "source": "ollama", "at": time.time() - 5_000,
                                                     "failed": True}
        view = self.start({"bucket": "demo-models", "model": "hf:example-org/half-done"})
        self.imports[view["id"]].update(stopped=0.4, state="interrupted", reason="needs-token")

    # General

    def identity(self):
        return {"actor": "local user", "role": "admin", "access": "loopback", "targets": ["project"],
                "sources": ["huggingface", "ollama", "gs", "dir"],
                "credential": {"email": "llm-manager@demo-project.iam.gserviceaccount.com", "kind": "service_account",
                               "principal": "llm-manager@demo-project.iam.gserviceaccount.com",
                               "foundIn": "/home/dev/key.json", "foundBy": "GOOGLE_APPLICATION_CREDENTIALS",
                               "project": "demo-project", "projectSource": "/home/dev/key.json", "quotaProject": None,
                               "universeDomain": "googleapis.com", "canMintIdTokens": True, "expiresAt": iso(-3000)},
                "credentialProblem": None, "simulated": True, "version": "0.1.0"}

    def projects(self, query):
        if self.deny_list:
            problem = Problem(403, "permission-denied", "Not allowed", "resourcemanager.projects.list is missing.")
            return {"projects": [], "nextPageToken": None, "canList": False, "problem": problem.body()}
        known = [("demo-project", "Demo project"), ("second-project", "Second project"), ("no-billing", "No billing")]
        found = [self.project(key, name) for key, name in known if query.lower() in f"{key} {name}".lower()]
        return {"projects": found, "nextPageToken": None, "canList": True, "problem": None}

    def project(self, key, name=None):
        if key == "nowhere-1":
            raise Problem(404, "not-found", "No such project", f"{key}: not found, or not visible to this identity.",
                          "Check the ID in the Cloud console.")
        return {"id": key, "number": "415104041262", "name": name or key.replace("-", " ").capitalize(),
                "state": "ACTIVE"}

    def checks(self, project):
        return {"project": project, "checks": check_list(project, self.mended)}

    def follow_checks(self, project):
        checks = check_list(project, self.mended)
        for one in checks:
            time.sleep(0.05)
            yield "check", "", one
        count = {state: sum(one["state"] == state for one in checks) for state in ("ok", "warning", "missing", "unknown")}
        yield "done", "", {"total": len(checks), **count}

    def fix(self, project, check):
        self.mended.add(check)
        found = [one for one in check_list(project, self.mended) if one["id"] == check]
        return {"check": check, "changes": ["Done."], "checks": found}

    def quota(self, project):
        return {"project": project, "rows": quota_rows(), "problems": []}

    def network(self, region, body):
        if body:
            self.chosen_network = f"{body['kind']}/{body.get('name', '')}"
        return network_view(region, self.chosen_network)

    # Models

    def create_bucket(self, body):
        if any(bucket["name"] == body["name"] for bucket in self.buckets):
            raise Problem(409, "already-exists", "The name is taken", f"A bucket {body['name']} exists already.",
                          "Choose another name; names are unique in all of Cloud Storage.")
        view = {"name": body["name"], "location": body["location"].upper(), "createdAt": iso()}
        self.buckets.append(view)
        return view

    def model(self, source, identifier, bucket, size, age=0, status="completed", import_id=None):
        return {"source": source, "id": identifier, "pin": PIN, "bucket": bucket, "status": status, "size": size,
                "format": "gguf" if source == "ollama" else "safetensors", "fileCount": len(FILES),
                "updatedAt": iso(age), "license": "apache-2.0", "task": "text-generation", "importId": import_id,
                "deployable": status == "completed", "legacy": False, "name": f"{source}:{identifier}@{PIN[:12]}"}

    def model_list(self):
        self.import_views()
        return {"models": list(self.models.values()), "problems": self.problems}

    def search(self, query):
        found = [("example-org/tiny-llama", "false", 1200), ("meta-llama/Llama-3.1-8B-Instruct", "manual", 5_400_000),
                 ("TinyLlama/TinyLlama-1.1B-Chat-v1.0", "false", 1_900_000)]
        return {"results": [{"id": key, "gated": gated, "downloads": count, "likes": 10, "task": "text-generation",
                             "license": "apache-2.0"} for key, gated, count in found if query.lower() in key.lower()]}

    def find(self, identifier):
        if identifier not in self.models:
            raise Problem(404, "not-found", "No such model", f"{identifier} is not in this bucket.")
        return self.models[identifier]

    def detail(self, identifier):
        files = [{"path": path, "size": size, "sha256": PIN[:32] * 2, "crc32c": "yZRlqg==",
                  "promised": f"sha256:{PIN[:32] * 2}" if size > 1e6 else f"git-sha1:{PIN}", "proof": "read"} for path, size in FILES]
        return {"model": self.find(identifier), "files": files, "facts": facts(), "importedAt": iso(7200),
                "importedBy": "local user"}

    def delete_model(self, identifier):
        return {"freedBytes": self.models.pop(self.find(identifier)["id"])["size"]}

    def verify(self, identifier):
        self.find(identifier)
        return {"ok": True, "proven": 0,
                "files": [{"path": path, "ok": True, "detail": "as promised"} for path, _ in FILES]}

    def follow_verify(self, identifier):
        total = sum(size for _, size in FILES)
        for step in range(11):
            yield "progress", step, {"files": len(FILES), "filesDone": step * len(FILES) // 10, "filesBad": 0,
                                     "totalBytes": total, "doneBytes": total * step // 10}
            time.sleep(self.seconds / 40)
        yield "verified", 11, self.verify(identifier)

    # Care

    def fsck(self, repair):
        findings = [] if self.clean else finding_list()
        for finding in findings:
            if repair:
                finding.update(outcome="repaired" if finding["repair"] else "left",
                               note=None if finding["repair"] else "nothing here can mend it")
        self.clean = self.clean or repair
        return {"clean": all(finding["outcome"] == "repaired" for finding in findings), "findings": findings,
                "buckets": [bucket["name"] for bucket in self.buckets], "problems": []}

    def gc(self, items=None):
        found = self.garbage if items is None else [item for item in self.garbage if item["id"] in items]
        if items is not None:
            self.garbage = [item for item in self.garbage if item["id"] not in items]
            found = [{**item, "outcome": "deleted", "freedBytes": item["size"]} for item in found]
        size = sum(item["size"] for item in found)
        return {"items": found, "totalBytes": size, "monthlyCost": money(size / 2**30 * 0.02), "problems": [],
                "freedBytes": size if items is not None else 0}

    # Imports

    def preflight(self, body):
        source, identifier = self.reference(body)
        if "gated" in identifier and not body.get("token"):
            raise Problem(403, "model-gated", "The model is gated", f"{identifier} needs a token of an account that "
                          "accepted its licence.", "Accept the licence on the hub and give a token.")
        if "missing" in identifier:
            raise Problem(404, "model-not-found", "No such model", f"The hub has no {identifier}.", "Check the name.")
        total = sum(size for _, size in FILES)
        files = [{"path": path, "size": size, "digest": f"sha256:{PIN[:32] * 2}", "chosen": True, "held": False,
                  "reason": "weights" if size > 1e6 else "needed to serve"} for path, size in FILES]
        files += [{"path": path, "size": size, "digest": None, "chosen": False, "held": False, "reason": reason}
                  for path, size, reason in LEFT]
        return {"importId": "imp-1", "bucket": body["bucket"], "source": source, "id": identifier, "pin": PIN,
                "alreadyComplete": identifier in self.models, "totalBytes": total, "fetchBytes": total,
                "monthlyStorage": {"currency": "USD", "amount": 0.002, "text": "$0.002"},
                "warnings": ["The repository states no base model."], "files": files, "facts": facts()}

    def reference(self, body):
        prefix, _, identifier = body["model"].partition(":")
        if prefix in ("gs", "dir"):
            return prefix, re.split(r"[/#]", identifier)[-1]
        return ("huggingface" if prefix == "hf" else "ollama"), identifier

    def start(self, body):
        source, identifier = self.reference(body)
        key = f"imp-{len(self.imports) + 1}"
        self.imports[key] = {"id": key, "bucket": body["bucket"], "source": source, "modelId": identifier,
                             "at": time.time(), "startedAt": iso(), "version": 0}
        return self.import_view(key)

    def import_view(self, key):
        if key not in self.imports:
            raise Problem(404, "not-found", "No such import", f"There is no import {key}.", "See the list of imports.")
        entry = self.imports[key]
        done = entry.get("stopped", min(1.0, (time.time() - entry["at"]) / self.seconds))
        state = entry.get("state") or ("completed" if done >= 1 else "publishing" if done > 0.97 else "transferring")
        total, rest, files = sum(size for _, size in FILES), 0, []
        rest = int(total * done)
        for path, size in sorted(FILES, key=lambda file: file[1]):
            part = min(size, rest)
            rest -= part
            step = "verified" if part == size else "transferring" if part > 0 else "waiting"
            files.append({"path": path, "size": size, "done": part, "state": step})
        if state == "completed" and entry["modelId"] not in self.models:
            self.models[entry["modelId"]] = self.model(entry["source"], entry["modelId"], entry["bucket"], total, 0,
                                                       "completed", key)
        rate = total / self.seconds if state == "transferring" else 0
        return {"id": key, "bucket": entry["bucket"], "source": entry["source"], "modelId": entry["modelId"], "pin": PIN,
                "state": state, "reason": entry.get("reason"), "problem": None,
                "canResume": state in ("interrupted", "failed"), "version": int(done * 1000) + entry["version"],
                "totalBytes": total, "doneBytes": int(total * done), "fetchedBytes": int(total * done),
                "bytesPerSecond": rate, "secondsLeft": self.seconds * (1 - done) if rate else None,
                "fileCount": len(files), "activeFiles": sum(file["state"] == "transferring" for file in files),
                "failedFiles": 0, "filesLeftOut": 0, "elsewhere": entry.get("elsewhere", False),
                "verifiedFiles": sum(file["state"] == "verified" for file in files), "startedAt": entry["startedAt"],
                "updatedAt": iso(), "startedBy": "local user", "files": files}

    def import_views(self):
        return [self.import_view(key) for key in list(self.imports)]

    def cancel(self, key):
        done = self.import_view(key)["doneBytes"] / sum(size for _, size in FILES)
        self.imports[key].update(state="cancelled", stopped=done, version=1000)
        return self.import_view(key)

    def resume(self, key, body):
        entry = self.imports[key]
        if entry.get("reason") == "needs-token" and not body.get("token"):
            raise Problem(400, "needs-token", "A token is needed", "This model is gated.", "Give a token.")
        entry["at"] = time.time() - entry.pop("stopped", 0) * self.seconds
        entry.update(state=None, reason=None, version=entry["version"] + 1000)
        return self.import_view(key)

    def follow_import(self, key):
        while True:
            view = self.import_view(key)
            yield "import", view["version"], view
            if view["state"] in ("completed", "failed", "cancelled", "interrupted"):
                return
            time.sleep(0.2)

    def follow_all(self):
        for turn in range(10_000):
            for view in self.import_views():
                if turn == 0 or view["state"] in ("transferring", "publishing"):
                    yield "import", turn, view
            yield "services", turn, {"services": self.service_views()}
            time.sleep(1)

    # Services

    def alternatives(self, body):
        return {"alternatives": alternative_list(body)}

    def plan(self, body):
        return plan_view(body, self.services)

    def deploy(self, body):
        view = self.plan(body)
        if not view["canApply"]:
            raise Problem(409, "does-not-fit", "The plan cannot be applied", view["problems"][0]["detail"])
        key = (view["region"], view["name"])
        self.services[key] = {"id": body["id"], "source": body["source"], "at": time.time()}
        return key

    def state_of(self, entry):
        if entry.get("failed"):
            return "failed"
        steps = ["creating", "pulling", "starting", "loading", "ready"]
        return steps[min(4, int((time.time() - entry["at"]) / self.seconds * 4))]

    def follow_deploy(self, key):
        last = None
        words = {"creating": "Cloud Run accepted the service", "pulling": "Pulling vllm/vllm-openai",
                 "starting": "The container started", "loading": "Reading 91 MB of weights",
                 "ready": "The engine generated a token"}
        while key in self.services:
            state = self.state_of(self.services[key])
            if state != last:
                yield "deploy", state, {"region": key[0], "name": key[1], "state": state, "message": words[state],
                                        "at": iso(), "problem": None}
            last = state
            if state == "ready":
                return
            time.sleep(0.1)

    def service_views(self):
        return [self.service_view(*key) for key in list(self.services)]

    def service_view(self, region, name):
        entry = self.services.get((region, name))
        if not entry:
            raise Problem(404, "not-found", "No such service", f"There is no service {name} in {region}.")
        return service_view(region, name, entry, self.state_of(entry), iso(time.time() - entry["at"]), PIN)

    def delete_service(self, region, name):
        self.service_view(region, name)
        del self.services[(region, name)]

"""Large canned answers: checks, model facts, a plan, a service."""
import json
import re


def check(key, group, title, state, detail, why, command=None, link=None, fix=None, permission=None, hint=None):
    return {"id": key, "group": group, "title": title, "state": state, "detail": detail, "why": why,
            "command": command, "link": link, "fix": fix, "permission": permission, "hint": hint}


def fix(check, label, effect, role="operator"):
    return {"check": check, "label": label, "effect": effect, "role": role}


def quota_rows():
    def amount(limit, used):
        return {"unlimited": False, "limit": limit, "used": used, "left": limit - used}

    return [{"region": region, "accelerator": "nvidia-l4", "offered": offered, "withZonalRedundancy": amount(0, 0),
             "withoutZonalRedundancy": amount(3, used), "cpu": amount(400, 8 * used),
             "memory": amount(1600 * 2 ** 30, 32 * used * 2 ** 30), "requestLink": "https://g.co/cloudrun/gpu-quota",
             "fits": [{"cpu": 8, "memory": 32 * 2 ** 30, "withZonalRedundancy": 0, "withoutZonalRedundancy": 3 - used,
                       "boundBy": "GPU"}]}
            for region, offered, used in [("us-central1", True, 1), ("europe-west4", True, 0), ("asia-south1", False, 0)]]


def network_view(region, chosen):
    def option(kind, name, usable, recommended, reason, notes, network=None, span=None):
        return {"kind": kind, "name": name, "network": network, "range": span, "usable": usable,
                "recommended": recommended, "reason": reason, "notes": notes, "chosen": chosen == f"{kind}/{name}"}

    return {"region": region, "chosen": None, "bucket": None, "problems": [], "options": [
        option("subnet", "models", True, True, "Direct VPC egress with Private Google Access.",
               ["Room for about 128 instances."], "ml-network", "10.64.0.0/24"),
        option("google", "", True, False, "Nothing has to be set up.", []),
        option("subnet", "tiny", False, False, "Direct VPC egress through the subnetwork.",
               ["10.64.1.0/28 is too small."], "ml-network", "10.64.1.0/28")]}


def check_list(project, mended=()):
    console = "https://console.cloud.google.com"
    role = f"gcloud projects add-iam-policy-binding {project} --member=serviceAccount:llm-manager@{project}.iam.gserviceaccount.com"
    access = "missing" if "service-account.bucket.demo-models" not in mended else "ok"
    return [
        check("service-account.bucket.demo-models", "service-account", "Services can read the bucket demo-models", access,
              "No role that reads objects." if access != "ok" else "roles/storage.objectViewer on the bucket",
              "A service reads its model from the bucket when an instance starts.",
              fix=None if access == "ok" else fix("service-account.bucket.demo-models", "Grant access",
                                                  "Gives the role Storage Object Viewer.", "admin")),
        check("permissions.run", "permissions", "Cloud Run admin", "ok", "All 9 permissions are there.",
              "Deploys and deletes services."),
        check("permissions.storage", "permissions", "Storage admin", "missing", "storage.buckets.create is missing.",
              "Imports create buckets and write models into them.", f"{role} --role=roles/storage.admin",
              f"{console}/iam-admin/iam?project={project}"),
        check("api.run", "apis", "Cloud Run Admin API", "ok", "Enabled.", "Runs the services."),
        check("billing", "billing", "Billing", "ok", "Enabled.", "GPUs need a billing account.",
              link=f"{console}/billing/linkedaccount?project={project}"),
        check("network", "networking", "Direct VPC egress", "warning", "Private Google Access is off in us-central1.",
              "Reading a model through the VPC is several times faster.",
              "gcloud compute networks subnets update default --region=us-central1 --enable-private-ip-google-access"),
        check("quota.us-central1", "quota", "NVIDIA L4 in us-central1", "ok", "3 GPUs, 0 in use.",
              "Each instance takes one GPU."),
        check("quota.europe-west4", "quota", "NVIDIA L4 in europe-west4", "unknown",
              "The quota API answered 503.", "Each instance takes one GPU."),
    ]


def facts():
    return {"license": "apache-2.0", "gated": "false", "task": "text-generation", "library": "transformers",
            "tags": ["llama"], "downloads": 1200, "parameters": 22_713_728, "architectures": ["LlamaForCausalLM"],
            "format": "safetensors", "contextLength": 2048}


def money(amount):
    return {"currency": "USD", "amount": amount, "text": f"${amount:,.2f}"}


def finding_list():
    def finding(kind, name, detail, repair):
        return {"bucket": "demo-models", "kind": kind, "object": name, "detail": detail, "repair": repair, "outcome": None,
                "note": None}

    return [
        finding("manifest-without-entry", "hf:example-org/forgotten@b1946ac92492",
                "it has a manifest and is not in the catalog; all of its 7 files are there", "lists it as completed"),
        finding("entry-without-objects", "hf:example-org/half-gone@5891b5b522d5",
                "model-00002-of-00004.safetensors is missing and 1 more are not as the manifest says",
                "lists it as failed, so that nobody deploys it; importing it again fetches what is missing"),
        finding("orphaned-upload", "huggingface/example-org/old/5891b5b5/model.safetensors (upload ABPnzm5kq)",
                "an upload that no import will complete; it is billed, and listings do not show it", "aborts it"),
        finding("manifest-damaged", ".llm-manager/manifests/huggingface/example-org%2Fnew/0cc175b9.json",
                "the manifest was written by a newer release of llm-manager; use that one", None),
    ]


def garbage_list():
    def item(kind, name, detail, objects, size):
        return {"id": f"demo-models/{kind}/{name}", "bucket": "demo-models", "kind": kind, "object": name, "detail": detail,
                "objects": objects, "size": size, "monthlyCost": money(size / 2**30 * 0.02), "outcome": None, "note": None,
                "freedBytes": None}

    return [
        item("superseded-revision", "hf:meta-llama/Llama-3.1-8B-Instruct@8c22764a7e36",
             "0e9e39f249a1 is newer, and no service uses this revision", 12, 16_069_000_000),
        item("unreferenced-blobs", "ollama/blobs/", "no manifest names these blobs", 4, 5_443_152_417),
        item("leftover-files", "huggingface/example-org/gone/d41d8cd98f00b204e9800998ecf8427ed41d8cd9/",
             "neither a model nor an import names these files", 7, 2_147_483_648),
    ]


def line(label, value, formula):
    return {"label": label, "value": value, "formula": formula}


def alternative_list(body):
    def way(region, accelerator, loader, hour, seconds, left, obstacles=()):
        return {"region": region, "accelerator": accelerator, "loader": loader, "cpu": 8, "memory": 32 * 2**30,
                "fits": True, "contextLength": 2048, "largestContext": 2048, "largestConcurrency": 140,
                "perHour": hour and money(hour), "egressPerStart": money(0 if region == "us-central1" else 0.02),
                "predictedStartSeconds": seconds, "isMeasured": False, "quotaLeft": left,
                "quotaStanding": "unknown" if left is None else "limited", "obstacles": list(obstacles),
                "isChosen": (region, accelerator, loader) == (body.get("region") or "us-central1",
                                                              body.get("accelerator") or "nvidia-l4",
                                                              body.get("loader") or "stream")}

    return [way("us-central1", "nvidia-l4", "stream", 1.42, 111, 3), way("us-central1", "nvidia-l4", "mount", 1.42, 112, 3),
            way("europe-west4", "nvidia-l4", "stream", 1.42, 111, 3),
            way("europe-west4", "nvidia-rtx-pro-6000", "stream", None, 111, None),
            way("us-east4", "nvidia-l4", "stream", 1.42, 111, 0, ["L4 without zonal redundancy: quota of us-east4 is used up"])]


def plan_view(body, services):
    engine = "ollama" if body["source"] == "ollama" else "vllm"
    name = body.get("name") or re.sub(r"[^a-z0-9]+", "-", body["id"].split("/")[-1].lower())[:40].strip("-")
    region = body.get("region") or "us-central1"
    context = body.get("contextLength") or 2048
    weights, per_token, overhead, available = 91_566_743, 65_536, 2_000_000_000, 21_600_000_000
    instances = body.get("maxInstances", 1)
    problems = [{"severity": "warning", "code": "cold-start", "detail": "The first answer after idle takes 40 s.",
                 "fix": "Keep one instance with minimum instances 1."}]
    fits = weights + overhead + per_token * context * 16 <= available
    if not fits:
        problems.append({"severity": "error", "code": "does-not-fit", "detail": f"{context} tokens of context do not fit.",
                         "fix": "At most 18,602 tokens fit on an L4."})
    if instances > 3:
        problems.append({"severity": "error", "code": "quota-exceeded", "detail": f"{instances} GPUs asked, 3 granted.",
                         "fix": "Lower the maximum, or ask for more quota."})
    preview = {"template": {"containers": [{"image": "vllm/vllm-openai:v0.11.0"}]}, "labels": {"managed-by": "llm-manager"}}
    return {
        "region": region, "name": name, "engine": engine, "image": body.get("image") or "vllm/vllm-openai:v0.11.0",
        "command": ["vllm", "serve"], "port": 8000,
        "arguments": ["gs://demo-models/huggingface/tiny", "--served-model-name=tiny"] + body.get("arguments", []),
        "environment": {"HF_HUB_OFFLINE": "1", **body.get("environment", {})},
        "accelerator": body.get("accelerator") or "nvidia-l4", "cpu": body.get("cpu") or 8,
        "memory": body.get("memory") or 32 * 2**30, "minInstances": body.get("minInstances", 0),
        "maxInstances": instances, "concurrency": body.get("concurrency") or 16, "contextLength": context,
        "loader": body.get("loader") or "stream", "access": body.get("access") or "private",
        "serviceAccount": body.get("serviceAccount"), "network": body.get("network"), "secrets": body.get("secrets", {}),
        "shape": [line("engine process", "6.0 GiB", "a rule of thumb"), line("memory needed", "11.0 GiB", "")],
        "servedName": body["id"], "proof": "generation",
        "fit": {"availableBytes": available, "weightBytes": weights, "keyValueBytesPerToken": per_token,
                "cacheBytes": per_token * context * 16, "overheadBytes": overhead, "contextLength": context,
                "sequences": 16, "fits": fits, "largestContext": 18602, "largestConcurrency": 140, "lines": [
                    line("weights", "87.3 MiB", "45783371 × BF16 = 91566743 B, exact: from the header of 1 file"),
                    line("engine overhead", "1.9 GiB", "a rule of thumb")], "arithmetic": []},
        "cost": {"perHourBusy": money(1.37), "perHourIdle": money(0), "perMonthIdle": money(0),
                 "perMonthBusy": money(1000.1), "egressPerStart": money(0), "perColdStart": money(0.02),
                 "storagePerMonth": money(0.01), "perMillionTokens": None, "isFallback": True, "unknown": [],
                 "lines": [line("one instance, an hour", "1.37 USD", "3600 s × …")],
                 "source": "list prices as of 2026-09 (unverified)"},
        "quota": [{"name": "NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion", "title": "L4 without zonal redundancy",
                   "region": region, "unit": "GPU", "standing": "limited", "limit": 3, "used": len(services),
                   "requested": instances, "left": 3 - len(services), "isExceeded": instances > 3},
                  {"name": "MemAllocPerProjectRegion", "title": "Memory", "region": region, "unit": "GiB",
                   "standing": "unknown", "limit": None, "used": 0, "requested": 32, "left": None, "isExceeded": False}],
        "start": {"seconds": 42, "basis": "built-in estimate", "isMeasured": False,
                  "lines": [line("together", "42 s", "")]},
        "probe": {"initialDelay": 10, "period": 10, "timeout": 5, "threshold": 23,
                  "lines": [line("given up after", "240 s", "not less than 240 s")]},
        "changes": [f"Create service {name} in {region}", "Grant objectViewer on demo-models to its service account"],
        "problems": problems, "canApply": all(problem["severity"] != "error" for problem in problems),
        "basedOn": "etag-1" if (region, name) in services else None, "predictedStartSeconds": 42,
        "requestPreview": json.dumps(preview, indent=2),
    }


def service_view(region, name, entry, state, at, pin):
    problem = None
    if state == "failed":
        problem = {"type": "urn:llm-manager:problem:deploy-failed", "title": "The container did not start", "status": 200,
                   "code": "deploy-failed", "detail": "Ollama found no GPU: the driver is older than the image needs.",
                   "fix": "Deploy with the default image.", "retryable": False, "requestId": None}
    console = f"https://console.cloud.google.com/run/detail/{region}/{name}"
    return {
        "region": region, "name": name, "state": state, "reason": None, "command": None, "problem": problem,
        "engine": "ollama" if entry["source"] == "ollama" else "vllm", "source": entry["source"], "modelId": entry["id"],
        "pin": pin, "bucket": "demo-models", "servedName": entry["id"],
        "url": None if state == "creating" else f"https://{name}-415104041262.{region}.run.app",
        "accelerator": "nvidia-l4", "cpu": 8, "memory": 32 * 2**30, "minInstances": 0, "maxInstances": 1,
        "access": "private", "revision": f"{name}-00001-abc", "image": "vllm/vllm-openai:v0.11.0",
        "proof": {"at": at, "firstTokenMilliseconds": 1840} if state == "ready" else None, "createdAt": at,
        "updatedAt": at, "creator": "local user", "etag": "etag-1",
        "links": {"service": console, "logs": f"{console}/logs", "metrics": f"{console}/metrics"},
    }

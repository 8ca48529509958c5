"""A cloud that only answers lists, each after the same time: what bench_control.py measures the manager against.

    bench_cloud.py --latency 0.1 --projects 5000 --buckets 500 --managed 50 --models 5000 --regions 40 --services 25

Prints its port. Every answer is made before the first request, so that the time between a request and its answer is the
latency and nothing else. `GET /bench/calls` answers when each call began and ended, and forgets them. Python's standard
library only.
"""

import argparse
import asyncio
import base64
import json
import re
import struct
import time
import urllib.parse

PAGE = {"projects": 100, "buckets": 1000, "services": 100, "places": 500}
REGIONS = """
    us-central1 europe-west1 europe-west4 asia-southeast1 us-east4 asia-south1 us-east1 us-west1 us-west2 us-west3 us-west4
    us-east5 us-south1 northamerica-northeast1 northamerica-northeast2 northamerica-south1 southamerica-east1
    southamerica-west1 europe-central2 europe-north1 europe-north2 europe-southwest1 europe-west2 europe-west3 europe-west6
    europe-west8 europe-west9 europe-west10 europe-west12 asia-east1 asia-east2 asia-northeast1 asia-northeast2
    asia-northeast3 asia-south2 asia-southeast2 australia-southeast1 australia-southeast2 me-central1 me-west1
""".split()
TEMPLATE = {
    "containers": [
        {
            "name": "vllm",
            "image": "docker.io/vllm/vllm-openai:v0.11.2",
            "command": ["vllm", "serve"],
            "args": ["/gcs/models/huggingface/org/model", "--served-model-name=org/model", "--max-model-len=8192"],
            "env": [{"name": "HF_HUB_OFFLINE", "value": "1"}],
            "resources": {"limits": {"cpu": "8", "memory": "32Gi", "nvidia.com/gpu": "1"}, "startupCpuBoost": True},
            "ports": [{"name": "http1", "containerPort": 8000}],
            "volumeMounts": [{"name": "models", "mountPath": "/gcs/models"}],
            "startupProbe": {"timeoutSeconds": 5, "periodSeconds": 10, "failureThreshold": 60,
                             "httpGet": {"path": "/health", "port": 8000}},
        }
    ],
    "volumes": [{"name": "models", "gcs": {"bucket": "models", "readOnly": True}}],
    "scaling": {"maxInstanceCount": 1},
    "timeout": "3600s",
    "serviceAccount": "runner@bench-project.iam.gserviceaccount.com",
    "executionEnvironment": "EXECUTION_ENVIRONMENT_GEN2",
    "maxInstanceRequestConcurrency": 80,
    "nodeSelector": {"accelerator": "nvidia-l4"},
    "gpuZonalRedundancyDisabled": True,
}
CONDITION = {"type": "Ready", "state": "CONDITION_SUCCEEDED", "lastTransitionTime": "2026-11-01T10:00:00.000000Z"}


def crc32c(data):
    table = crc32c.table = getattr(crc32c, "table", None) or [_entry(index) for index in range(256)]
    value = 0xFFFFFFFF
    for byte in data:
        value = table[(value ^ byte) & 0xFF] ^ (value >> 8)
    return value ^ 0xFFFFFFFF


def _entry(index):
    for _ in range(8):
        index = index >> 1 ^ (0x82F63B78 if index & 1 else 0)
    return index


def packed(value):
    return json.dumps(value, separators=(",", ":")).encode()


class Cloud:
    def __init__(self, given):
        self.given = given
        self.calls = []
        self.regions = REGIONS[: given.regions]
        self.objects, self.answers = {}, {}
        self._projects()
        self._buckets()
        self._services()

    def _pages(self, kind, items, field, wrap=lambda page, token: None):
        """The pages of a list by their token; the first one's is empty."""
        step = PAGE[kind]
        for start in range(0, max(1, len(items)), step):
            rest = str(start + step) if start + step < len(items) else ""
            page = {field: items[start : start + step], **({"nextPageToken": rest} if rest else {})}
            self.answers[kind, str(start) if start else ""] = packed(wrap(page, rest) or page)

    def _projects(self):
        items = [
            {"name": f"projects/{10_000 + number}", "projectId": f"bench-project-{number:05}", "state": "ACTIVE",
             "displayName": f"Bench project {number}", "parent": "organizations/1", "labels": {"team": "bench"},
             "createTime": "2026-01-01T00:00:00Z", "etag": "e"}
            for number in range(self.given.projects)
        ]
        self._pages("projects", items, "projects")

    def _buckets(self):
        items = []
        each = self.given.models // max(1, self.given.managed)
        for number in range(self.given.buckets):
            name = f"bench-bucket-{number:04}"
            items.append(
                {"kind": "storage#bucket", "id": name, "name": name, "location": "US-CENTRAL1", "locationType": "region",
                 "storageClass": "STANDARD", "metageneration": "1", "timeCreated": "2026-01-01T00:00:00.000Z",
                 "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}, "etag": "e"}
            )
            # The managed ones are spread over all.
            if number % max(1, self.given.buckets // self.given.managed) == 0 and len(self.objects) < self.given.managed:
                self.objects[name] = self._catalog(number, each)
                items[-1]["labels"] = {"managed-by": "llm-manager"}  # as on every bucket that a manager makes
        self._pages("buckets", items, "items")

    @staticmethod
    def _catalog(bucket, count):
        entries = []
        for number in range(count):
            entries.append(
                {"source": "huggingface", "id": f"org-{bucket}/model-{number}", "pin": f"{number:040x}",
                 "status": "completed", "size": 1 << 30, "format": "safetensors", "fileCount": 12,
                 "updatedAt": "2026-11-01T00:00:00Z", "license": "mit", "task": "text-generation"}
            )
        body = packed({"version": 1, "models": entries})
        sum_ = base64.b64encode(struct.pack(">I", crc32c(body))).decode()
        return body, sum_

    def _services(self):
        places = []
        for region in self.regions:
            items = []
            for number in range(self.given.services):
                name = f"projects/bench-project/locations/{region}/services/svc-{number:02}"
                items.append(
                    {"name": name, "uid": "u", "generation": "3", "labels": {"managed-by": "llm-manager"},
                     "annotations": {"llm-manager.dev/engine": "vllm", "llm-manager.dev/source": "huggingface",
                                     "llm-manager.dev/model": "org/model", "llm-manager.dev/bucket": "models"},
                     "createTime": "2026-11-01T10:00:00Z", "updateTime": "2026-11-01T10:00:00Z", "creator": "me@x",
                     "lastModifier": "me@x", "ingress": "INGRESS_TRAFFIC_ALL", "launchStage": "GA", "template": TEMPLATE,
                     "traffic": [{"type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100}],
                     "observedGeneration": "3", "terminalCondition": CONDITION,
                     "conditions": [CONDITION, {**CONDITION, "type": "RoutesReady"}],
                     "latestReadyRevision": f"{name}/revisions/svc-00003", "latestCreatedRevision":
                     f"{name}/revisions/svc-00003", "uri": f"https://svc-{number:02}-x-{region}.a.run.app", "etag": "e"}
                )
                places.append(
                    {"metadata": {"name": f"svc-{number:02}", "labels": {"cloud.googleapis.com/location": region,
                                                                         "managed-by": "llm-manager"}}}
                )
            self.answers["services", region] = packed({"services": items})
        step = PAGE["places"]
        for start in range(0, max(1, len(places)), step):
            rest = str(start + step) if start + step < len(places) else ""
            page = {"items": places[start : start + step], "metadata": {"continue": rest} if rest else {}}
            self.answers["places", str(start) if start else ""] = packed(page)
        self.locations = packed({"locations": [{"locationId": region} for region in self.regions]})

    def answer(self, path, query):
        """Status, headers and body."""
        token = query.get("pageToken", "")
        if path == "/v3/projects:search":
            return self._stored("projects", token)
        if path == "/storage/v1/b":
            return self._stored("buckets", token)
        found = re.fullmatch(r"(?:/download)?/storage/v1/b/([^/]+)/o/([^/]+)", path)
        if found:
            return self._object(found[1], urllib.parse.unquote(found[2]), query)
        if re.fullmatch(r"/v1/projects/[^/]+/locations/-/services", path):
            return self._stored("places", query.get("continue", ""))
        if re.fullmatch(r"/v1/projects/[^/]+/locations", path):
            return 200, {}, self.locations
        found = re.fullmatch(r"/v2/projects/[^/]+/locations/([^/]+)/services", path)
        if found:
            return 200, {}, self.answers.get(("services", found[1]), b"{}")
        if re.fullmatch(r"/v3/projects/[^/]+/timeSeries", path):
            return 200, {}, b"{}"
        return 404, {}, packed({"error": {"code": 404, "message": f"{path} is not simulated", "status": "NOT_FOUND"}})

    def _stored(self, kind, token):
        return 200, {}, self.answers[kind, token]

    def _object(self, bucket, name, query):
        stored = self.objects.get(bucket)
        if name != "llm-manager-metadata.json" or stored is None:
            return 404, {}, packed({"error": {"code": 404, "message": "No such object", "errors": [{"reason": "notFound"}]}})
        body, sum_ = stored
        if query.get("alt") == "media":
            return 200, {"x-goog-hash": f"crc32c={sum_}", "x-goog-generation": "7"}, body
        about = {"kind": "storage#object", "name": name, "bucket": bucket, "size": str(len(body)), "generation": "7",
                 "metageneration": "1", "crc32c": sum_, "updated": "2026-11-01T00:00:00.000Z"}
        return 200, {}, packed(about)

    def metadata(self, path):
        values = {
            "/computeMetadata/v1/project/project-id": b"bench-project",
            "/computeMetadata/v1/instance/service-accounts/default/email": b"bench@bench-project.iam.gserviceaccount.com",
            "/computeMetadata/v1/instance/service-accounts/default/token":
                packed({"access_token": "bench", "expires_in": 3600, "token_type": "Bearer"}),
        }
        if path == "/":
            return 200, {"Metadata-Flavor": "Google"}, b"computeMetadata/"
        body = values.get(path)
        return (200 if body else 404), {"Metadata-Flavor": "Google"}, body or b""

    async def serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                began = time.monotonic()
                line = head.split(b"\r\n", 1)[0].decode()
                target = line.split(" ")[1]
                length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
                if length:
                    await reader.readexactly(int(length[1]))
                parts = urllib.parse.urlsplit(target)
                path, query = parts.path, dict(urllib.parse.parse_qsl(parts.query))
                if path == "/bench/calls":
                    status, headers, body = 200, {}, packed(self.calls)
                    self.calls = []
                elif path == "/" or path.startswith("/computeMetadata/"):
                    status, headers, body = self.metadata(path)
                else:
                    status, headers, body = self.answer(path, query)
                    await asyncio.sleep(max(0, began + self.given.latency - time.monotonic()))
                    self.calls.append([path, began, time.monotonic()])
                told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
                writer.write(
                    f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{told}Content-Length: {len(body)}\r\n\r\n"
                    .encode() + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--latency", type=float, default=0.1, help="seconds that every call takes")
    for name, count in [("projects", 5000), ("buckets", 500), ("managed", 50), ("models", 5000), ("regions", 40),
                        ("services", 25)]:
        parser.add_argument(f"--{name}", type=int, default=count)
    cloud = Cloud(parser.parse_args())
    server = await asyncio.start_server(cloud.serve, "127.0.0.1", 0, limit=1 << 20, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

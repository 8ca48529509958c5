"""A cloud to be cruel to: small models in several parts, imports with a watchdog, and what must hold afterwards.

Python's standard library only.
"""

import base64
import collections
import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from cloud import REGION, Cloud
from manager import Failure
from sample_weights import gguf, llama_companions, llama_config, llama_files, noise, safetensors_head, write, write_json

MIB = 1 << 20
# Two parts of the smallest size that Cloud Storage takes: far less than a file.
WINDOW = 10 * MIB
LEASE = 4
# No step of a torture may take longer: an import that waits for ever is a failure of its own.
WATCHDOG = 150
HUGGING_FACE, OLLAMA = "hf:torture-org/shards", "ollama:torture"
SHARDS = {"model-00001-of-00002.safetensors": 31 * MIB + 4321, "model-00002-of-00002.safetensors": 6 * MIB + 17}
GGUF_SIZE = 26 * MIB + 999
# For races: quick to import; the two images share the blob of their weights.
SMALL = ("hf:torture-org/small-a", "hf:torture-org/small-b", "ollama:small-a", "ollama:small-b")


def make_models(root):
    """Writes the models once; the same bytes each time."""
    root = pathlib.Path(root)
    folder = root / "huggingface" / "torture-org" / "shards"
    weight_map = {}
    for number, (name, size) in enumerate(SHARDS.items()):
        tensor = f"model.layers.{number}.weight"
        head, _ = safetensors_head([(tensor, [(size - 200) // 2])])
        write(folder / name, head + noise(name, size - len(head)))
        weight_map[tensor] = name
    index = {"metadata": {"total_size": sum(SHARDS.values())}, "weight_map": weight_map}
    write_json(folder / "model.safetensors.index.json", index)
    llama_companions(folder, sum(SHARDS.values()))
    write_json(folder / "config.json", llama_config(2, 64, 512, 128))
    write_json(root / "huggingface" / "torture-org" / "shards.json", {
        "pipeline_tag": "text-generation", "library_name": "transformers", "license": "apache-2.0",
        "tags": ["safetensors", "llama"], "downloads": 1, "likes": 1,
        "config": {"architectures": ["LlamaForCausalLM"], "model_type": "llama"},
    })
    for name in SMALL:
        source, name = name.split(":")
        if source == "hf":
            llama_files(root / "huggingface" / name, name)
            write_json(root / "huggingface" / (name + ".json"), {
                "pipeline_tag": "text-generation", "library_name": "transformers", "license": "apache-2.0",
                "tags": ["safetensors", "llama"], "downloads": 1, "likes": 1,
                "config": {"architectures": ["LlamaForCausalLM"], "model_type": "llama"}})
        else:
            write_image(root / "ollama" / "library" / name / "latest", gguf())
    write_image(root / "ollama" / "library" / "torture" / "latest", gguf() + noise("torture.gguf", GGUF_SIZE))
    return str(root)


def write_image(folder, weights):
    write(folder / "model.gguf", weights)
    write(folder / "template", b"{{ .Prompt }} " + folder.parent.name.encode())
    write(folder / "params", b'{"num_ctx":2048}')
    config = {"model_format": "gguf", "model_family": "llama", "model_families": ["llama"], "model_type": "1.0M",
              "file_type": "F16", "architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}
    write(folder / "config.json", json.dumps(config, separators=(",", ":")).encode())


Attempt = collections.namedtuple("Attempt", "status output seconds")


class TortureCloud(Cloud):
    """A simulator, and imports of one process each, in buckets that are made and dropped at will."""

    def __init__(self, binary, folder, models, rate=None):
        # The simulator hands it on to the tasks of jobs.
        os.environ["LLM_MANAGER_LEASE_SECONDS"] = str(LEASE)
        super().__init__(binary, folder, models, rate=rate)
        self.environment = dict(os.environ)
        self.executor = ()
        self._buckets = 0

    # ------------------------------------------------------------------------------------------ storage, read raw

    def storage(self, method, path, body=None):
        request = urllib.request.Request(self.endpoints["storage"] + path, data=body, method=method)
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise Failure(f"storage: {method} {path} answered {error.code}: {error.read()[:300]!r}") from None

    def fresh_bucket(self):
        self._buckets += 1
        name = f"torture-{os.getpid()}-{self._buckets}"
        self.cli("buckets", "create", name, "--location", REGION)
        return name

    def objects(self, bucket):
        found, token = {}, ""
        while True:
            query = f"?pageToken={urllib.parse.quote(token, safe='')}" if token else ""
            page = json.loads(self.storage("GET", f"/storage/v1/b/{bucket}/o{query}"))
            found.update({item["name"]: item for item in page.get("items", [])})
            token = page.get("nextPageToken")
            if not token:
                return found

    def content(self, bucket, key):
        return self.storage("GET", f"/storage/v1/b/{bucket}/o/{urllib.parse.quote(key, safe='')}?alt=media")

    def uploads(self, bucket):
        """Key and id of every upload in parts that is not finished."""
        text = self.storage("GET", f"/{bucket}?uploads").decode()
        return re.findall(r"<Key>([^<]*)</Key><UploadId>([^<]*)</UploadId>", text)

    def drop(self, bucket):
        for key, upload in self.uploads(bucket):
            self.storage("DELETE", f"/{bucket}/{urllib.parse.quote(key)}?uploadId={upload}")
        for key in self.objects(bucket):
            self.storage("DELETE", f"/storage/v1/b/{bucket}/o/{urllib.parse.quote(key, safe='')}")
        self.storage("DELETE", f"/storage/v1/b/{bucket}")

    # ------------------------------------------------------------------------------------------ faults and requests

    def faults(self, rules):
        self.control("POST", "/faults", rules)

    def clear_faults(self):
        """Forgets the rules; gives back how often each has matched and fired."""
        entries = self.control("GET", "/faults")["rules"]
        self.control("DELETE", "/faults")
        return entries

    def requests(self):
        return self.control("GET", "/requests")["requests"]

    # ------------------------------------------------------------------------------------------ imports

    def attempt(self, *words):
        """One process of the command line, bounded by the watchdog."""
        began = time.monotonic()
        process = subprocess.Popen(
            self.arguments(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, env=self.environment)
        try:
            output, _ = process.communicate(timeout=WATCHDOG)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
            raise Failure(f"stuck: {' '.join(words)} did not end in {WATCHDOG} s:\n{output[-2000:]}") from None
        return Attempt(process.returncode, output, time.monotonic() - began)

    def import_words(self, model, bucket):
        return ("models", "import", model, "--bucket", bucket, "--window", str(WINDOW), *self.executor)

    def waiting(self, bucket):
        """Imports that the bucket itself remembers, by id."""
        keys = self.objects(bucket)
        return sorted({key.split("/")[2] for key in keys if re.match(r"\.llm-manager/imports/[^/]+/plan\.json$", key)})

    def finish(self, model, bucket, dice):
        """Brings a broken import to its end, by either door; returns how many commands it took, and how many resolved the model."""
        end, resolved, commands = time.monotonic() + WATCHDOG, 0, 0
        last = None
        while time.monotonic() < end:
            waiting, commands = self.waiting(bucket), commands + 1
            if waiting and dice.random() < 0.5:
                last = self.attempt("models", "resume", waiting[0], "--bucket", bucket, "--window", str(WINDOW),
                                    "--wait-for-lease")
                # It may have been over already: the record goes last.
                if last.status == 0:
                    return commands, resolved
            else:
                resolved += 1
                last = self.attempt(*self.import_words(model, bucket))
                if last.status == 0:
                    return commands, resolved
            if last.status not in (3, 5):
                raise Failure(f"the import cannot be resumed: status {last.status}: {last.output[-1500:]}")
            time.sleep(0.3)
        raise Failure(f"the import cannot be resumed in {WATCHDOG} s: {last.output[-1500:] if last else ''}")

    def tidy(self, model, bucket):
        """What a process left that was killed after publishing goes with the next import, once its lease has ended."""
        if any(key.startswith(".llm-manager/imports/") for key in self.objects(bucket)):
            time.sleep(LEASE + 0.5)
            again = self.attempt(*self.import_words(model, bucket))
            if again.status != 0:
                raise Failure(f"importing again what is there ended with {again.status}: {again.output[-1500:]}")

    # ------------------------------------------------------------------------------------------ what must hold

    def catalog(self, bucket):
        """The catalog's entries; an unreadable catalog is a failure."""
        objects = self.objects(bucket)
        if "llm-manager-metadata.json" not in objects:
            return None
        try:
            return json.loads(self.content(bucket, "llm-manager-metadata.json"))["models"]
        except (ValueError, KeyError) as error:
            raise Failure(f"the catalog of {bucket} is damaged: {error}") from None

    def assert_valid(self, bucket, complete=(), leftovers=False):
        """Every completed entry has its manifest, and every object of it its bytes; nothing else lies about.

        complete: the models that must be there. leftovers: unfinished imports may have left files and uploads.
        """
        objects = self.objects(bucket)
        entries = self.catalog(bucket) or []
        identities = [(entry["source"], entry["id"], entry.get("revision")) for entry in entries]
        if len(set(identities)) != len(identities):
            raise Failure(f"a model is listed twice: {identities}")
        manifests = {}
        for key in objects:
            if key.startswith(".llm-manager/manifests/"):
                manifest = json.loads(self.content(bucket, key))
                model = manifest["model"]
                manifests[(model["source"], model["id"], model["pin"])] = (key, manifest)
        known = {"llm-manager-metadata.json"}
        for entry, identity in zip(entries, identities):
            if entry["status"] != "completed":
                if not leftovers:
                    raise Failure(f"{identity} is {entry['status']}")
                continue
            if identity not in manifests:
                raise Failure(f"{identity} is completed and has no manifest")
            key, manifest = manifests[identity]
            known.add(key)
            for file in manifest["files"]:
                known.add(file["key"])
                self._assert_file(bucket, objects, identity, file)
        for wanted in complete:
            source, name = wanted.split(":", 1)
            if not any(e["source"] == SOURCES[source] and name in e["id"] and e["status"] == "completed" for e in entries):
                raise Failure(f"{wanted} is not in the catalog: {identities}")
        if leftovers:
            return
        # Measured starts belong to the bucket, and to no model.
        orphans = sorted(key for key in set(objects) - known if not key.startswith(".llm-manager/coldstarts/"))
        if orphans:
            raise Failure(f"objects that nothing names: {orphans}")
        if self.uploads(bucket):
            raise Failure(f"unfinished uploads: {self.uploads(bucket)}")

    def _assert_file(self, bucket, objects, identity, file):
        there = objects.get(file["key"])
        if there is None:
            raise Failure(f"{identity}: {file['key']} is missing")
        crc = base64.b64decode(there["crc32c"]).hex()
        if int(there["size"]) != file["size"] or crc != file["crc32c"]:
            raise Failure(f"{identity}: {file['key']} has {there['size']} bytes and CRC32C {crc}: {file}")
        digest = hashlib.sha256(self.content(bucket, file["key"])).hexdigest()
        source = os.path.join(self.models, "huggingface", identity[1], file["path"])
        if os.path.exists(source):
            with open(source, "rb") as original:
                wanted = hashlib.file_digest(original, "sha256").hexdigest()
        else:
            wanted = file["key"].rsplit("sha256-", 1)[-1] if "sha256-" in file["key"] else file["sha256"]
        if digest != wanted or file.get("sha256", digest) != digest:
            raise Failure(f"{identity}: {file['key']} holds other bytes than the hub")


SOURCES = {"hf": "huggingface", "ollama": "ollama"}


def dice(seed, *place):
    """Chance of its own for each place, so that one point can be tried again alone."""
    return random.Random("/".join(str(part) for part in (seed, *place)))

"""A model store as `ollama serve` reads it (types/model/name.go, manifest/, server/images.go), stricter than it: what
Ollama would warn of, pass over or repair is refused here, with a sentence that says what.
"""
import hashlib
import json
import os
import re

PART = {"host": r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}", "namespace": r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}",
        "model": r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}", "tag": r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"}
BLOB = re.compile(r"sha256-[0-9a-f]{64}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
IMAGE = "application/vnd.ollama.image."
# Layers that the llama runner knows; `tensor` and `json` are models of another kind, `embed` is obsolete.
LAYERS = {"model", "projector", "adapter", "template", "system", "prompt", "messages", "params", "license", "draft"}


class BadStore(Exception):
    pass


def parse(name):
    """`[host/][namespace/]model[:tag]` as the four folders below manifests/."""
    rest, tag = name, "latest"
    if name.rfind(":") > name.rfind("/"):
        rest, _, tag = name.rpartition(":")
    parts = rest.split("/")
    if not 1 <= len(parts) <= 3:
        raise BadStore(f"{name!r} is no name of a model")
    parts = (["registry.ollama.ai", "library"] + parts)[-3:] if len(parts) < 3 else parts
    return (*parts, tag)


class Store:
    def __init__(self, root):
        self.root, self.models = root, {}
        self.blobs, manifests = os.path.join(root, "blobs"), os.path.join(root, "manifests")
        for folder in (self.blobs, manifests):
            # On a read-only mount Ollama cannot make them.
            if not os.path.isdir(folder):
                raise BadStore(f"mkdir {folder}: read-only file system")
        for name in sorted(os.listdir(self.blobs)):
            if not BLOB.fullmatch(name):
                raise BadStore(f"a blob is called {name!r}")
        for place, folders, files in os.walk(manifests):
            depth = 0 if place == manifests else len(os.path.relpath(place, manifests).split(os.sep))
            if depth and not folders and not files:
                raise BadStore(f"remove {place}: read-only file system (an empty folder below manifests)")
            if files and depth != 3:
                raise BadStore(f"{files[0]!r} lies at another depth than HOST/NAMESPACE/MODEL/TAG: {place}")
            for name in files:
                self.read(tuple(os.path.relpath(place, manifests).split(os.sep)) + (name,), os.path.join(place, name))

    def read(self, name, path):
        for part, (kind, rule) in zip(name, PART.items()):
            if not re.fullmatch(rule, part):
                raise BadStore(f"{part!r} is no {kind}")
        with open(path, "rb") as file:
            raw = file.read()
        try:
            manifest = json.loads(raw)
        except ValueError as error:
            raise BadStore(f"corrupt manifest {'/'.join(name)}: {error}") from None
        if manifest.get("schemaVersion") != 2 or manifest.get("mediaType") != MANIFEST:
            raise BadStore(f"{'/'.join(name)} is no manifest of version 2")
        layers = manifest.get("layers") or []
        kinds = [layer["mediaType"].removeprefix(IMAGE) for layer in layers]
        if any(not layer["mediaType"].startswith(IMAGE) for layer in layers) or set(kinds) - LAYERS:
            raise BadStore(f"{'/'.join(name)} has layers that no llama runner loads: {kinds}")
        if kinds.count("model") < 1:
            raise BadStore(f"{'/'.join(name)} has no weights")
        for layer in [manifest["config"], *layers]:
            self.check(layer)
        weights = next(layer for layer in layers if layer["mediaType"] == IMAGE + "model")
        with open(self.path(weights), "rb") as file:
            if file.read(4) != b"GGUF":
                raise BadStore(f"the weights of {'/'.join(name)} are no GGUF")
        with open(self.path(manifest["config"]), "rb") as file:
            config = json.load(file)
        self.models[tuple(part.lower() for part in name)] = {
            "digest": hashlib.sha256(raw).hexdigest(), "size": sum(layer["size"] for layer in [manifest["config"], *layers]),
            "config": config,
        }

    def path(self, layer):
        return os.path.join(self.blobs, layer["digest"].replace(":", "-"))

    def check(self, layer):
        if not DIGEST.fullmatch(layer["digest"]):
            raise BadStore(f"{layer['digest']!r} is no digest")
        path = self.path(layer)
        if not os.path.isfile(path):
            raise BadStore(f"open {path}: no such file or directory")
        if os.path.getsize(path) != layer["size"]:
            raise BadStore(f"{path} has {os.path.getsize(path)} bytes, its manifest says {layer['size']}")
        digest = hashlib.sha256()
        with open(path, "rb") as file:
            while data := file.read(1 << 20):
                digest.update(data)
        if "sha256:" + digest.hexdigest() != layer["digest"]:
            raise BadStore(f"{path} holds other bytes than its name says")

    def find(self, name):
        """The model of a request's name; None when there is none."""
        try:
            return self.models.get(tuple(part.lower() for part in parse(name)))
        except BadStore:
            return None

    def tags(self):
        found = []
        for (host, namespace, model, tag), value in sorted(self.models.items()):
            short = "/".join(([] if host == "registry.ollama.ai" else [host])
                             + ([] if (host, namespace) == ("registry.ollama.ai", "library") else [namespace]) + [model])
            config = value["config"]
            found.append({"name": f"{short}:{tag}", "model": f"{short}:{tag}", "size": value["size"],
                          "digest": value["digest"],
                          "details": {"format": config.get("model_format", ""), "family": config.get("model_family", "")}})
        return found


def environment(variables):
    """What Ollama reads of its variables; a value that it would pass over with a warning is refused."""
    rules = {"OLLAMA_KEEP_ALIVE": r"-?\d+|(\d+(\.\d+)?(ns|us|ms|s|m|h))+", "OLLAMA_LOAD_TIMEOUT": r"(\d+(\.\d+)?(ms|s|m|h))+",
             "OLLAMA_NUM_PARALLEL": r"\d+", "OLLAMA_MAX_LOADED_MODELS": r"\d+", "OLLAMA_CONTEXT_LENGTH": r"\d+",
             "OLLAMA_DEBUG": r"true|false|0|1|2", "OLLAMA_NOPRUNE": r"1|true", "OLLAMA_NO_CLOUD": r"1|true"}
    for name, rule in rules.items():
        if name in variables and not re.fullmatch(rule, variables[name]):
            raise BadStore(f"{name}={variables[name]!r}")
    if "OLLAMA_NOPRUNE" not in variables:
        raise BadStore("without OLLAMA_NOPRUNE it would delete blobs that no manifest names")
    home = variables.get("HOME", "")
    if not os.access(home, os.W_OK):
        raise BadStore(f"could not create the key in {home!r}/.ollama")

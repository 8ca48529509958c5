#!/usr/bin/env python3
"""Writes Web/types/api.d.ts, the console's types of the HTTP API, from the manager's OpenAPI document.

    write_api_types.py --binary PATH [--check]

--check writes nothing; it exits 1 when the file is not what the binary says.
Python's standard library only.
"""

import argparse
import difflib
import json
import os
import pathlib
import re
import sys
import tempfile
import urllib.request

from manager import Manager, Process, free_port

FILE = pathlib.Path(__file__).resolve().parent.parent / "Web" / "types" / "api.d.ts"

HEAD = """// Written by `make docs` from the manager's OpenAPI document; `make test` checks that it is current.
// For the type checker alone: nothing of it is shipped.

declare namespace API {
"""


def document(binary):
    """GET /api/openapi.json of a manager that is started for this."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "manager.log")
        manager = Process([binary, "serve", "--simulate", "--port", str(port)], log)
        try:
            manager.wait_until(Manager(f"http://127.0.0.1:{port}", None).is_up, 60, "the manager")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/openapi.json", timeout=20) as answer:
                return json.load(answer)
        finally:
            manager.stop()


def expression(schema, indent):
    """A schema as a type. A type that is not known stops the program: a field must not become `any` unseen."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    if "anyOf" in schema:
        return " | ".join(expression(part, indent) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(expression({**schema, "type": one}, indent) for one in kind)
    if kind == "array":
        item = expression(schema["items"], indent)
        return f"({item})[]" if "|" in item else f"{item}[]"
    if kind == "object":
        if schema.get("properties"):
            return members(schema, indent)
        other = schema.get("additionalProperties")
        return f"Record<string, {expression(other, indent)}>" if isinstance(other, dict) else "Record<string, unknown>"
    simple = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
    if kind not in simple:
        raise SystemExit(f"no type for {schema}")
    return simple[kind]


def named(name):
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)


def members(schema, indent):
    required = set(schema.get("required", []))
    inner = indent + "    "
    lines = [
        f"{inner}{named(name)}{'' if name in required else '?'}: {expression(part, inner)};"
        for name, part in sorted(schema["properties"].items())
    ]
    return "{\n" + "\n".join(lines) + "\n" + indent + "}"


def parameters(operation, place):
    found = [one for one in operation.get("parameters", []) if one["in"] == place]
    # The console names the project in one place (api.js), so that an operation's caller need not.
    found = [one for one in found if (place, one["name"]) != ("query", "project")]
    if not found:
        return "{}"
    schema = {
        "properties": {
            one["name"]: one["schema"] if one.get("required") else {"anyOf": [one["schema"], {"type": "null"}]}
            for one in found
        },
        "required": [one["name"] for one in found if one.get("required")],
    }
    return members(schema, "            ")


def content(holder, indent="            "):
    schema = holder.get("content", {}).get("application/json", {}).get("schema")
    return expression(schema, indent) if schema else None


def operation_type(operation):
    answers = [
        content(answer) for code, answer in sorted(operation["responses"].items())
        if code.startswith("2") and content(answer)
    ]
    body = content(operation.get("requestBody", {}))
    return (
        "{\n"
        f"            path: {parameters(operation, 'path')};\n"
        f"            query: {parameters(operation, 'query')};\n"
        f"            body: {body or 'undefined'};\n"
        f"            answer: {answers[0] if answers else 'null'};\n"
        "        }"
    )


def written(spec):
    text = HEAD
    for name, schema in sorted(spec["components"]["schemas"].items()):
        text += f"    interface {name} {members(schema, '    ')}\n\n"
    text += "    /** What an operation takes and answers, by method and path. */\n    interface Operations {\n"
    for path, methods in sorted(spec["paths"].items()):
        for method, operation in sorted(methods.items()):
            text += f"        {json.dumps(f'{method.upper()} {path}')}: {operation_type(operation)};\n"
    return text + "    }\n}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    text = written(document(os.path.abspath(options.binary)))
    before = FILE.read_text() if FILE.exists() else ""
    if not options.check:
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(text)
        return 0
    if text == before:
        print("Web/types/api.d.ts is current")
        return 0
    sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), text.splitlines(True), "written", "binary"))
    print("Web/types/api.d.ts is not what the API says; run `make docs`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

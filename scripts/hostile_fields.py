"""Every field of the API, filled with addresses that nobody may be made to call, paths that leave their place, and text
that would begin a line of its own. The fields come from the OpenAPI document, so that none is forgotten.
"""

import json
import re
import urllib.parse

ADDRESSES = [
    "http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/",
    "http://2130706433:{port}/", "http://0x7f.1:{port}/", "http://127.1:{port}/", "http://0177.0.0.1:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/", "http://user@127.0.0.1:{port}/", "http://huggingface.co@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#huggingface.co", "//127.0.0.1:{port}/", "127.0.0.1:{port}", "localhost:{port}/x/y:z",
    "hf:http://127.0.0.1:{port}/", "hf:127.0.0.1:{port}/x", "ollama:127.0.0.1:{port}/x/y:z",
    "ollama:http://127.0.0.1:{port}/x/y", "gs://127.0.0.1:{port}/x", "gs://127.0.0.1:{port}@x/y", "dir:/etc",
    "http://169.254.169.254/computeMetadata/v1/", "http://metadata.google.internal/", "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/", "dict://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/", "http://10.0.0.1/",
]
TRICKS = [
    "../../../../etc/passwd", "a/../../b", "..%2f..%2fb", "a?alt=media", "a#b", "a%00b", "a\r\nX-Injected: 1", "\u2028a",
    "a\\..\\b", "{{7*7}}", "$(touch /tmp/x)", "`id`", "'; DROP TABLE models; --", "<script>alert(1)</script>", "%s%n", "-rf",
    "a" * 5000, "\u202egnp.exe", "\U0001f600",
]
# What a request needs to get as far as the field that is tried.
KNOWN = {
    "project": "demo-project", "bucket": "hostile-models", "model": "ollama:tiny-llama", "source": "ollama", "id": "tiny-llama:latest",
    "region": "us-central1", "name": "hostile-service", "prompt": "hello", "location": "us-central1", "runtime": "cloud-run",
}
# Answers that do not end, or that take a while by their nature.
LEFT_OUT = {"checkProjectLive"}


def resolved(schema, document):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return resolved(schema[choice][0], document)
    return schema


def plausible(name, schema, document, depth=0):
    schema = resolved(schema, document)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if name in KNOWN and kind in ("string", None):
        return KNOWN[name]
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "object":
        needed = schema.get("required", []) if depth < 3 else []
        return {key: plausible(key, schema["properties"][key], document, depth + 1) for key in needed if key in schema.get("properties", {})}
    return {"integer": schema.get("minimum", 1), "number": 1, "boolean": False, "array": []}.get(kind, "text")


def texts(schema, document, path=()):
    """Where in a value text may stand: paths of member names; '*' is a member of any name, 0 the first of a list."""
    schema = resolved(schema, document)
    kind = schema.get("type")
    if kind == "string" or (isinstance(kind, list) and "string" in kind):
        yield path
    elif kind == "array" or (isinstance(kind, list) and "array" in kind):
        yield from texts(schema.get("items", {}), document, (*path, 0))
    elif len(path) < 4:
        for name, member in schema.get("properties", {}).items():
            yield from texts(member, document, (*path, name))
        if isinstance(schema.get("additionalProperties"), dict):
            yield from texts(schema["additionalProperties"], document, (*path, "*"))


def placed(value, path, text):
    """A copy of the value with the text at the path."""
    if not path:
        return text
    if path[0] == 0:
        return [placed(None, path[1:], text)]
    name = "KEY" if path[0] == "*" else path[0]
    members = dict(value) if isinstance(value, dict) else {}
    return {**members, name: placed(members.get(name), path[1:], text)}


def requests(document, path, method, operation, text):
    """One request for each field of the operation, with the text in that field: (field, method, path, body)."""
    parameters = operation.get("parameters", [])
    base = {p["name"]: plausible(p["name"], p["schema"], document) for p in parameters if p.get("required")}
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = None if schema is None else plausible("", schema, document)

    def line(values):
        place = re.sub(r"\{(\w+)\}", lambda found: urllib.parse.quote(str(values[found[1]]), safe=""), path)
        query = {p["name"]: values[p["name"]] for p in parameters if p["in"] == "query" and p["name"] in values}
        return place + ("?" + urllib.parse.urlencode(query) if query else "")

    def data(value):
        return None if value is None else json.dumps(value)

    for parameter in parameters:
        yield parameter["name"], method.upper(), line({**base, parameter["name"]: text}), data(body)
    for place in texts(schema, document) if schema else []:
        yield ".".join(map(str, place)), method.upper(), line(base), data(placed(body, place, text))


def sweep(target, tally, canary, random, share):
    """The whole API; `share` of the texts for each operation, chosen by the seed."""
    document = json.loads(target.send("GET", "/api/openapi.json").split(b"\r\n\r\n", 1)[1])
    everything = [text.format(port=canary.port) for text in ADDRESSES], TRICKS
    operations = [
        (path, method, operation) for path, methods in document["paths"].items() for method, operation in methods.items()
        if not operation.get("x-streams") and operation["operationId"] not in LEFT_OUT
    ]
    # Deletions last: they take away what the others name.
    operations.sort(key=lambda found: (found[1] == "delete" or "delete" in found[0], found[0]))
    for path, method, operation in operations:
        for kind, listed in zip(("SSRF", "text in fields"), everything):
            for text in random.sample(listed, max(1, round(len(listed) * share))):
                for field, verb, line, body in requests(document, path, method, operation, text):
                    answer = target.send(verb, line, body=body)
                    found = re.findall(rb"HTTP/1\.[01] (\d{3})", answer)
                    head = answer.split(b"\r\n\r\n", 1)[0].lower()
                    holds = found and found[0] != b"500" and b"\r\nx-injected" not in head and b"root:x:0" not in answer
                    tally.check(kind, f"{verb} {path}: {field} = {text[:60]!r}", holds, answer)
        calls = canary.calls(0.01)
        tally.check("SSRF", f"{method} {path} calls nobody", calls == 0, f"{calls} calls".encode())

"""Checks one recorded request against the discovery documents."""

import base64
import binascii
import re
import urllib.parse

from discovery_documents import candidates

_INTEGERS = {
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}
_TEXTS = {
    "google-datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)",
    "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)",
    "date": r"\d{4}-\d\d-\d\d",
    "google-duration": r"-?\d+(\.\d{1,9})?s",
    "google-fieldmask": r"[A-Za-z0-9_.*`-]+(,[A-Za-z0-9_.*`-]+)*",
}


class Verdict:
    """What a request was found to be: the method that it fits best, and what is wrong with it."""

    def __init__(self, method, findings):
        self.method = method
        self.findings = findings

    @property
    def document(self):
        return self.method.document if self.method else None


def judge(request):
    """The verdict on a recorded request: `method`, `target`, `body`, `contentType`, `received`."""
    path, _, query = request["target"].partition("?")
    verb = request["method"]
    known = list(candidates(path))
    fitting = [(method, variables) for method, variables in known if _takes(method, verb, query)]
    if not fitting:
        others = sorted({f"{method.http} of {method.id}" for method, _ in known})
        told = f"the path takes {', '.join(others)}" if others else "no document has this path"
        return Verdict(None, [f"{verb} {path}: {told}"])
    verdicts = [Verdict(method, _findings(method, variables, query, request)) for method, variables in fitting]
    return min(verdicts, key=lambda verdict: len(verdict.findings))


def _takes(method, verb, query):
    """A session of a resumable upload is written with PUT and given up with DELETE, by the URL that was answered."""
    if method.is_upload and "upload_id" in urllib.parse.parse_qs(query):
        return verb in ("PUT", "DELETE", "POST")
    return method.http == verb


def _findings(method, variables, query, request):
    findings = []
    for name, value in variables.items():
        findings += _text(value, method.parameters.get(name, {}), f"path variable {name}")
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    is_session = method.is_upload and any(name == "upload_id" for name, _ in pairs)
    findings += _query(method, [pair for pair in pairs if not (is_session and pair[0] == "upload_id")])
    if not is_session:
        findings += _required(method, pairs)
        findings += _body(method, dict(pairs), request)
    return findings


def _query(method, pairs):
    findings, seen = [], set()
    for name, value in pairs:
        rule = method.query.get(name)
        if rule is None:
            findings.append(f"unknown query parameter {name}")
            continue
        if name in seen and not rule.get("repeated"):
            findings.append(f"query parameter {name} is there twice")
        seen.add(name)
        findings += _text(value, rule, f"query parameter {name}")
        if name == "alt" and value == "media" and not method.description.get("supportsMediaDownload"):
            findings.append("alt=media on a method without media")
    return findings


def _required(method, pairs):
    given = {name for name, _ in pairs}
    for name, rule in method.parameters.items():
        # An upload's `name` may stand in the metadata instead; discovery does not call it required.
        if rule.get("location") == "query" and rule.get("required") and name not in given:
            yield f"query parameter {name} is missing"


def _text(value, rule, where):
    """A value of a path or a query, all of which are text."""
    kind = rule.get("type", "string")
    if kind == "boolean":
        return [] if value in ("true", "false") else [f"{where}: {value!r} is not true or false"]
    if kind == "integer":
        if not re.fullmatch(r"-?\d+", value):
            return [f"{where}: {value!r} is not an integer"]
        least, most = _INTEGERS[rule.get("format", "int32")]
        least, most = int(rule.get("minimum", least)), int(rule.get("maximum", most))
        return [] if least <= int(value) <= most else [f"{where}: {value} is outside {least}...{most}"]
    return list(_string(value, rule, where))


def _string(value, rule, where):
    form = rule.get("format")
    if "enum" in rule and value not in rule["enum"]:
        yield f"{where}: {value!r} is none of {', '.join(rule['enum'][:12])}"
    if "pattern" in rule and not re.search(rule["pattern"], value):
        yield f"{where}: {value!r} does not match {rule['pattern']}"
    if form in ("int64", "uint64"):
        least, most = _INTEGERS[form]
        if not re.fullmatch(r"-?\d+", value) or not least <= int(value) <= most:
            yield f"{where}: {value!r} is not an {form}"
    elif form == "byte":
        try:
            base64.b64decode(value, altchars=b"-_" if set("-_") & set(value) else None, validate=True)
        except (binascii.Error, ValueError):
            yield f"{where}: {value[:40]!r} is not base64"
    elif form in _TEXTS and not re.fullmatch(_TEXTS[form], value):
        yield f"{where}: {value!r} is not a {form}"


def _body(method, query, request):
    body = request.get("body")
    if method.is_upload and query.get("uploadType") == "media":
        return
    if body is None:
        if request.get("received") or (request.get("contentType") or "").startswith("application/json"):
            yield "a body was sent and not recorded: it is no JSON, or too large for the recorder"
        return
    if "request" not in method.description:
        if body != {}:
            yield f"a body on a method without one: {sorted(body) if isinstance(body, dict) else body!r}"
        return
    is_whole = request["method"] != "PATCH"
    yield from value_findings(body, method.description["request"], method, "body", is_whole)


def value_findings(value, rule, method, where, is_whole):
    """What is wrong with a JSON value that `rule` describes; `is_whole`: required fields must be there."""
    if "$ref" in rule:
        rule = {**method.document.schemas[rule["$ref"]], **{k: v for k, v in rule.items() if k != "$ref"}}
    kind = rule.get("type", "any")
    if value is None:
        return [f"{where}: null"]
    if kind == "any":
        return []
    if kind == "object":
        return list(_object(value, rule, method, where, is_whole))
    if kind == "array":
        if not isinstance(value, list):
            return [f"{where}: no list"]
        found = []
        for index, item in enumerate(value):
            found += value_findings(item, rule["items"], method, f"{where}[{index}]", is_whole)
        return found
    if kind == "boolean":
        return [] if isinstance(value, bool) else [f"{where}: {value!r} is not a boolean"]
    if kind in ("integer", "number"):
        return list(_number(value, rule, where))
    if not isinstance(value, str):
        return [f"{where}: {value!r} is not a string"]
    return list(_string(value, rule, where))


def _number(value, rule, where):
    kinds = int if rule["type"] == "integer" else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds):
        yield f"{where}: {value!r} is not of type {rule['type']}"
    elif rule["type"] == "integer":
        least, most = _INTEGERS[rule.get("format", "int32")]
        if not least <= value <= most:
            yield f"{where}: {value} is outside {rule.get('format')}"


def _object(value, rule, method, where, is_whole):
    if not isinstance(value, dict):
        yield f"{where}: no object"
        return
    properties, others = rule.get("properties", {}), rule.get("additionalProperties")
    for name, item in value.items():
        place = f"{where}.{name}"
        if name in properties:
            if is_output_only(properties[name]):
                yield f"{place} is output only"
            yield from value_findings(item, properties[name], method, place, is_whole)
        elif others is not None:
            yield from value_findings(item, others, method, place, is_whole)
        else:
            yield f"{place} is unknown"
    for name, inner in properties.items():
        if name not in value and is_whole and _is_required(inner, method):
            yield f"{where}.{name} is missing"


def is_output_only(rule):
    return bool(rule.get("readOnly")) or re.match(r"\[?output[ _-]only", rule.get("description", ""), re.I) is not None


def _is_required(rule, method):
    if is_output_only(rule):
        return False
    return method.id in rule.get("annotations", {}).get("required", []) or bool(
        re.match(r"Required[.:] ", rule.get("description", ""))
    )

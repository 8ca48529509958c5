"""Google's discovery documents, as google-api-python-client carries them: which method a request is for."""

import functools
import json
import pathlib
import re
import urllib.parse

import googleapiclient.discovery_cache

# Name in the host, version. Where several know a path, the first one in this list is asked first.
DOCUMENTS = [
    ("cloudresourcemanager", "v3"), ("cloudresourcemanager", "v1"), ("cloudbilling", "v1"), ("billingbudgets", "v1"),
    ("serviceusage", "v1"),
    ("iam", "v1"), ("iamcredentials", "v1"), ("run", "v2"), ("run", "v1"), ("vpcaccess", "v1"), ("compute", "v1"),
    ("logging", "v2"), ("monitoring", "v3"), ("secretmanager", "v1"), ("storage", "v1"),
]

# Cloud Quotas has no document: the calls of https://cloud.google.com/docs/quotas/reference/rest that we know.
_QUOTAS = r"projects/{project}/locations/{location}"
_PAGE = {"pageSize": {"type": "integer", "format": "int32"}, "pageToken": {"type": "string"}}
CLOUD_QUOTAS = {
    "name": "cloudquotas",
    "version": "v1",
    "basePath": "/",
    "parameters": {"alt": {"type": "string", "enum": ["json"]}, "fields": {"type": "string"}},
    "schemas": {
        "QuotaPreference": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "service": {"type": "string"},
                "quotaId": {"type": "string"},
                "dimensions": {"type": "object", "additionalProperties": {"type": "string"}},
                "quotaConfig": {
                    "type": "object",
                    "properties": {
                        "preferredValue": {"type": "string", "format": "int64"},
                        "grantedValue": {"type": "string", "format": "int64", "readOnly": True},
                        "stateDetail": {"type": "string", "readOnly": True},
                        "traceId": {"type": "string", "readOnly": True},
                    },
                },
                "etag": {"type": "string"},
                "createTime": {"type": "string", "readOnly": True},
                "updateTime": {"type": "string", "readOnly": True},
                "reconciling": {"type": "boolean", "readOnly": True},
                "contactEmail": {"type": "string"},
                "justification": {"type": "string"},
            },
        }
    },
    "methods": {
        "list": {
            "id": "cloudquotas.quotaInfos.list", "httpMethod": "GET",
            "path": f"v1/{_QUOTAS}/services/{{service}}/quotaInfos", "parameters": _PAGE,
        },
        "get": {
            "id": "cloudquotas.quotaInfos.get", "httpMethod": "GET",
            "path": f"v1/{_QUOTAS}/services/{{service}}/quotaInfos/{{quotaId}}",
        },
        "create": {
            "id": "cloudquotas.quotaPreferences.create", "httpMethod": "POST",
            "path": f"v1/{_QUOTAS}/quotaPreferences", "request": {"$ref": "QuotaPreference"},
            "parameters": {"quotaPreferenceId": {"type": "string"}, "ignoreSafetyChecks": {"type": "string"}},
        },
        "patch": {
            "id": "cloudquotas.quotaPreferences.patch", "httpMethod": "PATCH",
            "path": f"v1/{_QUOTAS}/quotaPreferences/{{id}}", "request": {"$ref": "QuotaPreference"},
            "parameters": {
                "allowMissing": {"type": "boolean"}, "validateOnly": {"type": "boolean"},
                "updateMask": {"type": "string", "format": "google-fieldmask"},
                "ignoreSafetyChecks": {"type": "string"},
            },
        },
    },
}


class Method:
    """One method of a document: its path as a pattern, its parameters, its body's schema."""

    def __init__(self, document, description, path, is_upload=False):
        self.document = document
        self.description = description
        self.id = description["id"]
        self.http = description["httpMethod"]
        self.is_upload = is_upload
        self.parameters = description.get("parameters", {})
        self.variables = []
        pattern = ""
        for piece in re.split(r"(\{\+?[^}]+\})", path):
            if piece.startswith("{"):
                reserved = piece.startswith("{+")
                self.variables.append(piece.strip("{+}"))
                pattern += "(.+)" if reserved else "([^/]+)"
            else:
                pattern += re.escape(piece)
        self.pattern = re.compile(pattern)
        self.swallows_verbs = bool(re.search(r"\{\+[^}]+\}$", path))

    def match(self, path):
        """The path's variables, decoded, or None. A `:verb` at the end never belongs to a `{+name}`."""
        found = self.pattern.fullmatch(path)
        if not found or self.swallows_verbs and ":" in path.rpartition("/")[2]:
            return None
        variables = {name: urllib.parse.unquote(text) for name, text in zip(self.variables, found.groups())}
        return variables if all(map(self._is_shaped, self.variables, variables.values())) else None

    def _is_shaped(self, name, value):
        """A resource name's pattern tells one method's path from another's; RE2 and Python agree on all of them."""
        pattern = self.parameters.get(name, {}).get("pattern")
        return "/" not in value or pattern is None or re.search(pattern, value) is not None

    @property
    def query(self):
        """What may stand in the query: the method's own parameters and those that every method takes."""
        own = {name: rule for name, rule in self.parameters.items() if rule.get("location", "query") == "query"}
        return {**self.document.parameters, **own}


class Document:
    """One API at one version."""

    def __init__(self, description):
        self.api = description["name"]
        self.name = f"{description['name']} {description['version']}"
        self.parameters = description.get("parameters", {})
        self.schemas = description.get("schemas", {})
        self.base = "/" + description["basePath"].strip("/")
        self.methods = list(self._methods(description))

    def _methods(self, description):
        for method in description.get("methods", {}).values():
            base = self.base.rstrip("/")
            yield Method(self, method, f"{base}/{method['path']}")
            if "mediaUpload" in method:
                yield Method(self, method, method["mediaUpload"]["protocols"]["simple"]["path"], is_upload=True)
        for resource in description.get("resources", {}).values():
            yield from self._methods(resource)


@functools.cache
def all_documents():
    folder = pathlib.Path(googleapiclient.discovery_cache.__file__).parent / "documents"
    documents = []
    for name, version in DOCUMENTS:
        file = folder / f"{name}.{version}.json"
        if not file.is_file():
            raise SystemExit(f"google-api-python-client carries no document of {name} {version}")
        documents.append(Document(json.loads(file.read_text(encoding="utf-8"))))
    return [*documents, Document(CLOUD_QUOTAS)]


def candidates(path):
    """Every method, whatever its HTTP method, whose path this is: pairs of method and path variables."""
    for document in all_documents():
        for method in document.methods:
            variables = method.match(path)
            if variables is not None:
                yield method, variables

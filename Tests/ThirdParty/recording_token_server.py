"""A server that stands for Google's token endpoints, metadata server and Resource Manager, and writes down what it is asked.

The same answers are given to a client over HTTP and to google-auth's transport, so that two programs that are asked to do
the same can be compared request by request.
"""

import base64
import http.server
import json
import threading
import urllib.parse

import google.auth.transport

METADATA = "/computeMetadata/v1/"


def answer(method, target):
    """Status, JSON value or text, and headers."""
    path = urllib.parse.urlsplit(target).path
    flavour = {"Metadata-Flavor": "Google"}
    if path.endswith(":generateAccessToken"):
        return 200, {"accessToken": "impersonated", "expireTime": "2040-01-01T00:00:00Z"}, {}
    if path == "/subject":
        return 200, {"value": "subject-by-url"}, {}
    if path == METADATA + "instance/service-accounts/default/token":
        return 200, {"access_token": "machine", "expires_in": 3600, "token_type": "Bearer"}, flavour
    if path == METADATA + "instance/service-accounts/default/":
        return 200, {"email": "machine@demo-project.iam.gserviceaccount.com", "scopes": [], "aliases": []}, flavour
    if path == METADATA + "project/project-id":
        return 200, "demo-project", flavour
    if path == METADATA + "universe/universe-domain":
        return 200, "googleapis.com", flavour
    if path == "/" or path.startswith(METADATA):
        return 200, "", flavour
    if "/projects/" in path:
        return 200, {"name": "projects/123", "projectId": "demo-project", "projectNumber": "123", "state": "ACTIVE"}, {}
    return 200, {"access_token": "token", "expires_in": 3600, "token_type": "Bearer"}, {}


def jwt(text):
    """Header and claims of a JWT, its times replaced by how long it lives; nil for any other text."""
    parts = text.split(".")
    if len(parts) != 3:
        return None
    try:
        header, claims = [json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2]]
    except ValueError:
        return None
    claims["life"] = claims.pop("exp", 0) - claims.pop("iat", 0)
    return {"header": header, "claims": claims}


def normal(method, url, headers, body):
    """What must be the same whoever sends it: no host of Google's, no agent, no times."""
    split = urllib.parse.urlsplit(url)
    names = {name.lower(): value for name, value in (headers or {}).items()}
    request = {"method": method, "path": split.path, "query": dict(urllib.parse.parse_qsl(split.query))}
    scheme, _, value = names.get("authorization", "").partition(" ")
    if scheme:
        request["authorization"] = [scheme.lower(), jwt(value) or value]
    for name in ["x-goog-user-project", "metadata-flavor", "x-key"]:
        if name in names:
            request[name] = names[name]
    text = body.decode() if isinstance(body, bytes) else (body or "")
    if text.startswith("{"):
        # No delegates are written as none, as nothing, or as an empty list.
        request["json"] = {name: value for name, value in json.loads(text).items() if value}
    elif text:
        form = dict(urllib.parse.parse_qsl(text))
        if "assertion" in form:
            form["assertion"] = jwt(form["assertion"])
        if "options" in form:
            form["options"] = json.loads(urllib.parse.unquote(form["options"]))
        request["form"] = form
        request["content-type"] = names.get("content-type", "").split(";")[0]
    return request


class Transport(google.auth.transport.Request):
    """google-auth's way to the network, which ends here: also for what it sends to fixed https hosts."""

    def __init__(self):
        self.requests = []

    def __call__(self, url, method="GET", body=None, headers=None, timeout=None, **rest):
        self.requests.append(normal(method, url, headers, body))
        status, value, extra = answer(method, url)
        return Response(status, value, extra)


class Response(google.auth.transport.Response):
    def __init__(self, status, value, headers):
        self._status = status
        text = not isinstance(value, str)
        self._data = (json.dumps(value) if text else value).encode()
        self._headers = {"content-type": "application/json" if text else "application/text", **headers}
        self._headers = {name.lower(): item for name, item in self._headers.items()}

    status = property(lambda self: self._status)
    headers = property(lambda self: self._headers)
    data = property(lambda self: self._data)


class Server:
    """The same answers over HTTP, on a free port of this machine."""

    def __init__(self):
        self.requests = []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                recorder.requests.append(normal(self.command, self.path, dict(self.headers), body))
                status, value, headers = answer(self.command, self.path)
                data = (value if isinstance(value, str) else json.dumps(value)).encode()
                self.send_response(status)
                for name, item in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, item)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = respond

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.authority = f"127.0.0.1:{self.server.server_port}"
        self.base = f"http://{self.authority}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def taken(self):
        """What was asked since the last call."""
        requests, self.requests[:] = list(self.requests), []
        return requests

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

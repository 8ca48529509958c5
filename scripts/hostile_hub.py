"""A hub that lies: an HTTP server on raw sockets, so that it can answer what no honest server library would.

It also acts as an HTTP proxy (absolute targets, and CONNECT with TLS), so that a program under test takes it for a
public host. Python's standard library only.
"""

import hashlib
import json
import socket
import socketserver
import ssl
import threading
import urllib.parse

COMMIT = "c0ffee" * 6 + "c0ff"


class Connection:
    """One client, and how to answer it."""

    def __init__(self, stream):
        self.stream = stream

    def send(self, data):
        self.stream.sendall(data)

    def answer(self, body=b"", status=200, headers=(), length=None):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        head = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body) if length is None else length}"]
        head += [f"{name}: {value}" for name, value in headers]
        self.send("\r\n".join(head).encode() + b"\r\nConnection: close\r\n\r\n" + body)

    def endless(self, chunk=b"x" * 65536, head=b""):
        """A body that never ends."""
        self.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        if head:
            self.send(b"%x\r\n%s\r\n" % (len(head), head))
        while True:
            self.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))


class Request:
    def __init__(self, line, headers):
        self.method, target, _ = line.split(" ", 2)
        self.port = int(target.rsplit(":", 1)[-1]) if self.method == "CONNECT" else None
        url = urllib.parse.urlsplit(target)
        self.host = url.netloc or headers.get("host", "")
        self.path, self.query = urllib.parse.unquote(url.path), url.query
        self.headers = headers


class HostileHub:
    """Answers by `self.behaviour(request, connection)`: True when it has answered, else an honest hub does."""

    def __init__(self, certificate=None):
        self.behaviour, self.files, self.entries, self.blobs, self.manifest = None, {}, [], {}, b""
        self.served = 0
        self.certificate = certificate
        hub = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                try:
                    hub.serve(self.request)
                except (OSError, ValueError, ssl.SSLError):
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads, allow_reuse_address = True, True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def serve(self, client):
        client.settimeout(60)
        request = self.read(client)
        if request is None:
            return
        if request.method == "CONNECT":
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            if request.port == 443:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(*self.certificate)
                client = context.wrap_socket(client, server_side=True)
            request = self.read(client)
            if request is None:
                return
        self.served += 1
        connection = Connection(client)
        if not (self.behaviour and self.behaviour(request, connection)):
            self.honest(request, connection)
        client.close()

    @staticmethod
    def read(client):
        data = b""
        while b"\r\n\r\n" not in data:
            more = client.recv(65536)
            if not more:
                return None
            data += more
        lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        return Request(lines[0], {name.lower(): value for name, value in headers.items()})

    # ------------------------------------------------------------------------------------------ what honest hubs say

    def holds(self, files):
        """The repository's files, with right sizes and digests."""
        self.files = files
        self.entries = [self.entry(path, content) for path, content in files.items()]

    @staticmethod
    def entry(path, content):
        digest = hashlib.sha256(content).hexdigest()
        return {"type": "file", "path": path, "size": len(content), "oid": "a" * 40,
                "lfs": {"oid": digest, "size": len(content), "pointerSize": 135}}

    def holds_image(self, weights, config=b"{}"):
        blobs = {hashlib.sha256(content).hexdigest(): content for content in (weights, config)}
        self.blobs = blobs
        layer = lambda kind, content: {
            "mediaType": kind, "digest": "sha256:" + hashlib.sha256(content).hexdigest(), "size": len(content)}
        self.image = {
            "schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": layer("application/vnd.docker.container.image.v1+json", config),
            "layers": [layer("application/vnd.ollama.image.model", weights)],
        }
        self.manifest = json.dumps(self.image).encode()

    def honest(self, request, connection):
        path = request.path
        if "/revision/" in path:
            connection.answer({"id": "evil/model", "sha": COMMIT, "gated": False, "tags": [], "siblings": []})
        elif "/tree/" in path:
            connection.answer(self.entries)
        elif "/resolve/" in path:
            self.bytes(self.files.get(path.split("/resolve/" + COMMIT + "/", 1)[-1]), request, connection)
        elif "/manifests/" in path:
            connection.answer(self.manifest)
        elif "/blobs/" in path:
            self.bytes(self.blobs.get(path.rsplit(":", 1)[-1].lower()), request, connection)
        else:
            connection.answer({"error": "not found"}, 404)

    @staticmethod
    def bytes(content, request, connection):
        if content is None:
            connection.answer({"error": "Entry not found"}, 404)
            return
        wanted = request.headers.get("range")
        if not wanted:
            connection.answer(content)
            return
        first, last = wanted.removeprefix("bytes=").split("-")
        end = min(int(last or len(content) - 1), len(content) - 1)
        part = content[int(first):end + 1]
        connection.answer(part, 206, [("Content-Range", f"bytes {first}-{end}/{len(content)}")])

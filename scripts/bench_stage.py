"""The stage of bench_import.py: model files, a hub (nginx) and a bucket (BenchSink) on loopback TLS, endpoints.json.

nginx answers the hub's JSON from files, redirects `resolve` to its own second port as a hub does to its CDN, and
stands in for the metadata server that hands out tokens. Python's standard library only.
"""

import hashlib
import json
import os
import ssl
import subprocess
import urllib.request

from manager import Failure, Process, free_port

COMMIT = "0123456789abcdef0123456789abcdef01234567"
BUCKET = "bench-models"
PROJECT = "bench-project"
BLOCK = 64 << 20


class Model:
    """A repository of files of equal size; every file has other bytes."""

    def __init__(self, name, count, size, sparse=False):
        self.name, self.count, self.size, self.sparse = name, count, size, sparse
        self.files = {}

    @property
    def repository(self):
        return f"bench/{self.name}"

    @property
    def bytes(self):
        return self.count * self.size

    def names(self):
        if self.count == 1:
            return ["model.safetensors"]
        return [f"model-{number:05}-of-{self.count:05}.safetensors" for number in range(1, self.count + 1)]

    def make(self, folder):
        """Writes the files, or finds them made by an earlier run; then warms the page cache."""
        home = os.path.join(folder, self.repository)
        record = os.path.join(folder, f"{self.name}.json")
        wanted = [self.count, self.size, self.sparse]
        if os.path.exists(record):
            with open(record, encoding="ascii") as stored:
                made = json.load(stored)
            if made["shape"] == wanted and os.path.isdir(home):
                self.files = made["files"]
                return
        os.makedirs(home, exist_ok=True)
        base = b"" if self.sparse else hashlib.shake_128(self.name.encode()).digest(min(BLOCK, self.size))
        for number, name in enumerate(self.names()):
            self.files[name] = self.write(os.path.join(home, name), base, number)
        with open(record, "w", encoding="ascii") as stored:
            json.dump({"shape": wanted, "files": self.files}, stored)

    def write(self, path, base, number):
        """One file, and its SHA-256: the base's bytes, turned by another amount in every block of every file."""
        digest = hashlib.sha256()
        with open(path, "wb") as out:
            if self.sparse:
                out.truncate(self.size)
                zeros = bytes(BLOCK)
                for offset in range(0, self.size, BLOCK):
                    digest.update(zeros[: self.size - offset])
                return digest.hexdigest()
            for block, offset in enumerate(range(0, self.size, BLOCK)):
                turn = (number * 8191 + block * 4099 + 1) % len(base)
                piece = (base[turn:] + base[:turn])[: self.size - offset]
                digest.update(piece)
                out.write(piece)
        return digest.hexdigest()

    def warm(self, folder):
        if self.sparse:
            return
        buffer = bytearray(8 << 20)
        for name in self.files:
            with open(os.path.join(folder, self.repository, name), "rb", buffering=0) as source:
                while source.readinto(buffer):
                    pass

    def info(self):
        siblings = [
            {"rfilename": name, "size": self.size, "lfs": {"size": self.size, "sha256": digest, "pointerSize": 135}}
            for name, digest in self.files.items()
        ]
        return {
            "id": self.repository, "modelId": self.repository, "sha": COMMIT, "private": False, "gated": False,
            "disabled": False, "downloads": 0, "likes": 0, "tags": [], "siblings": siblings,
            "lastModified": "2026-01-01T00:00:00.000Z", "createdAt": "2026-01-01T00:00:00.000Z",
        }

    def tree(self):
        return [
            {"type": "file", "path": name, "size": self.size, "oid": digest[:40],
             "lfs": {"oid": digest, "size": self.size, "pointerSize": 135}}
            for name, digest in self.files.items()
        ]


NGINX = """
worker_processes 2;
daemon off;
pid {home}/nginx.pid;
error_log {home}/nginx-error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    log_format sent "$body_bytes_sent";
    client_body_temp_path {home}/tmp; proxy_temp_path {home}/tmp; fastcgi_temp_path {home}/tmp;
    uwsgi_temp_path {home}/tmp; scgi_temp_path {home}/tmp;
    map_hash_max_size 65536; map_hash_bucket_size 256;
    map $uri $digest {{ default ""; include {home}/digests.map; }}
    map $uri $length {{ default ""; include {home}/lengths.map; }}
    ssl_certificate {home}/cert.pem;
    ssl_certificate_key {home}/key.pem;
    ssl_protocols TLSv1.3;
    ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
    ssl_session_cache shared:tls:4m;
    ssl_buffer_size 16k;
    keepalive_requests 1000000;
    keepalive_timeout 300s;
    sendfile off;
    output_buffers 2 512k;
    server {{
        listen 127.0.0.1:{hub} ssl backlog=1024;
        location /api/ {{ root {home}/hub; default_type application/json; try_files $uri.json =404; }}
        location ~ ^/(?<repository>bench/[^/]+)/resolve/[^/]+/(?<file>.+)$ {{
            add_header X-Repo-Commit {commit} always;
            add_header X-Linked-Etag '"$digest"' always;
            add_header X-Linked-Size $length always;
            add_header ETag '"$digest"' always;
            return 302 https://127.0.0.1:{public_cdn}/$repository/$file?signature=bench;
        }}
    }}
    server {{
        listen 127.0.0.1:{cdn} ssl backlog=1024;
        access_log {home}/cdn.log sent;
        location / {{ root {data}; default_type application/octet-stream; max_ranges 1; }}
    }}
    server {{
        listen 127.0.0.1:{metadata};
        add_header Metadata-Flavor Google always;
        default_type application/json;
        location = / {{ return 200 "computeMetadata/"; }}
        location ~ /token$ {{ return 200 '{{"access_token":"bench","expires_in":36000,"token_type":"Bearer"}}'; }}
        location ~ /project-id$ {{ default_type text/plain; return 200 "{project}"; }}
        location ~ /email$ {{ default_type text/plain; return 200 "bench@{project}.iam.gserviceaccount.com"; }}
        location / {{ return 404; }}
    }}
}}
"""


class Stage:
    """Hub and bucket, running. `models` are offered under `bench/NAME`."""

    def __init__(self, home, data, sink_binary, models, nginx="nginx"):
        self.home, self.data, self.models, self.nginx = home, data, models, nginx
        self.sink_binary = sink_binary
        self.ports = {name: free_port() for name in ("hub", "cdn", "metadata")}
        # Where the hub sends downloads: a proxy may stand before the CDN.
        self.public_cdn = self.ports["cdn"]
        self.processes = []

    def start(self):
        for folder in ("", "tmp", "hub", "cloud"):
            os.makedirs(os.path.join(self.home, folder), exist_ok=True)
        self.certificate()
        for model in self.models:
            self.describe(model)
        self.maps()
        self.start_hub()
        self.start_sink()
        endpoints = {
            "google": self.sink, "storage": self.sink, "metadata": f"127.0.0.1:{self.ports['metadata']}",
            "huggingface": self.hub, "ollama": self.hub,
        }
        with open(os.path.join(self.home, "cloud", "endpoints.json"), "w", encoding="ascii") as out:
            json.dump(endpoints, out)
        self.call("POST", "/storage/v1/b?project=" + PROJECT, {"name": BUCKET})

    @property
    def hub(self):
        return f"https://127.0.0.1:{self.ports['hub']}"

    @property
    def cloud(self):
        return os.path.join(self.home, "cloud")

    @property
    def authority(self):
        return os.path.join(self.home, "cert.pem")

    def path(self, *names):
        return os.path.join(self.home, *names)

    def link(self, model, name):
        """What a downloader without knowledge of hubs asks for."""
        return f"{self.hub}/{model.repository}/resolve/{COMMIT}/{name}"

    def start_hub(self, public_cdn=None):
        """Starts nginx, or starts it again with another address for downloads."""
        self.public_cdn = public_cdn or self.ports["cdn"]
        values = {**self.ports, "home": self.home, "data": self.data, "commit": COMMIT, "project": PROJECT}
        with open(self.path("nginx.conf"), "w", encoding="ascii") as out:
            out.write(NGINX.format(**values, public_cdn=self.public_cdn))
        if hasattr(self, "hub_process"):
            self.hub_process.stop()
            self.processes.remove(self.hub_process)
        command = [self.nginx, "-p", self.home, "-e", self.path("nginx-error.log"), "-c", self.path("nginx.conf")]
        self.hub_process = Process(command, self.path("nginx.log"))
        self.processes.append(self.hub_process)
        self.hub_process.wait_until(self.hub_is_up, 20, "nginx")

    def hub_is_up(self):
        try:
            url = f"{self.hub}/api/models/{self.models[0].repository}/revision/main"
            with urllib.request.urlopen(url, timeout=2, context=self.context) as answer:
                return answer.status == 200
        except OSError:
            return False

    def start_sink(self):
        port_file = self.path("sink.port")
        if os.path.exists(port_file):
            os.remove(port_file)
        self.sink_process = Process(
            [self.sink_binary, "serve", self.authority, self.path("key.pem"), port_file], self.path("sink.log")
        )
        self.processes.append(self.sink_process)
        self.sink_process.wait_until(lambda: os.path.exists(port_file), 20, "the sink")
        with open(port_file, encoding="ascii") as text:
            self.sink = f"https://127.0.0.1:{text.read()}"

    def certificate(self):
        if not os.path.exists(self.authority):
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-keyout", self.path("key.pem"), "-out", self.authority, "-days", "3650", "-subj", "/CN=bench",
                 "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-addext", "keyUsage=digitalSignature,keyCertSign"],
                check=True, capture_output=True,
            )
        self.context = ssl.create_default_context(cafile=self.authority)

    def describe(self, model):
        folder = self.path("hub", "api", "models", model.repository)
        for place, value in [("revision/main", model.info()), (f"revision/{COMMIT}", model.info()),
                             (f"tree/{COMMIT}", model.tree()), ("tree/main", model.tree())]:
            path = os.path.join(folder, place + ".json")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="ascii") as out:
                json.dump(value, out)
        with open(folder + ".json", "w", encoding="ascii") as out:
            json.dump(model.info(), out)

    def maps(self):
        with open(self.path("digests.map"), "w", encoding="ascii") as digests, \
                open(self.path("lengths.map"), "w", encoding="ascii") as lengths:
            for model in self.models:
                for name, digest in model.files.items():
                    for revision in ("main", COMMIT):
                        key = f"/{model.repository}/resolve/{revision}/{name}"
                        digests.write(f"{key} {digest};\n")
                        lengths.write(f"{key} {model.size};\n")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.sink + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=30, context=self.context) as answer:
            return json.load(answer)

    def clear(self):
        """Empties the bucket and the sink's counters."""
        self.call("POST", "/bench")

    def figures(self):
        return self.call("GET", "/bench")

    def stored(self):
        """Size and CRC32C of every object of at least 1 KiB that is not the manager's own."""
        items = self.call("GET", f"/storage/v1/b/{BUCKET}/o?prefix=")["items"]
        return {
            os.path.basename(item["name"]): (int(item["size"]), item["crc32c"])
            for item in items if item["name"].endswith(".safetensors")
        }

    def check(self, model):
        """Everything of a model is in the bucket; returns the sums."""
        stored = self.stored()
        missing = [name for name in model.files if stored.get(name, (0, ""))[0] != model.size]
        if missing:
            raise Failure(f"the bucket lacks {len(missing)} of {model.count} files of {model.repository}: {missing[:3]}")
        return stored

    def stop(self):
        for process in self.processes:
            process.stop()

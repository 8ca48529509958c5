"""Raw requests, what came back, and the count of what was tried: shared by the hostile suites."""

import re
import socket

BUCKETS = "/api/models/buckets?project=demo-project"
NEW_BUCKET = '{"name":"hostile-bucket","location":"us-central1"}'


class Target:
    def __init__(self, port, headers=()):
        self.port = port
        self.headers = list(headers)

    def is_up(self):
        try:
            return statuses(self.send("GET", "/health")) == [200]
        except OSError:
            return False

    def raw(self, data, timeout=5, ends=True):
        """Everything that comes back before the other side closes or falls silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            connection.settimeout(timeout)
            try:
                parts = []
                connection.sendall(data)
                if ends:
                    connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    parts.append(part)
            except (TimeoutError, ConnectionError):
                pass
            return b"".join(parts)

    def send(self, method, path, headers=(), body=None, host=None):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in [*self.headers, *headers]]
        data = b"" if body is None else body.encode()
        if body is not None:
            lines += [f"Content-Length: {len(data)}"]
            if not any(name.lower() == "content-type" for name, _ in headers):
                lines.append("Content-Type: application/json")
        return self.raw("\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + data)


def statuses(answer):
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3})", answer)]


class Tally:
    def __init__(self):
        self.counts, self.failed = {}, []

    def check(self, kind, what, holds, answer=b""):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if not holds:
            self.failed.append(f"{kind}: {what}: {answer[:300]!r}")
            print(f"FAILED {self.failed[-1]}", flush=True)


class Canary:
    """A listener that nobody may call."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(64)
        self.port = self.socket.getsockname()[1]

    def calls(self, seconds=0.2):
        self.socket.settimeout(seconds)
        count = 0
        try:
            while True:
                self.socket.accept()[0].close()
                count += 1
        except TimeoutError:
            return count

"""Hostile hubs: what they may say, and what must become of it. The real binary against hostile_hub.py.

refused: an error that says why, nothing is written.   unproven: nothing is published, no file of the model stays.
survived: refused or imported, never a crash, never stuck.
"""

import collections
import contextlib
import gzip
import json
import os
import struct
import subprocess
import time

from hostile_hub import COMMIT, HostileHub
from manager import Failure
from torture_cloud import MIB

Lie = collections.namedtuple("Lie", "name model outcome tell")
HF, OLLAMA = "hf:evil/model", "ollama:evil"
SECONDS, MEMORY = 100, 700 * MIB
WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      " + bytes(range(256)) * 64
GOOD = {"config.json": b'{"architectures":["LlamaForCausalLM"],"model_type":"llama"}', "model.safetensors": WEIGHTS}


def when(part, body=b"", status=200, headers=()):
    """Answers requests whose path has `part` with this."""
    def behaviour(request, connection):
        if part not in request.path:
            return False
        if callable(body):
            body(request, connection)
        else:
            connection.answer(body, status, headers)
        return True
    return behaviour


def named(name):
    def tell(hub):
        hub.entries = hub.entries + [HostileHub.entry(name, b"x")]
    return tell


def changed(**fields):
    """The weights' entry in the file list with other fields."""
    def tell(hub):
        hub.entries = [{**e, **fields} if e["path"].endswith(".safetensors") else e for e in hub.entries]
    return tell


def answering(part, body=b"", status=200, headers=()):
    def tell(hub):
        hub.behaviour = when(part, body, status, headers)
    return tell


def image(change):
    def tell(hub):
        change(hub.image)
        hub.manifest = json.dumps(hub.image).encode()
    return tell


def layer(**fields):
    return image(lambda manifest: manifest["layers"][0].update(fields))


def info(**fields):
    return answering("/revision/", {"id": "evil/model", "sha": COMMIT, **fields})


def names():
    bad = {
        "that climbs": "../../escape.safetensors", "that climbs in the middle": "a/../../../b.json",
        "that is absolute": "/etc/passwd", "with a backslash": "..\\..\\b.json", "with a NUL": "a\0b.json",
        "with a newline": "a\nb.json", "with an escape": "a\x1b[2Jb.json", "with a C1 control": "a\x85b.json",
        "that is empty": "", "that is a dot": ".", "with an empty segment": "a//b.json", "that ends in a slash": "a/",
        "of 1,025 bytes": "n" * 1020 + ".json", "that is too long with its folder": "n" * 1015 + ".json",
        "of 1,025 bytes in 500 letters": "\u6f22" * 340 + ".json", "that is there twice": "config.json",
        "of a drive": "C:\\windows\\b.json", "of a URL": "http://127.0.0.1/b.json",
    }
    return [Lie(f"a name {what}", HF, "refused", named(name)) for what, name in bad.items()]


def sizes():
    lfs = lambda size: changed(size=size, lfs={**HostileHub.entry("", WEIGHTS)["lfs"], "size": size})
    return [
        Lie("a size that is too small", HF, "unproven", lfs(len(WEIGHTS) - 1000)),
        Lie("a size that is too large", HF, "unproven", lfs(len(WEIGHTS) + 1000)),
        Lie("a size below zero", HF, "refused", lfs(-5)),
        Lie("a size of 8 exabytes", HF, "refused", lfs(2**63 - 1)),
        Lie("a size of 6 tebibytes", HF, "refused", lfs(6 << 40)),
        Lie("an image's size of 8 exabytes", OLLAMA, "refused", layer(size=2**63 - 1)),
        Lie("a size beyond 64 bits", HF, "refused", lfs(2**70)),
        Lie("an image's size that is too small", OLLAMA, "unproven", layer(size=100)),
        Lie("an image's size that is too large", OLLAMA, "unproven", layer(size=10**6)),
        Lie("an image's size below zero", OLLAMA, "refused", layer(size=-1)),
        Lie("a digest that is another file's", HF, "unproven", changed(lfs={"oid": "b" * 64, "size": len(WEIGHTS)})),
        Lie("a digest that is not hex", HF, "refused", changed(lfs={"oid": "z" * 64, "size": len(WEIGHTS)})),
        Lie("a digest that is a path", HF, "refused", changed(lfs={"oid": "../../x", "size": len(WEIGHTS)})),
        Lie("a commit that is a path", HF, "refused", info(sha="../../../../x")),
        Lie("no commit", HF, "refused", answering("/revision/", {"id": "evil/model"})),
    ]


def images():
    def two_sizes(manifest):
        manifest["layers"].append({**manifest["layers"][0], "size": 1})

    def upper(manifest):
        one = manifest["layers"][0]
        one["digest"] = "sha256:" + one["digest"].removeprefix("sha256:").upper()

    many = [{"mediaType": "application/vnd.ollama.image.license", "digest": f"sha256:{n:064x}", "size": 1}
            for n in range(40_000)]
    return [
        Lie("an image's digest that is not hex", OLLAMA, "refused", layer(digest="sha256:" + "zz" * 32)),
        Lie("an image's digest that is a path", OLLAMA, "refused", layer(digest="sha256:../../../x")),
        Lie("an image's digest of another kind", OLLAMA, "refused", layer(digest="md5:" + "0" * 32)),
        Lie("an image's digest in capitals", OLLAMA, "survived", image(upper)),
        Lie("one blob in two sizes", OLLAMA, "refused", image(two_sizes)),
        Lie("an image without layers", OLLAMA, "refused", image(lambda manifest: manifest.update(layers=[]))),
        Lie("an image of version 1", OLLAMA, "refused", image(lambda manifest: manifest.update(schemaVersion=1))),
        Lie("an image of tensors", OLLAMA, "refused", layer(mediaType="application/vnd.ollama.image.tensor")),
        Lie("an image of 40,000 layers", OLLAMA, "refused", image(lambda manifest: manifest["layers"].extend(many))),
        Lie("a manifest that is null", OLLAMA, "refused", answering("/manifests/", b"null")),
        Lie("a manifest that never ends", OLLAMA, "refused",
            answering("/manifests/", lambda request, connection: connection.endless())),
        *[Lie(f"a GGUF header with {what}", OLLAMA, "survived", weights(header)) for what, header in (
            ("8 exabytes of keys", b"GGUF" + struct.pack("<IQQ", 3, 1, 2**63 - 1) + bytes(4096)),
            ("a key of 8 exabytes", b"GGUF" + struct.pack("<IQQQ", 3, 1, 1, 2**63 - 1) + bytes(4096)),
            ("an array of arrays", b"GGUF" + struct.pack("<IQQQ", 3, 1, 1, 1) + b"a" + struct.pack("<I", 9)
             + struct.pack("<IQ", 9, 1) * 20_000),
        )],
    ]


def weights(content):
    return lambda hub: hub.holds_image(content)


def wires():
    def loop(request, connection):
        connection.answer(b"", 302, [("Location", request.path + "?again")])

    def pages(request, connection):
        number = int(request.query.rsplit("cursor=", 1)[-1]) if "cursor=" in request.query else 0
        link = f"<{hub_of(request)}{request.path}?recursive=true&cursor={number + 1}>; rel=\"next\""
        connection.answer([], 200, [("Link", link)])

    def same_page(request, connection):
        connection.answer([], 200, [("Link", f"<{hub_of(request)}{request.path}?recursive=true>; rel=\"next\"")])

    def flood(request, connection):
        connection.send(b"HTTP/1.1 200 OK\r\n")
        for number in range(200_000):
            connection.send(b"X-%d: %s\r\n" % (number, b"y" * 1000))

    def nonsense(request, connection):
        connection.send(b"220 mail.example.com ESMTP\r\n\r\n")

    def two_lengths(request, connection):
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\n" + b"[]" * 25)

    def bad_chunks(request, connection):
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n")

    bomb = gzip.compress(bytes(64 * MIB))
    deep = b"[" * 200_000
    return [
        Lie("a page that names itself as the next", HF, "refused", answering("/tree/", same_page)),
        Lie("pages without an end", HF, "refused", answering("/tree/", pages)),
        Lie("a next page on another host", HF, "refused",
            answering("/tree/", [], 200, [("Link", '<http://192.0.2.1/x>; rel="next"')])),
        Lie("a redirect without an end", HF, "refused", answering("/revision/", loop)),
        Lie("a redirect to a file", HF, "refused",
            answering("/revision/", b"", 302, [("Location", "file:///etc/passwd")])),
        Lie("a redirect with a password", HF, "refused",
            answering("/revision/", b"", 302, [("Location", "http://user:pass@127.0.0.1/x")])),
        Lie("a description that never ends", HF, "refused",
            answering("/revision/", lambda request, connection: connection.endless())),
        Lie("a file list that never ends", HF, "refused",
            answering("/tree/", lambda request, connection: connection.endless(head=b"["))),
        Lie("a description of 200,000 brackets", HF, "refused", answering("/revision/", deep)),
        Lie("a description of 200,000 objects in each other", HF, "refused", answering("/revision/", b'{"a":' * 200_000)),
        Lie("a file list of 200,000 brackets", HF, "refused", answering("/tree/", deep)),
        Lie("a configuration of 200,000 brackets", HF, "survived", configuration(deep)),
        Lie("a web page for a description", HF, "refused",
            answering("/revision/", b"<html>Welcome</html>", 200, [("Content-Type", "text/html")])),
        Lie("a zip bomb for a description", HF, "refused",
            answering("/revision/", bomb, 200, [("Content-Encoding", "gzip")])),
        Lie("a zip bomb for the weights", HF, "unproven",
            answering("model.safetensors", bomb, 200, [("Content-Encoding", "gzip")])),
        Lie("weights that never end", HF, "unproven",
            answering("model.safetensors", lambda request, connection: connection.endless())),
        Lie("a flood of headers", HF, "refused", answering("/revision/", flood)),
        Lie("another protocol", HF, "refused", answering("/revision/", nonsense)),
        Lie("two lengths of one answer", HF, "refused", answering("/tree/", two_lengths)),
        Lie("chunks that are none", HF, "refused", answering("/tree/", bad_chunks)),
        Lie("a wait of twelve days", HF, "refused", answering("/revision/", b"", 429, [("Retry-After", "1000000")])),
        Lie("fields of other types", HF, "survived",
            info(gated=[1], tags=[1, None], safetensors=7, cardData="x", config=[[]], downloads="many")),
        Lie("an index that names files elsewhere", HF, "refused", shards({"a": "../../x.safetensors"})),
        Lie("an index of numbers", HF, "survived", shards({"a": 7})),
        Lie("two names that differ in case", HF, "survived", named("CONFIG.json")),
        Lie("100,000 files", HF, "survived", many_files),
    ]


def hub_of(request):
    return f"http://{request.host}"


def configuration(content):
    return lambda hub: hub.holds({**GOOD, "config.json": content})


def shards(weight_map):
    index = json.dumps({"weight_map": weight_map}).encode()
    return lambda hub: hub.holds({**GOOD, "model.safetensors.index.json": index})


def many_files(hub):
    """A hundred pages of a thousand names; an engine needs only the two that are real."""
    def tree(request, connection):
        number = int(request.query.rsplit("cursor=", 1)[-1]) if "cursor=" in request.query else 0
        entries = [{"type": "file", "path": f"notes/{number:03}/{n:04}.md", "size": 10, "oid": f"{number * 1000 + n:040x}"}
                   for n in range(1000)]
        if number == 0:
            entries += hub.entries
        link = f"<{hub_of(request)}{request.path}?recursive=true&cursor={number + 1}>; rel=\"next\""
        connection.answer(entries, 200, [("Link", link)] if number < 99 else [])
    hub.behaviour = when("/tree/", tree)


def public():
    """The hub has a public name here (the program reaches it through a proxy)."""
    private = ["127.0.0.1:9", "localhost:9", "169.254.169.254", "10.0.0.1", "[::1]:9", "[::ffff:127.0.0.1]", "0x7f000001",
               "metadata.google.internal", "2130706433", "127.1"]
    lies = [Lie(f"public: a redirect to {host}", HF, "refused",
                answering("/revision/", b"", 302, [("Location", f"http://{host}/x")])) for host in private]
    lies.append(Lie("public: a file's redirect to a private address", HF, "unproven",
                    answering("/resolve/", b"", 302, [("Location", "http://127.0.0.1:9/x")])))
    lies.append(Lie("https: a redirect to http", HF, "refused",
                    answering("/revision/", b"", 302, [("Location", "http://hub.example.com/x")])))
    lies.append(Lie("https: a file's redirect to http", HF, "unproven",
                    answering("/resolve/", b"", 302, [("Location", "http://hub.example.com/x")])))
    return lies


def lies():
    return names() + sizes() + images() + wires() + public()


@contextlib.contextmanager
def place(cloud, hub, lie, folder):
    """A state directory whose hubs are the hostile one, and the environment to reach it."""
    address, environment = hub.url, {**cloud.environment}
    if lie.name.startswith(("public:", "https:")):
        address = ("https" if lie.name.startswith("https:") else "http") + "://hub.example.com"
        environment |= {"http_proxy": hub.url, "https_proxy": hub.url, "no_proxy": "127.0.0.1",
                        "SSL_CERT_FILE": hub.certificate[0]}
    state = os.path.join(folder, "hostile-state")
    os.makedirs(state, exist_ok=True)
    with open(os.path.join(state, "endpoints.json"), "w", encoding="utf-8") as file:
        json.dump({**cloud.endpoints, "huggingface": address, "ollama": address}, file)
    yield state, environment


def certificate(folder):
    paths = os.path.join(folder, "hub.pem"), os.path.join(folder, "hub.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=hub.example.com",
         "-addext", "subjectAltName=DNS:hub.example.com", "-out", paths[0], "-keyout", paths[1]],
        check=True, capture_output=True)
    return paths


def run(cloud, words, state, environment):
    """Status, output and peak memory of the binary; bounded."""
    began = time.monotonic()
    arguments = [cloud.binary, *words, *cloud.place, "--simulator", state]
    log = os.path.join(cloud.folder, "hostile.log")
    with open(log, "wb") as output:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                   env=environment)
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            break
        if time.monotonic() - began > SECONDS:
            process.kill()
            process.wait()
            raise Failure(f"stuck for {SECONDS} s")
        time.sleep(0.02)
    with open(log, encoding="utf-8", errors="replace") as output:
        return process.returncode, output.read(), usage.ru_maxrss * 1024


def try_lie(cloud, hub, lie):
    hub.behaviour = None
    hub.holds(dict(GOOD))
    hub.holds_image(b"GGUF" + bytes(2000))
    bucket = cloud.fresh_bucket()
    lie.tell(hub)
    with place(cloud, hub, lie, cloud.folder) as (state, environment):
        status, output, memory = run(cloud, ("models", "import", lie.model, "--bucket", bucket), state, environment)
    tail = output[-700:]
    if status < 0 or status in (1, 133, 139):
        raise Failure(f"status {status}: {tail}")
    if memory > MEMORY:
        raise Failure(f"{memory / MIB:.0f} MiB of memory: {tail}")
    if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in output):
        raise Failure(f"control characters reach the terminal: {tail!r}")
    left = sorted(set(cloud.objects(bucket)) - {"llm-manager-metadata.json"})
    if lie.outcome != "survived" and status == 0:
        raise Failure(f"it was imported: {left}")
    if status != 0 and "error: " not in output:
        raise Failure(f"no cause: {tail}")
    if lie.name.startswith(("public:", "https:")) and "redirect refused" not in output:
        raise Failure(f"refused for another reason: {tail}")
    if lie.outcome == "refused" and left:
        raise Failure(f"something was written: {left}; {tail}")
    if any(name.startswith((".llm-manager/manifests", "ollama/manifests")) for name in left) and status != 0:
        raise Failure(f"it is published: {left}")
    weights = [name for name in left if name.endswith("model.safetensors")]
    if lie.outcome == "unproven" and weights:
        raise Failure(f"a file that is not proven stays: {weights}; {tail}")
    entries = cloud.catalog(bucket) or []
    if status != 0 and any(entry["status"] == "completed" for entry in entries):
        raise Failure(f"the catalog says completed: {entries}")
    cloud.drop(bucket)
    return f"{lie.name}: status {status}" if status == 0 else f"{lie.name}: {cause(output)}"


def cause(output):
    return next(line for line in output.splitlines() if line.startswith("error: "))[7:160]

"""A manager under load on this machine: watchers, requests, imports, slow and idle clients, SIGTERM in the middle.

Prints the figures and judges what must hold: no error, bounded memory, nobody starved, no accepted request dropped, no
import lost. Loopback only, bounded in count and time, ends by itself. `--short` takes half a minute and judges the same.
"""

import argparse
import asyncio
import json
import os
import resource
import signal
import tempfile
import time

from manager import Failure, Manager, Process, free_port

BUCKET = "load-models"
PREFLIGHT = json.dumps({"bucket": BUCKET, "model": "hf:load-org/model-0"}).encode()
PLAN = json.dumps({"bucket": BUCKET, "source": "huggingface", "id": "load-org/ready", "region": "us-central1", "name": "load"}).encode()
# What a console and its readers ask, the plan of a service, which reads the model's header and the prices, among them.
MIX = [
    ("GET", "/api/identity", None), ("GET", "/api/models/buckets?project=demo-project", None), ("GET", f"/api/models?project=demo-project&bucket={BUCKET}", None),
    ("GET", "/health", None), ("GET", "/api/models/imports?project=demo-project", None), ("GET", "/api/services/list?project=demo-project", None),
    ("GET", "/", None), ("GET", "/app.js", None), ("GET", "/metrics", None), ("POST", "/api/services/plan?project=demo-project", PLAN),
]


class Figures:
    def __init__(self):
        self.times, self.errors, self.events, self.refused = {}, [], 0, 0

    def add(self, path, seconds):
        self.times.setdefault(path.split("?")[0], []).append(seconds)

    @property
    def all(self):
        return sorted(time for times in self.times.values() for time in times)


class Refused(Exception):
    """Nobody listens, or the connection was gone before anything was said on it."""


class Client:
    """Requests to one manager; some keep their connection for the next one, as browsers do."""

    def __init__(self, port):
        self.port, self.kept = port, []

    async def ask(self, method, path, body, keeps):
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n" + ("" if keeps else "Connection: close\r\n")
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        while keeps and self.kept:
            reader, writer = self.kept.pop()
            # One that the server has closed meanwhile is not used: it said so, or its end has come.
            if not reader.at_eof() and not writer.is_closing():
                break
        else:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
            except ConnectionRefusedError as error:
                raise Refused from error
        writer.write(f"{head}\r\n".encode() + (body or b""))
        try:
            first = await asyncio.wait_for(reader.readline(), 30)
        except ConnectionError as error:
            raise Refused from error
        if not first:
            raise Refused
        length, closes, chunked = 0, not keeps, False
        while (line := await asyncio.wait_for(reader.readline(), 30)) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            length = int(value) if name.lower() == "content-length" else length
            closes = closes or (name.lower() == "connection" and value.strip().lower() == "close")
            chunked = chunked or name.lower() == "transfer-encoding"
        if chunked:
            while size := int(await asyncio.wait_for(reader.readline(), 30), 16):
                await asyncio.wait_for(reader.readexactly(size + 2), 30)
            await reader.readline()
        else:
            await asyncio.wait_for(reader.readexactly(length), 30)
        if closes:
            writer.close()
        else:
            self.kept.append((reader, writer))
        return int(first.split(b" ", 2)[1])


async def ask(client, number, figures, may_be_refused=lambda began: False):
    method, path, body = MIX[number % len(MIX)]
    began = time.monotonic()
    try:
        status = await client.ask(method, path, body, keeps=number % 2 == 0)
        if status != 200:
            figures.errors.append(f"{path}: {status}")
        figures.add(path, time.monotonic() - began)
    except Refused:
        if may_be_refused(began):
            figures.refused += 1
        else:
            figures.errors.append(f"{path}: refused {time.monotonic() - began:.2f} s after it began")
    except (OSError, EOFError, IndexError, ValueError, asyncio.TimeoutError) as error:
        figures.errors.append(f"{path}: {type(error).__name__}")


async def requests(client, rate, seconds, figures, may_be_refused=lambda began: False):
    tasks, began = set(), time.monotonic()
    for number in range(int(rate * seconds)):
        delay = began + number / rate - time.monotonic()
        if delay > 0:
            await asyncio.sleep(delay)
        task = asyncio.create_task(ask(client, number, figures, may_be_refused))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    while tasks:
        await asyncio.gather(*tasks)


async def watch(port, figures, stop):
    """Reads every event of the page-wide stream, as a console does."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        writer.write(f"GET /api/events?project=demo-project&topics=imports HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n\r\n".encode())
        first = await asyncio.wait_for(reader.readline(), 60)
        if b" 200 " not in first:
            figures.errors.append(f"watcher: {first!r}")
            return
        while not stop.is_set():
            try:
                line = await asyncio.wait_for(reader.readline(), 1)
            except asyncio.TimeoutError:
                continue
            if not line:
                if not stop.is_set():
                    figures.errors.append("watcher: cut off")
                return
            figures.events += line.startswith(b"event:")
        writer.close()
    except (OSError, ValueError, asyncio.TimeoutError) as error:
        if not stop.is_set():
            figures.errors.append(f"watcher: {type(error).__name__}")


async def slow(port, count, stop):
    """Slowloris: heads that never end, a byte at a time."""

    async def one():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            for byte in f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: {'a' * 4000}":
                if stop.is_set():
                    break
                writer.write(byte.encode())
                await asyncio.sleep(1)
            writer.close()
        except OSError:
            pass

    await asyncio.gather(*[one() for _ in range(count)])


async def idle(port, count):
    found = []
    for start in range(0, count, 200):
        found += await asyncio.gather(*[asyncio.open_connection("127.0.0.1", port) for _ in range(min(200, count - start))])
    return found


def report(name, figures, paths=False):
    times = figures.all
    if not times:
        raise Failure(f"{name}: nothing was answered: {figures.errors[:5]}")

    def part(times, share):
        return times[min(len(times) - 1, int(len(times) * share))] * 1000

    print(
        f"{name}: {len(times)} answered, {len(figures.errors)} errors, p50 {part(times, 0.5):.1f} ms, p99 {part(times, 0.99):.1f} ms, "
        f"max {times[-1] * 1000:.0f} ms, {figures.events} events",
        flush=True,
    )
    if paths:
        for path, found in figures.times.items():
            print(f"  {path}: {len(found)}, p50 {part(sorted(found), 0.5):.1f} ms, p99 {part(sorted(found), 0.99):.1f} ms", flush=True)
    if figures.errors:
        raise Failure(f"{name}: {len(figures.errors)} errors: {figures.errors[:5]}")


def make_models(folder, count, size):
    """Small repositories for the simulated hub."""
    for name in ["ready", *(f"model-{number}" for number in range(count))]:
        place = os.path.join(folder, "huggingface", "load-org", name)
        os.makedirs(place)
        with open(os.path.join(place, "config.json"), "w", encoding="ascii") as file:
            json.dump({"architectures": ["BertModel"], "model_type": "bert", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 2}, file)
        header = json.dumps({"w": {"dtype": "F32", "shape": [size // 4], "data_offsets": [0, size]}}).encode()
        with open(os.path.join(place, "model.safetensors"), "wb") as file:
            file.write(len(header).to_bytes(8, "little") + header + os.urandom(size))


class Imports:
    """Imports that go on until they are let go: the hub is slow until then."""

    def __init__(self, api, control):
        self.api, self.control, self.count = api, control, 0

    def pace(self, rate):
        """Bytes a second that the hub gives to all imports together; 0: as many as it can."""
        self.control.open("POST", "/throttle", {"cdn": rate}).close()

    def start(self, count):
        for number in range(self.count, self.count + count):
            self.api.open("POST", "/api/models/import/start", {"bucket": BUCKET, "model": f"hf:load-org/model-{number}"}).close()
        self.count += count

    def running(self):
        with self.api.open("GET", "/api/models/imports") as answer:
            return sum(found["state"] in ("planned", "transferring", "publishing") for found in json.load(answer)["imports"])

    def states(self):
        with self.api.open("GET", "/api/models/imports") as answer:
            return [(found["state"], found["doneBytes"], found.get("problem")) for found in json.load(answer)["imports"]]

    def completed(self):
        with self.api.open("GET", "/api/models", bucket=BUCKET) as answer:
            return sum(model.get("status") == "completed" for model in json.load(answer)["models"] if "ready" not in model["id"])

    async def ready(self):
        """The model that plans are made for."""
        self.api.open("POST", "/api/models/import/start", {"bucket": BUCKET, "model": "hf:load-org/ready"}).close()
        for _ in range(600):
            with self.api.open("GET", "/api/models", bucket=BUCKET) as answer:
                if any(model.get("status") == "completed" for model in json.load(answer)["models"]):
                    return
            await asyncio.sleep(0.1)
        raise Failure("the first import does not end")


async def memory(process, samples):
    """What the process takes now, every half second."""
    while True:
        with open(f"/proc/{process.pid}/statm", encoding="ascii") as file:
            samples.append(int(file.read().split()[1]) * resource.getpagesize())
        await asyncio.sleep(0.5)


async def steady(options, port, manager, imports):
    figures, stop, samples = Figures(), asyncio.Event(), []
    watchers = [asyncio.create_task(watch(port, figures, stop)) for _ in range(options.watchers)]
    sampler = asyncio.create_task(memory(manager, samples))
    await requests(Client(port), options.rate, options.seconds, figures)
    still = await asyncio.to_thread(imports.running)
    sampler.cancel()
    stop.set()
    await asyncio.gather(*watchers)
    report(f"{options.watchers} watchers, {options.rate}/s for {options.seconds} s, {still} imports running at the end", figures, paths=True)
    quarter = max(1, len(samples) // 4)
    second, last = (sum(part) / len(part) / 2**20 for part in (samples[quarter : 2 * quarter] or samples, samples[-quarter:]))
    print(f"memory: peak {manager.peak_memory() / 2**20:.0f} MiB; second quarter {second:.0f} MiB, last {last:.0f} MiB", flush=True)
    if still < imports.count:
        raise Failure(f"only {still} of {imports.count} imports ran to the end of the load: nothing was proven")
    if manager.peak_memory() > options.memory << 20:
        raise Failure(f"more memory than {options.memory} MiB")
    if last > second * 1.5 + 32:
        raise Failure("memory grows as long as the load lasts")


async def starving(options, port):
    figures, stop = Figures(), asyncio.Event()
    loris = asyncio.create_task(slow(port, options.slow, stop))
    idlers = await idle(port, options.idle)
    await requests(Client(port), options.rate / 4, 10 if options.seconds > 20 else 3, figures)
    report(f"{options.slow} slowloris and {len(idlers)} idle connections beside", figures)
    stop.set()
    await loris
    for _, writer in idlers:
        writer.close()


async def drain(options, port, manager, imports):
    """SIGTERM while requests come at full rate, watchers read and imports run."""
    figures, stop, told = Figures(), asyncio.Event(), []
    watchers = [asyncio.create_task(watch(port, Figures(), stop)) for _ in range(options.watchers // 4)]
    # What is sent from a second after the signal on may find nobody; what was sent before must be answered.
    load = asyncio.create_task(requests(Client(port), options.rate, 5, figures, lambda began: bool(told) and began > told[0] + 0.9))
    # One that takes longer than the end may: it must hear so, and not find its connection gone.
    imports.pace(4000)
    endless = asyncio.create_task(Client(port).ask("POST", "/api/models/import/preflight?project=demo-project", PREFLIGHT, keeps=False))
    await asyncio.sleep(2)
    running = await asyncio.to_thread(imports.running)
    told.append(time.monotonic())
    manager.process.send_signal(signal.SIGTERM)
    await load
    ended = await asyncio.to_thread(manager.process.wait, 30)
    took = time.monotonic() - told[0]
    stop.set()
    await asyncio.gather(*watchers)
    report(f"SIGTERM at {options.rate}/s with {running} imports running", figures)
    print(f"  ended with {ended} after {took:.1f} s; {figures.refused} requests came too late and were refused", flush=True)
    try:
        status = await endless
    except (Refused, EOFError, OSError) as error:
        raise Failure("a request that had not ended was dropped without an answer") from error
    print(f"  a request that had not ended was answered with {status}", flush=True)
    if status != 503:
        raise Failure("503 was expected")
    if ended != 0:
        raise Failure(f"SIGTERM ended it with {ended}: {manager.tail()}")
    if running < imports.count:
        raise Failure(f"only {running} of {imports.count} imports ran at SIGTERM: nothing was proven")


async def main_load(options, binary, folder):
    port, models = free_port(), os.path.join(folder, "models")
    make_models(models, options.imports, options.size)
    state, log = os.path.join(folder, "cloud"), os.path.join(folder, "manager.log")
    simulator = Process([binary, "simulate", "--state", state, "--models", models], os.path.join(folder, "cloud.log"))
    endpoints = os.path.join(state, "endpoints.json")
    simulator.wait_until(lambda: os.path.exists(endpoints), 60, "the simulator")
    command = [binary, "serve", "--simulator", state, "--port", str(port)]
    manager = Process(command, log)
    api = Manager(f"http://127.0.0.1:{port}", "demo-project")
    try:
        manager.wait_until(api.is_up, 60, "the manager")
        with open(endpoints, encoding="utf-8") as file:
            imports = Imports(api, Manager(json.load(file)["control"], None))
        api.open("POST", "/api/models/buckets", {"name": BUCKET, "location": "us-central1"}).close()
        await imports.ready()
        # Slow enough to last through everything that follows.
        imports.pace(options.imports * options.size // (options.seconds + 120))
        imports.start(options.imports)
        await steady(options, port, manager, imports)
        await starving(options, port)
        await drain(options, port, manager, imports)
        manager = Process(command, os.path.join(folder, "second.log"))
        manager.wait_until(api.is_up, 60, "the second manager")
        imports.pace(0)
        end = time.monotonic() + 180
        while (done := await asyncio.to_thread(imports.completed)) < imports.count:
            if time.monotonic() > end:
                raise Failure(f"only {done} of {imports.count} imports have completed after SIGTERM: {imports.states()}")
            await asyncio.sleep(0.5)
            # Whoever looks after a project's imports has been asked about them.
            await asyncio.to_thread(imports.running)
        print(f"imports: {done} of {imports.count} completed after SIGTERM, none lost", flush=True)
    finally:
        manager.stop()
        simulator.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--short", action="store_true", help="a small load, for the test suite")
    parser.add_argument("--watchers", type=int)
    parser.add_argument("--rate", type=int)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--imports", type=int)
    parser.add_argument("--slow", type=int)
    parser.add_argument("--idle", type=int)
    parser.add_argument("--size", type=int, default=8 << 20, help="bytes of each model")
    parser.add_argument("--memory", type=int, default=768, help="MiB that the manager may take")
    options = parser.parse_args()
    usual = {"watchers": (100, 1000), "rate": (40, 200), "seconds": (6, 120), "imports": (4, 10), "slow": (20, 200), "idle": (500, 10000)}
    for name, (short, whole) in usual.items():
        if getattr(options, name) is None:
            setattr(options, name, short if options.short else whole)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main_load(options, os.path.abspath(options.binary), folder))
    print("load: passed")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        raise SystemExit(f"load: {failure}")

"""A manager under load on this machine: watchers, requests, imports, slow and idle clients, SIGTERM in the middle.

Prints the figures and judges what must hold: no error, bounded memory, nobody starved, no accepted request dropped, no
import lost. Loopback only, bounded in count and time, ends by itself.
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

PATHS = [
    "/api/identity", "/api/models/buckets?project=demo-project", "/api/models?project=demo-project&bucket=load-models", "/health",
    "/api/models/imports?project=demo-project", "/api/services/list?project=demo-project", "/", "/app.js", "/metrics",
]


class Figures:
    def __init__(self):
        self.times, self.errors, self.events = [], [], 0


async def get(port, path, figures, keep=None):
    began = time.monotonic()
    try:
        reader, writer = keep or await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.read(-1), 30)
        writer.close()
        status = int(answer.split(b" ", 2)[1])
        if status != 200:
            figures.errors.append(f"{path}: {status}")
    except (OSError, IndexError, ValueError, asyncio.TimeoutError) as error:
        figures.errors.append(f"{path}: {type(error).__name__}")
    figures.times.append(time.monotonic() - began)


async def watch(port, figures, stop):
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /api/events?project=demo-project&topics=imports HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n\r\n".encode())
        first = await asyncio.wait_for(reader.readline(), 30)
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
    except (OSError, asyncio.TimeoutError) as error:
        figures.errors.append(f"watcher: {type(error).__name__}")


async def requests(port, rate, seconds, figures):
    tasks, began = [], time.monotonic()
    for number in range(rate * seconds):
        delay = began + number / rate - time.monotonic()
        if delay > 0:
            await asyncio.sleep(delay)
        tasks.append(asyncio.create_task(get(port, PATHS[number % len(PATHS)], figures)))
        if len(tasks) >= 2000:
            await asyncio.gather(*tasks)
            tasks = []
    await asyncio.gather(*tasks)


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


def report(name, figures):
    times = sorted(figures.times)
    if not times:
        raise Failure(f"{name}: nothing was measured")
    p = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000
    print(f"{name}: {len(times)} requests, {len(figures.errors)} errors, p50 {p(0.5):.1f} ms, p99 {p(0.99):.1f} ms, "
          f"max {times[-1] * 1000:.0f} ms, {figures.events} events", flush=True)
    if figures.errors:
        raise Failure(f"{name}: {figures.errors[:5]}")


def make_models(folder, count):
    """Small repositories for the simulated hub."""
    for number in range(count):
        place = os.path.join(folder, "huggingface", "load-org", f"model-{number}")
        os.makedirs(place)
        with open(os.path.join(place, "config.json"), "w", encoding="ascii") as file:
            json.dump({"architectures": ["BertModel"], "model_type": "bert"}, file)
        header = b'{"w":{"dtype":"F32","shape":[1048576],"data_offsets":[0,4194304]}}'
        with open(os.path.join(place, "model.safetensors"), "wb") as file:
            file.write(len(header).to_bytes(8, "little") + header + os.urandom(4194304))


async def main_load(options, binary, folder):
    port, models = free_port(), options.models or os.path.join(folder, "models")
    if not options.models:
        make_models(models, options.imports)
    state, log = os.path.join(folder, "cloud"), os.path.join(folder, "manager.log")
    simulator = Process([binary, "simulate", "--state", state, "--models", models, "--hub-rate", "400000"], os.path.join(folder, "cloud.log"))
    endpoints = os.path.join(state, "endpoints.json")
    simulator.wait_until(lambda: os.path.exists(endpoints), 60, "the simulator")
    command = [binary, "serve", "--simulator", state, "--port", str(port)]
    manager = Process(command, log)
    api = Manager(f"http://127.0.0.1:{port}", "demo-project")
    try:
        manager.wait_until(api.is_up, 60, "the manager")
        api.open("POST", "/api/models/buckets", {"name": "load-models", "location": "us-central1"}).close()
        started = []
        for number in range(options.imports):
            with api.open("POST", "/api/models/import/start", {"bucket": "load-models", "model": f"hf:load-org/model-{number}"}) as answer:
                started.append(json.load(answer)["id"])
        figures, stop = Figures(), asyncio.Event()
        watchers = [asyncio.create_task(watch(port, figures, stop)) for _ in range(options.watchers)]
        await requests(port, options.rate, options.seconds, figures)
        memory = manager.peak_memory()
        report(f"{options.watchers} watchers, {options.rate}/s for {options.seconds} s, {len(started)} imports", figures)
        print(f"peak memory {memory / 2**20:.0f} MiB", flush=True)
        if memory > options.memory << 20:
            raise Failure(f"{memory / 2**20:.0f} MiB are more than {options.memory}")
        stop.set()
        await asyncio.gather(*watchers)

        figures, stop = Figures(), asyncio.Event()
        loris = asyncio.create_task(slow(port, options.slow, stop))
        idlers = await idle(port, options.idle)
        await requests(port, 50, 10, figures)
        report(f"{options.slow} slowloris and {len(idlers)} idle connections beside", figures)
        stop.set()
        await loris
        for _, writer in idlers:
            writer.close()

        figures = Figures()
        accepted = [asyncio.create_task(get(port, PATHS[number % len(PATHS)], figures)) for number in range(100)]
        await asyncio.sleep(0.05)
        manager.process.send_signal(signal.SIGTERM)
        await asyncio.gather(*accepted)
        # A connection that the system had not handed over yet may be refused; one that was accepted is answered.
        dropped = [error for error in figures.errors if "ConnectionRefused" not in error]
        print(f"SIGTERM: {len(figures.times) - len(figures.errors)} answered, {len(figures.errors) - len(dropped)} refused, {len(dropped)} dropped", flush=True)
        if dropped:
            raise Failure(f"SIGTERM dropped {dropped[:5]}")
        await asyncio.to_thread(manager.process.wait, 30)
        if manager.process.returncode != 0:
            raise Failure(f"SIGTERM ended it with {manager.process.returncode}: {manager.tail()}")
        manager = Process(command, os.path.join(folder, "second.log"))
        manager.wait_until(api.is_up, 60, "the second manager")
        end = time.monotonic() + 180
        while True:
            with api.open("GET", "/api/models", bucket="load-models") as answer:
                done = [model["id"] for model in json.load(answer)["models"] if model.get("status") == "completed"]
            if len(done) >= options.imports:
                break
            if time.monotonic() > end:
                raise Failure(f"only {len(done)} of {options.imports} imports have completed after SIGTERM")
            await asyncio.sleep(1)
        print(f"imports: {len(done)} of {options.imports} completed, none lost", flush=True)
    finally:
        manager.stop()
        simulator.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--models", help="a folder of load-org/model-N for the hub; made when left out")
    parser.add_argument("--watchers", type=int, default=1000)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--imports", type=int, default=10)
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--idle", type=int, default=10000)
    parser.add_argument("--memory", type=int, default=768, help="MiB that the manager may take")
    options = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main_load(options, os.path.abspath(options.binary), folder))
    print("load: passed")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        raise SystemExit(f"load: {failure}")

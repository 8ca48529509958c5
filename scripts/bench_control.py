"""How long the manager takes to list, beside what it asks for, and what it takes to be there at all.

    bench_control.py [--binary FILE] [--latency SECONDS] [--json FILE] [--write-readme] [--smoke]

Against a cloud whose every answer takes the same time (bench_cloud.py): projects search over 5,000 projects, models of
500 buckets (50 managed, 5,000 models), services of 40 regions with 25 each. Beside it, in the same run and on the same
cloud, Google's Python clients list the same one request after the other. See docs/benchmarks.md.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from bench_report import table
from manager import Failure, Manager, Process, free_port

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
MIB = 1 << 20
BEGIN, END = "<!-- bench-control: begin -->", "<!-- bench-control: end -->"
# What DESIGN.md's aims are; a figure that misses one is printed with a mark.
MOST_OVERHEAD, MOST_START_MS, MOST_IDLE_MIB = 0.20, 100, 40
FULL = {"projects": 5000, "buckets": 500, "managed": 50, "models": 5000, "regions": 40, "services": 25}
TINY = {"projects": 30, "buckets": 6, "managed": 2, "models": 8, "regions": 3, "services": 2}


class Cloud:
    def __init__(self, sizes, latency, folder):
        options = [f"--{name}={count}" for name, count in sizes.items()]
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "bench_cloud.py"), f"--latency={latency}", *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )
        self.port = int(self.process.stdout.readline())
        self.base = f"http://127.0.0.1:{self.port}"
        self.state = os.path.join(folder, "cloud")
        os.makedirs(self.state, exist_ok=True)
        with open(os.path.join(self.state, "endpoints.json"), "w", encoding="utf-8") as file:
            json.dump({"google": self.base, "storage": self.base, "metadata": f"127.0.0.1:{self.port}",
                       "huggingface": self.base, "ollama": self.base, "control": self.base}, file)

    def calls(self):
        """(path, began, ended) of each call since the last question."""
        with urllib.request.urlopen(f"{self.base}/bench/calls", timeout=30) as answer:
            return json.load(answer)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def in_flight(calls):
    """Seconds in which at least one call was under way."""
    total, end = 0.0, 0.0
    for _, began, ended in sorted(calls, key=lambda call: call[1]):
        total += max(0.0, ended - max(began, end))
        end = max(end, ended)
    return total


def steps(calls, latency):
    """How many calls had to wait for one another: the time in flight in units of the latency."""
    return round(in_flight(calls) / latency, 1) if latency else 0


def most_at_once(calls):
    moments = sorted([(began, 1) for _, began, _ in calls] + [(ended, -1) for _, _, ended in calls])
    most = now = 0
    for _, change in moments:
        now += change
        most = max(most, now)
    return most


def timed(cloud, latency, rounds, work, count):
    """Medians over the rounds of one list."""
    cloud.calls()
    found = []
    for _ in range(rounds):
        began = time.monotonic()
        items = work()
        seconds = time.monotonic() - began
        if items != count:
            raise Failure(f"a list has {items} items and not {count}")
        calls = cloud.calls()
        upstream = in_flight(calls)
        found.append({"seconds": seconds, "calls": len(calls), "upstreamSeconds": upstream,
                      "overhead": (seconds - upstream) / upstream, "steps": steps(calls, latency),
                      "mostAtOnce": most_at_once(calls)})
    middle = statistics.median(each["seconds"] for each in found)
    best = min(found, key=lambda each: abs(each["seconds"] - middle))
    return {**best, "items": count, "rounds": rounds,
            "overhead": statistics.median(each["overhead"] for each in found)}


def ours(manager, sizes):
    """The three lists through the HTTP API, each with what it must have."""
    def projects():
        return len(Manager(manager.base, None).call("GET", "/api/projects", query="bench")["projects"])

    def models():
        return len(manager.call("GET", "/api/models")["models"])

    def services():
        return len(manager.call("GET", "/api/services/list")["services"])

    return {
        "projects": (projects, min(100, sizes["projects"])),
        "models": (models, sizes["models"] // sizes["managed"] * sizes["managed"]),
        "services": (services, sizes["regions"] * sizes["services"]),
    }


def start_times(binary, state, folder, rounds):
    """Milliseconds from the start of the program to the first connection that it takes."""
    found = []
    for number in range(rounds):
        port = free_port()
        began = time.monotonic()
        process = Process([binary, "serve", "--simulator", state, "--port", str(port)],
                          os.path.join(folder, f"start-{number}.log"))
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if process.process.poll() is not None or time.monotonic() - began > 60:
                        raise Failure(f"the manager did not come up\n{process.tail()}") from None
                    time.sleep(0.001)
            found.append((time.monotonic() - began) * 1000)
        finally:
            process.stop()
    return found


def resident(pid, kind="VmRSS"):
    """Resident bytes; `RssAnon` leaves out the pages of the program and its libraries, which files back."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith(f"{kind}:"):
                return int(line.split()[1]) * 1024
    raise Failure("this kernel does not tell a process's memory")


def peer(cloud, python, latency, sizes):
    """Google's Python clients, one request after the other; they print the seconds of each list as JSON."""
    cloud.calls()
    done = subprocess.run([python, os.path.join(HERE, "bench_control_peer.py"), cloud.base],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1200, check=False)
    if done.returncode != 0:
        raise Failure(f"Google's Python clients could not list: {done.stderr[-2000:]}")
    told = json.loads(done.stdout)
    expected = {"projects": min(100, sizes["projects"]), "models": sizes["managed"],
                "services": sizes["regions"] * sizes["services"]}
    for name, each in told.items():
        if each["items"] != expected[name]:
            raise Failure(f"Google's clients list {each['items']} {name} and not {expected[name]}")
    return told


def measure(binary, sizes, latency, rounds, python):
    with tempfile.TemporaryDirectory() as folder:
        cloud = Cloud(sizes, latency, folder)
        manager = None
        try:
            starts = start_times(binary, cloud.state, folder, rounds)
            port = free_port()
            manager = Process([binary, "serve", "--simulator", cloud.state, "--port", str(port), "--no-takeover"],
                              os.path.join(folder, "manager.log"))
            api = Manager(f"http://127.0.0.1:{port}", "bench-project")
            manager.wait_until(api.is_up, 60, "the manager")
            time.sleep(3 if rounds > 1 else 0)
            idle, own = resident(manager.pid), resident(manager.pid, "RssAnon")
            lists = {}
            for name, (work, count) in ours(api, sizes).items():
                first = timed(cloud, latency, 1, work, count)  # connections are open after it, as a manager's are
                lists[name] = {**timed(cloud, latency, rounds, work, count), "first": first}
            result = {"latency": latency, "sizes": sizes, "startMilliseconds": starts, "idleBytes": idle,
                      "idleOwnBytes": own, "lists": lists,
                      "peakBytes": manager.peak_memory(), "afterBytes": resident(manager.pid)}
            if python:
                result["peer"] = peer(cloud, python, latency, sizes)
            return result
        finally:
            if manager:
                manager.stop()
            cloud.stop()


def report(result, judges=True):
    """Two tables: the lists, and what the program takes by itself."""
    names = {
        "projects": f"search over {result['sizes']['projects']:,} projects: a page",
        "models": f"{result['sizes']['models']:,} models in {result['sizes']['managed']} of {result['sizes']['buckets']} "
        "buckets",
        "services": f"{result['sizes']['regions'] * result['sizes']['services']:,} services in "
        f"{result['sizes']['regions']} regions",
    }
    head = ["", "seconds", "calls", "at once", "calls in a row", "our own share", "Python clients in turn"]
    body = []
    first = result["lists"]["models"]["first"]
    names["first"] = "the same, the first time"
    lists = {"projects": result["lists"]["projects"], "models": result["lists"]["models"], "first": first,
             "services": result["lists"]["services"]}
    for name, each in lists.items():
        theirs = result.get("peer", {}).get(name)
        mark = " (!)" if judges and each["overhead"] > MOST_OVERHEAD else ""
        body.append([names[name], f"{each['seconds']:.2f}", f"{each['calls']}", f"{each['mostAtOnce']}",
                     f"{each['steps']:.0f}", f"{each['overhead'] * 100:.0f} %{mark}",
                     f"{theirs['seconds']:.1f} s" if theirs else ""])
    start = statistics.median(result["startMilliseconds"])
    own = [
        ["from start to listening", f"{start:.0f} ms", f"{MOST_START_MS} ms"],
        ["memory, idle (resident)", f"{result['idleBytes'] / MIB:.0f} MiB", f"{MOST_IDLE_MIB} MiB"],
        ["of it its own, not mapped from files", f"{result['idleOwnBytes'] / MIB:.0f} MiB", ""],
        ["memory, highest of these lists", f"{result['peakBytes'] / MIB:.0f} MiB", ""],
        ["memory, after them", f"{result['afterBytes'] / MIB:.0f} MiB", ""],
    ]
    return (f"Every call to the cloud takes {result['latency'] * 1000:.0f} ms.\n\n{table(head, body)}\n\n"
            f"{table(['', 'measured', 'aim'], own)}")


def write_readme(text):
    path = os.path.join(ROOT, "README.md")
    with open(path, encoding="utf-8") as file:
        page = file.read()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest or not after:
        raise Failure("README.md has no place for the figures")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{text}\n{END}{after}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", default=os.path.join(ROOT, ".build-release/release/llm-manager"))
    parser.add_argument("--latency", type=float, default=0.15, help="seconds that every call to the cloud takes")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", default=os.path.join(ROOT, ".build/bench/control.json"))
    parser.add_argument("--write-readme", action="store_true")
    parser.add_argument("--smoke", action="store_true", help="tiny lists, one round, nothing is judged")
    given = parser.parse_args()
    python = os.path.join(ROOT, ".build/peers/google/bin/python")
    try:
        if not os.path.exists(python):
            raise Failure("Google's Python clients are missing: scripts/venv.sh google")
        sizes, latency, rounds = (TINY, 0.01, 1) if given.smoke else (FULL, given.latency, given.rounds)
        result = measure(os.path.abspath(given.binary), sizes, latency, rounds, python)
        result["cores"] = os.cpu_count()
        text = report(result, judges=not given.smoke)
        print(text)
        if given.smoke:
            print("ok the bench of the control plane works: three lists, a peer, a start, memory")
            return 0
        os.makedirs(os.path.dirname(given.json), exist_ok=True)
        with open(given.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)
        if given.write_readme:
            write_readme(text)
    except (Failure, subprocess.TimeoutExpired) as error:
        print(f"bench-control: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

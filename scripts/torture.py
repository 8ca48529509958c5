"""Tortures imports: kills, faults, races, hostile hubs. Driven by a seed that is printed.

    torture.py --binary PATH [--seed N] [--short] [--minutes N] [--only PART]

The result of each torture is one of two: completed with identical bytes, or failed with a precise cause and then
completed with identical bytes. A seed that failed once is kept in torture_seeds.txt, which every run includes.
"""

import argparse
import os
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time

import torture_faults
import torture_kills
from manager import Failure
from torture_cloud import TortureCloud, make_models

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
WORKERS = 2


class Torture:
    """One run: where it works, how much, and what it has counted."""

    def __init__(self, options):
        self.binary, self.seed, self.short = os.path.abspath(options.binary), options.seed, options.short
        self.end = time.monotonic() + 60 * options.minutes
        self.models = make_models(os.path.join(ROOT, ".build/torture-models"))
        self.failures, self.lock = [], threading.Lock()
        self.counts = {}

    def count(self, name, by=1):
        with self.lock:
            self.counts[name] = self.counts.get(name, 0) + by

    def fail(self, place, error):
        with self.lock:
            self.failures.append(place)
            print(f"FAILED {place}: {error}\n   again: make torture SEED={self.seed}", flush=True)

    def each(self, jobs, rate, body):
        """Runs `body(cloud, job)` for every job on simulators of their own, until the time is over."""
        waiting = queue.SimpleQueue()
        for job in jobs:
            waiting.put(job)

        def work():
            with tempfile.TemporaryDirectory() as folder:
                cloud = TortureCloud(self.binary, folder, self.models, rate=rate)
                try:
                    while time.monotonic() < self.end:
                        try:
                            job = waiting.get_nowait()
                        except queue.Empty:
                            return
                        try:
                            body(cloud, job)
                        except (Failure, OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
                            self.fail(job, error)
                finally:
                    cloud.stop()

        threads = [threading.Thread(target=work) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return waiting.qsize()

    def kills(self):
        with tempfile.TemporaryDirectory() as folder:
            cloud = TortureCloud(self.binary, folder, self.models, rate=torture_kills.RATE)
            try:
                jobs = torture_kills.matrix(cloud, self.seed, 16 if self.short else None)
            finally:
                cloud.stop()
        most = 0

        def body(cloud, job):
            nonlocal most
            point, measured = job
            fired, twice = torture_kills.try_point(cloud, point, measured, self.seed)
            self.count("kills" if fired else "not reached")
            most = max(most, twice)

        left = self.each(jobs, torture_kills.RATE, body)
        kills = self.counts.get("kills", 0)
        text = f"{kills} kills"
        if left:
            text += f" ({left} points left for want of time)"
        print(f"   kills: {kills}, {self.counts.get('not reached', 0)} not reached, {most:,} bytes fetched twice at most",
              flush=True)
        return text


    def faults(self):
        plans = torture_faults.plans(self.seed, 24 if self.short else 240)

        def body(cloud, plan):
            at_once = torture_faults.try_plan(cloud, plan, self.seed)
            self.count("plans")
            self.count("completed at once" if at_once else "failed and resumed")

        left = self.each(plans, None, body)
        done = self.counts.get("plans", 0)
        print(f"   fault plans: {self.counts.get('completed at once', 0)} completed at once, "
              f"{self.counts.get('failed and resumed', 0)} failed with a cause and were resumed", flush=True)
        return f"{done} fault plans" + (f" ({left} left for want of time)" if left else "")


PARTS = {"kills": Torture.kills, "faults": Torture.faults}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--short", action="store_true", help="about two minutes: what make test runs")
    parser.add_argument("--minutes", type=float, default=60, help="no new torture begins after so many minutes")
    parser.add_argument("--only", choices=sorted(PARTS))
    options = parser.parse_args()
    if options.seed is None:
        options.seed = secrets.randbelow(1_000_000)
    print(f"torture: seed {options.seed}", flush=True)
    torture, said = Torture(options), []
    for name, part in PARTS.items():
        if options.only in (None, name):
            began = time.monotonic()
            said.append(part(torture))
            print(f"   {name}: {time.monotonic() - began:.0f} s", flush=True)
    outcome = "all held" if not torture.failures else f"{len(torture.failures)} FAILED"
    print(f"torture: seed {options.seed}, {', '.join(said)}: {outcome}")
    sys.exit(1 if torture.failures else 0)


if __name__ == "__main__":
    main()

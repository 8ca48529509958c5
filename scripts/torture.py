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
import torture_hubs
import torture_kills
import torture_races
from hostile_hub import HostileHub
from manager import Failure
from torture_cloud import TortureCloud, make_models

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
WORKERS = 2
# A kill is mostly a wait for the lease of the dead.
KILLERS = 5


class Torture:
    """One run: where it works, how much, and what it has counted."""

    def __init__(self, options):
        self.binary, self.seed, self.short = os.path.abspath(options.binary), options.seed, options.short
        self.verbose, self.match = options.verbose, options.match
        self.end = time.monotonic() + 60 * options.minutes
        self.models = make_models(os.path.join(ROOT, ".build/torture-models"))
        self.failures, self.lock = [], threading.Lock()
        self.counts = {}

    def count(self, name, by=1):
        with self.lock:
            self.counts[name] = self.counts.get(name, 0) + by

    def fail(self, line, error):
        with self.lock:
            self.failures.append(line)
            print(f"FAILED {line}: {error}\n   keep it: add that line to scripts/torture_seeds.txt", flush=True)

    def kept(self, part):
        """What failed once in this part, as torture_seeds.txt has it."""
        with open(os.path.join(HERE, "torture_seeds.txt"), encoding="utf-8") as file:
            return [line.strip().split(" ", 1)[1] for line in file if line.startswith(part + " ")]

    def each(self, jobs, rate, body, line, workers=WORKERS):
        """Runs `body(cloud, job)` for every job on simulators of their own, until the time is over.

        line: how a job is named, so that it can be tried again alone.
        """
        waiting = queue.SimpleQueue()
        for job in jobs:
            if self.match in line(job):
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
                            self.fail(line(job), error)
                finally:
                    cloud.stop()

        threads = [threading.Thread(target=work) for _ in range(min(workers, waiting.qsize()))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return waiting.qsize()

    def kills(self):
        with tempfile.TemporaryDirectory() as folder:
            cloud = TortureCloud(self.binary, folder, self.models, rate=torture_kills.RATE)
            try:
                jobs = torture_kills.matrix(cloud, self.seed, 12 if self.short else None, self.kept("kills"))
            finally:
                cloud.stop()
        most = 0

        def body(cloud, job):
            nonlocal most
            fired, twice, bound = torture_kills.try_point(cloud, *job)
            if self.verbose:
                print(f"   {torture_kills.line(*job[:2])}: {twice:,} of {bound:,} fetched twice", flush=True)
            self.count("kills" if fired else "not reached")
            most = max(most, twice)

        left = self.each(jobs, torture_kills.RATE, body, lambda job: "kills " + torture_kills.line(*job[:2]),
                         workers=KILLERS)
        kills = self.counts.get("kills", 0)
        text = f"{kills} kills"
        if left:
            text += f" ({left} points left for want of time)"
        print(f"   kills: {kills}, {self.counts.get('not reached', 0)} not reached, {most:,} bytes fetched twice at most",
              flush=True)
        return text


    def faults(self):
        plans = torture_faults.plans(self.seed, 24 if self.short else 240, self.kept("faults"))

        def body(cloud, plan):
            at_once = torture_faults.try_plan(cloud, plan)
            self.count("plans")
            self.count("completed at once" if at_once else "failed and resumed")

        left = self.each(plans, None, body, lambda plan: f"faults {plan.seed} {plan.name}")
        done = self.counts.get("plans", 0)
        print(f"   fault plans: {self.counts.get('completed at once', 0)} completed at once, "
              f"{self.counts.get('failed and resumed', 0)} failed with a cause and were resumed", flush=True)
        return f"{done} fault plans" + (f" ({left} left for want of time)" if left else "")


    def hubs(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate = torture_hubs.certificate(folder)
            local = threading.local()

            def body(cloud, lie):
                if not hasattr(local, "hub"):
                    local.hub = HostileHub(certificate)
                told = torture_hubs.try_lie(cloud, local.hub, lie)
                self.count("lies")
                if self.verbose:
                    print(f"   {told}", flush=True)

            left = self.each(torture_hubs.lies(), None, body, lambda lie: f"hubs {lie.name}")
        return f"{self.counts.get('lies', 0)} hostile answers" + (f" ({left} left for want of time)" if left else "")


    def races(self):
        seconds, commands = 10 if self.short else 60, {}

        def body(cloud, job):
            commands.update(torture_races.Race(cloud, self.seed, seconds).run())

        self.each([self.seed], None, body, lambda seed: f"races {seed}")
        print(f"   races: {', '.join(f'{count} {wish}' for wish, count in sorted(commands.items()))}", flush=True)
        return f"{torture_races.MANAGERS} managers {seconds} s"


PARTS = {"hubs": Torture.hubs, "kills": Torture.kills, "faults": Torture.faults, "races": Torture.races}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--short", action="store_true", help="about two minutes: what make test runs")
    parser.add_argument("--minutes", type=float, default=60, help="no new torture begins after so many minutes")
    parser.add_argument("--verbose", action="store_true", help="what became of each hostile answer")
    parser.add_argument("--match", default="", help="only kills and plans whose line in torture_seeds.txt has this text")
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

"""The programs that bench_import.py compares, and how one run of each is measured.

Processor time is that of whole processes, as the kernel counts it when they end (wait4(2)).
"""

import os
import select
import subprocess
import time
from dataclasses import dataclass, field

from bench_stage import BUCKET, PROJECT
from manager import Failure


@dataclass
class Sample:
    """One run: seconds on the clock and on the processors, and the highest resident sets, added up."""

    wall: float
    cpu: float
    peak: int
    disk: int = 0
    extra: dict = field(default_factory=dict)


def measure(commands, environment=None, log=None, allowed=(0,)):
    """Runs programs as one pipeline, the output of each into the next one."""
    output = open(log, "wb") if log else subprocess.DEVNULL
    began = time.monotonic()
    running, upstream = [], subprocess.DEVNULL
    for number, command in enumerate(commands):
        is_last = number == len(commands) - 1
        process = subprocess.Popen(
            command, stdin=upstream, stdout=output if is_last else subprocess.PIPE, stderr=output, env=environment
        )
        if upstream is not subprocess.DEVNULL:
            upstream.close()
        upstream = process.stdout
        running.append(process)
    cpu, peaks = 0.0, {process.pid: 0 for process in running}
    ends = {os.pidfd_open(process.pid): process for process in running}
    while ends:
        for process in ends.values():
            peaks[process.pid] = max(peaks[process.pid], peak_memory(process.pid))
        for ended in select.select(list(ends), [], [], 0.02)[0]:
            process = ends.pop(ended)
            os.close(ended)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu += usage.ru_utime + usage.ru_stime
    wall = time.monotonic() - began
    if log:
        output.close()
    for command, process in zip(commands, running):
        if process.returncode not in allowed:
            text = ""
            if log:
                with open(log, encoding="utf-8", errors="replace") as written:
                    text = written.read()[-2000:]
            raise Failure(f"{os.path.basename(command[0])} ended with {process.returncode}\n{text}")
    return Sample(wall, cpu, sum(peaks.values()))


def peak_memory(pid):
    """Highest resident set so far (VmHWM of proc(5)). The kernel's figure at the end, ru_maxrss, would begin at ours."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:")), 0)
    except OSError:
        return 0


def together(samples):
    """Several pipelines, one after the other, as one run."""
    return Sample(
        sum(sample.wall for sample in samples), sum(sample.cpu for sample in samples),
        max(sample.peak for sample in samples), sum(sample.disk for sample in samples),
    )


class Peer:
    """A way to bring a model from the hub into the bucket."""

    name = ""
    about = ""

    def __init__(self, stage, tools):
        self.stage, self.tools = stage, tools
        self.log = stage.path(f"{type(self).__name__.lower()}.log")

    @property
    def environment(self):
        authority = self.stage.authority
        return {**os.environ, "SSL_CERT_FILE": authority, "REQUESTS_CA_BUNDLE": authority}

    def takes(self, model):
        return True

    def prepare(self, model):
        """What is done once, before the clock runs."""

    def begin(self):
        """What an empty bucket needs, before the clock runs."""

    def run(self, model):
        raise NotImplementedError


class Ours(Peer):
    name = "llm-manager"
    about = "models import, default settings; SHA-256 and CRC32C, resumable, verified, published"

    def command(self, model, *options):
        return [
            self.tools.manager, "models", "import", f"hf:{model.repository}", "--bucket", BUCKET, "--project", PROJECT,
            "--simulator", self.stage.cloud, *options,
        ]

    def begin(self):
        """The bucket becomes a managed one: an empty catalog marks it."""
        where = ["--location", "us-central1", "--project", PROJECT, "--simulator", self.stage.cloud]
        measure([[self.tools.manager, "buckets", "create", BUCKET, *where]], self.environment, self.log)

    def run(self, model):
        return measure([self.command(model)], self.environment, self.log)


class Rclone(Peer):
    name = "rclone"
    about = "copy from http to Google Cloud Storage, its own defaults; no SHA-256, no CRC32C of the source"
    hashes = None

    def prepare(self, model):
        sink, home = self.stage.sink, self.stage.path("rclone")
        os.makedirs(home, exist_ok=True)
        self.config = os.path.join(home, f"{type(self).__name__}.conf")
        with open(self.config, "w", encoding="ascii") as out:
            # rclone's http remote reads directory listings, which hubs have not: the file names are given to it.
            out.write(f"[hub]\ntype = http\nurl = {self.stage.hub}\n\n")
            out.write(
                f"[bucket]\ntype = google cloud storage\nanonymous = true\nendpoint = {sink}/storage/v1/\n"
                "bucket_policy_only = true\nno_check_bucket = true\n\n"
            )
            if self.hashes:
                out.write(f"[proven]\ntype = hasher\nremote = bucket:{BUCKET}\nhashes = {self.hashes}\nmax_age = off\n")
        self.names = os.path.join(home, f"{model.name}.txt")
        with open(self.names, "w", encoding="ascii") as out:
            out.write("".join(name + "\n" for name in model.files))

    def run(self, model):
        target = f"proven:{model.repository}" if self.hashes else f"bucket:{BUCKET}/{model.repository}"
        source = "hub:" + self.stage.link(model, "")[len(self.stage.hub) + 1:]
        command = [
            self.tools.rclone, "--config", self.config, "--ca-cert", self.stage.authority, "--cache-dir",
            self.stage.path("rclone", "cache"), "copy", source, target, "--files-from-raw", self.names, "--no-traverse",
            "--no-check-dest", "--retries", "1", "-q",
        ]
        return measure([command], self.environment, self.log)


class RcloneHashing(Rclone):
    name = "rclone, hashing"
    about = "the same through its hasher overlay: SHA-256 and CRC-32 (it has no CRC32C) of every byte, as we do"
    hashes = "sha256,crc32"


class Curl(Peer):
    name = "curl into curl"
    about = "one download piped into one upload, no hash, no retry"

    def takes(self, model):
        return model.count <= 64

    def run(self, model):
        samples = []
        for name in model.files:
            common = [self.tools.curl, "-sS", "--fail", "--cacert", self.stage.authority]
            place = f"{self.stage.sink}/upload/storage/v1/b/{BUCKET}/o?uploadType=media&name={model.repository}/{name}"
            samples.append(
                measure(
                    [[*common, "-L", self.stage.link(model, name)],
                     [*common, "-H", "Expect:", "-X", "POST", "-T", "-", "-o", os.devnull, place]],
                    self.environment, self.log,
                )
            )
        return together(samples)


class Earlier(Peer):
    name = "download, then upload"
    about = "the earlier manager's way: huggingface_hub to disk, then google-cloud-storage from disk"

    def run(self, model):
        folder = self.stage.path("earlier")
        subprocess.run(["rm", "-rf", folder], check=True)
        os.makedirs(folder)
        environment = {
            **self.environment, "HF_ENDPOINT": self.stage.hub, "HF_HOME": folder, "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "STORAGE_EMULATOR_HOST": self.stage.sink,
        }
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench_earlier.py")
        try:
            sample = measure(
                [[self.tools.python, script, model.repository, BUCKET, folder]], environment, self.log
            )
            sample.disk = sum(
                os.lstat(os.path.join(place, name)).st_size
                for place, _, names in os.walk(folder) for name in names if name.endswith(".safetensors")
                and not os.path.islink(os.path.join(place, name))
            )
            return sample
        finally:
            subprocess.run(["rm", "-rf", folder], check=True)


PEERS = [Ours, Rclone, RcloneHashing, Curl, Earlier]

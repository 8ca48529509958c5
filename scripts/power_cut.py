"""Power cuts while a model is imported into a directory: never a published model with missing or wrong bytes.

The import runs with a library preloaded that notes every write, sync and rename, and ends it at the operation of a
number. What was not on the disk then is undone: bytes that were written after a file's last fsync are lost or zero, and
names that were changed after their folder's last fsync are as they were, from a random point on. Then the bucket is read
by a program of its own, and the import goes on. Everything comes from a seed.
"""

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import time

from cloud import Cloud
from scenarios import ok, require, run_all

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODEL, BUCKET = "hf:example-org/tiny-llama", "cut"


class Cut:
    def __init__(self, binary, folder, models):
        self.folder = folder
        self.cloud = Cloud(binary, folder, models)
        self.models = models
        self.library = os.path.join(folder, "power-cut.so")
        source = os.path.join(ROOT, "Tests", "Fixtures", "power-cut.c")
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        require(compiler, "no C compiler is here")
        subprocess.run([compiler, "-shared", "-fPIC", "-o", self.library, source, "-ldl", "-lpthread"], check=True)

    def fresh(self, number):
        self.data = os.path.join(self.folder, f"data-{number}")
        self.backup = os.path.join(self.folder, f"backup-{number}")
        self.log = os.path.join(self.folder, f"log-{number}")
        os.makedirs(self.backup)
        self.cloud.place = ["--target", "local", "--data", self.data]
        self.cloud.environment = {**os.environ, "LLM_MANAGER_LEASE_SECONDS": "1"}
        self.cloud.cli("buckets", "create", BUCKET)

    def run_until(self, at):
        """The import, cut off at an operation; 0: whole. Returns how it ended."""
        words = self.cloud.arguments("models", "import", MODEL, "--bucket", BUCKET)
        environment = {
            **self.cloud.environment, "LD_PRELOAD": self.library, "POWER_CUT_ROOT": self.data, "POWER_CUT_LOG": self.log,
            "POWER_CUT_BACKUP": self.backup, "POWER_CUT_AT": str(at),
        }
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
                              env=environment).returncode

    def operations(self):
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as file:
            return [line.rstrip("\n").split("\t")[1:] for line in file]

    def lose(self, chance):
        """Makes the directory what the disk held. Returns how many names and files went back."""
        pending, dirty, synced = {}, {}, {}
        for words in self.operations():
            kind = words[0]
            if kind == "write":
                dirty[int(words[1])] = True
            elif kind == "sync":
                dirty.pop(int(words[1]), None)
                synced[int(words[1])] = int(words[2])
            elif kind == "syncdir":
                pending.pop(words[3], None)
            else:
                target = words[2] if kind == "rename" else words[1]
                pending.setdefault(os.path.dirname(target), []).append(words)
        undone = 0
        for operations in pending.values():
            # What a journalling file system keeps is a beginning of what was done.
            for words in reversed(operations[chance.randint(0, len(operations)):]):
                undone += self.undo(words)
        spoilt = 0
        for path, info in list(files(self.data)):
            if info.st_ino in dirty:
                spoil(path, synced.get(info.st_ino, 0), info.st_size, chance)
                spoilt += 1
        return undone, spoilt

    @staticmethod
    def undo(words):
        if words[0] == "rename":
            _, source, target, kept = words
            if os.path.exists(target) and os.path.isdir(os.path.dirname(source)) and not os.path.exists(source):
                os.rename(target, source)
            if kept != "-" and os.path.exists(kept):
                restore(kept, target)
            return 1
        _, path, kept = words
        if kept != "-" and os.path.exists(kept) and not os.path.exists(path):
            restore(kept, path)
            return 1
        return 0

    def judge(self, where):
        """Reads the catalog by hand: a completed model has every byte of the hub."""
        path = os.path.join(self.data, "buckets", BUCKET, "llm-manager-metadata.json")
        listing = self.cloud.json("models", "list", "--bucket", BUCKET)
        require(os.path.exists(path), f"{where}: the catalog is gone")
        done = [model for model in listing["models"] if model["status"] == "completed"]
        for model in done:
            detail = self.cloud.json("models", "show", MODEL, "--bucket", BUCKET)
            require(detail["files"], f"{where}: published without files")
            for file in detail["files"]:
                folder = os.path.join("huggingface", "example-org", "tiny-llama", model["pin"])
                stored = os.path.join(self.data, "buckets", BUCKET, folder, file["path"])
                source = os.path.join(self.models, "huggingface", "example-org", "tiny-llama", file["path"])
                require(os.path.exists(stored), f"{where}: {file['path']} is missing from a published model")
                require(digest(stored) == digest(source), f"{where}: {file['path']} has wrong bytes, and is published")
        return bool(done)


def files(root):
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            yield path, os.lstat(path)


def restore(kept, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path):
        os.remove(path)
    os.link(kept, path)


def spoil(path, synced, size, chance):
    """Bytes after the last sync: not there, or there as zeros."""
    with open(path, "r+b") as file:
        if chance.random() < 0.5:
            file.truncate(chance.randint(min(synced, size), size))
        else:
            begin = min(synced, size) if synced < size else 0
            file.seek(begin)
            file.write(bytes(size - begin))


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def power_cuts(binary, folder, models, seed, cuts):
    chance = random.Random(seed)
    cut = Cut(binary, folder, models)
    try:
        cut.fresh("whole")
        require(cut.run_until(0) == 0, "the import does not work at all")
        total = len(cut.operations())
        require(total > 50 and cut.judge("uncut"), f"{total} operations noted")
        undone = spoilt = published = 0
        # The first and the last operations, and some between.
        points = sorted({1, 2, total - 1, total} | {chance.randint(1, total) for _ in range(cuts)})
        for at in points:
            cut.fresh(at)
            status = cut.run_until(at)
            require(status in (0, 137), f"operation {at}: ended with {status}")
            names, contents = cut.lose(chance)
            undone, spoilt = undone + names, spoilt + contents
            published += cut.judge(f"seed {seed}, operation {at} of {total}, after the cut")
            end, done = time.monotonic() + 60, None
            while time.monotonic() < end:
                done = cut.cloud.run("models", "import", MODEL, "--bucket", BUCKET)
                if done.returncode == 0:
                    break
                time.sleep(0.5)
            require(done.returncode == 0, f"seed {seed}, operation {at}: the import does not go on: {done.stderr}")
            require(cut.judge(f"operation {at}, gone on"), f"operation {at}: gone on, but not published")
            verified = cut.cloud.run("models", "verify", MODEL, "--bucket", BUCKET)
            require(verified.returncode == 0, f"operation {at}: models verify: {verified.stderr or verified.stdout}")
            shutil.rmtree(cut.data)
        ok(f"{len(points)} power cuts among {total} operations (seed {seed}): {undone} names and {spoilt} files went back, "
           f"{published} were published already, none with a wrong byte; each import went on")
    finally:
        cut.cloud.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--cuts", type=int, default=60)
    parser.add_argument("--short", action="store_true", help="a few cuts of a fixed seed")
    parser.add_argument("--only")
    wish = parser.parse_args()
    seed, cuts = (11, 8) if wish.short else (wish.seed, wish.cuts)
    print(f"seed {seed}", flush=True)
    models = os.path.join(ROOT, ".build", "sample-models")
    scenarios = {"power-cuts": power_cuts}
    return 1 if run_all("power cuts", scenarios, wish.only, os.path.abspath(wish.binary), models, seed, cuts) else 0


if __name__ == "__main__":
    sys.exit(main())

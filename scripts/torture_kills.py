"""The kill matrix: a real process is ended by SIGKILL exactly before, during and after each of its writes.

The simulator does it (the fault `kill`), so that a point is a point: nothing of the process runs after it.
"""

import collections
import re

from manager import Failure
from torture_cloud import HUGGING_FACE, MIB, OLLAMA, WINDOW, dice

METHODS = ("POST", "PUT", "DELETE")
# Bytes a second from the hub: slow enough for several journals, quick enough for hundreds of points.
RATE = 30 * MIB
# A journal's write takes a moment, while bytes go on coming (0.4 s of them: the machine does other things as well); and
# the answers of small files are begun before their bytes are reserved.
MEANWHILE = 12 * MIB

# Where imports run: in the process of the command, or as tasks of a job, which are processes of their own.
EXECUTORS = {"process": (), "job": ("--executor", "job", "--tasks", "2")}

Point = collections.namedtuple("Point", "executor model method number moment bytes")
Measure = collections.namedtuple("Measure", "writes total resolve downloads")


def rule(bucket, point):
    """The fault that kills at this point."""
    action = {"kind": "kill", "moment": point.moment}
    if point.method == "GET":
        action |= {"bytes": point.bytes, "side": "response"}
        return {"listener": "cdn", "method": "GET", "skip": point.number - 1, "action": action}
    if point.moment == "during":
        action |= {"bytes": point.bytes, "side": "request"}
    return {"listener": "storage", "method": point.method, "pattern": bucket, "skip": point.number - 1, "action": action}


def measure(cloud, executor, model):
    """How many writes of each kind an import makes that nobody disturbs."""
    bucket = cloud.fresh_bucket()
    cloud.executor = EXECUTORS[executor]
    cloud.control("DELETE", "/requests")
    counting = {"pattern": bucket, "listener": "storage", "count": 0, "action": {"kind": "status"}}
    cloud.faults([counting | {"method": method} for method in METHODS])
    before = hub_bytes(cloud)
    done = cloud.attempt(*cloud.import_words(model, bucket))
    if done.status != 0:
        raise Failure(f"an import that nobody disturbs ended with {done.status}: {done.output[-1500:]}")
    writes = {entry["rule"]["method"]: entry["matched"] for entry in cloud.clear_faults()}
    requests = cloud.requests()
    first = next(r for r in requests if r["listener"] == "storage" and r["method"] in METHODS)
    downloads = sum(1 for r in requests if r["listener"] == "cdn" and r["method"] == "GET")
    cloud.assert_valid(bucket, complete=[model])
    cloud.drop(bucket)
    total = hub_bytes(cloud) - before
    return Measure(writes, total, first["hubBytesBefore"] - before, downloads)


def hub_bytes(cloud):
    """Bytes that the hubs have sent since the simulator started."""
    # The request that asks for a bucket's list is itself recorded with the count so far.
    cloud.storage("GET", "/storage/v1/b?project=demo-project")
    return cloud.requests()[-1]["hubBytesBefore"]


def points(executor, model, measured, seed):
    """Every write, before and after; parts also in their middle; and the same number again at random places."""
    found = []
    for method in METHODS:
        for number in range(1, measured.writes[method] + 1):
            found += [Point(executor, model, method, number, "before", 0), Point(executor, model, method, number, "after", 0)]
            if method == "PUT":
                chance = dice(seed, executor, model, "part", number)
                found.append(Point(executor, model, method, number, "during", chance.randrange(MIB)))
    chance = dice(seed, executor, model, "random")
    for _ in range(max(30, len(found) // 2)):
        number = chance.randrange(1, measured.downloads + 1)
        found.append(Point(executor, model, "GET", number, "during", chance.randrange(MIB // 2)))
    return found


def try_point(cloud, seed, point, measured):
    """Kills, resumes, checks; returns whether the point was reached, the bytes fetched twice, and the bound."""
    bucket = cloud.fresh_bucket()
    cloud.executor = EXECUTORS[point.executor]
    cloud.control("DELETE", "/requests")
    before = hub_bytes(cloud)
    cloud.faults([rule(bucket, point)])
    first = cloud.attempt(*cloud.import_words(point.model, bucket))
    fired = any(entry["fired"] for entry in cloud.clear_faults())
    if fired and not cloud.executor and first.status != -9:
        # The body was shorter than the place in it where the kill was to come; or it was a journal that nobody waited
        # for any more, and the process had ended before it could be killed.
        if first.status != 0:
            raise Failure(f"the kill did not come; status {first.status}: {first.output[-1500:]}")
        fired = False
    if not fired and first.status not in (0, 5):
        raise Failure(f"status {first.status} without a kill: {first.output[-1500:]}")
    unsaved = since_journal(cloud, bucket, point, before) if fired else 0
    # The kill; a job that failed in spite of its new attempts; and each command that went on and had to stop.
    losses, resolved = 1, 0
    if first.status != 0:
        commands, resolved = cloud.finish(point.model, bucket, dice(seed, *point))
        losses = commands + (1 if cloud.executor else 0)
    fetched = hub_bytes(cloud) - before
    cloud.tidy(point.model, bucket)
    cloud.assert_valid(bucket, complete=[point.model])
    twice = max(0, fetched - measured.total - resolved * measured.resolve)
    # DESIGN.md, 4: what was in flight, and what had come since the last journal.
    bound = losses * (WINDOW + unsaved + MEANWHILE)
    # What was not killed and stopped all the same, having lost its short lease on a busy machine, is not measured.
    if fired and twice > bound:
        raise Failure(f"{twice:,} bytes were fetched twice; the bound is {bound:,} ({unsaved:,} since the journal)")
    cloud.drop(bucket)
    return fired, twice, bound


def since_journal(cloud, bucket, point, before):
    """Bytes that the hub had sent after the last journal that the bucket took from each task."""
    requests = cloud.requests()
    if point.method == "GET":
        matching = [r for r in requests if r["listener"] == "cdn" and r["method"] == "GET"]
    else:
        matching = [r for r in requests
                    if r["listener"] == "storage" and r["method"] == point.method and bucket in r["target"]]
    killed = matching[point.number - 1]
    # Other tasks of a job go on when one is killed; alone, whatever was sent until the process had gone counts.
    at_kill = killed["hubBytesBefore"] if cloud.executor else hub_bytes(cloud)
    journalled = {}
    for request in requests:
        journal = re.search(r"journal-(\d+)-", request["target"])
        if request["number"] > killed["number"] or not journal or request["method"] != "POST":
            continue
        if request.get("status") == 200 or (request is killed and point.moment == "after"):
            journalled[journal[1]] = request["hubBytesBefore"]
    return at_kill - min(journalled.values(), default=before)


def matrix(cloud, seed, limit, kept):
    """The points of this seed with their measures, at most `limit`, drawn by chance; and those that failed once."""
    found, always = [], []
    for executor in EXECUTORS:
        for model in (HUGGING_FACE, OLLAMA):
            measured = measure(cloud, executor, model)
            found += [(seed, point, measured) for point in points(executor, model, measured, seed)]
            again = [(old, point, measured) for old, point in map(parse, kept)]
            always += [job for job in again if job[1].executor == executor and job[1].model == model]
    dice(seed, "order").shuffle(found)
    return always + (found if limit is None else found[:limit])


def line(seed, point):
    """How a point is kept in torture_seeds.txt."""
    return " ".join(str(word) for word in (seed, *point))


def parse(text):
    seed, executor, model, method, number, moment, count = text.split()
    return int(seed), Point(executor, model, method, int(number), moment, int(count))

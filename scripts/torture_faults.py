"""Fault plans: what hubs, networks and Cloud Storage do wrong, one by one and several at once, drawn from the seed.

An import under a plan completes with identical bytes, or fails with a cause and a fix and is then completed.
"""

import collections

from manager import Failure
from torture_cloud import HUGGING_FACE, MIB, OLLAMA, dice

Plan = collections.namedtuple("Plan", "seed name model rules")
# What an import may end with under faults; anything else (an internal error, a signal) is a bug.
CAUSES = {5: "conflict", 6: "not proven", 7: "unavailable", 8: "needs token", 4: "not allowed"}


def action(kind, **more):
    return {"kind": kind, **more}


def hub(what, **more):
    return {"listener": "cdn", "method": "GET", "action": what, **more}


def storage(method, what, **more):
    return {"listener": "storage", "method": method, "action": what, **more}


def hub_faults(chance):
    """Name and rule; every number is drawn anew."""
    some = lambda most: chance.randrange(most)
    few = lambda: chance.randrange(1, 4)
    return [
        ("hub resets", hub(action("resetBeforeResponse"), skip=some(8), count=few())),
        ("hub resets after the head", hub(action("resetAfterHead"), skip=some(8), count=few())),
        ("hub truncates", hub(action("truncate", bytes=some(2 * MIB)), skip=some(8), count=few())),
        ("hub truncates to nothing", hub(action("truncate", bytes=0), skip=some(8), count=few())),
        ("hub 429 with Retry-After", hub(action("status", status=429, retryAfter=1), skip=some(8), count=few())),
        ("hub 429", hub(action("status", status=429), skip=some(8), count=few())),
        *[(f"hub {status}", hub(action("status", status=status), skip=some(8), count=few()))
          for status in (500, 502, 503, 504)],
        ("hub stalls", hub(action("stall", bytes=some(MIB), seconds=2), skip=some(8), count=few())),
        ("hub drips", hub(action("drip", bytes=2 * MIB), skip=some(8), count=few())),
        ("hub sends a wrong byte", hub(action("corrupt", bytes=some(MIB), side="response"), skip=some(8))),
        ("hub ignores ranges", hub(action("ignoreRange"), skip=some(8), count=few())),
        ("hub never knows ranges", hub(action("ignoreRange"), count=None)),
        ("hub answers with a later range", hub(action("shiftRange", bytes=some(65536) + 1), skip=some(8), count=few())),
        ("hub repeats bytes", hub(action("shiftRange", bytes=-some(65536) - 1), skip=1 + some(8), count=few())),
        ("hub mixes ranges up", hub(action("misplaceRange", bytes=some(65536) + 1), skip=some(6))),
        ("link expires", hub(action("expireSignedURL"), skip=some(10), count=few())),
        ("hub's pages fail", {"listener": "huggingface", "skip": some(6), "count": few(),
                              "action": action("status", status=chance.choice((500, 502, 503, 504, 429)))}),
        ("registry fails", {"listener": "ollama", "skip": some(3), "count": few(),
                            "action": action("status", status=chance.choice((500, 502, 503, 504, 429)))}),
    ]


def storage_faults(chance):
    some = lambda most: chance.randrange(most)
    few = lambda: chance.randrange(1, 3)
    write = lambda: chance.choice(("POST", "PUT"))
    any_method = lambda: chance.choice(("POST", "PUT", "GET", "DELETE"))
    return [
        ("storage resets", storage(any_method(), action("resetBeforeResponse"), skip=some(8), count=few())),
        ("storage resets in mid-body",
         storage("PUT", action("resetBeforeResponse", bytes=some(5 * MIB)), skip=some(5), count=few())),
        ("answer of a write is lost", storage(write(), action("loseResponse"), skip=some(12), count=few())),
        ("answer of a deletion is lost", storage("DELETE", action("loseResponse"), skip=some(3))),
        *[(f"storage {status}", storage(any_method(), action("status", status=status), skip=some(10), count=few()))
          for status in (408, 429, 500, 502, 503, 504)],
        ("storage 503 after 256 KiB", storage("PUT", action("status", status=503, bytes=262144), skip=some(5),
                                              count=few())),
        ("storage 429 with Retry-After", storage(any_method(), action("status", status=429, retryAfter=1),
                                                 skip=some(10), count=few())),
        ("storage breaks its stream", storage("GET", action("truncate", bytes=some(200)), skip=some(10), count=few())),
        ("storage stalls after 256 KiB", storage("PUT", action("stall", bytes=262144, seconds=2, side="request"),
                                                 skip=some(5), count=few())),
        ("storage's answer stalls", storage(any_method(), action("stall", bytes=0, seconds=2), skip=some(10))),
        ("storage drips", storage("PUT", action("drip", bytes=4 * MIB, side="request"), skip=some(5), count=few())),
        ("a byte changes on the way to storage",
         storage("PUT", action("corrupt", bytes=some(MIB), side="request"), skip=some(6))),
        ("storage stores another byte",
         storage("PUT", action("corruptStored", bytes=some(MIB)), skip=some(6))),
        ("somebody writes the catalog", storage("POST", action("status", status=412), pattern="llm-manager-metadata",
                                                skip=some(2), count=few())),
        ("the token expires", {"listener": "storage", "skip": some(30), "count": few(), "action": action("expireToken")}),
        ("the token is refused", {"listener": "storage", "skip": some(30), "action": action("status", status=401)}),
        ("completion's answer is lost", storage("POST", action("loseResponse"), pattern="uploadId=", skip=some(2))),
        ("completion fails", storage("POST", action("status", status=503), pattern="uploadId=", count=few())),
        ("the manifest's write is lost", storage("POST", action("loseResponse"), pattern="manifests%2F")),
        ("the lease's renewal fails", storage("POST", action("status", status=503), pattern="lease", skip=1, count=few())),
        ("journals fail", storage("POST", action("status", status=503), pattern="journal-", count=4 * few())),
    ]


def alone(seed):
    """Every fault by itself."""
    found = []
    chance = dice(seed, "alone")
    for name, rule in hub_faults(chance) + storage_faults(chance):
        model = OLLAMA if "registry" in name or chance.random() < 0.3 else HUGGING_FACE
        found.append(Plan(seed, name, model, [rule]))
    return found


def several(seed, number):
    """Two to four faults at once."""
    chance = dice(seed, "several", number)
    drawn = chance.sample(hub_faults(chance) + storage_faults(chance), chance.randrange(2, 5))
    model = chance.choice((HUGGING_FACE, OLLAMA))
    name = f"{number}: " + " + ".join(name for name, _ in drawn)
    return Plan(seed, name, model, [rule for _, rule in drawn])


def plans(seed, count, kept):
    """Plans of this seed, single faults and several at once, drawn by chance; and those that failed once."""
    found = alone(seed)
    found += [several(seed, number) for number in range(1, max(count - len(found), count // 3) + 1)]
    dice(seed, "plans").shuffle(found)
    return [parse(text) for text in kept] + found[:count]


def parse(text):
    """A plan as torture_seeds.txt keeps it: its seed and its name."""
    seed, name = text.split(" ", 1)
    number = name.split(":")[0]
    if number.isdigit():
        return several(int(seed), int(number))
    return next(plan for plan in alone(int(seed)) if plan.name == name)


def try_plan(cloud, plan):
    """Imports under the plan's faults; returns whether that completed at once."""
    bucket = cloud.fresh_bucket()
    cloud.faults(plan.rules)
    first = cloud.attempt(*cloud.import_words(plan.model, bucket))
    cloud.clear_faults()
    if first.status != 0:
        if first.status not in CAUSES or "fix" not in first.output:
            raise Failure(f"status {first.status}, and no cause with a fix: {first.output[-1500:]}")
        # What is published already, if anything, is whole.
        cloud.assert_valid(bucket, leftovers=True)
        cloud.finish(plan.model, bucket, dice(plan.seed, plan.name))
    cloud.tidy(plan.model, bucket)
    cloud.assert_valid(bucket, complete=[plan.model])
    cloud.drop(bucket)
    return first.status == 0

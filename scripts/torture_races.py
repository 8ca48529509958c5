"""Races: twenty managers do everything to the same bucket at once; its catalog ends valid and complete."""

import threading
import time

from manager import Failure
from torture_cloud import LEASE, SMALL, dice

MANAGERS = 20
# How often each is drawn. A refusal is an answer: models come and go under everybody's hands.
WISHES = {"import": 10, "delete": 4, "verify": 3, "list": 2, "cancel": 2, "fsck": 2, "deploy": 1}
ALLOWED = {
    # 130: joined an import that another manager has cancelled.
    "import": (0, 3, 5, 7, 9, 130), "delete": (0, 3, 5, 7), "verify": (0, 3, 5, 6, 7), "list": (0, 7),
    "cancel": (0, 3, 5, 7), "fsck": (0, 2, 5, 7), "deploy": (0, 3, 5, 6, 7, 9),
}


def words(wish, model, bucket, cloud, chance):
    if wish == "import":
        return cloud.import_words(model, bucket)
    if wish == "delete":
        return ("models", "delete", model, "--bucket", bucket, "--yes")
    if wish == "verify":
        return ("models", "verify", model, "--bucket", bucket)
    if wish == "fsck":
        return ("models", "fsck", "--bucket", bucket, *chance.choice(((), ("--repair",))))
    if wish == "deploy":
        return ("services", "deploy", model, "--bucket", bucket)
    if wish == "cancel":
        waiting = cloud.waiting(bucket)
        if waiting:
            return ("models", "cancel", chance.choice(waiting), "--bucket", bucket)
    return ("models", "list", "--bucket", bucket)


class Race:
    """Twenty managers, one bucket, some seconds."""

    def __init__(self, cloud, seed, seconds):
        self.cloud, self.seed = cloud, seed
        self.bucket = cloud.fresh_bucket()
        self.end = time.monotonic() + seconds
        self.commands, self.failures, self.lock = {}, [], threading.Lock()

    def manager(self, number):
        chance = dice(self.seed, "manager", number)
        while time.monotonic() < self.end and not self.failures:
            wish = chance.choices(list(WISHES), weights=WISHES.values())[0]
            model = chance.choice(SMALL)
            try:
                done = self.cloud.attempt(*words(wish, model, self.bucket, self.cloud, chance))
                if done.status not in ALLOWED[wish]:
                    raise Failure(f"{wish} of {model} ended with {done.status}: {done.output[-1200:]}")
            except Failure as error:
                with self.lock:
                    self.failures.append(error)
                return
            with self.lock:
                self.commands[wish] = self.commands.get(wish, 0) + 1

    def run(self):
        """What they did, by kind; then everything unfinished is finished and the bucket is looked at."""
        threads = [threading.Thread(target=self.manager, args=(number,)) for number in range(MANAGERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]
        time.sleep(LEASE + 0.5)
        # As it is: whatever is completed is whole, though imports may wait to be resumed.
        self.cloud.assert_valid(self.bucket, leftovers=True)
        for model in SMALL:
            self.cloud.finish(model, self.bucket, dice(self.seed, "end", model))
            self.cloud.tidy(model, self.bucket)
        self.cloud.assert_valid(self.bucket, complete=SMALL)
        checked = self.cloud.attempt("models", "fsck", "--bucket", self.bucket)
        if checked.status != 0:
            raise Failure(f"fsck finds something at the end: {checked.output[-1500:]}")
        return self.commands

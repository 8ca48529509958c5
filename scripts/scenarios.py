"""How scenarios on the real programs are run and counted: `ok SENTENCE` per check, `FAILED NAME: WHY`, a closing line."""

import subprocess
import tempfile
import time

from manager import Failure

passed = []


def ok(sentence):
    passed.append(sentence)
    print(f"ok {sentence}", flush=True)


def require(condition, what):
    if not condition:
        raise Failure(what)


def run_all(title, scenarios, only, *arguments):
    """Each scenario gets a folder of its own after the first of `arguments`. Returns how many failed."""
    failed = 0
    for name, scenario in scenarios.items():
        if only and name != only:
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                scenario(arguments[0], folder, *arguments[1:])
            except (Failure, subprocess.SubprocessError, OSError) as error:
                failed += 1
                print(f"FAILED {name}: {error}", flush=True)
        print(f"   {name}: {time.monotonic() - began:.0f} s", flush=True)
    print(f"{title}: {len(passed)} passed, {failed} failed")
    return failed

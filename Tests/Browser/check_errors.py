#!/usr/bin/env python3
"""What the console shows when something goes wrong: each its own clear error, with what to do.

    python check_errors.py --base-url URL --endpoints ENDPOINTS_JSON [--chromium /usr/bin/chromium]

Prints `ok SENTENCE` per check and exits non-zero at the first failure. The faults are set at the simulator's control
listener.
"""
import argparse
import json
import re
import sys
import urllib.request

from playwright.sync_api import Error, expect, sync_playwright

from check_console import FLAGS

PROJECT, BUCKET = "demo-project", "errors-models"


def send(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


class Faults:
    """The simulator's fault plan, lifted when the block ends."""

    def __init__(self, control, **rule):
        self.control, self.rule = control, rule

    def __enter__(self):
        send("POST", self.control + "/faults", [self.rule])

    def __exit__(self, *_):
        send("DELETE", self.control + "/faults")


class Walk:
    def __init__(self, page, base, control):
        self.page, self.base, self.control = page, base, control

    def says(self, *words):
        notice = self.page.locator(".notice.error").filter(has_text=re.compile(words[0], re.I)).first
        expect(notice).to_be_visible(timeout=60_000)
        for word in words[1:]:
            expect(notice).to_contain_text(re.compile(word, re.I))

    def check(self, identifier):
        self.page.goto(f"{self.base}/models/import?project={PROJECT}")
        self.page.locator('input[name=source][value="huggingface"]').check()
        self.page.get_by_label("Model identifier").fill(identifier)
        self.page.get_by_role("button", name="Check", exact=True).click()

    def gated(self):
        self.check("example-org/gated-model")
        self.says("token", "terms")
        return "a gated model asks for a token and names the page where its terms are accepted"

    def missing(self):
        self.check("example-org/there-is-no-such-model")
        self.says("not found|no such|does not exist", "spelling|private|check")
        return "a model that is not there says so and what to look at"

    def truncated(self):
        with Faults(self.control, listener="cdn", method="GET", count=None, action={"kind": "truncate", "bytes": 0}):
            self.check("sentence-transformers/all-MiniLM-L6-v2")
            self.page.get_by_role("button", name="Import", exact=True).click()
            self.page.wait_for_url(re.compile("/imports/"))
            self.says("ended early", "resume")
        return "a body that never comes whole fails the import with its cause and how to go on"

    def hub_down(self):
        action = {"kind": "status", "status": 503}
        with Faults(self.control, listener="huggingface", count=None, action=action):
            self.check("example-org/tiny-llama")
            self.says("hub", "try again")
        return "a hub that answers 503 again and again is named as the cause"

    def corrupted(self):
        action = {"kind": "corrupt", "bytes": 20_000, "side": "response"}
        with Faults(self.control, listener="cdn", method="GET", count=None, action=action):
            self.check("example-org/tiny-llama")
            self.page.get_by_role("button", name="Import", exact=True).click()
            self.page.wait_for_url(re.compile("/imports/"))
            self.says("digest|bytes", "hub|promised")
        expect(self.page.get_by_role("button", name=re.compile("^Resume")).first).to_be_visible()
        self.page.goto(f"{self.base}/models?project={PROJECT}")
        expect(self.page.get_by_role("link", name="Deploy")).to_have_count(0)
        return "a corrupted byte fails the import with its cause; it can be resumed, and nothing can be deployed"

    def resumed(self):
        self.page.go_back()
        self.page.get_by_role("button", name=re.compile("^Resume")).first.click()
        expect(self.page.locator(".notice.ok").get_by_text("Imported", exact=True)).to_be_visible(timeout=60_000)
        return "and the same import completes when it is resumed"

    def unreadable(self):
        action = {"kind": "status", "status": 200, "body": "{ not json"}
        with Faults(self.control, listener="storage", pattern="llm-manager-metadata.json.*alt=media", method="GET",
                    count=None, action=action):
            self.page.goto(f"{self.base}/models?project={PROJECT}")
            self.says("catalog", "json")
        return "an unreadable catalog is shown as an error of its bucket, never as an empty list"

    def foreign(self):
        model = "source=huggingface&id=example-org%2Ftiny-llama"
        self.page.goto(f"{self.base}/models/detail?project=bare-project&bucket={BUCKET}&{model}")
        self.says("another project|not belong|not a bucket of", "bare-project|project")
        return "a bucket that belongs to another project is refused by name"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--endpoints", required=True)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    base = options.base_url.rstrip("/")
    with open(options.endpoints, encoding="utf-8") as file:
        control = json.load(file)["control"]
    send("POST", f"{base}/api/models/buckets?project={PROJECT}", {"name": BUCKET, "location": "us-central1"})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(f"{base}/general?project={PROJECT}")
        walk = Walk(page, base, control)
        for step in (walk.gated, walk.missing, walk.truncated, walk.hub_down, walk.corrupted, walk.resumed, walk.unreadable, walk.foreign):
            try:
                print(f"ok {step()}", flush=True)
            except (AssertionError, Error) as error:
                print(f"not ok {step.__name__}: {error}", file=sys.stderr)
                return 1
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

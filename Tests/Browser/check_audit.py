#!/usr/bin/env python3
"""The audit log in the console: read by an admin, denied to a viewer, and true to what was done.

    python check_audit.py --guarded-url URL --endpoints ENDPOINTS_JSON [--chromium /usr/bin/chromium]

Prints `ok SENTENCE` per check and exits non-zero at the first failure. The manager is one behind Identity-Aware Proxy
(admin@example.com, operator@example.com, viewer@example.com) in front of the simulator.
"""
import argparse
import json
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Error, expect, sync_playwright

from check_console import FLAGS, Watch

AUDIENCE = "/projects/1/locations/us-central1/services/llm-manager"
HEADER = "x-goog-iap-jwt-assertion"
PROJECT, BUCKET = "demo-project", "audited-models"
PAGE = 100
DIGEST = re.compile(r"sha256:[0-9a-f]{16}")


class Audit:
    def __init__(self, browser, base, control):
        self.browser, self.base, self.control = browser, base, control
        self.tokens = {}
        self.shots = None

    def token(self, who):
        if who not in self.tokens:
            answer = self.send("POST", self.control + "/iap/assertions",
                               {"email": f"{who}@example.com", "audience": AUDIENCE}, {})
            self.tokens[who] = answer.get("assertion") or answer["token"]
        return {HEADER: self.tokens[who]}

    def send(self, method, url, body, headers):
        request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None,
                                         {"Content-Type": "application/json", **headers}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def ask(self, who, method, path, body=None):
        return self.send(method, self.base + path, body, self.token(who))

    def open(self, who, size=(1280, 900), theme="light"):
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=theme,
                                           extra_http_headers=self.token(who))
        self.watch = Watch(context, self.base)
        self.page = context.new_page()
        self.page.goto(f"{self.base}/audit?project={PROJECT}")
        return self.page

    def admin_reads(self):
        self.ask("operator", "POST", f"/api/models/buckets?project={PROJECT}", {"name": BUCKET, "location": "us-central1"})
        self.ask("operator", "PUT", f"/api/services/idle-rule?project={PROJECT}", {"days": 7})
        self.ask("admin", "PUT", f"/api/services/idle-rule?project={PROJECT}", {"days": 9})
        try:
            self.ask("viewer", "PUT", f"/api/services/idle-rule?project={PROJECT}", {"days": 1})
        except urllib.error.HTTPError as error:
            assert error.code == 403, error.code
        else:
            raise AssertionError("a viewer may set the rule")
        page = self.open("admin")
        rows = page.locator("view-audit tbody tr")
        expect(rows.first).to_contain_text("viewer@example.com", timeout=30_000)
        expect(rows).to_have_count(4)
        for index, words in enumerate([
            ("viewer@example.com", "viewer", "services.idle-rule", "1 days", "permission-denied"),
            ("admin@example.com", "admin", "services.idle-rule", "9 days", "ok"),
            ("operator@example.com", "operator", "services.idle-rule", "7 days", "ok"),
            ("operator@example.com", "operator", "buckets.create", BUCKET, "ok"),
        ]):
            for word in (*words, PROJECT):
                expect(rows.nth(index)).to_contain_text(word)
        lines = self.ask("admin", "GET", "/api/audit")["lines"]
        assert [line["requestId"] for line in lines] == rows.locator("td[data-label=Request]").all_inner_texts()
        return "an admin reads who did what to what, in which role, and what came of it, refusals too"

    def digests(self):
        rows = self.page.locator("view-audit tbody tr")
        rows.nth(1).get_by_text("Digests").click()
        rows.nth(2).get_by_text("Digests").click()
        later = DIGEST.findall(rows.nth(1).inner_text())
        earlier = DIGEST.findall(rows.nth(2).inner_text())
        assert len(later) == 2 and len(earlier) == 1 and later[0] == earlier[0] != later[1], (earlier, later)
        expect(rows.nth(0).get_by_text("Digests")).to_have_count(0)
        if self.shots:
            self.page.screenshot(path=f"{self.shots}/audit.png")
        return "the digests show that one change began where the one before had ended, and a refusal changed nothing"

    def filtered(self):
        field = self.page.get_by_label("Filter the audit log")
        field.fill("permission-denied")
        expect(self.page.locator("view-audit tbody tr")).to_have_count(1)
        expect(self.page.locator("view-audit [role=status]")).to_have_text("1 of 4")
        field.fill("nobody")
        expect(self.page.locator("view-audit")).to_contain_text("No line of those shown matches.")
        return "lines are found by who, what and outcome"

    def pages(self):
        for _ in range(PAGE):
            self.ask("operator", "POST", f"/api/models/buckets?project={PROJECT}",
                     {"name": BUCKET, "location": "us-central1"})
        page = self.page
        page.reload()
        rows = page.locator("view-audit tbody tr")
        expect(rows).to_have_count(PAGE, timeout=30_000)
        expect(rows.first.get_by_text("Unchanged")).to_have_count(1)
        page.get_by_role("button", name="Older lines").click()
        expect(rows).to_have_count(PAGE + 4)
        expect(page.get_by_role("button", name="Older lines")).to_have_count(0)
        expect(page.locator("view-audit")).to_contain_text("since it started")
        assert not self.watch.problems, self.watch.problems
        return f"older lines come page by page, {PAGE + 4} in all, and the page says where they are kept"

    def phone(self):
        page = self.open("admin", (390, 844), "dark")
        expect(page.locator("view-audit tbody tr").first).to_be_visible(timeout=30_000)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} pixels too wide"
        page.get_by_text("Unchanged").first.click()
        if self.shots:
            page.screenshot(path=f"{self.shots}/audit-phone.png")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} pixels too wide with the digests shown"
        assert not self.watch.problems, self.watch.problems
        return "on a phone nothing is wider than the page"

    def denied(self):
        for who in ("viewer", "operator"):
            page = self.open(who)
            box = page.locator("view-audit .notice.error")
            expect(box).to_be_visible(timeout=30_000)
            expect(box).to_contain_text(re.compile("admin"))
            expect(page.locator("view-audit tbody tr")).to_have_count(0)
            expect(page.locator("view-audit")).not_to_contain_text("Nothing was changed yet")
            others = [text for text in self.watch.problems if "403" not in text]
            assert not others, others
        return "a viewer and an operator are told that it takes an admin, and see no line"

    def older(self):
        """Cloud Logging may send an empty page before an older line."""
        line = {"at": "2026-11-01T10:00:00Z", "actor": "old@example.com", "role": "admin", "action": "models.delete",
                "target": PROJECT, "subject": "m", "outcome": "ok", "requestId": "r1", "before": "sha256:" + "a" * 64}
        page = self.open("admin")
        pages = [{"lines": [], "keptIn": "logging", "nextPageToken": "2"}, {"lines": [line], "keptIn": "logging"}]
        page.route("**/api/audit*", lambda route: route.fulfill(json=pages["pageToken" in route.request.url]))
        page.reload()
        view = page.locator("view-audit")
        expect(view).to_contain_text("there may be older ones", timeout=30_000)
        expect(view).not_to_contain_text("Nothing was changed yet")
        expect(view).to_contain_text("the last thirty days")
        page.get_by_role("button", name="Older lines").click()
        expect(view.locator("tbody tr")).to_have_count(1)
        return "a page without a line that is not the last one is not shown as the end"

    def all(self):
        return [self.admin_reads, self.digests, self.filtered, self.pages, self.phone, self.older, self.denied]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--guarded-url", required=True)
    parser.add_argument("--endpoints", required=True)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--screenshots", help="a folder for two pictures")
    options = parser.parse_args()
    control = json.loads(Path(options.endpoints).read_text())["control"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        audit = Audit(browser, options.guarded_url, control)
        audit.shots = options.screenshots
        try:
            for check in audit.all():
                try:
                    print(f"ok {check()}", flush=True)
                except (AssertionError, Error, urllib.error.URLError) as error:
                    print(f"not ok {check.__name__}: {error}", file=sys.stderr)
                    return 1
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

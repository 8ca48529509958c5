#!/usr/bin/env python3
"""Walks through the console in headless Chromium, as a person would: project, import, deploy, question, delete.

    python check_console.py --base-url URL [--project demo-project] [--model hf:example-org/tiny-llama]
                            [--screenshots DIR] [--chromium /usr/bin/chromium]

Prints `ok SENTENCE` per check and exits non-zero at the first failure. Works against a manager with the simulator that
starts without a model of that name.
"""
import argparse
import re
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Error, expect, sync_playwright

from screens import contact_sheet, take_screens

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
LONG = 180_000


class Watch:
    """Everything that a page should not do: errors, violations of the policy, requests to other hosts."""

    def __init__(self, context, base):
        self.problems = []
        self.host = urlsplit(base).netloc
        context.on("console", self.message)
        context.on("weberror", lambda error: self.add(f"exception: {error.error}"))
        context.on("request", self.request)

    def add(self, text):
        self.problems.append(text)

    def message(self, message):
        """A service that is asked for while it is being created or deleted may not be there: that is no error."""
        address = message.location.get("url", "") if message.location else ""
        is_early = "404" in message.text and re.search(r"/api/services/[a-z0-9-]+/[a-z0-9-]+", address)
        if message.type == "error" and not is_early:
            self.add(f"console: {message.text} ({address})")

    def request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.add(f"request to another host: {request.url}")


class Walk:
    """The user's journey on one page; each step is one method and one sentence."""

    def __init__(self, page, options):
        self.page, self.options = page, options
        self.source, _, self.identifier = options.model.partition(":")

    def button(self, name, exact=True):
        return self.page.get_by_role("button", name=name, exact=exact)

    def link(self, name, exact=True):
        return self.page.get_by_role("link", name=name, exact=exact)

    def heading(self, name):
        return self.page.get_by_role("heading", name=name, exact=True)

    def tabs_open(self):
        self.page.goto(self.options.base_url + "/")
        for tab in ("General", "Models", "Services"):
            self.link(tab).click()
            expect(self.heading(tab)).to_be_visible()
            expect(self.link(tab)).to_have_attribute("aria-current", "page")
        self.page.go_back()
        expect(self.heading("Models")).to_be_visible()
        return "each tab opens, and Back leads to the one before"

    def identity_shown(self):
        self.link("General").click()
        card = self.page.locator("identity-card")
        expect(card.locator(".facts").first).to_be_visible()
        expect(card.locator(".notice.error")).to_have_count(0)
        return "General shows the application's identity"

    def project_chosen(self):
        card, project = self.page.locator("project-card"), self.options.project
        card.get_by_label("Search projects").fill(project)
        choice = card.locator(f'input[type=radio][value="{project}"]')
        choice.check()
        self.page.locator("project-card").get_by_role("button", name="Confirm").click()
        expect(card.get_by_role("button", name="Change")).to_be_visible()
        self.page.reload()
        expect(card.get_by_role("button", name="Change")).to_be_visible()
        expect(card.locator(".mono")).to_contain_text(project)
        return "a project is chosen by search, and remembered after a reload"

    def checks_listed(self):
        expect(self.page.locator("checks-card .check:visible").first).to_be_visible(timeout=30_000)
        return "the configuration checklist fills in"

    def check_mended(self):
        card = self.page.locator("checks-card")
        button = card.get_by_role("button", name="Turn on: Subnetwork default in us-central1")
        button.click()
        expect(button).to_have_count(0, timeout=30_000)
        expect(self.page.locator("network-card .choice", has_text="Subnetwork default")).to_contain_text(
            "Recommended", timeout=30_000)
        return "what a check has found is mended by its button, and looked at again"

    def quota_shown(self):
        card = self.page.locator("quota-card")
        expect(card.locator("tbody tr").first).to_contain_text("us-central1")
        expect(card.locator("tbody tr").first).to_contain_text("3 of 3")
        rows = card.locator("tbody tr").count()
        card.get_by_role("checkbox").check()
        expect(card.locator("tbody tr")).not_to_have_count(rows)
        return "GPU quota is shown by region, those by invitation on request"

    def keyboard_opens_chooser(self):
        self.page.locator("body").press("/")
        expect(self.page.locator("#project-chooser")).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(self.page.locator("#project-chooser")).to_be_hidden()
        return "the key / opens the project chooser, Escape closes it"

    def theme_switches(self):
        for theme in ("light", "dark", "system"):
            self.page.locator('button[data-click="theme"]').click()
            expect(self.page.locator("html")).to_have_attribute("data-theme", theme)
        return "the theme goes from system to light to dark and back"

    def model_checked(self):
        self.link("Models").click()
        self.page.locator('main a[href="/models/import"]').first.click()
        expect(self.heading("Import model")).to_be_visible()
        bucket = self.page.locator("#import-bucket, #bucket-name").first
        expect(bucket).to_be_visible(timeout=30_000)
        if self.page.locator("#import-bucket").count() == 0:
            self.page.get_by_label("Bucket name").fill(f"{self.options.project}-models")
            self.button("Create bucket").click()
            expect(self.page.locator("#import-bucket")).to_be_visible(timeout=30_000)
        value = "ollama" if self.source == "ollama" else "huggingface"
        self.page.locator(f'input[name=source][value="{value}"]').check()
        self.page.get_by_label("Model identifier").fill(self.identifier)
        self.button("Check").click()
        expect(self.page.locator("#preflight-title")).to_be_visible(timeout=30_000)
        expect(self.button("Import")).to_be_enabled()
        return "a model is checked before anything is copied: files, size, cost"

    def import_survives_reload(self):
        self.button("Import").click()
        self.page.wait_for_url(re.compile("/imports/"))
        percent = self.page.locator(".overall .big")
        expect(percent).to_be_visible(timeout=30_000)
        before = int(percent.inner_text().split()[0])
        self.page.reload()
        expect(percent).to_be_visible(timeout=30_000)
        after = int(percent.inner_text().split()[0])
        assert after >= before, f"progress fell from {before} % to {after} % on reload"
        return "a reload in the middle of an import keeps its progress"

    def import_completes(self):
        expect(self.page.locator(".notice.ok").get_by_text("Imported", exact=True)).to_be_visible(timeout=LONG)
        expect(self.page.locator(".overall .big")).to_have_text("100 %")
        return "the import completes with every file verified"

    def model_listed(self):
        self.link("Open model").click()
        expect(self.heading("Files")).to_be_visible(timeout=30_000)
        self.button("Verify").click()
        expect(self.page.get_by_text("files are as promised")).to_be_visible(timeout=60_000)
        self.link("Models").first.click()
        expect(self.page.get_by_role("rowheader").get_by_role("link", name=self.identifier)).to_be_visible()
        return "the model is in its bucket, and verifies"

    def storage_checked(self):
        self.button("Check storage").click()
        expect(self.page.get_by_text("Everything fits together")).to_be_visible(timeout=30_000)
        expect(self.page.get_by_text("Nothing is kept that nothing needs.")).to_be_visible()
        self.button("Close the storage check").click()
        expect(self.page.get_by_text("Everything fits together")).to_have_count(0)
        return "a storage check finds nothing wrong and nothing to clear away"

    def plan_shown(self):
        self.link(f"Deploy {self.identifier}").click()
        plan = self.page.locator(".plan")
        expect(plan).to_be_visible(timeout=30_000)
        expect(plan.get_by_text("Fits", exact=True)).to_be_visible()
        self.page.get_by_label("Maximum instances").fill("2")
        expect(plan.get_by_text("Planning…")).to_have_count(0, timeout=30_000)
        self.page.get_by_label("Maximum instances").fill("1")
        expect(plan.get_by_role("button", name="Deploy")).to_be_enabled(timeout=30_000)
        return "the deploy view is prefilled by a plan that follows every change"

    def deploy_becomes_ready(self):
        self.page.locator(".plan").get_by_role("button", name="Deploy").click()
        self.page.wait_for_url(re.compile(r"/services/[^/?]+/[^/?]+$"), timeout=60_000)
        self.service = self.page.url.rsplit("/", 1)[1]
        expect(self.page.locator(".timeline, .proof").first).to_be_visible(timeout=60_000)
        self.page.reload()
        state = self.page.locator("section:has(#overview-title) .card-head .status")
        expect(state).to_have_text("Ready", timeout=LONG)
        expect(self.page.get_by_text("Proven")).to_be_visible()
        return "the deploy is followed across a reload until the service is ready by a proven answer"

    def service_answers(self):
        self.link("Try it").click()
        self.page.wait_for_url(re.compile(r"/try$"))
        self.page.get_by_label("Message", exact=True).fill("Say hello.")
        self.button("Ask").click()
        answer = self.page.locator(".talk .assistant").last
        expect(answer).to_contain_text("tokens/s", timeout=60_000)
        expect(answer).to_contain_text("You asked")
        self.page.get_by_label("Message", exact=True).fill("And again?")
        self.button("Ask").click()
        expect(self.page.locator(".talk .assistant")).to_have_count(2, timeout=60_000)
        return "the try-it tab streams an answer, measures it, and keeps the conversation"

    def logs_read(self):
        self.link("Logs").first.click()
        self.page.wait_for_url(re.compile(r"/logs$"))
        lines = self.page.locator(".logs li")
        expect(lines.filter(has_text="/v1/chat/completions").first).to_be_visible(timeout=30_000)
        self.page.get_by_label("Text", exact=True).fill("no line has this")
        self.page.get_by_label("Text", exact=True).press("Enter")
        expect(self.page.get_by_text("No line fits")).to_be_visible(timeout=30_000)
        self.page.get_by_label("Text", exact=True).fill("startup")
        self.page.get_by_label("Text", exact=True).press("Enter")
        expect(lines.first).to_be_visible(timeout=30_000)
        self.button("Pause").click()
        with self.page.expect_download() as download:
            self.button("Download").click()
        assert download.value.suggested_filename.endswith(".ndjson"), download.value.suggested_filename
        return "the logs tab filters, pauses and downloads the lines"

    def figures_drawn(self):
        self.link("Metrics").first.click()
        self.page.wait_for_url(re.compile(r"/metrics$"))
        chart = self.page.locator("#metric-requests svg.chart")
        expect(chart).to_be_visible(timeout=30_000)
        chart.focus()
        self.page.keyboard.press("End")
        self.page.keyboard.press("ArrowLeft")
        expect(self.page.locator("#metric-requests .legend")).to_contain_text("2xx")
        self.page.locator("#metric-requests summary").click()
        expect(self.page.locator("#metric-requests tbody tr").first).to_be_visible()
        self.button("6 hours").click()
        expect(chart).to_be_visible(timeout=30_000)
        return "the metrics tab draws figures that the keyboard can read, with a table behind each"

    def callers_changed(self):
        self.link("Permissions").first.click()
        self.page.wait_for_url(re.compile(r"/permissions$"))
        self.page.get_by_label("E-mail").fill("a@example.org")
        self.button("Let in").click()
        row = self.page.get_by_role("row").filter(has_text="user:a@example.org")
        expect(row).to_be_visible(timeout=30_000)
        row.get_by_role("button").click()
        self.page.locator("service-permissions dialog").get_by_role("button", name="Take off").click()
        expect(row).to_have_count(0, timeout=30_000)
        return "the permissions tab lets a caller in and takes it off again"

    def events_told(self):
        self.link("Events").first.click()
        self.page.wait_for_url(re.compile(r"/events$"))
        expect(self.page.get_by_role("rowheader").filter(has_text="Revision made").first).to_be_visible(timeout=30_000)
        self.link("Configuration").first.click()
        expect(self.page.get_by_role("heading", name="Variables")).to_be_visible(timeout=30_000)
        return "the events tab tells what happened, the configuration tab how it is set up"

    def service_listed(self):
        self.link("Services").first.click()
        row = self.page.get_by_role("row").filter(has=self.link(self.service))
        expect(row.get_by_text("Ready")).to_be_visible(timeout=30_000)
        return "the service is listed as ready"

    def service_deleted(self):
        self.button(f"Delete {self.service}").click()
        dialog = self.page.locator("confirm-dialog dialog")
        confirm = dialog.get_by_role("button", name="Delete service")
        expect(confirm).to_be_disabled()
        dialog.get_by_label("Type").fill(self.service)
        confirm.click()
        expect(self.page.get_by_role("rowheader").filter(has=self.link(self.service))).to_have_count(0, timeout=60_000)
        return "the service is deleted after its name was typed"

    def deep_link_works(self):
        self.page.goto(self.options.base_url + "/nothing/here/at/all")
        expect(self.heading("Page not found")).to_be_visible()
        return "an address that leads nowhere says so"

    def run(self):
        steps = [self.tabs_open, self.identity_shown, self.project_chosen, self.checks_listed, self.check_mended,
                 self.quota_shown,
                 self.keyboard_opens_chooser, self.theme_switches, self.model_checked, self.import_survives_reload,
                 self.import_completes, self.model_listed, self.storage_checked, self.plan_shown,
                 self.deploy_becomes_ready, self.service_answers, self.logs_read, self.figures_drawn,
                 self.callers_changed, self.events_told, self.service_listed]
        for step in steps:
            yield step()
        if self.options.screenshots:
            yield self.screens()
        yield self.service_deleted()
        yield self.deep_link_works()

    def screens(self):
        count = take_screens(self.page.context, self.options.base_url, self.options.screenshots)
        contact_sheet(self.page.context, self.options.screenshots)
        return f"{count} screenshots are in {self.options.screenshots}"


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--base-url", required=True)
    options.add_argument("--project", default="demo-project")
    options.add_argument("--model", default="hf:example-org/tiny-llama")
    options.add_argument("--screenshots", type=Path)
    options.add_argument("--chromium", default="/usr/bin/chromium")
    given = options.parse_args()
    given.base_url = given.base_url.rstrip("/")
    started = time.monotonic()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        watch = Watch(context, given.base_url)
        page = context.new_page()
        page.set_default_timeout(15_000)
        try:
            for sentence in Walk(page, given).run():
                if watch.problems:
                    raise AssertionError("\n".join(watch.problems))
                print(f"ok {sentence}", flush=True)
            print("ok no console error, no violation of the content policy, no request to another host")
        except (AssertionError, Error) as error:
            print(f"not ok {error}", file=sys.stderr)
            print(f"   at {page.url}\n   {' | '.join(watch.problems)}", file=sys.stderr)
            if given.screenshots:
                given.screenshots.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=given.screenshots / "failure.png", full_page=True)
            return 1
        finally:
            browser.close()
    print(f"{time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

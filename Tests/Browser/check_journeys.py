#!/usr/bin/env python3
"""The ways that people go through the console when things are not as they should be, from an empty project to an empty one.

    python check_journeys.py --binary PATH --endpoints ENDPOINTS_JSON [--chromium /usr/bin/chromium]

Starts its own managers in front of the simulator, kills one in the middle of an import, and takes each journey in a
browser of another size and theme. Prints `ok SENTENCE` per journey and exits non-zero at the first failure.
"""
import argparse
import json
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Error, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from check_console import FLAGS, Watch  # noqa: E402
from check_errors import Faults, send  # noqa: E402
from manager import Manager, Process, free_port  # noqa: E402

PROJECT, BUCKET, TINY = "demo-project", "journey-models", "example-org/tiny-llama"
AUDIENCE = "/projects/1/locations/us-central1/services/llm-manager"
DESKTOP, PHONE = (1280, 900), (390, 844)
LONG = 90_000


class Server:
    """A manager at a port of its own, which can be killed and started again."""

    def __init__(self, binary, state, folder, *options):
        self.port, self.folder = free_port(), folder
        self.base = f"http://127.0.0.1:{self.port}"
        self.arguments = [binary, "serve", "--simulator", state, "--port", str(self.port), *options]
        self.start()

    def start(self):
        self.process = Process(self.arguments, f"{self.folder}/manager-{self.port}.log")
        self.process.wait_until(Manager(self.base, PROJECT).is_up, 60, "the manager")

    def kill(self):
        self.process.process.kill()
        self.process.process.wait()


class Journeys:
    def __init__(self, browser, server, control):
        self.browser, self.server, self.control = browser, server, control
        self.base = server.base
        self.problems = []

    # What journeys share

    def open(self, address, size=DESKTOP, theme="light", headers=None, project=PROJECT):
        """A page of a fresh browser: nothing is remembered of the journeys before."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme, extra_http_headers=headers or {})
        self.watch = Watch(context, self.base)
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        join = "&" if "?" in address else "?"
        self.page.goto(self.base + address + (f"{join}project={project}" if project else ""))
        return self.page

    def close(self):
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"
        # A refusal is an answer here; exceptions, breaches of the policy and requests to other hosts are not.
        wrong = [text for text in self.watch.problems if not text.startswith("console: Failed to load resource")]
        assert not wrong, "\n".join(wrong)
        self.page.context.close()

    def button(self, name, exact=True):
        return self.page.get_by_role("button", name=name, exact=exact)

    def heading(self, name):
        return self.page.get_by_role("heading", name=name, exact=True)

    def state(self, word, timeout=LONG):
        expect(self.page.locator("section:has(#overview-title) .card-head .status")).to_have_text(word, timeout=timeout)

    def throttle(self, rate):
        send("POST", self.control + "/throttle", {"huggingface": rate, "cdn": rate})

    def check(self, identifier):
        self.page.locator('input[name=source][value="huggingface"]').check()
        self.page.get_by_label("Model identifier").fill(identifier)
        self.button("Check").click()

    def imported(self):
        expect(self.page.locator(".notice.ok").get_by_text("Imported", exact=True)).to_be_visible(timeout=LONG)

    # Journeys, in order

    def denied_list(self):
        with Faults(self.control, listener="google", pattern="/v3/projects:search", count=None, action={
                "kind": "status", "status": 403, "body": json.dumps({"error": {
                    "code": 403, "status": "PERMISSION_DENIED", "message": "Permission denied."}})}):
            self.open("/general", PHONE, "dark", project=None)
            card = self.page.locator("project-card")
            card.get_by_label("Project ID").fill("no-such-project-here")
            card.get_by_role("button", name="Confirm").click()
            expect(card.locator(".notice.error")).to_be_visible()
            card.get_by_label("Project ID").fill(PROJECT)
            card.get_by_role("button", name="Confirm").click()
            expect(card.get_by_role("button", name="Change")).to_be_visible()
        self.close()
        return "who may not list projects types one; a wrong one is refused, the right one is taken"

    def gated_model(self):
        self.open("/models", PHONE, "light")
        expect(self.page.get_by_text("No models yet")).to_be_visible()
        self.page.get_by_role("link", name="Import the first model").click()
        self.page.get_by_label("Bucket name").fill(BUCKET)
        self.button("Create bucket").click()
        expect(self.page.locator("#import-bucket")).to_have_value(BUCKET)
        self.check("example-org/gated-model")
        expect(self.page.locator(".notice.error")).to_contain_text("token")
        self.page.get_by_label("Hugging Face token").fill("hf_demo_valid")
        self.button("Check").click()
        expect(self.page.locator("#preflight-title")).to_be_visible()
        self.button("Import").click()
        self.page.wait_for_url(re.compile("/imports/"))
        self.imported()
        kept = self.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
        assert "hf_demo" not in kept, f"the token is kept: {kept}"
        self.close()
        return "an empty project leads to a bucket and a gated model, whose token is asked for and kept nowhere"

    def restart_in_mid_import(self):
        self.throttle(4_000_000)
        page = self.open("/models/import", DESKTOP, "dark")
        self.check("sentence-transformers/all-MiniLM-L6-v2")
        self.button("Import").click()
        page.wait_for_url(re.compile("/imports/"))
        percent = page.locator(".overall .big")
        expect(percent).to_have_text(re.compile(r"^([5-9]|[1-9]\d) %"), timeout=LONG)
        before = int(percent.inner_text().split()[0])
        self.server.kill()
        lost = page.get_by_text("Connection lost.")
        expect(lost).to_be_visible()
        expect(page.locator("[data-click=cancel], .overall")).not_to_have_count(0)
        self.throttle(None)
        self.server.start()
        expect(lost).to_be_hidden()
        # The dead manager's lease ends by itself; then the import is shown as interrupted, or goes on already.
        resume = self.button("Resume")
        done = page.locator(".notice.ok").get_by_text("Imported", exact=True)
        expect(resume.or_(done).first).to_be_visible(timeout=LONG)
        if resume.is_visible():
            resume.click()
        self.imported()
        assert before < 100
        self.close()
        return "a manager that is killed in the middle of an import: the page says so, heals, and the import completes"

    def two_tabs(self):
        self.throttle(200_000)
        first = self.open("/models/import", DESKTOP, "light")
        self.check("sentence-transformers/all-MiniLM-L6-v2")
        self.button("Import").click()
        first.wait_for_url(re.compile("/imports/"))
        second = first.context.new_page()
        second.goto(self.base + "/models")
        second.get_by_role("link", name=re.compile("all-MiniLM-L6-v2")).first.click()
        second.wait_for_url(re.compile("/imports/"))
        expect(second.locator(".overall .big")).to_be_visible()
        second.get_by_role("button", name="Cancel import").click()
        dialog = second.locator("confirm-dialog dialog[open]")
        expect(dialog).to_contain_text("all-MiniLM-L6-v2")
        dialog.get_by_role("button", name="Cancel import").click()
        for page in (second, first):
            expect(page.locator(".notice").get_by_text("Cancelled", exact=True)).to_be_visible(timeout=LONG)
        self.throttle(None)
        self.close()
        return "a second tab shows the import of the first; cancelled there, after a question, it is cancelled in both"

    def defaults(self):
        page = self.open("/models/import", DESKTOP, "dark")
        self.check(TINY)
        self.button("Import").click()
        page.wait_for_url(re.compile("/imports/"))
        self.imported()
        page.goto(self.base + "/models")
        row = page.get_by_role("row").filter(has_text=TINY)
        expect(row.get_by_text("Verified")).to_be_visible()
        expect(row).to_contain_text("USD a month")
        self.button(f"Deploy {TINY} with defaults").click()
        page.wait_for_url(re.compile(r"/services/[^/]+/tiny-llama(\?|$)"))
        expect(page.locator(".timeline")).to_be_visible()
        self.state("Ready")
        page.goto(self.base + "/models")
        expect(row.get_by_role("link", name="tiny-llama", exact=True)).to_be_visible()
        self.button(f"Deploy {TINY} with defaults").click()
        page.wait_for_url(re.compile("/services/deploy"))
        expect(page.get_by_text("exists already")).to_be_visible()
        self.close()
        return "a verified model is deployed with one click; a second time the form opens, for the name is taken"

    def edited(self):
        page = self.open("/services/us-central1/tiny-llama", DESKTOP, "light")
        page.get_by_role("link", name="Edit", exact=True).click()
        most = page.get_by_label("Maximum instances")
        expect(most).to_have_value("1")
        diff, roll = page.locator(".plan .diff"), self.button("Roll out")
        expect(roll).to_be_disabled()
        most.fill("2")
        expect(diff).to_contain_text("2")
        expect(roll).to_be_enabled()
        most.fill("1")
        expect(diff).to_have_count(0)
        expect(roll).to_be_disabled()
        most.fill("2")
        self.button("Add variable").click()
        page.locator("input[data-list=environment][name=key]").last.fill("GREETING")
        page.locator("input[data-list=environment][name=value]").last.fill("hello")
        expect(diff.locator("dt")).to_have_count(2)
        roll.click()
        page.wait_for_url(re.compile(r"/tiny-llama(\?|$)"))
        expect(page.locator(".timeline")).to_be_visible()
        expect(page.locator("section:has(#overview-title)")).to_contain_text("0 to 2", timeout=LONG)
        self.state("Ready")
        page.get_by_role("link", name="Configuration").click()
        expect(page.locator("service-resource")).to_contain_text("GREETING")
        expect(page.locator("service-resource")).to_contain_text("HF_HUB_OFFLINE")
        self.close()
        return "a service is edited: what differs is shown before it is sent, the rest stays, and the roll-out is followed"

    def rolled_back(self):
        page = self.open("/services/us-central1/tiny-llama/edit", DESKTOP, "dark")
        self.button("Add variable").click()
        page.locator("input[data-list=environment][name=key]").last.fill("SIMULATOR_FAILURE")
        page.locator("input[data-list=environment][name=value]").last.fill("cuda-out-of-memory")
        expect(page.get_by_label("Roll back when it fails")).to_be_checked()
        expect(page.locator(".plan .changes")).to_contain_text("send all traffic back")
        self.button("Roll out").click()
        page.wait_for_url(re.compile(r"/tiny-llama(\?|$)"))
        expect(page.locator(".failure, .notice.error, .notice.warning").first).to_be_visible(timeout=LONG)
        page.get_by_role("link", name="Revisions").click()
        row = page.get_by_role("row").filter(has_text="tiny-llama-00002")
        expect(row).to_contain_text("100 %")
        latest = page.get_by_role("row").filter(has_text="tiny-llama-00003")
        expect(latest).to_contain_text("Failed")
        latest.get_by_role("button", name="Changes").click()
        expect(page.locator("service-revisions .diff")).to_contain_text("SIMULATOR_FAILURE")
        self.close()
        return "a roll-out that fails goes back to the revision before; the revisions show which serves and what differed"

    def failed_deploy(self):
        page = self.open("/models", PHONE, "dark")
        page.get_by_role("link", name=f"Deploy {TINY}", exact=True).click()
        page.get_by_label("Name", exact=True).fill("broken")
        self.button("Add variable").click()
        page.get_by_label("Variable 1: name").fill("SIMULATOR_FAILURE")
        page.get_by_label("Variable 1: value").fill("out-of-memory")
        plan = page.locator(".plan")
        expect(plan).to_contain_text("service broken")
        plan.get_by_role("button", name="Deploy", exact=True).click()
        page.wait_for_url(re.compile(r"/broken(\?|$)"))
        failure = page.locator(".timeline ~ .failure")
        expect(failure).to_contain_text("memory", timeout=LONG)
        expect(failure).to_contain_text("What to do:")
        expect(page.locator(".fail-lines pre")).to_contain_text("Memory limit")
        self.button("Retry").click()
        expect(failure).to_have_count(0)
        expect(failure).to_contain_text("memory", timeout=LONG)
        page.reload()
        expect(page.locator(".fail-lines pre")).to_contain_text("Memory limit", timeout=LONG)
        page.get_by_role("link", name="Change and deploy").click()
        remove = page.locator("input[name=key][value=SIMULATOR_FAILURE] ~ button")
        remove.click()
        expect(page.locator(".plan .diff")).to_contain_text("SIMULATOR_FAILURE")
        self.button("Roll out").click()
        page.wait_for_url(re.compile(r"/broken(\?|$)"))
        self.state("Ready")
        self.close()
        return "a failed deploy shows cause, log lines and what to do; retried it fails again, changed it becomes ready"

    def viewer(self):
        """The same console behind Identity-Aware Proxy, for somebody who may look and nothing else."""
        assertion = json.loads(send("POST", self.control + "/iap/assertions",
                                    {"email": "viewer@example.com", "audience": AUDIENCE}))
        token = assertion.get("assertion") or assertion.get("token")
        own, self.base = self.base, self.guarded.base
        page = self.open("/general", DESKTOP, "light", {"x-goog-iap-jwt-assertion": token})
        identity = page.locator("header .identity")
        expect(identity).to_contain_text("viewer@example.com")
        expect(page.locator("checks-card .check:visible").first).to_be_visible(timeout=30_000)
        service = "/services/us-central1/tiny-llama"
        model = f"/models/detail?bucket={BUCKET}&source=huggingface&id={TINY}"
        views = {"/general": "checks-card .card-head", "/models": "tbody tr", model: "#model-files", "/services": "tbody tr",
                 service: "#overview-title", f"{service}/permissions": "service-permissions h2",
                 f"{service}/revisions": "service-revisions tbody tr", f"{service}/edit": ".plan",
                 f"{service}/try": "service-try h2", "/models/import": "#step-4"}
        verbs = re.compile(r"^(Import|Ask|Deploy|Delete|Edit$|New bucket|Create|Grant|Let in|Take off|Make|Stop|Start|Roll|Divide|Adopt"
                           r"|Turn on|Enable|Use by default|Cancel import|Resume|Repair|Clear)", re.I)
        for address, anchor in views.items():
            page.goto(self.base + address)
            expect(page.locator(anchor).first).to_be_visible(timeout=30_000)
            expect(identity).to_be_visible()
            for role in ("button", "link"):
                found = page.get_by_role(role, name=verbs).evaluate_all(
                    "all => all.filter((one) => !one.disabled).map((one) => one.ariaLabel || one.textContent.trim())")
                assert not found, f"a viewer is offered {found} at {address}"
        page.context.close()
        self.base = own
        return f"a viewer sees {len(views)} views without one button that changes something"

    def emptied(self):
        page = self.open("/services/us-central1/broken", DESKTOP, "light")
        for name, verb in (("broken", "Delete"), ("tiny-llama", "Delete tiny-llama")):
            self.button(verb).click()
            dialog = page.locator("confirm-dialog dialog[open]")
            expect(dialog).to_contain_text("Stays")
            dialog.get_by_label("Type").fill(name)
            dialog.get_by_role("button", name="Delete service").click()
            expect(page.get_by_role("rowheader").filter(has=page.get_by_role("link", name=name, exact=True))).to_have_count(
                0, timeout=LONG)
        expect(page.get_by_text("No services yet")).to_be_visible(timeout=LONG)
        page.goto(self.base + "/models")
        page.get_by_role("rowheader").get_by_role("link", name=TINY).click()
        self.button("Delete").click()
        dialog = page.locator("confirm-dialog dialog[open]")
        dialog.get_by_label("Type").fill(TINY)
        dialog.get_by_role("button", name="Delete model").click()
        page.wait_for_url(re.compile(r"/models(\?|$)"))
        expect(page.get_by_role("rowheader").filter(has_text=TINY)).to_have_count(0)
        self.close()
        return "services and a model are deleted by name, and are gone"

    def all(self):
        return [self.denied_list, self.gated_model, self.two_tabs, self.restart_in_mid_import, self.defaults, self.edited,
                self.rolled_back, self.failed_deploy, self.viewer, self.emptied]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--endpoints", required=True)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--web-root", help="serve the console from this folder")
    parser.add_argument("--only", help="names of journeys, divided by commas")
    options = parser.parse_args()
    state = str(Path(options.endpoints).parent)
    control = json.loads(Path(options.endpoints).read_text())["control"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        web = ["--web-root", options.web_root] if options.web_root else []
        server = Server(options.binary, state, folder, *web)
        guarded = Server(options.binary, state, folder, *web, "--access", "iap", "--iap-audience", AUDIENCE,
                         "--viewer", "viewer@example.com", "--admin", "admin@example.com", "--request-rate", "0")
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        journeys = Journeys(browser, server, control)
        journeys.guarded = guarded
        wanted = options.only.split(",") if options.only else None
        try:
            for journey in journeys.all():
                if wanted and journey.__name__ not in wanted:
                    continue
                try:
                    print(f"ok {journey()}", flush=True)
                except (AssertionError, Error) as error:
                    print(f"not ok {journey.__name__}: {error}\n   at {journeys.page.url}", file=sys.stderr)
                    print("   " + " | ".join(journeys.watch.problems), file=sys.stderr)
                    journeys.page.screenshot(path=str(Path(state).parent / "failure.png"), full_page=True)
                    return 1
        finally:
            browser.close()
            for each in (server, guarded):
                each.process.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

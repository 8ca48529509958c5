#!/usr/bin/env python3
"""A journey by keyboard alone: a project is chosen, a model imported, deployed, asked and deleted. Whoever
wants no motion gets none.

    python check_keyboard.py --base-url URL [--project demo-project] [--chromium /usr/bin/chromium]

Every step is Tab, Shift+Tab, arrow, Enter, Space, Escape or text: the program has no other way to the page.
"""
import argparse
import faulthandler
import re
import sys

from playwright.sync_api import Error, expect, sync_playwright

from check_console import FLAGS, LONG
from furnish import BUCKET, call

MODEL = "example-org/tiny-llama"
# Seconds for all of it; twenty are usual. A key press waits for the browser without a limit of its own, so a browser
# that stops would hold up the suite: the program then ends, and says where it was.
LIMIT = 300


class Keyboard:
    """A page that only keys reach."""

    def __init__(self, page):
        self.page = page

    def press(self, key):
        self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def to(self, role, name, back=False):
        """Moves the focus by Tab until it is on what has this role and name, and shows where it is."""
        wanted = self.page.get_by_role(role, name=name, exact=True).first
        expect(wanted).to_be_visible(timeout=30_000)
        expect(wanted).to_be_enabled(timeout=30_000)
        for _ in range(160):
            if wanted.evaluate("element => element === document.activeElement"):
                self.ring(name)
                return wanted
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"the focus never came to the {role} {name}")

    def ring(self, name):
        """A focus that cannot be seen is none."""
        outline = self.page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " const box = getComputedStyle(document.activeElement.closest('label, .source-card') ?? document.activeElement);"
            " return [style.outlineStyle, style.outlineWidth, style.boxShadow, box.outlineStyle].join(' ') })()")
        assert outline.split()[0] != "none" or "px" in outline.split(" ", 2)[2], f"no focus is seen on {name}: {outline}"

    def use(self, role, name, key="Enter"):
        self.to(role, name)
        self.press(key)


def journey(keyboard, base, project):
    page = keyboard.page
    page.goto(base + "/models")
    expect(page.get_by_role("heading", name="Models")).to_be_visible()
    keyboard.press("Tab")
    expect(page.get_by_text("Skip to content")).to_be_focused()
    keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    yield "the first Tab leads past the navigation to the content"

    keyboard.press("Control+k")
    expect(page.locator("#project-chooser")).to_be_visible()
    keyboard.type(project)
    choice = page.locator(f'#project-chooser input[value="{project}"]')
    # The list follows what was typed a moment later; a choice that has the focus then may go.
    page.wait_for_timeout(1000)
    expect(choice).to_be_visible(timeout=30_000)
    for _ in range(60):
        if choice.is_checked():
            break
        is_choice = page.evaluate("document.activeElement.type === 'radio'")
        keyboard.press("Space" if is_choice else "Tab")
        if is_choice and not choice.is_checked():
            keyboard.press("ArrowDown")
    expect(choice).to_be_checked()
    keyboard.use("button", "Confirm")
    expect(page.locator("#project-chooser")).to_be_hidden()
    yield "a project is chosen by Ctrl+K, typing and arrows"

    keyboard.use("link", "Import model")
    expect(page.get_by_role("heading", name="Import model")).to_be_focused()
    yield "a new page begins at its heading"
    keyboard.to("textbox", "Model identifier")
    keyboard.type(MODEL)
    keyboard.press("Enter")
    expect(page.locator("#preflight-title")).to_be_focused(timeout=30_000)
    yield "Enter checks a model, and the focus goes to what it found"
    keyboard.use("button", "Import")
    expect(page.locator(".notice.ok").get_by_text("Imported", exact=True)).to_be_visible(timeout=LONG)
    keyboard.use("link", "Deploy")
    yield "the model is imported"

    plan = page.locator(".plan")
    expect(plan).to_be_visible(timeout=30_000)
    keyboard.to("textbox", "Maximum instances")
    keyboard.press("Control+a")
    keyboard.type("2")
    expect(plan.get_by_role("button", name="Deploy")).to_be_enabled(timeout=30_000)
    keyboard.use("button", "Deploy")
    page.wait_for_url(re.compile(r"/services/[^/]+/[^/]+$"), timeout=60_000)
    name = page.url.partition("?")[0].rsplit("/", 1)[1]
    expect(page.locator("section:has(#overview-title) .card-head .status")).to_have_text("Ready", timeout=LONG)
    yield "it is deployed, and becomes ready"

    keyboard.use("link", "Try it")
    keyboard.to("textbox", "Message")
    keyboard.type("Say hello.")
    keyboard.use("button", "Ask")
    expect(page.locator(".talk .assistant").last).to_contain_text("tokens/s", timeout=60_000)
    yield "it is asked, and answers"

    keyboard.use("button", "Delete")
    expect(page.get_by_label("Type")).to_be_focused()
    keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_focused()
    yield "Escape leaves a question, and the focus is where it was"
    keyboard.press("Enter")
    expect(page.get_by_label("Type")).to_be_focused()
    keyboard.type(name)
    keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/services(\?|$)"), timeout=60_000)
    expect(page.get_by_role("rowheader").filter(has_text=name)).to_have_count(0, timeout=60_000)
    yield "and it is deleted after its name was typed"


def stillness(browser, base):
    """Whoever wants no motion gets none."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(base + "/general")
    page.wait_for_timeout(500)
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        const seconds = (text) => Math.max(...text.split(",").map((one) => parseFloat(one)));
        return (style.animationName !== "none" && seconds(style.animationDuration) > 0.01)
            || seconds(style.transitionDuration) > 0.01;
    }).map((element) => element.localName)""")
    assert not moving, f"moves although no motion is wanted: {sorted(set(moving))}"
    context.close()
    return "nothing moves for those who want no motion"


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--base-url", required=True)
    options.add_argument("--project", default="demo-project")
    options.add_argument("--chromium", default="/usr/bin/chromium")
    given = options.parse_args()
    faulthandler.dump_traceback_later(LIMIT, exit=True)
    base = given.base_url.rstrip("/")
    names = [bucket["name"] for bucket in call(base, given.project, "GET", "/api/models/buckets")["buckets"]]
    if BUCKET not in names:
        call(base, given.project, "POST", "/api/models/buckets", {"name": BUCKET, "location": "us-central1"})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(15_000)
        try:
            for sentence in journey(Keyboard(page), base, given.project):
                print(f"ok by keyboard: {sentence}", flush=True)
            print(f"ok {stillness(browser, base)}", flush=True)
        except (AssertionError, Error) as error:
            print(f"not ok {error}\n   at {page.url}", file=sys.stderr)
            return 1
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""axe-core over every view in both themes, desktop and phone; and every view at both ends of the widths.

    python check_accessibility.py --base-url URL [--project demo-project] [--chromium /usr/bin/chromium]

Prints `ok SENTENCE` per view and exits non-zero when axe finds a violation. The project is given a bucket, models and a
service first, so that every view has something to show.
"""
import argparse
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from check_console import FLAGS
from furnish import furnish
from screens import SIZES, addresses, settled


def violations(axe, page):
    for violation in axe.run(page).response["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:200]}"


def cut_off(page):
    """No view needs sideways scrolling, from a small phone to a large screen."""
    for width, height in ((360, 640), (2560, 1300)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            yield f"{over} px too wide at {width} px"


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--base-url", required=True)
    options.add_argument("--project", default="demo-project")
    options.add_argument("--chromium", default="/usr/bin/chromium")
    given = options.parse_args()
    base, axe, found = given.base_url.rstrip("/"), Axe(), []
    furnish(base, given.project)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=FLAGS)
        # axe is a script of our own test, not of the page: the page's policy does not concern it.
        context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"{base}/general")
        settled(page)
        found += [f"choosing a project: {text}" for text in violations(axe, page)]
        page.goto(f"{base}/general?project={given.project}")
        settled(page)
        for name, address in addresses(context, base).items():
            before = len(found)
            for size, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                page.goto(base + address)
                settled(page)
                for theme in ("light", "dark"):
                    page.emulate_media(color_scheme=theme)
                    page.wait_for_timeout(100)
                    found += [f"{name}, {size}, {theme}: {text}" for text in violations(axe, page)]
            found += [f"{name}: {text}" for text in cut_off(page)]
            if len(found) == before:
                print(f"ok axe finds nothing on {name}, and it fits 360 to 2,560 pixels", flush=True)
        browser.close()
    for text in found:
        print(f"not ok {text}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

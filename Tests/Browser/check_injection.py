#!/usr/bin/env python3
"""Tries to inject markup through every text that the API can say, in every view.

    python check_injection.py --base-url URL [--project demo-project] [--chromium /usr/bin/chromium]

What a hub, Google or a user controls reaches the console as a string in an answer of the API. So every string in every
answer (JSON and server-sent events) is followed by markup that would make an element, run a script or break out of an
attribute; what the console makes of it must be text. Two passes: the first leaves the words that choose what is shown
(states, kinds, addresses), so that every part of a view is drawn; the second spares nothing.
"""
import argparse
import json
import sys

from playwright.sync_api import sync_playwright

from check_console import FLAGS
from furnish import furnish
from screens import addresses, settled

MARKUP = """"'`><img src=x data-injected onerror="window.injected=1"><script data-injected>window.injected=1</script><b data-injected>"""
STEERING = {"state", "status", "source", "engine", "role", "severity", "kind", "type", "format", "loader", "access",
            "code", "importId", "id", "name", "region", "bucket", "pin", "modelId", "location", "url", "at", "group",
            "proof", "choice", "service"}


class Poison:
    """Follows every string by markup; counts what it changed."""

    def __init__(self, spares):
        self.spares, self.count = spares, 0

    def value(self, value, key=""):
        if isinstance(value, str):
            if key in self.spares or value[:4].isdigit() and "T" in value:
                return value
            self.count += 1
            return value + MARKUP
        if isinstance(value, list):
            return [self.value(item, key) for item in value]
        if isinstance(value, dict):
            return {name: self.value(item, name) for name, item in value.items()}
        return value

    def text(self, text):
        try:
            return json.dumps(self.value(json.loads(text)))
        except ValueError:
            return text

    def events(self, text):
        lines = [f"data: {self.text(line[6:])}" if line.startswith("data: ") else line for line in text.split("\n")]
        return "\n".join(lines)

    def answer(self, route):
        """Streams never end, so their first answer is replaced by nothing: the same views come by plain requests."""
        if "text/event-stream" in route.request.headers.get("accept", ""):
            return route.fulfill(status=503, content_type="application/problem+json", body=self.text(json.dumps(
                {"status": 503, "code": "unavailable", "title": "Unavailable", "detail": "No stream", "fix": "Wait.",
                 "retryable": True})))
        answer = route.fetch()
        body = self.text(answer.text()) if "json" in answer.headers.get("content-type", "") else answer.text()
        route.fulfill(response=answer, body=body)


def injected(page):
    """What must not be there: an element of the markup, or a script's mark."""
    return page.evaluate(
        "[...document.querySelectorAll('[data-injected]')].map((node) => node.outerHTML.slice(0, 80))"
        ".concat(window.injected ? ['a script ran'] : [])")


def refused(page):
    """What a script of somebody else could try on the page, and the browser takes; empty with Trusted Types in force."""
    return page.evaluate("""() => {
        if (!window.trustedTypes) return ["this browser has no Trusted Types"];
        const tries = {
            "markup from text": () => { document.createElement("div").innerHTML = "<b>x</b>"; },
            "markup after an element": () => document.body.insertAdjacentHTML("beforeend", "<b>x</b>"),
            "a parser": () => new DOMParser().parseFromString("<b>x</b>", "text/html"),
            "a script's text": () => { document.createElement("script").text = "1"; },
            "a policy of its own": () => trustedTypes.createPolicy("other", { createHTML: (text) => text }),
            "the console's policy again": () => trustedTypes.createPolicy("llm-manager", { createHTML: (text) => text }),
        };
        return Object.entries(tries).filter(([, attempt]) => {
            try {
                attempt();
                return true;
            } catch (error) {
                return !(error instanceof TypeError);
            }
        }).map(([name]) => name);
    }""")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--base-url", required=True)
    options.add_argument("--project", default="demo-project")
    options.add_argument("--chromium", default="/usr/bin/chromium")
    given = options.parse_args()
    base, found = given.base_url.rstrip("/"), []
    furnish(base, given.project)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=FLAGS)
        clean = browser.new_context()
        page = clean.new_page()
        page.goto(f"{base}/general?project={given.project}")
        settled(page)
        views = addresses(clean, base)
        taken = refused(page)
        found += [f"the page takes {what}" for what in taken]
        if not taken:
            print("ok only the console's own policy makes markup: text, parsers and other policies are refused")
        clean.close()
        for spares in (STEERING, set()):
            poison = Poison(spares)
            context = browser.new_context()
            context.on("dialog", lambda dialog: (found.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
            context.route("**/api/**", poison.answer)
            page = context.new_page()
            page.goto(f"{base}/general?project={given.project}")
            for name, address in views.items():
                page.goto(base + address)
                settled(page)
                found += [f"{name} ({address}): {text}" for text in injected(page)]
            shown = page.evaluate("document.body.textContent.includes('data-injected')")
            if not shown and spares:
                found.append("no view showed the markup as text: nothing was tried")
            context.close()
            if not found:
                how = "with the words that steer spared" if spares else "in every string"
                print(f"ok {poison.count} strings with markup, {how}, stay text in {len(views)} views", flush=True)
        browser.close()
    for text in found:
        print(f"not ok {text}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""The pictures of the README, light and dark, as small WebP files: `make pictures`.

    python take_pictures.py --base-url URL --pictures FOLDER [--project demo-project] [--chromium /usr/bin/chromium]

The stage is the simulator's: real models are imported and deployed first. Ends with an error when all of them together
are larger than a page should have to load.
"""
import argparse
import base64
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from check_console import FLAGS
from furnish import call, wait

BUCKET = "team-models"
MODELS = [
    ("hf:sentence-transformers/all-MiniLM-L6-v2", "huggingface", "sentence-transformers/all-MiniLM-L6-v2"),
    ("hf:example-org/tiny-llama", "huggingface", "example-org/tiny-llama"),
    ("ollama:tiny-llama", "ollama", "tiny-llama:latest"),
]
SIZE = {"width": 1280, "height": 760}
BUDGET = 300_000


def furnish(base, project):
    call(base, project, "POST", "/api/models/buckets", {"name": BUCKET, "location": "us-central1"})
    for reference, _, _ in MODELS:
        started = call(base, project, "POST", "/api/models/import/start", {"bucket": BUCKET, "model": reference})
        wait(lambda: call(base, project, "GET", f"/api/models/imports/{started['id']}?bucket={BUCKET}")["state"]
             == "completed", f"the import of {reference}")


def deploy(base, project):
    for name, (_, source, identifier) in zip(("embeddings", "assistant", "assistant-small"), MODELS):
        deployed = call(base, project, "POST", "/api/services/deploy",
                        {"bucket": BUCKET, "source": source, "id": identifier, "name": name})
        service = deployed.get("service", deployed)
        path = f"/api/services/{service['region']}/{service['name']}"
        wait(lambda: call(base, project, "GET", path)["state"] == "ready", f"the service {name}")


def picture(page, session, folder, name):
    """WebP by Chromium's own encoder, in both themes. Returns how many bytes."""
    total = 0
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(200)
        taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
        file = folder / f"{name}-{theme}.webp"
        file.write_bytes(base64.b64decode(taken["data"]))
        total += file.stat().st_size
    return total


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--base-url", required=True)
    options.add_argument("--pictures", type=Path, required=True)
    options.add_argument("--project", default="demo-project")
    options.add_argument("--chromium", default="/usr/bin/chromium")
    given = options.parse_args()
    base, folder = given.base_url.rstrip("/"), given.pictures
    folder.mkdir(parents=True, exist_ok=True)
    furnish(base, given.project)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=FLAGS)
        context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
        page = context.new_page()
        session = context.new_cdp_session(page)
        page.goto(f"{base}/models?project={given.project}")
        page.get_by_role("link", name=f"Deploy {MODELS[1][2]}").first.click()
        expect(page.locator(".plan").get_by_role("button", name="Deploy")).to_be_enabled(timeout=30_000)
        expect(page.locator(".alternatives tbody tr").first).to_be_visible(timeout=30_000)
        total = picture(page, session, folder, "deploy")

        deploy(base, given.project)
        page.goto(f"{base}/services")
        expect(page.locator("tbody tr")).to_have_count(3)
        expect(page.locator("service-costs .card-head [role=status]")).to_contain_text("month")
        for row in page.locator("tbody tr").all():
            expect(row.get_by_text("Ready")).to_be_visible(timeout=60_000)
        total += picture(page, session, folder, "services")

        page.goto(f"{base}/services/us-central1/assistant/try")
        page.get_by_label("Message", exact=True).fill("Say hello in three languages.")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(".talk .assistant").last).to_contain_text("tokens/s", timeout=60_000)
        page.get_by_label("Message", exact=True).blur()
        page.evaluate("scrollTo(0, 0)")
        total += picture(page, session, folder, "try")
        browser.close()
    if total > BUDGET:
        print(f"not ok the pictures are {total} bytes, more than {BUDGET}", file=sys.stderr)
        return 1
    print(f"ok six pictures, {total / 1000:.0f} kB together, are in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

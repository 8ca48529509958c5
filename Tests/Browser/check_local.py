#!/usr/bin/env python3
"""This machine beside Google Cloud in one console: the switch, cards live, charts, a move, addresses that carry the target.

It starts its own simulated cloud and manager, over a data directory with the stand-in engine and a stand-in for nvidia-smi.
"""
import argparse
import os
import pathlib
import re
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from playwright.sync_api import expect, sync_playwright  # noqa: E402

from cloud import PROJECT, Cloud  # noqa: E402
from local_kills import FAKE, clear  # noqa: E402
from local_machine import LocalMachine  # noqa: E402

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
MODEL, BUCKET = "hf:example-org/tiny-llama", "home"


def machine(binary, folder, models, *more):
    cards = pathlib.Path(folder, "cards")
    cards.mkdir()
    shutil.copy(ROOT / "Tests/Fixtures/fake-nvidia-smi.py", cards / "nvidia-smi")
    (cards / "mood").write_text("ok", encoding="utf-8")
    cloud = Cloud(binary, folder, models, bucket="team-models")
    local = LocalMachine(binary, folder, cloud.state, {
        "LLM_MANAGER_VLLM": f"{FAKE} vllm", "LLM_MANAGER_OLLAMA": f"{FAKE} ollama", "LLM_MANAGER_CONTAINERS": "none",
        "PATH": f"{cards}:{os.environ['PATH']}",
    })
    cloud.cli("models", "import", MODEL, "--bucket", "team-models")
    local.cli("buckets", "create", BUCKET)
    local.cli("models", "import", MODEL, "--bucket", BUCKET)
    local.serve(*more)
    local.cli("services", "deploy", MODEL, "--bucket", BUCKET, "--name", "chat")
    return cloud, local, cards / "mood"


def check(page, base, mood, screenshots, folder):
    def picture(name):
        if screenshots:
            page.screenshot(path=pathlib.Path(screenshots, f"local-{name}.png"), full_page=True)

    page.goto(f"{base}/general?project={PROJECT}")
    switch = page.get_by_role("group", name="Where models run")
    switch.get_by_role("button", name="This machine").click()
    expect(page.get_by_role("heading", name="This machine")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]project=local"))
    cards = page.get_by_role("list", name="GPUs").get_by_role("listitem")
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("NVIDIA L4")
    expect(cards.first).to_contain_text("37 % busy")
    expect(page.get_by_text("Driver 550.54.15, told by nvidia-smi")).to_be_visible()
    picture("general")
    print("ok the header switches to this machine, whose cards are as nvidia-smi prints them", flush=True)

    mood.write_text("lost", encoding="utf-8")
    expect(cards).to_have_count(1, timeout=20_000)
    mood.write_text("ok", encoding="utf-8")
    expect(cards).to_have_count(2, timeout=20_000)
    print("ok a card that is lost, and comes back, is shown without a reload", flush=True)

    page.get_by_role("link", name="Services").first.click()
    page.get_by_role("link", name="chat").first.click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/services/local/chat\?project=local$"))
    address = page.url
    picture("service")
    page.get_by_role("navigation", name="Service").get_by_role("link", name="Metrics").click()
    expect(page.locator("line-chart svg").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Memory use").first).to_be_visible()
    picture("metrics")
    print("ok a local engine's figures are charted", flush=True)

    page.goto(address)
    page.locator("#move-to").fill(PROJECT)
    page.get_by_role("button", name=re.compile("^Plan it on")).click()
    expect(page.get_by_role("button", name="Open the deploy form there")).to_be_visible(timeout=30_000)
    expect(page.locator("service-move .changes li").first).to_be_visible()
    picture("move")
    page.get_by_role("button", name="Open the deploy form there").click()
    expect(page.get_by_role("heading", name="Plan", exact=True)).to_be_visible(timeout=30_000)
    expect(page).to_have_url(re.compile(rf"project={PROJECT}"))
    picture("move-deploy")
    page.go_back()
    expect(page.get_by_role("button", name=re.compile("^Plan it on"))).to_be_visible()
    expect(page).to_have_url(re.compile("project=local"))
    print("ok a move to the project is planned, and its deploy form opens there; Back is this machine again", flush=True)

    stranger = page.context.browser.new_context().new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Overview")).to_be_visible()
    stranger.context.close()
    print("ok an address of this machine leads there from another browser", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--binary", required=True)
    options.add_argument("--models", required=True)
    options.add_argument("--screenshots")
    options.add_argument("--web-root", help="a folder of the console's files instead of those in the binary")
    options.add_argument("--chromium", default="/usr/bin/chromium")
    given = options.parse_args()
    if given.screenshots:
        os.makedirs(given.screenshots, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        cloud, local, mood = machine(given.binary, folder, given.models,
                                     *(["--web-root", given.web_root] if given.web_root else []))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=given.chromium, args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                problems = []
                page.on("pageerror", lambda error: problems.append(str(error)))
                try:
                    check(page, local.api.base, mood, given.screenshots, folder)
                except AssertionError:
                    page.screenshot(path=pathlib.Path(given.screenshots or folder, "local-failed.png"), full_page=True)
                    raise
                assert not problems, problems
                browser.close()
            local.cli("services", "delete", "local/chat", "--yes")
        finally:
            clear(local, cloud)
    return 0


if __name__ == "__main__":
    sys.exit(main())

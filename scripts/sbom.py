"""What a release is made of, as a CycloneDX 1.5 document: Swift packages as they were resolved, Debian's libraries."""

import argparse
import json
import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def swift_packages():
    with open(os.path.join(ROOT, "Package.resolved"), encoding="utf-8") as file:
        pins = json.load(file)["pins"]
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        version = pin["state"].get("version", pin["state"].get("revision", ""))
        place = re.sub(r"^https://|\.git$", "", pin["location"])
        yield {"type": "library", "name": pin["identity"], "version": version, "purl": f"pkg:swift/{place}@{version}"}


def debian_packages():
    names = subprocess.run([os.path.join(ROOT, "scripts/image.sh"), "list-run"], capture_output=True, text=True, check=True)
    for name in names.stdout.split():
        shown = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True, text=True)
        version = shown.stdout.strip()
        entry = {"type": "library", "name": name, "purl": f"pkg:deb/debian/{name}"}
        if version:
            entry.update(version=version, purl=f"pkg:deb/debian/{name}@{version}")
        yield entry


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "llm-manager", "version": options.version}},
        "components": [*swift_packages(), *debian_packages()],
    }
    print(json.dumps(document, indent=2))


main()

"""Writes Terraform/permissions.json from the manager's own table (Feature.swift); `--check` only compares."""

import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLE = os.path.join(ROOT, "Sources/ControlPlane/Projects/Checks/Feature.swift")
TARGET = os.path.join(ROOT, "Terraform/permissions.json")
# Granted on one service account, not on the project.
ON_ACCOUNTS = {"iam.serviceAccounts.actAs"}


def permissions():
    text = open(TABLE, encoding="utf-8").read()
    required, optional = {"resourcemanager.projects.get"}, set()
    for body in re.split(r"\n        Feature\(", text)[1:]:
        listed = re.search(r"permissions: \[(.*?)\]", body, re.S)
        if not listed:
            raise SystemExit("a feature without permissions: the table has another form now")
        names = set(re.findall(r'"([a-z0-9A-Z.]+)"', listed.group(1))) - ON_ACCOUNTS
        (optional if "isOptional: true" in body else required).update(names)
    return {"optional": sorted(optional - required), "required": sorted(required)}


def main():
    text = json.dumps(permissions(), indent=2) + "\n"
    if "--check" in sys.argv:
        if open(TARGET, encoding="utf-8").read() != text:
            raise SystemExit("Terraform/permissions.json is not what Feature.swift says: python3 scripts/write_permissions.py")
        print("Terraform/permissions.json is current")
        return
    with open(TARGET, "w", encoding="utf-8") as file:
        file.write(text)


main()

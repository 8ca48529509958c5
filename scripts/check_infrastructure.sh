#!/usr/bin/env bash
# Static checks of Terraform/ and the Dockerfile. A file that a checker cannot parse is a failure.
# `--quick` leaves out checkov, which takes a minute: format, permissions, and that every Terraform file is HCL.
set -euo pipefail
cd "$(dirname "$0")/.."
quick=${1:-}
python3 scripts/write_permissions.py --check
if command -v terraform >/dev/null; then
    terraform fmt -check -diff Terraform 2>/dev/null
    echo "ok terraform fmt"
fi
scripts/venv.sh infrastructure
.build/peers/infrastructure/bin/python - <<'PY'
import glob, hcl2
count = 0
for path in sorted(glob.glob("Terraform/*.tf")):
    with open(path, encoding="utf-8") as file:
        hcl2.load(file)
    count += 1
print(f"ok {count} Terraform files are HCL")
PY
if .build/peers/infrastructure/bin/hadolint --version >/dev/null 2>&1; then
    .build/peers/infrastructure/bin/hadolint Dockerfile
    echo "ok hadolint"
fi
[ "$quick" != --quick ] || exit 0
checkov=.build/peers/infrastructure/bin/checkov
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for target in "terraform Terraform" "dockerfile ."; do
    read -r framework folder <<<"$target"
    status=0
    "$checkov" --framework "$framework" --directory "$folder" --skip-path .build --skip-download --quiet --compact \
        --output json > "$out" || status=$?
    python3 - "$framework" "$status" "$out" <<'PY'
import json, sys
framework, status, path = sys.argv[1:]
found = json.load(open(path))
summary = found.get("summary", found)
failed, passed, parsing = summary["failed"], summary["passed"], summary["parsing_errors"]
for check in found.get("results", {}).get("failed_checks", []):
    print(f"FAILED {check['check_id']} {check['resource']}: {check['check_name']}")
for check in found.get("results", {}).get("skipped_checks", []):
    if not check["check_result"].get("suppress_comment"):
        failed += 1
        print(f"FAILED {check['check_id']} is suppressed without a reason")
if failed or parsing or not passed or int(status):
    sys.exit(f"checkov {framework}: {failed} failed, {parsing} not parsed, {passed} passed, status {status}")
print(f"ok checkov {framework}: {passed} passed, {summary['skipped']} suppressed with a reason, 0 not parsed")
PY
done

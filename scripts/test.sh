#!/usr/bin/env bash
# Everything that CI runs, cheapest first; ends with a line that counts the third-party checks.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n=== %s (%s s)\n' "$1" "$SECONDS"; }

step "Debian packages and Python peers"
scripts/install-packages.sh docker-registry chromium nginx-light
command -v node >/dev/null || scripts/install-packages.sh nodejs
for peer in moto gcs-emulator bench sample llama; do scripts/venv.sh "$peer"; done

step "format of our Swift sources"
make lint

step "console: format, lint, unit tests"
make lint-web
node --test Web/tests/

step "build"
swift build --build-tests

step "the command line's manual is current"
python3 scripts/write_cli_manual.py --binary .build/debug/llm-manager --check

step "the console's types are those of the API"
python3 scripts/write_api_types.py --binary .build/debug/llm-manager --check

# What our clients send to simulators from here on is checked against Google's discovery documents at the end.
recordings=$PWD/.build/recordings
rm -rf "$recordings"

step "unit, conformance and end-to-end suites"
CLOUD_SIMULATOR_RECORDINGS=$recordings swift test --skip-build --experimental-maximum-parallelization-width 6

step "main job: make demo ONCE=1"
CLOUD_SIMULATOR_RECORDINGS=$recordings make demo ONCE=1

step "resilience: kills, faults, refusals"
python3 scripts/resilience.py --binary .build/debug/llm-manager

step "local engines: kills of engine, manager and both"
python3 scripts/local_kills.py --binary .build/debug/llm-manager --short

step "power cuts while a directory is written"
python3 scripts/power_cut.py --binary .build/debug/llm-manager --short

step "one real engine"
.build/peers/llama/bin/python scripts/test_engines.py --binary .build/debug/llm-manager --quick

step "what an attacker would send (a part of it, chosen by a seed)"
.build/peers/sample/bin/python scripts/make_sample_models.py .build/sample-models
python3 scripts/hostile.py --binary .build/debug/llm-manager --models .build/sample-models --short

step "a small load: watchers, imports, slow and idle clients, SIGTERM in the middle"
python3 scripts/load.py --binary .build/debug/llm-manager --short

step "torture (short)"
python3 scripts/torture.py --binary .build/debug/llm-manager --short

step "imports as Cloud Run jobs: kills, cancels, failures"
CLOUD_SIMULATOR_RECORDINGS=$recordings python3 scripts/import_jobs.py --binary .build/debug/llm-manager

step "the bench of imports works (a 512th of its bytes, no figure is judged)"
python3 scripts/bench_import.py --smoke --build .build/debug

step "the bench of the control plane works (tiny lists, no figure is judged)"
scripts/venv.sh google
python3 scripts/bench_control.py --binary .build/debug/llm-manager --smoke

step "third-party programs"
python3 scripts/third_party.py --binary .build/debug/llm-manager --recordings "$recordings"

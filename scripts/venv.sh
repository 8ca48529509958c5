#!/usr/bin/env bash
# venv.sh NAME: a Python virtual environment .build/peers/NAME that holds scripts/requirements-NAME.txt.
# Made once; made again when the requirements change.
set -euo pipefail
name=$1
root=$(cd "$(dirname "$0")/.." && pwd)
home=$root/.build/peers/$name
wanted=$root/scripts/requirements-$name.txt
if ! cmp -s "$wanted" "$home/requirements.txt"; then
    rm -rf "$home"
    mkdir -p "$(dirname "$home")"
    python3 -m venv "$home"
    "$home/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
    cp "$wanted" "$home/requirements.txt"
fi

#!/usr/bin/env bash
# image.sh STEP: the steps of the Dockerfile, so that they can be run without Docker too (scripts/check_image.py).
#   packages-build      what the build needs from Debian
#   build OUT           the release binary, with Swift's libraries inside, stripped, into OUT
#   packages-run        what the binary needs from Debian
set -euo pipefail
cd "$(dirname "$0")/.."
run_packages=(ca-certificates libcurl4 libjwt0 libssl3 libstdc++6 zlib1g)
build_packages=(libcurl4-openssl-dev libjwt-dev libssl-dev zlib1g-dev pkg-config)

install() {
    apt-get update
    apt-get install --yes --no-install-recommends "$@"
    rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/debconf/*-old /var/log/apt /var/log/dpkg.log
}

case "${1:-}" in
packages-build) install "${build_packages[@]}" ;;
packages-run) install "${run_packages[@]}" ;;
list-run) printf '%s\n' "${run_packages[@]}" ;;
build)
    out=${2:?where to}
    scratch=${SCRATCH:-.build-release}
    scripts/stamp_version.sh
    swift build --configuration release --static-swift-stdlib --scratch-path "$scratch" --product llm-manager
    mkdir -p "$out"
    install_from=$(swift build --configuration release --static-swift-stdlib --scratch-path "$scratch" --show-bin-path)
    cp "$install_from/llm-manager" "$out/llm-manager"
    strip "$out/llm-manager"
    ;;
*)
    sed -n '2,5p' "$0" >&2
    exit 2
    ;;
esac

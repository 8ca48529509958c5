#!/usr/bin/env bash
# Writes the commit that is built into the sources of a release: llm-manager --version says it.
# COMMIT overrides, for an image whose context has no .git.
set -euo pipefail
cd "$(dirname "$0")/.."
commit=${COMMIT:-$(git rev-parse --short=12 HEAD 2>/dev/null || true)}
[[ "$commit" =~ ^[0-9a-f]{7,40}$ ]] || commit=unknown
sed -i "s/static let commit = \".*\"/static let commit = \"$commit\"/" Sources/llm-manager/Version.swift

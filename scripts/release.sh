#!/usr/bin/env bash
# A release in .build/release-files: the binary with Swift's libraries inside, completions, manual, schema, licence of
# what is in it (SBOM, CycloneDX), checksums.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/.*static let text = "\(.*\)".*/\1/p' Sources/llm-manager/Version.swift)
out=$PWD/.build/release-files
name=llm-manager-linux-$(uname -m)
rm -rf "$out"
mkdir -p "$out/$name/completions"
cp Sources/llm-manager/Version.swift "$out/version.swift"
trap 'cp "$out/version.swift" Sources/llm-manager/Version.swift; rm -f "$out/version.swift"' EXIT
if [ -n "${BINARY:-}" ]; then cp "$BINARY" "$out/$name/llm-manager"; else scripts/image.sh build "$out/$name"; fi
for shell in bash zsh fish; do
    "$out/$name/llm-manager" --generate-completion-script "$shell" > "$out/$name/completions/llm-manager.$shell"
done
cp docs/cli.md docs/llm-manager.schema.json README.md "$out/$name/"
python3 scripts/sbom.py --version "$version" > "$out/$name.sbom.json"
tar --create --gzip --file "$out/$name.tar.gz" --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime="@$(git log -1 --format=%ct)" --directory "$out" "$name"
rm -rf "${out:?}/$name"
(cd "$out" && sha256sum "$name.tar.gz" "$name.sbom.json" > SHA256SUMS)
(cd "$out" && sha256sum --check --quiet SHA256SUMS)
printf 'release %s:\n' "$version"
(cd "$out" && ls -l "$name.tar.gz" "$name.sbom.json" SHA256SUMS)

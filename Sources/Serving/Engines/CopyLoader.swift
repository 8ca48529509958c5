import Domain

/// The loader that copies: before the engine starts, the model's files are copied from the mounted bucket into a file
/// system in memory, each in pieces of 16 MiB, sixteen at a time; then the engine reads them as local files.
///
/// It works with the engines' own images: all it needs is a shell, `find`, `xargs`, `seq`, `stat` and `dd` (GNU), which
/// both have. The engine's command stays what it is: it replaces the shell when the copy is complete, and gets its
/// signals itself.
package enum CopyLoader {
    /// Where the copy lies; the same folders as in the bucket.
    package static let root = "/model"
    static let pieces = 16

    /// Words before the engine's own arguments.
    /// - Parameter program: the engine's command: words without blanks.
    package static func command(_ program: [String]) -> [String] {
        ["/bin/sh", "-c", script(program.joined(separator: " ")), "copy"]
    }

    /// - Parameters:
    ///   - root: where the bucket is mounted.
    ///   - keys: files and folders of the bucket.
    package static func environment(from root: String, to copy: String = Self.root, keys: [String]) -> [String: String]
    {
        [
            "LLM_MANAGER_COPY_FROM": root, "LLM_MANAGER_COPY_TO": copy,
            "LLM_MANAGER_COPY_WHAT": keys.joined(separator: "\n"),
        ]
    }

    /// Fails as a whole when one piece fails: an engine never sees half a model.
    private static func script(_ program: String) -> String {
        let piece = 16 << 20
        return """
            set -eu
            from=$LLM_MANAGER_COPY_FROM
            to=$LLM_MANAGER_COPY_TO
            list=$(mktemp)
            printf '%s\\n' "$LLM_MANAGER_COPY_WHAT" | while IFS= read -r what; do
              find "$from/$what" -type f >> "$list" || exit 1
            done
            while IFS= read -r file; do
              copy=$to/${file#"$from/"}
              mkdir -p "${copy%/*}"
              : > "$copy"
              size=$(stat -L -c %s "$file")
              if [ "$size" -gt 0 ]; then
                seq 0 $(((size - 1) / \(piece))) | xargs -P \(pieces) -I %PIECE% dd if="$file" of="$copy" \
            bs=\(piece) count=1 skip=%PIECE% seek=%PIECE% iflag=fullblock conv=notrunc status=none
              fi
              [ "$(stat -c %s "$copy")" = "$size" ]
            done < "$list"
            rm -f "$list"
            echo "llm-manager: the model is in memory"
            exec \(program) "$@"
            """
    }
}

import Domain

/// What the last lines of an engine say about its end: a cause with its fix, and the lines that show it.
enum EngineLogCause {
    struct Finding: Sendable, Hashable {
        var code: Problem.Code
        var title: String
        var fix: String
        /// The line that tells, and those around it; oldest first.
        var lines: [String]

        var line: String { lines.last ?? "" }
    }

    static func problem(_ title: String, lines: [String]) -> Problem {
        if let found = finding(in: lines) {
            return Problem(.engineFailed, title, detail: String(found.line.prefix(500)), fix: found.fix)
        }
        return Problem(
            .engineFailed, title, detail: String((telling(lines) ?? lines.last ?? "it wrote nothing").prefix(500)),
            fix: "Read the engine's log."
        )
    }

    /// The first known cause, in the order of how much it explains: an engine out of memory also says that it failed.
    static func finding(in lines: [String]) -> Finding? {
        for cause in causes {
            guard
                let index = lines.lastIndex(where: { line in
                    let lower = line.lowercased()
                    return cause.words.contains { lower.contains($0) }
                })
            else { continue }
            let shown = lines[max(0, index - 3)...index].map { String($0.prefix(500)) }
            return Finding(code: cause.code, title: cause.title, fix: cause.fix, lines: shown)
        }
        return nil
    }

    /// The last line that looks like an error.
    static func telling(_ lines: [String]) -> String? {
        lines.last { line in
            let lower = line.lowercased()
            // Pydantic ends its errors with where to read about them.
            if lower.contains("for further information visit") { return false }
            return lower.contains("error") || lower.contains("fatal") || lower.contains("exception")
        }
    }

    private struct Cause {
        var words: [String]
        var code = Problem.Code.engineFailed
        var title: String
        var fix: String
    }

    /// What Docker and Podman say before an engine has begun.
    private static let containerCauses: [Cause] = [
        Cause(
            words: [
                "could not select device driver", "unresolvable cdi devices", "unknown or invalid runtime name: nvidia",
            ],
            title: "Containers see no GPU on this machine",
            fix: "Install NVIDIA's container toolkit; llm-manager doctor --target local says how."
        ),
        Cause(
            words: ["cannot connect to the docker daemon", "docker daemon socket", "cannot connect to podman"],
            title: "The container program does not answer",
            fix: "llm-manager doctor --target local says what is missing."
        ),
        Cause(
            words: ["container-init binary not found", "docker-init: executable file not found"],
            title: "The container program lacks its init", fix: "Install it: sudo apt-get install catatonit (or tini)."
        ),
        Cause(
            words: ["executable file not found in", "executable file `"], title: "The image does not hold the engine",
            fix: "Choose another image with --image: its engine has to be the one of the plan."
        ),
    ]

    private static let causes: [Cause] =
        containerCauses + [
            Cause(
                words: [
                    "cuda out of memory", "outofmemoryerror", "cuda error: out of memory",
                    "no available memory for the cache",
                    "larger than the maximum number of tokens that can be stored in kv cache", "cudamalloc failed",
                ],
                title: "The GPU's memory is too small",
                fix: "Ask for a shorter context, fewer requests at a time, a quantised model, or a larger GPU."
            ),
            Cause(
                words: ["memory limit of", "out-of-memory", "oom-kill", "signal 9", "sigkill"],
                title: "The container ran out of memory",
                fix: "Ask for more memory, or for the loader stream: it keeps no copy of the weights."
            ),
            Cause(
                words: [
                    "are not supported for now", "unsupported architecture", "unknown model architecture",
                    "does not recognize this architecture", "has no vllm implementation",
                ],
                code: .unsupportedModel, title: "The engine does not know the model's architecture",
                fix: "Choose a newer image of the engine with --image, or another model."
            ),
            Cause(
                words: ["trust_remote_code", "trust-remote-code"], title: "The model brings its own code",
                fix: "If you trust the model's author, add the argument --trust-remote-code."
            ),
            Cause(
                words: ["unrecognized arguments", "unknown flag", "invalid choice"],
                title: "The engine does not know an argument",
                fix: "Take the argument that the line names out of the extra arguments."
            ),
            Cause(
                words: [
                    "mounting bucket", "bucket doesn't exist", "does not have storage.objects", "may not list gs://",
                ],
                code: .permissionDenied, title: "The bucket cannot be read",
                fix: "Check that the bucket is there, and grant the service's account roles/storage.objectViewer on it."
            ),
            Cause(
                words: [
                    "does not appear to have a file named", "cannot find any model weights", "is not a local folder",
                    "no model at", "no such file", "read-only file system", "not found: /",
                ],
                code: .modelNotFound, title: "The model is not where the engine looks",
                fix: "Check the model in its bucket (llm-manager models fsck), then deploy it again."
            ),
            Cause(
                words: ["address already in use", "nothing listens there"], title: "The engine listens on another port",
                fix: "Leave --port out: the port is set by the plan. Locally, deploy again."
            ),
            Cause(
                words: ["startup http probe failed", "startup tcp probe failed", "default startup tcp probe"],
                code: .timedOut, title: "The engine was still loading when the startup probe gave up",
                fix:
                    "Choose a faster loader (--loader stream), a smaller or quantised model, or a bucket in the same region."
            ),
        ]
}

package import ArgumentParser
import Domain

/// Hubs that are asked beside Hugging Face and Ollama's own registry.
package struct HubOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "A mirror of Hugging Face, asked when the hub cannot be reached; may be given several times "
                + "(LLM_MANAGER_HUB_MIRRORS). It is never sent a token. HF_ENDPOINT replaces the hub itself.",
            valueName: "url"
        )
    )
    package var hubMirror: [String] = []

    @Option(
        help: ArgumentHelp(
            "The same for a mirror of your own that is sent the hub's token too (LLM_MANAGER_TRUSTED_HUB_MIRRORS).",
            valueName: "url"
        )
    )
    package var trustedHubMirror: [String] = []

    @Option(
        help: ArgumentHelp(
            "An Ollama registry that references may name, at https://HOST or another address "
                + "(LLM_MANAGER_OLLAMA_REGISTRIES).",
            valueName: "host[=url]"
        )
    )
    package var ollamaRegistry: [String] = []

    package init() {}
}

/** Ready-made curl commands for a service's OpenAI-compatible endpoint; vLLM and Ollama both have one. Pure. */
export function snippets({ url, access, servedName, modelId }) {
    const base = url.replace(/\/+$/, "");
    const model = servedName ?? modelId ?? "MODEL";
    const token = access === "private" ? ' \\\n  -H "Authorization: Bearer $(gcloud auth print-identity-token)"' : "";
    const get = (path) => `curl ${quoted(base + path)}${token}`;
    const post = (path, body) => `${get(path)} \\\n  -H "Content-Type: application/json" \\\n  -d ${quoted(JSON.stringify(body))}`;
    return [
        {
            title: "Chat",
            text: post("/v1/chat/completions", { model, messages: [{ role: "user", content: "Hello!" }] }),
        },
        { title: "Embedding", text: post("/v1/embeddings", { model, input: "Hello!" }) },
        { title: "Models it serves", text: get("/v1/models") },
    ];
}

/** For a POSIX shell: nothing inside is special. */
export function quoted(text) {
    return `'${text.replaceAll("'", "'\\''")}'`;
}

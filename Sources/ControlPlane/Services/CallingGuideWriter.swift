import Domain

/// Writes the ways to call a service, each with text that works as it is pasted.
struct CallingGuideWriter {
    static let proxyPort = 8011

    var id: ServiceID
    var target: Target
    var url: String
    /// The name that the engine knows the model by.
    var model: String
    var embeds: Bool
    var isPublic: Bool
    var key: EngineKey?

    var guide: CallingGuide { CallingGuide(ways: isPublic ? [direct] : [proxy, token]) }

    private var base: String { url.hasSuffix("/") ? String(url.dropLast()) : url }

    /// Anybody may call, with the engine's key where there is one.
    private var direct: CallingWay {
        CallingWay(
            id: "direct", title: "Directly",
            about: key == nil
                ? "Everybody may call this service; it asks for nothing."
                : "Everybody may call this service who sends its API key.",
            setup: key.map { Self.export("LLM_API_KEY", $0.command) },
            setupTitle: key == nil ? nil : "First, in the same terminal",
            snippets: snippets(base, bearer: key == nil ? nil : "LLM_API_KEY", other: nil)
        )
    }

    /// A program on this machine needs no token: the proxy adds it, and the key.
    private var proxy: CallingWay {
        CallingWay(
            id: "proxy", title: "Through the proxy",
            about:
                "The service asks who calls, and an OpenAI client cannot make the ID token for it. The proxy on your "
                + "machine adds it\(key == nil ? "" : ", and the API key"), and makes new ones in time.",
            setup: "llm-manager proxy \(id) --project \(target) --port \(Self.proxyPort)",
            setupTitle: "First, in a second terminal",
            snippets: snippets("http://127.0.0.1:\(Self.proxyPort)", bearer: nil, other: nil)
        )
    }

    /// With a token of one's own, good for an hour.
    private var token: CallingWay {
        var lines = [Self.export("ID_TOKEN", "gcloud auth print-identity-token")]
        if let key { lines.append(Self.export("LLM_API_KEY", key.command)) }
        return CallingWay(
            id: "token", title: "With an ID token",
            about:
                "An ID token of somebody who may call, for an hour. A service account adds --audiences=\(base) to the "
                + "command; a program on Google Cloud asks the metadata server.",
            setup: lines.joined(separator: "\n"), setupTitle: "First, in the same terminal",
            snippets: key == nil
                ? snippets(base, bearer: "ID_TOKEN", other: nil)
                : snippets(base, bearer: "LLM_API_KEY", other: "ID_TOKEN")
        )
    }

    private static func export(_ name: String, _ command: String) -> String { "export \(name)=\"$(\(command))\"" }

    /// - Parameters:
    ///   - bearer: the variable whose value goes into `Authorization`.
    ///   - other: the one whose value goes into `X-Serverless-Authorization`.
    private func snippets(_ base: String, bearer: String?, other: String?) -> [CallingWay.Snippet] {
        [
            .init(.curl, curl(base, bearer, other)), .init(.python, python(base, bearer, other)),
            .init(.javascript, javascript(base, bearer, other)),
        ]
    }

    private var path: String { embeds ? "/v1/embeddings" : "/v1/chat/completions" }

    private var body: String {
        let name = Self.json(model)
        return embeds
            ? "{\"model\": \(name), \"input\": \"Hello!\"}"
            : "{\"model\": \(name), \"messages\": [{\"role\": \"user\", \"content\": \"Hello!\"}]}"
    }

    private func curl(_ base: String, _ bearer: String?, _ other: String?) -> String {
        var lines = ["curl \(Self.shell(base + path))", "  -H 'Content-Type: application/json'"]
        if let bearer { lines.append("  -H \"Authorization: Bearer $\(bearer)\"") }
        if let other { lines.append("  -H \"X-Serverless-Authorization: Bearer $\(other)\"") }
        lines.append("  -d \(Self.shell(body))")
        return lines.joined(separator: " \\\n")
    }

    private func python(_ base: String, _ bearer: String?, _ other: String?) -> String {
        let key = bearer.map { "os.environ[\"\($0)\"]" } ?? "\"none\""
        let headers = other.map {
            ", default_headers={\"X-Serverless-Authorization\": \"Bearer \" + os.environ[\"\($0)\"]}"
        }
        let open = "client = OpenAI(base_url=\(Self.json(base + "/v1")), api_key=\(key)\(headers ?? ""))"
        var lines = bearer == nil && other == nil ? [] : ["import os"]
        lines += ["from openai import OpenAI", "", open]
        if embeds {
            lines += [
                "answer = client.embeddings.create(model=\(Self.json(model)), input=\"Hello!\")",
                "print(len(answer.data[0].embedding))",
            ]
        } else {
            lines += [
                "stream = client.chat.completions.create(", "    model=\(Self.json(model)),",
                "    messages=[{\"role\": \"user\", \"content\": \"Hello!\"}],", "    stream=True,", ")",
                "for chunk in stream:", "    if chunk.choices:",
                "        print(chunk.choices[0].delta.content or \"\", end=\"\", flush=True)", "print()",
            ]
        }
        return lines.joined(separator: "\n")
    }

    /// Node 18 or newer, or a browser's module; no package is needed.
    private func javascript(_ base: String, _ bearer: String?, _ other: String?) -> String {
        var headers = ["    \"Content-Type\": \"application/json\","]
        if let bearer { headers.append("    Authorization: `Bearer ${process.env.\(bearer)}`,") }
        if let other { headers.append("    \"X-Serverless-Authorization\": `Bearer ${process.env.\(other)}`,") }
        let result = embeds ? "answer.data[0].embedding.length" : "answer.choices[0].message.content"
        return """
            const response = await fetch(\(Self.json(base + path)), {
              method: "POST",
              headers: {
            \(headers.joined(separator: "\n"))
              },
              body: JSON.stringify(\(body)),
            });
            if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
            const answer = await response.json();
            console.log(\(result));
            """
    }

    /// For a POSIX shell: nothing inside is special.
    private static func shell(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// A text of JSON, Python and JavaScript alike.
    private static func json(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

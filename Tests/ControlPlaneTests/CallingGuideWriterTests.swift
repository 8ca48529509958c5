import Domain
import Testing

@testable import ControlPlane

struct CallingGuideWriterTests {
    private func writer(isPublic: Bool, key: Bool, embeds: Bool = false) throws -> CallingGuideWriter {
        CallingGuideWriter(
            id: try ServiceID(region: "us-central1", name: "chat"), target: .project("my-project"),
            url: "https://chat-1.us-central1.run.app", model: "it's/a \"model\"", embeds: embeds, isPublic: isPublic,
            key: key
                ? EngineKey(secret: "s", version: "2", command: "gcloud secrets versions access 2 --secret=s") : nil
        )
    }

    @Test func `a public service is called directly, with its key where it has one`() throws {
        let open = try writer(isPublic: true, key: false).guide.ways
        #expect(open.map(\.id) == ["direct"] && open[0].setup == nil)
        #expect(open[0].snippets.allSatisfy { !$0.text.contains("Authorization") })
        let keyed = try writer(isPublic: true, key: true).guide.ways[0]
        #expect(keyed.setup == "export LLM_API_KEY=\"$(gcloud secrets versions access 2 --secret=s)\"")
        #expect(keyed.snippets[0].text.contains(#"-H "Authorization: Bearer $LLM_API_KEY""#))
    }

    @Test func `a private service is called through the proxy or with a token, and a key goes beside the token`() throws
    {
        let ways = try writer(isPublic: false, key: true).guide.ways
        #expect(ways.map(\.id) == ["proxy", "token"])
        #expect(ways[0].setup == "llm-manager proxy us-central1/chat --project my-project --port 8011")
        #expect(ways[0].snippets[1].text.contains(#"base_url="http://127.0.0.1:8011/v1", api_key="none""#))
        #expect(ways[1].snippets[0].text.contains("X-Serverless-Authorization: Bearer $ID_TOKEN"))
    }

    @Test func `names with quotes stay inside their quotes`() throws {
        let way = try writer(isPublic: true, key: false).guide.ways[0]
        #expect(way.snippets[0].text.contains(#"it'\''s/a \"model\""#))
        #expect(way.snippets[1].text.contains(#"model="it's/a \"model\"""#))
    }

    @Test func `an embedding model is asked for a vector`() throws {
        let way = try writer(isPublic: true, key: false, embeds: true).guide.ways[0]
        #expect(way.snippets.allSatisfy { $0.text.contains("embeddings") })
    }
}

import Outbound
import TestSupport
import Testing

@testable import Server

struct RouterTests {
    static let import_ = #"{"bucket":"good","model":"hf:org/name"}"#
    static let deploy = #"{"bucket":"good","source":"huggingface","id":"org/name"}"#
    static let ask = #"{"region":"us-central1","name":"svc","prompt":"hello"}"#
    static let model = "project=my-project&bucket=good&source=huggingface&id=org/name"

    static let happy: [(OutboundRequest.Method, String, String?, Int)] = [
        (.get, "/api/identity", nil, 200), (.get, "/api/projects?query=x", nil, 200),
        (.get, "/api/projects/my-project", nil, 200), (.get, "/api/projects/my-project/checks", nil, 200),
        (.get, "/api/models/buckets?project=my-project", nil, 200),
        (.post, "/api/models/buckets?project=my-project", #"{"name":"new-bucket","location":"us-central1"}"#, 201),
        (.get, "/api/models?project=my-project", nil, 200),
        (.get, "/api/models/search?project=my-project&query=name", nil, 200),
        (.get, "/api/models/detail?\(model)", nil, 200), (.post, "/api/models/verify?\(model)", nil, 200),
        (.post, "/api/models/verify?\(model)&quick=true", nil, 200),
        (.delete, "/api/models/detail?\(model)", nil, 200),
        (.post, "/api/models/import/preflight?project=my-project", import_, 200),
        (.post, "/api/models/import/start?project=my-project", import_, 202),
        (.get, "/api/models/imports?project=my-project", nil, 200),
        (.get, "/api/models/imports/import-1?project=my-project", nil, 200),
        (.get, "/api/models/imports/import-1/files?project=my-project&pageSize=5", nil, 200),
        (.get, "/api/models/fsck?project=my-project", nil, 200),
        (.post, "/api/models/fsck?project=my-project&bucket=good", nil, 200),
        (.get, "/api/models/gc?project=my-project", nil, 200),
        (.post, "/api/models/gc?project=my-project", #"{"items":["good/unreferenced-blobs/ollama/blobs/"]}"#, 200),
        (.post, "/api/models/imports/import-1/resume?project=my-project", "{}", 202),
        (.delete, "/api/models/imports/import-1?project=my-project", nil, 200),
        (.post, "/api/services/plan?project=my-project", deploy, 200),
        (.post, "/api/services/deploy?project=my-project", deploy, 202),
        (.get, "/api/services/list?project=my-project", nil, 200),
        (.get, "/api/services/us-central1/svc?project=my-project", nil, 200),
        (.get, "/api/services/us-central1/svc/logs?project=my-project", nil, 200),
        (.post, "/api/services/ask?project=my-project", ask, 200),
        (.delete, "/api/services/delete?project=my-project&region=us-central1&name=svc", nil, 204),
        (.get, "/health", nil, 200), (.get, "/metrics", nil, 200), (.get, "/api/openapi.json", nil, 200),
        (.get, "/", nil, 200), (.get, "/models", nil, 200), (.head, "/api/identity", nil, 200),
    ]

    static let errors: [(OutboundRequest.Method, String, String?, Int, String)] = [
        (.get, "/api/models", nil, 400, "project"), (.get, "/api/models?project=X", nil, 400, "Not a project"),
        (.get, "/api/models?project=my-project&colour=red", nil, 400, "colour"),
        (.get, "/api/models?project=my-project&project=my-project", nil, 400, "more than once"),
        (.get, "/api/models?project=local", nil, 501, "unsupported"),
        (.get, "/api/models/detail?project=my-project&bucket=good&source=ftp&id=x", nil, 400, "huggingface, ollama"),
        (.get, "/api/models/detail?project=my-project&bucket=good&source=ollama&id=x", nil, 404, "model-not-found"),
        (.post, "/api/models/verify?\(model)&quick=1", nil, 400, "true, false"),
        (.get, "/api/projects/my-project/checks?region=0.5", nil, 400, "Not a region"),
        (.get, "/api/models/imports/none?project=my-project", nil, 404, "not-found"),
        (.get, "/api/models/imports/none/events?project=my-project", nil, 404, "not-found"),
        (.get, "/api/models/imports/import-1/files?project=my-project&pageToken=x", nil, 400, "whole number"),
        (.post, "/api/models/gc?project=my-project", "{}", 400, "items"),
        (.get, "/api/models/fsck?project=my-project&bucket=none", nil, 404, "bucket-not-found"),
        (.get, "/api/services/us-central1/none?project=my-project", nil, 404, "not-found"),
        (.get, "/api/services/us-central1/Bad?project=my-project", nil, 400, "Not a service name"),
        (.post, "/api/models/buckets?project=my-project", #"{"name":"b","location":"x","size":1}"#, 400, "size"),
        (.post, "/api/models/buckets?project=my-project", #"{"name":"b"}"#, 400, "location"),
        (.post, "/api/models/buckets?project=my-project", "[]", 400, "no object"),
        (
            .post, "/api/models/import/start?project=my-project", #"{"bucket":"b","model":"x"}"#, 400,
            "invalid-reference"
        ),
        (
            .post, "/api/services/plan?project=my-project",
            #"{"bucket":"good","source":"huggingface","id":"org/name","engine":"x"}"#, 400, "vllm, ollama"
        ),
        (.put, "/api/models/buckets?project=my-project", "{}", 405, "GET, HEAD, POST"),
        (.get, "/api/nothing", nil, 404, "No such address"), (.get, "/../etc/passwd.txt", nil, 404, "No such address"),
    ]

    @Test func `every operation has a happy path`() async throws {
        try await Running.with { server in
            for (method, path, body, status) in Self.happy {
                let answer = try await server.send(method, path, json: body)
                #expect(answer.status == status, "\(method) \(path): \(answer.text)")
                #expect(answer.headers["X-Request-Id"] != nil)
                #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
            }
        }
    }

    @Test func `every error is a problem that names what was wrong`() async throws {
        try await Running.with { server in
            for (method, path, body, status, word) in Self.errors {
                let answer = try await server.send(method, path, json: body)
                #expect(answer.status == status, "\(method) \(path): \(answer.text)")
                #expect(answer.text.contains(word), "\(method) \(path): \(answer.text)")
                #expect(answer.headers["Content-Type"] == "application/problem+json")
            }
        }
    }

    @Test func `an unchanged file of the console is not sent again`() async throws {
        try await Running.with { server in
            let first = try await server.send(.get, "/")
            let tag = try #require(first.headers["ETag"])
            let second = try await server.send(.get, "/", headers: ["If-None-Match": tag])
            #expect(second.status == 304)
            #expect(second.text.isEmpty)
        }
    }
}

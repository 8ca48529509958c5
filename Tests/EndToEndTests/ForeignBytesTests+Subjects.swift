import Domain
import Foundation
import JWT
import NIOCore
import Outbound
import Serving
import TestSupport
import Testing

@testable import ControlPlane
@testable import GoogleCloud
@testable import ModelFormats
@testable import ModelHubs
@testable import Server

extension ForeignBytesTests {
    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    private static func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private static let gguf: [UInt8] = {
        var buffer = ByteBuffer(string: "GGUF")
        buffer.writeInteger(UInt32(3), endianness: .little)
        buffer.writeInteger(UInt64(0), endianness: .little)
        buffer.writeInteger(UInt64(2), endianness: .little)
        for (key, value) in [("general.architecture", "llama"), ("general.name", "x")] {
            buffer.writeInteger(UInt64(key.utf8.count), endianness: .little)
            buffer.writeString(key)
            buffer.writeInteger(UInt32(8), endianness: .little)
            buffer.writeInteger(UInt64(value.utf8.count), endianness: .little)
            buffer.writeString(value)
        }
        return Array(buffer.readableBytesView)
    }()

    private static let hex40 = String(repeating: "0a", count: 20)
    private static let hex64 = String(repeating: "0a", count: 32)

    /// What a hub answers for a model, one after another: its information, its files, and the small ones' content.
    private static let hub = [
        #"{"id":"o/n","sha":"\#(hex40)","gated":false,"tags":["license:mit"],"safetensors":{"total":7},"config":{"architectures":["A"]}}"#,
        #"""
        [{"type":"file","path":"config.json","size":30,"oid":"\#(hex40)"},\#
        {"type":"file","path":"model.safetensors","size":9,"oid":"\#(hex40)","lfs":{"oid":"\#(hex64)","size":9}}]
        """#,
        #"{"architectures":["BertModel"],"model_type":"bert","hidden_size":4,"torch_dtype":"float16"}"#,
    ].joined(separator: "\u{1E}")

    /// What a plan adds up of a shape: no number of it may be one that cannot be added.
    private static func plan(_ shape: ModelConfiguration, _ engine: EngineKind) {
        let manifest = SampleModels.ollama("a:b", weights: 1 << 30, configuration: shape)
        let fit = MemoryFitCalculator(accelerator: AcceleratorCatalog.l4, engine: engine)
            .fit(manifest, FitOptions(sequences: 4))
        #expect(fit.total.bytes > 0)
    }

    /// The whole client of the hub, over a connection that says what the bytes say.
    private static func resolves(_ bytes: [UInt8]) async -> Bool {
        let parts = bytes.split(separator: 0x1E, omittingEmptySubsequences: false).map { text(Array($0)) }
        let transport = OutboundFakeTransport { request, _ in
            let index = request.url.contains("/tree/") ? 1 : request.url.contains("/resolve/") ? 2 : 0
            return .fake(200, index < parts.count ? parts[index] : "", url: request.url)
        }
        guard let hub = try? HuggingFaceHub(client: OutboundClient(transport: transport)),
            let reference = try? ModelReference(parsing: "hf:o/n")
        else { return false }
        return (try? await hub.resolve(reference, token: nil)) != nil
    }

    static let subjects: [Subject] = [
        Subject(
            description: "model references",
            samples: bytes(
                "hf:org/name@main", "ollama:registry.ollama.ai/library/gemma2:9b", "gs://bucket/a/b#name",
                "dir:/a/b#name"),
            parse: { bytes in
                guard let read = try? ModelReference(parsing: text(bytes)) else { return false }
                // What is shown again means the same.
                let again = try? ModelReference(parsing: read.description)
                #expect(again == read, "‘\(read)’ is read as another model than it was")
                return true
            }),
        Subject(
            description: "safetensors headers",
            samples: bytes(
                #"{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#,
                #"{"a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]},"b":{"dtype":"I8","shape":[7],"data_offsets":[2,9]}}"#
            ).map(lengthFirst),
            parse: { bytes in
                guard let header = try? SafetensorsHeader(ByteBuffer(bytes: bytes)) else { return false }
                var sum = WeightSum(layers: 2, tiesEmbeddings: true)
                for _ in 0..<3 { sum.add(header) }
                return sum.facts(files: 3).elementCount >= 0
            }),
        Subject(
            description: "GGUF headers", samples: [gguf],
            parse: { bytes in
                guard let header = GGUFHeader(ByteBuffer(bytes: bytes)) else { return false }
                if let shape = header.configuration { plan(shape, .llamacpp) }
                return true
            }),
        Subject(
            description: "configurations and the memory they need",
            samples: bytes(
                #"{"model_type":"qwen2","num_hidden_layers":24,"hidden_size":896,"num_attention_heads":14,"sliding_window":32768,"max_window_layers":24}"#,
                #"{"model_type":"deepseek_v3","num_hidden_layers":61,"kv_lora_rank":512,"qk_rope_head_dim":64,"num_experts_per_tok":8,"n_routed_experts":256}"#,
                #"{"model_type":"gemma3","text_config":{"num_hidden_layers":9,"hidden_size":9,"layer_types":["full_attention"]},"vision_config":{"hidden_size":9}}"#,
                #"{"model_type":"llama","num_hidden_layers":2,"hidden_size":64,"num_attention_heads":4,"quantization_config":{"kv_cache_scheme":{"num_bits":8}}}"#
            ),
            parse: { bytes in
                guard let value = try? Domain.JSONValue(parsing: ByteBuffer(bytes: bytes)),
                    let shape = ModelConfiguration(config: value)
                else { return false }
                plan(shape, .vllm)
                return true
            }),
        Subject(
            description: "tokens",
            samples: bytes(
                "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0.eyJpc3MiOiJtZSIsImF1ZCI6InlvdSIsImV4cCI6MTYwMH0.AAAA",
                "eyJhbGciOiJSUzI1NiJ9.e30.AA"),
            parse: { (try? JSONWebToken(reading: text($0))) != nil }),
        Subject(
            description: "key sets",
            samples: bytes(
                #"{"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"AAAA","y":"AAAA","use":"sig","alg":"ES256"}]}"#,
                #"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"k"}]}"#),
            parse: { (try? JSONWebKeySet(json: $0)) != nil }),
        Subject(
            description: "declarative files",
            samples: bytes(
                "apiVersion: llm-manager/v1\nowner: a\nbuckets:\n  - {name: good, location: x}\n",
                "apiVersion: llm-manager/v1\nowner: a\nservices:\n  - name: s\n    bucket: b\n    model: hf:o/n\n    env: {A: \"1\"}\n"
            ),
            parse: { (try? DeclarationReader(name: "f").read(text($0))) != nil }),
        Subject(
            description: "problem bodies of Google",
            samples: bytes(
                #"{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED","details":[{"@type":"t","reason":"r"}]}}"#,
                #"{"error":"invalid_grant","error_description":"d"}"#, "<html>502</html>"),
            parse: { bytes in
                let error = GoogleCloudError(
                    status: 403, headers: [:], body: ByteBuffer(bytes: bytes), method: .get, url: "https://x.example/")
                return !error.message.isEmpty
            }),
        Subject(
            description: "answers of Google",
            samples: bytes(#"{"name":"a","labels":{"b":"c"},"list":[1,2.5,true,null,"x"]}"#),
            parse: { (try? JSONDecoder().decode(GoogleJSON.self, from: Data($0))) != nil }),
        Subject(
            description: "hub file lists",
            samples: bytes(
                #"{"type":"file","path":"a/model.safetensors","size":9,"oid":"\#(hex40)","lfs":{"oid":"\#(hex64)","size":9}}"#,
                #"{"type":"directory","path":"onnx","size":0,"oid":"\#(hex40)"}"#),
            parse: { bytes in
                guard let value = try? Domain.JSONValue(parsing: ByteBuffer(bytes: bytes)),
                    let entry = HubTreeEntry(value)
                else { return false }
                return entry.digest != nil
            }),
        Subject(
            description: "hub answers: information, files, configuration", samples: bytes(hub),
            parse: { await resolves($0) }),
        Subject(
            description: "Ollama manifests",
            samples: bytes(
                #"""
                {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",\#
                "config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"sha256:\#(hex64)","size":9},\#
                "layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:\#(hex64)","size":9}]}
                """#),
            parse: { bytes in
                guard let name = try? OllamaReference(parsing: "tiny"),
                    let blobs = try? OllamaManifest(parsing: bytes, of: name).blobs()
                else { return false }
                // What is added up later cannot overflow.
                #expect(blobs.allSatisfy { (0...(5 << 40)).contains($0.size) })
                return true
            }),
        Subject(
            description: "server-sent events",
            samples: bytes(
                "data: one\r\n\r\n: comment\ndata:two\ndata: lines\n\nevent: x\n\ndata: [DONE]\n\n",
                "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"},\"index\":0}],\"usage\":{\"completion_tokens\":1}}\n\n"
            ),
            parse: { bytes in
                var (whole, pieces) = (EventLines(), EventLines())
                guard let events = try? whole.feed(ByteBuffer(bytes: bytes)) else { return false }
                let middle = bytes.count / 2
                let first = (try? pieces.feed(ByteBuffer(bytes: bytes[..<middle]))) ?? []
                let second = (try? pieces.feed(ByteBuffer(bytes: bytes[middle...]))) ?? []
                #expect(first + second == events, "pieces are read otherwise than the whole")
                for event in events { _ = VLLMEngine().piece(in: event) }
                return !events.isEmpty
            }),
        Subject(
            description: "headers of hubs", samples: bytes("<https://hub/api?cursor=a>; rel=\"next\"", "bytes 0-9/10"),
            parse: { bytes in
                let header = text(bytes)
                let range = ContentRange(header)
                #expect(range.map { $0.range.lowerBound >= 0 && ($0.size ?? .max) >= $0.range.upperBound } ?? true)
                return range != nil || HubLink.next(header) != nil
            }),
        Subject(
            description: "XML of Cloud Storage",
            samples: bytes(
                "<?xml version='1.0'?><A><UploadId>x&amp;y</UploadId><Part><PartNumber>1</PartNumber></Part></A>",
                "<Error><Code>NoSuchKey</Code></Error>"),
            parse: { (try? XMLNode(parsing: text($0))) != nil }),
        Subject(
            description: "credential files",
            samples: bytes(
                #"{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c"}"#,
                #"""
                {"type":"external_account","audience":"//iam/x","subject_token_type":"t",\#
                "token_url":"https://sts.googleapis.com/v1/token","credential_source":{"file":"/f"}}
                """#
            ),
            parse: { (try? CredentialFile(json: Data($0), place: "f")) != nil }),
        Subject(
            description: "query strings", samples: bytes("project=demo-project&bucket=a%20b&pin=", "a=%c3%a4"),
            parse: { (try? QueryString.parse(text($0), allowed: ["project", "bucket", "pin", "a"])) != nil }),
        Subject(
            description: "secret references", samples: bytes("name:3", "projects/1/secrets/name:latest"),
            parse: { (try? SecretReference(parsing: text($0))) != nil }),
    ]

    /// A header of safetensors: eight bytes of its length, little-endian, before the JSON.
    private static func lengthFirst(_ header: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header
    }
}

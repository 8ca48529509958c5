import ControlPlane
import Domain
import Foundation
import GoogleCloud
import JWT
import ModelFormats
import NIOCore
import Outbound
import TestSupport
import Testing

/// Bytes of others, as anybody could make them: no parser crashes, hangs, or takes something for what it is not.
///
/// `FOREIGN_BYTES_CASES` and `FOREIGN_BYTES_SEED` make the run longer and other (`make fuzz`: a million cases each).
struct ForeignBytesTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let cases = environment["FOREIGN_BYTES_CASES"].flatMap { Int($0) } ?? 3000
    private static let seed = environment["FOREIGN_BYTES_SEED"].flatMap { UInt64($0) } ?? 20_261_128

    struct Subject: Sendable, CustomStringConvertible {
        var description: String
        var samples: [[UInt8]]
        /// Whether the bytes were taken.
        var parse: @Sendable ([UInt8]) -> Bool
    }

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

    static let subjects: [Subject] = [
        Subject(
            description: "model references",
            samples: bytes(
                "hf:org/name@main", "ollama:registry.ollama.ai/library/gemma2:9b", "gs://bucket/a/b#name",
                "dir:/a/b#name"),
            parse: { (try? ModelReference(parsing: text($0))) != nil }),
        Subject(
            description: "safetensors headers",
            samples: bytes(
                #"{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#,
                #"{"a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]},"b":{"dtype":"I8","shape":[7],"data_offsets":[2,9]}}"#
            ),
            parse: { (try? SafetensorsHeader(ByteBuffer(bytes: $0))) != nil }),
        Subject(
            description: "GGUF headers", samples: [gguf], parse: { GGUFHeader(ByteBuffer(bytes: $0)) != nil }),
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
            description: "secret references", samples: bytes("name:3", "projects/1/secrets/name:latest"),
            parse: { (try? SecretReference(parsing: text($0))) != nil }),
    ]

    @Test(arguments: subjects)
    func `changed bytes are refused or read, never more`(_ subject: Subject) {
        var random = SeededGenerator(seed: Self.seed)
        var taken = 0
        for sample in subject.samples { if subject.parse(sample) { taken += 1 } }
        for _ in 0..<Self.cases {
            if subject.parse(Self.changed(subject.samples, &random)) { taken += 1 }
        }
        print("foreign bytes: \(subject): \(Self.cases) cases, \(taken) taken, no crash")
        #expect(taken > 0, "not even the samples are read: nothing was tried")
    }

    /// A sample with some bytes flipped, taken out, put in, doubled, cut off, or joined with another.
    private static func changed(_ samples: [[UInt8]], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = samples.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let at = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0 where !bytes.isEmpty: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where !bytes.isEmpty: bytes.remove(at: at)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
            case 3: bytes = Array(bytes.prefix(at))
            case 4: bytes += samples.randomElement(using: &random) ?? []
            case 5 where !bytes.isEmpty:
                let end = min(bytes.count, at + Int.random(in: 1...16, using: &random))
                bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 6 where !bytes.isEmpty:
                bytes[at] = Array("{}[]\",:\\/.@#-0 \n\t".utf8).randomElement(using: &random) ?? 0
            default:
                let edge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
                bytes.replaceSubrange(at..<min(bytes.count, at + 8), with: edge)
            }
            if bytes.count > 4096 { bytes = Array(bytes.prefix(4096)) }
        }
        return bytes
    }
}

import Domain
import Foundation
import Testing

struct FileProofTests {
    private static let line = #""path":"p","key":"k","size":3,"sha256":"00","crc32c":"0000000f""#

    @Test func `a manifest without proofs is one of files that were read`() throws {
        let file = try JSONDecoder().decode(ModelManifest.File.self, from: Data("{\(Self.line)}".utf8))
        #expect(file.proof == .read)
        #expect(file.sha256 == "00" && file.crc32c == "0000000f" && file.promised == nil)
    }

    @Test(arguments: [
        FileProof.read, .named, .copied(from: ObjectPlace(bucket: "b", key: "a/b", generation: 7)),
    ])
    func `a proof is written and read again`(_ proof: FileProof) throws {
        let file = ModelManifest.File(
            path: "p", key: "k", size: 3, sha256: "00", crc32c: "0000000f", promised: nil, proof: proof
        )
        let data = try JSONEncoder().encode(file)
        #expect(try JSONDecoder().decode(ModelManifest.File.self, from: data) == file)
    }

    @Test func `a proof of a later version is refused and not taken for a reading`() {
        let json = Data("{\(Self.line),\"proof\":{\"kind\":\"believed\"}}".utf8)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(ModelManifest.File.self, from: json) }
    }
}

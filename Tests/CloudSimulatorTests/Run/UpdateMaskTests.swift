import Testing

@testable import CloudSimulator

struct UpdateMaskTests {
    @Test func `a mask changes what it names and nothing else`() throws {
        let old: JSONValue = ["labels": ["a": "1"], "template": ["timeout": "300s", "serviceAccount": "x"]]
        let new: JSONValue = ["labels": ["b": "2"], "template": ["timeout": "60s"]]
        let paths = UpdateMask.paths("labels,template.timeout")
        let merged = try UpdateMask.merge(paths, of: new, into: old)
        #expect(merged == ["labels": ["b": "2"], "template": ["timeout": "60s", "serviceAccount": "x"]])
    }

    @Test func `a masked field that is missing is cleared, in either spelling`() throws {
        let paths = UpdateMask.paths("template.service_account")
        let merged = try UpdateMask.merge(paths, of: [:], into: ["template": ["serviceAccount": "x"]])
        #expect(merged == ["template": [:]])
    }

    @Test func `a field that only answers have cannot be updated`() {
        #expect(throws: GoogleError.self) { try UpdateMask.merge(["uid"], of: [:], into: [:]) }
    }
}

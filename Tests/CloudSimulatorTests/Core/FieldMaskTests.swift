import NIOCore
import Testing

@testable import CloudSimulator

struct FieldMaskTests {
    @Test(arguments: [
        ("name", #"{"name":"a"}"#),
        ("items(name),next", #"{"items":[{"name":"x"},{"name":"y"}],"next":"n"}"#),
        ("items/name", #"{"items":[{"name":"x"},{"name":"y"}]}"#),
        ("*", #"{"items":[{"name":"x","size":"1"},{"name":"y","size":"2"}],"name":"a","next":"n"}"#),
        ("missing", "{}"),
    ])
    func `only the named members are shown`(mask: String, expected: String) throws {
        let value: JSONValue = [
            "name": "a", "next": "n", "items": [["name": "x", "size": "1"], ["name": "y", "size": "2"]],
        ]
        #expect(String(buffer: try FieldMask(mask).apply(to: value).buffer) == expected)
    }

    @Test(arguments: ["", "a(", "a(b", "a)", ",a", "a,"])
    func `a mask that cannot be read is a 400`(mask: String) {
        #expect(throws: GoogleError.self) { try FieldMask(mask) }
    }
}

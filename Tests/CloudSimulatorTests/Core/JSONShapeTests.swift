import HTTPTypes
import NIOCore
import Testing

@testable import CloudSimulator

struct JSONShapeTests {
    private let shape: JSONShape = .object([
        "name": .string, "size": .integer, "on": .bool, "labels": .map(.string), "kind": .enumeration(["a", "b"]),
        "rules": .array(.object(["action": .string])),
    ])

    @Test(arguments: [
        #"{}"#, #"{"name":null}"#, #"{"size":5}"#, #"{"size":"5"}"#, #"{"labels":{"x":"y"},"kind":"a"}"#,
        #"{"rules":[{"action":"x"},{}]}"#,
    ])
    func `what fits is taken`(text: String) throws {
        try shape.check(JSONValue(parsing: ByteBuffer(string: text)))
    }

    @Test(arguments: [
        (#"{"nme":"x"}"#, "Unknown name \"nme\": Cannot find field."),
        (#"{"rules":[{},{"acton":1}]}"#, "Unknown name \"acton\" at 'rules[1]': Cannot find field."),
        (#"{"size":"five"}"#, "Invalid value at 'size' (TYPE_INT64), \"five\""),
        (#"{"on":"yes"}"#, "Invalid value at 'on' (TYPE_BOOL), \"yes\""),
        (#"{"kind":"c"}"#, "Invalid value at 'kind' (TYPE_ENUM), \"c\""),
        (#"{"labels":{"x":1}}"#, "Invalid value at 'labels[x]' (TYPE_STRING), 1"),
    ])
    func `what does not fit is a 400 that names the field`(text: String, message: String) throws {
        let value = try JSONValue(parsing: ByteBuffer(string: text))
        let error = #expect(throws: GoogleError.self) { try shape.check(value) }
        #expect(error?.status.code == 400)
        #expect(error?.message.hasSuffix(message) == true)
    }
}

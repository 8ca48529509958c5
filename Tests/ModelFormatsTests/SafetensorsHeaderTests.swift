import Domain
import NIOCore
import Testing

@testable import ModelFormats

struct SafetensorsHeaderTests {
    @Test(arguments: [
        #"{"a":{"dtype":"F4","shape":[2305843009213693951],"data_offsets":[0,9]}}"#,
        #"{"a":{"dtype":"F6_E2M3","shape":[1537228672809129301],"data_offsets":[0,9]}}"#,
        #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#,
        #"{"a":{"dtype":"NEW","shape":[4611686018427387904],"data_offsets":[0,9]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4611686018427387904]}}"#,
        #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    ])
    func `sizes at the edge of what can be counted are refused`(text: String) {
        var bytes = ByteBuffer()
        bytes.writeInteger(UInt64(text.utf8.count), endianness: .little)
        bytes.writeString(text)
        #expect(throws: Problem.self) { try SafetensorsHeader(bytes) }
    }

    @Test func `the same of GGUF's tensors`() {
        let type = GGUFTensorType(2)
        #expect(GGUFTensorType(0)?.bytes(of: [.max]) == nil)
        #expect(type?.bytes(of: [32, .max]) == nil)
        #expect(type?.bytes(of: [64, 3]) == 108)
        #expect(type?.bytes(of: [33]) == nil)
    }
}

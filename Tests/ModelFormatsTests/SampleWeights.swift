import Foundation
import NIOCore

/// Safetensors and GGUF files made for a test, byte by byte, with nothing of the code that reads them.
enum SampleWeights {
    struct Tensor {
        var name: String
        var type: String
        var shape: [Int]
        var elementBytes: Int

        init(_ name: String, _ type: String, _ shape: [Int], _ elementBytes: Int) {
            self.name = name
            self.type = type
            self.shape = shape
            self.elementBytes = elementBytes
        }

        var bytes: Int { shape.reduce(elementBytes, *) }
    }

    /// A whole file, its tensors all zero.
    static func safetensors(_ tensors: [Tensor], padding: Int = 0) -> [UInt8] {
        var entries = ["\"__metadata__\":{\"format\":\"pt\"}"]
        var end = 0
        for tensor in tensors {
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            let place = "\(end),\(end + tensor.bytes)"
            entries.append(
                "\"\(tensor.name)\":{\"dtype\":\"\(tensor.type)\",\"shape\":[\(shape)],\"data_offsets\":[\(place)]}")
            end += tensor.bytes
        }
        return file("{\(entries.joined(separator: ","))}" + String(repeating: " ", count: padding), data: end)
    }

    static func file(_ header: String, data: Int) -> [UInt8] {
        let text = Array(header.utf8)
        return littleEndian(UInt64(text.count)) + text + [UInt8](repeating: 0, count: data)
    }

    static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// A GGUF file of version 3: metadata, a tokenizer's words, tensors (dimensions innermost first, type number).
    static func gguf(
        _ architecture: String, integers: [(String, UInt32)], words: Int = 0, tensors: [(shape: [UInt64], type: UInt32)]
    ) -> [UInt8] {
        func text(_ value: String) -> [UInt8] { littleEndian(UInt64(value.utf8.count)) + Array(value.utf8) }
        var bytes = Array("GGUF".utf8) + littleEndian(UInt32(3)) + littleEndian(UInt64(tensors.count))
        bytes += littleEndian(UInt64(integers.count + (words > 0 ? 2 : 1)))
        bytes += text("general.architecture") + littleEndian(UInt32(8)) + text(architecture)
        for (key, value) in integers {
            bytes += text("\(architecture).\(key)") + littleEndian(UInt32(4)) + littleEndian(value)
        }
        if words > 0 {
            bytes += text("tokenizer.ggml.tokens") + littleEndian(UInt32(9)) + littleEndian(UInt32(8))
            bytes += littleEndian(UInt64(words))
            for number in 0..<words { bytes += text("token-number-\(number)") }
        }
        for (index, tensor) in tensors.enumerated() {
            bytes += text("blk.\(index).weight") + littleEndian(UInt32(tensor.shape.count))
            bytes += tensor.shape.flatMap { littleEndian($0) } + littleEndian(tensor.type) + littleEndian(UInt64(0))
        }
        return bytes
    }
}

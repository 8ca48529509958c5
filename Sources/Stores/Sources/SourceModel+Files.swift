import Domain

extension SourceModel {
    /// Stands for the pin until the files that make it are known.
    static let unpinned = String(repeating: "0", count: 64)

    /// Pins the model, and gives every file its place in a bucket.
    mutating func place(under name: String, pin: String) {
        self.pin = pin
        for index in files.indices {
            files[index].key = BucketLayout.filesKey(name: name, pin: pin, path: files[index].path)
        }
    }
}

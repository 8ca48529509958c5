/// What a bucket holds now, compared with what a model's manifest promises.
package struct ModelVerification: Sendable, Hashable {
    package var model: ModelIdentity
    package var files: [File]
    /// Files whose SHA-256 had been taken over, believed or unknown, and is proven and recorded now.
    package var proven: Int

    package init(model: ModelIdentity, files: [File], proven: Int = 0) {
        self.model = model
        self.files = files
        self.proven = proven
    }

    package var isGood: Bool { files.allSatisfy(\.isGood) }

    package struct File: Sendable, Hashable {
        package var path: String
        package var isGood: Bool
        /// What was compared, or what differs.
        package var detail: String

        package init(path: String, isGood: Bool, detail: String) {
            self.path = path
            self.isGood = isGood
            self.detail = detail
        }
    }
}

/// How far a verification is: complete in itself, a later one replaces it.
package struct VerifyProgress: Sendable, Hashable {
    package var model: ModelIdentity
    package var files: Int
    package var filesDone: Int
    package var filesBad: Int
    package var bytes: ByteCount
    package var bytesDone: ByteCount

    package init(model: ModelIdentity, files: Int, bytes: ByteCount) {
        self.model = model
        self.files = files
        filesDone = 0
        filesBad = 0
        self.bytes = bytes
        bytesDone = 0
    }
}

/// What a bucket holds now, compared with what a model's manifest promises.
package struct ModelVerification: Sendable, Hashable {
    package var model: ModelIdentity
    package var files: [File]

    package init(model: ModelIdentity, files: [File]) {
        self.model = model
        self.files = files
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

extension GoogleEndpoints {
    /// The places of the credential's universe: its tokens are good nowhere else.
    ///
    /// - Throws: `GoogleCloudError` with code `credentialsInvalid` when another universe was asked for.
    package func adopting(_ found: FoundCredential, asked: String?) throws -> GoogleEndpoints {
        let own = found.universeDomain ?? Self.defaultUniverse
        if let asked, !asked.isEmpty, asked != own {
            throw GoogleCloudError(
                .credentialsInvalid,
                message: "GOOGLE_CLOUD_UNIVERSE_DOMAIN is \(asked), and the credential of \(found.place) is for \(own)",
                advice: "Use a credential of that universe, or unset GOOGLE_CLOUD_UNIVERSE_DOMAIN."
            )
        }
        var endpoints = self
        endpoints.universeDomain = own
        return endpoints
    }
}

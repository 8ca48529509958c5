import Domain

/// What a runtime can do beside its main protocol.
extension Services {
    func accessControl(_ context: RequestContext) throws -> any ServiceAccessControl {
        guard let able = try runtime(context) as? any ServiceAccessControl else {
            throw lacking(context, "No permissions", "everybody on the machine may call a service")
        }
        return able
    }

    func keyring(_ context: RequestContext) throws -> any ServiceKeyring {
        guard let able = try runtime(context) as? any ServiceKeyring else {
            throw lacking(context, "No API keys", "it keeps no secrets for services")
        }
        return able
    }

    func history(_ context: RequestContext) throws -> any ServiceHistory {
        guard let able = try runtime(context) as? any ServiceHistory else {
            throw lacking(context, "No history", "it keeps none")
        }
        return able
    }

    private func lacking(_ context: RequestContext, _ title: String, _ why: String) -> Problem {
        Problem(
            .unsupported, title, detail: "the runtime of ‘\(context.target)’ has none: \(why)",
            fix: "Use a Google Cloud project."
        )
    }
}

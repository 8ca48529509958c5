package import Domain

extension Projects {
    /// The ways that services of a region can take, the recommended one first, and which one is remembered. Needs the
    /// viewer role.
    ///
    /// - Throws: `settings-unreadable` and the like when what is remembered cannot be read.
    package func network(
        _ context: RequestContext, _ id: String, region: String? = nil
    ) async throws -> NetworkChoice {
        try await world.look(context, "see the networks of a project") {
            try await choice(scene(id, region: region))
        }
    }

    /// Remembers the network of later deployments of a region; nil: Google's own path. Needs the operator role.
    ///
    /// - Throws: `invalid-request` for one that the region does not have or that would not work.
    package func chooseNetwork(
        _ context: RequestContext, _ id: String, region: String? = nil, kind: NetworkOption.Kind, name: String = "",
        allTraffic: Bool? = nil
    ) async throws -> NetworkChoice {
        let scene = try await world.look(context, "check a project") { try await self.scene(id, region: region) }
        let subject = "\(scene.region): \(kind.rawValue)\(name.isEmpty ? "" : " \(name)")"
        return try await world.change(context, "projects.default-network", of: subject) {
            var choice = try await choice(scene)
            guard let option = choice.options.first(where: { $0.kind == kind && $0.name == name }) else {
                throw Problem(
                    .invalidRequest, "No such network here",
                    detail: "\(scene.region) has no \(kind.rawValue) ‘\(name)’"
                        + (choice.problems.first.map { "; \($0.detail)" } ?? ""),
                    fix: "Take one of: " + choice.options.map(\.label).joined(separator: ", ") + "."
                )
            }
            var spec = option.spec
            if let allTraffic { spec?.allTraffic = allTraffic }
            // Without Private Google Access a subnetwork serves for private addresses only.
            guard option.isUsable || (kind == .subnet && spec?.allTraffic == false && !option.isTooSmall) else {
                throw Problem(
                    .invalidRequest, "The network cannot be used", detail: option.notes.first ?? option.label,
                    fix: "Mend it (projects fix), or take another."
                )
            }
            let chosen = spec
            AuditNote.before(choice.chosen)
            let settings = try await scene.settings.change { $0.setNetwork(chosen, in: scene.region) }
            AuditNote.after(settings.networks[scene.region])
            choice.chosen = settings.networks[scene.region]
            choice.bucket = settings.bucket
            return choice
        }
    }

    private func choice(_ scene: CheckScene) async throws -> NetworkChoice {
        async let settings = scene.settings.read()
        let look = await NetworkLook.read(scene)
        let remembered = try await settings
        return NetworkChoice(
            region: scene.region, options: look.plan.options, chosen: remembered.networks[scene.region],
            bucket: remembered.bucket, problems: look.problems
        )
    }
}

extension NetworkOption {
    /// As the command line names it.
    package var label: String { name.isEmpty ? kind.rawValue : "\(kind.rawValue) \(name)" }

    fileprivate var isTooSmall: Bool { notes.contains { $0.contains("too small") } }
}

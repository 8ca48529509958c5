package import ControlPlane
package import Domain

/// What a command works with: the use cases, and who asks for what target.
package struct CommandSession: Sendable {
    package var controlPlane: ControlPlane
    package var context: RequestContext
    /// Waits until the imports of this process have journalled and given up their leases.
    package var close: @Sendable () async -> Void

    package init(
        controlPlane: ControlPlane, context: RequestContext, close: @escaping @Sendable () async -> Void
    ) {
        self.controlPlane = controlPlane
        self.context = context
        self.close = close
    }

    /// How a session is made. The executable sets it around the command line: only it knows the concrete types.
    @TaskLocal package static var open = SessionOpener { _ in
        throw Problem(.internalError, "No composition", detail: "the command line was started without one")
    }
}

/// What the options say about where a command works.
package struct SessionRequest: Sendable, Hashable {
    package var target: Target?
    /// State directory of a running simulator.
    package var simulator: String?
    /// Data directory of the local target.
    package var data: String?
    /// Credential file; nil: Google's search order.
    package var credentials: String?
    /// As whom to act, beside or in place of a credential file.
    package var identity: IdentityWish
    /// Bytes in flight of an import; nil: the engine's default.
    package var window: Int?
    /// What carries requests: `auto`, `nio` or `curl`; nil: `auto`.
    package var transport: String?
    /// A .netrc file.
    package var netrc: String?
    /// Which hubs are asked beside the usual ones.
    package var hubs: HubSettings
    /// What jobs are made of.
    package var job: JobWish
    /// How large files are uploaded; nil: as the storage understands.
    package var uploads: UploadOption?
    /// Commands such as `doctor` and `projects list` work without a target.
    package var needsTarget: Bool

    package init(
        target: Target?, simulator: String?, data: String?, credentials: String?,
        identity: IdentityWish = IdentityWish(), window: Int? = nil, hubs: HubSettings = HubSettings(),
        job: JobWish = JobWish(), uploads: UploadOption? = nil,
        transport: String? = nil, netrc: String? = nil, needsTarget: Bool
    ) {
        self.uploads = uploads
        self.target = target
        self.simulator = simulator
        self.data = data
        self.credentials = credentials
        self.identity = identity
        self.window = window
        self.transport = transport
        self.netrc = netrc
        self.hubs = hubs
        self.job = job
        self.needsTarget = needsTarget
    }
}

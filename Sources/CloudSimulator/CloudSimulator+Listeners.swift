/// Which API answers on which listener: the only place where the simulated APIs meet.
extension CloudSimulator {
    static func apis(of listener: SimulatorListener, in world: SimulatorWorld) throws -> [any SimulatedAPI] {
        switch listener {
        case .control:
            [
                ControlAPI(world: world), try SimulatedProxy(world.state, identity: world.identity),
                OIDCIssuerAPI(issuer: world.identity.github, base: world.endpoints.control),
            ]
        case .google: [CloudRunAPI(store: world.run, projects: world.projects, runner: world.jobs)]
        case .storage: [StorageAPI(world: world)]
        case .metadata: [MetadataServer(authority: world.identity, projects: world.projects)]
        case .huggingface, .cdn, .ollama: world.hubAPIs(of: listener)
        case .services: [ServiceEndpoints(world: world) { world.identity.emailOfIDToken($0, audiences: $1) }]
        }
    }

    /// The Google JSON APIs whose routes are written in Google's notation.
    static func googleRoutes(in world: SimulatorWorld) throws -> GoogleRouteTable {
        let projects = world.projects
        var table = GoogleRouteTable()
        TokenAPI(authority: world.identity).addRoutes(to: &table)
        AccountCredentialsAPI(authority: world.identity, accounts: world.accounts, projects: projects)
            .addRoutes(to: &table)
        ResourceManagerAPI(projects: projects).addRoutes(to: &table)
        BillingAPI(projects: projects).addRoutes(to: &table)
        try BudgetsAPI(world.state, projects: projects).addRoutes(to: &table)
        try ServiceUsageAPI(world.state, projects: projects, delay: world.configuration.operationDelay)
            .addRoutes(to: &table)
        ServiceAccountsAPI(accounts: world.accounts, projects: projects).addRoutes(to: &table)
        QuotasAPI(projects: projects).addRoutes(to: &table)
        try ComputeAPI(world.state, projects: projects, delay: world.configuration.operationDelay)
            .addRoutes(to: &table)
        SecretManagerAPI(projects: projects, secrets: world.secrets).addRoutes(to: &table)
        ObservationAPI(projects: projects).addRoutes(to: &table)
        LoggingAPI(projects: projects, logs: world.logs).addRoutes(to: &table)
        MonitoringAPI(projects: projects, figures: FigureMaker(meter: world.meter, store: world.run)).addRoutes(
            to: &table)
        return table
    }
}

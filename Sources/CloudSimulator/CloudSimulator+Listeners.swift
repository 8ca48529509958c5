/// Which API answers on which listener: the only place where the simulated APIs meet.
extension CloudSimulator {
    static func apis(of listener: SimulatorListener, in world: SimulatorWorld) throws -> [any SimulatedAPI] {
        switch listener {
        case .control: [ControlAPI(world: world)]
        case .google: [CloudRunAPI(store: world.run, projects: world.projects)]
        case .storage: [StorageAPI(world: world)]
        case .metadata: []
        case .huggingface, .cdn, .ollama: world.hubAPIs(of: listener)
        case .services: [ServiceEndpoints(world: world)]
        }
    }
}

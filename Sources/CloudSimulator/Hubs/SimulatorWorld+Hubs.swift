extension SimulatorWorld {
    /// The hubs and the host of their redirects. All share one file of digests.
    func hubAPIs(of listener: SimulatorListener) -> [any SimulatedAPI] {
        let digests = DigestCache(path: state.file("hub-digests.json"))
        let catalog = HubCatalog(roots: configuration.models, digests: digests, logger: logger)
        let images = OllamaCatalog(roots: configuration.models, digests: digests)
        let links = SignedLinks(
            base: endpoints.cdn, seed: configuration.seed, lifetime: configuration.linkLifetime
        )
        switch listener {
        case .huggingface:
            return [HuggingFaceHub(catalog: catalog, links: links, treePageSize: configuration.treePageSize)]
        case .ollama: return [OllamaRegistry(images: images, links: links)]
        case .cdn: return [ContentDelivery(catalog: catalog, images: images, links: links)]
        default: return []
        }
    }
}

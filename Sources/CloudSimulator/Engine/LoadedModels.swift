import Synchronization

/// Which models the stand-ins of Ollama hold in memory. As with real instances, a restart forgets them.
final class LoadedModels: Sendable {
    private let names = Mutex<[String: Set<String>]>([:])

    func load(_ model: String, in revision: String) {
        names.withLock { _ = $0[revision, default: []].insert(model) }
    }

    func unload(_ model: String, in revision: String) {
        names.withLock { _ = $0[revision, default: []].remove(model) }
    }

    func isLoaded(_ model: String, in revision: String) -> Bool {
        names.withLock { $0[revision, default: []].contains(model) }
    }
}

package import Hummingbird

/// One simulated API: a store and its routes. All APIs of one listener share a router.
package protocol SimulatedAPI: Sendable {
    func addRoutes(to router: Router<SimulatorContext>)
}

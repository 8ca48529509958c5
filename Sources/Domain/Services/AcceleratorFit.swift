/// Whether a model fits on an accelerator, before anything of it has been imported.
package struct AcceleratorFit: Sendable, Hashable, Codable {
    package var accelerator: String
    package var fit: MemoryFit

    package init(accelerator: String, fit: MemoryFit) {
        self.accelerator = accelerator
        self.fit = fit
    }
}

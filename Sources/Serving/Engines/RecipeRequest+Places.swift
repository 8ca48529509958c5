import Domain

extension RecipeRequest {
    /// Where the bucket is mounted; nil for loaders that read it in another way.
    var mountPath: String? {
        switch loader {
        case .mount, .copy: root
        case .stream, .directory: nil
        }
    }

    var memoryVolume: MemoryVolume? {
        guard loader == .copy else { return nil }
        let needed = volume ?? manifest.size.roundedUpToGib
        return MemoryVolume(path: CopyLoader.root, size: needed)
    }
}

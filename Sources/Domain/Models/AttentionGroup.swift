/// Layers of a model that keep the same kind of memory of what was read.
package struct AttentionGroup: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable {
        /// Every token stays.
        case full
        /// The last ``AttentionGroup/window`` tokens stay.
        case window
        /// A state of fixed size, whatever the length (Mamba, linear attention); no key-value cache.
        case state
    }

    package var kind: Kind
    package var layers: Int
    /// Tokens; for ``Kind/window`` only.
    package var window: Int?
    /// Where these layers differ from the model's own.
    package var keyValueHeads: Int?
    package var headDimension: Int?

    package init(
        _ kind: Kind, layers: Int, window: Int? = nil, keyValueHeads: Int? = nil, headDimension: Int? = nil
    ) {
        self.kind = kind
        self.layers = layers
        self.window = window
        self.keyValueHeads = keyValueHeads
        self.headDimension = headDimension
    }

    /// Layers of which every `every`th sees everything and the others have a window; 0: all have it.
    package static func alternating(layers: Int, window: Int, every: Int) -> [AttentionGroup] {
        let full = every > 0 ? layers / every : 0
        return [AttentionGroup(.full, layers: full), AttentionGroup(.window, layers: layers - full, window: window)]
            .filter { $0.layers > 0 }
    }
}

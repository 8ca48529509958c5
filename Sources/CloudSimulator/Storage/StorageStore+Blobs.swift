extension StorageStore {
    /// Counts one more user of each blob.
    func hold(_ names: Set<String>, in state: inout State) {
        for blob in names { state.blobUses[blob, default: 0] += 1 }
    }

    /// Counts one user less; bytes without a user are removed.
    func release(_ names: Set<String>, in state: inout State) {
        for blob in names {
            let left = (state.blobUses[blob] ?? 1) - 1
            state.blobUses[blob] = left > 0 ? left : nil
            if left <= 0 { blobs.remove(blob) }
        }
    }
}

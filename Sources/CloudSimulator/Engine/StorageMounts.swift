import Foundation

/// The simulator's own Cloud Storage, as containers see it.
struct StorageMounts: MountedBuckets {
    let store: StorageStore
    let projects: ProjectRegistry

    func objectNames(in bucket: String) throws -> [String]? {
        guard (try? store.bucket(bucket)) != nil else { return nil }
        return try store.objects(of: bucket).map(\.name)
    }

    func contents(of object: String, in bucket: String) throws -> [UInt8]? {
        guard let record = try? store.object(bucket, object) else { return nil }
        var bytes: [UInt8] = []
        for extent in record.extents {
            let handle = try FileHandle(forReadingFrom: URL(filePath: store.blobs.file(extent.blob)))
            defer { try? handle.close() }
            try handle.seek(toOffset: UInt64(extent.offset))
            bytes += try handle.read(upToCount: Int(extent.length)) ?? Data()
        }
        return bytes
    }

    func canRead(_ bucket: String, serviceAccount: String) throws -> Bool {
        guard let record = try? store.bucket(bucket) else { return false }
        // Compute Engine's default account is an editor of its own project unless somebody took that away.
        if let project = projects.find(record.project),
            serviceAccount == "\(project.number)-compute@developer.gserviceaccount.com"
        {
            return true
        }
        let project = projects.find(record.project)?.policy.bindings ?? []
        let member = JSONValue.string("serviceAccount:" + serviceAccount)
        return (record.policy.bindings + project).contains { binding in
            Self.readers.contains(binding["role"]?.string ?? "") && (binding["members"]?.array ?? []).contains(member)
        }
    }

    private static let readers: Set<String> = [
        "roles/storage.objectViewer", "roles/storage.objectUser", "roles/storage.objectAdmin", "roles/storage.admin",
        "roles/owner", "roles/editor", "roles/viewer",
    ]
}

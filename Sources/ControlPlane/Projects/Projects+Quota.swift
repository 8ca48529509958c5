package import Domain
import Serving

extension Projects {
    /// GPU quota region by region: limit, used, left, and what fits; without `region` every region that offers GPUs.
    ///
    /// Use that cannot be counted is unknown, with the problem beside it; quotas that may not be read are thrown. Needs
    /// the viewer role.
    package func quota(_ context: RequestContext, _ id: String, region: String? = nil) async throws -> QuotaTable {
        try await world.look(context, "see the quota of a project") {
            let scene = try await self.scene(id, region: region)
            return try await QuotaCheck.table(scene, regions: region.map { [$0] } ?? AcceleratorCatalog.regions)
        }
    }
}

package import Domain
import GoogleCloud

extension CloudRunRuntime {
    package func spec(of id: ServiceID) async throws -> ServiceSpec {
        let json = try await managed(id)
        let service = try reader.service(json)
        var spec = try reader.spec(json)
        spec.zonalRedundancy = service.zonalRedundancy ?? false
        spec.declared = service.declared
        let container = CloudRunReader.engineContainer(json)
        spec.arguments = container?["args"]?.array.compactMap(\.string) ?? []
        for variable in container?["env"]?.array ?? [] {
            guard let name = variable["name"]?.string else { continue }
            guard let secret = variable["valueSource"]?["secretKeyRef"] else {
                spec.environment[name] = variable["value"]?.string ?? ""
                continue
            }
            spec.secrets[name] = try SecretReference(
                parsing: secret["secret"]?.string ?? "", version: secret["version"]?.string)
        }
        return spec
    }
}

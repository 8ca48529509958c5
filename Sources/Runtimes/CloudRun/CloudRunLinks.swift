import Domain
import Foundation

/// Deep links into the Google Cloud console (undocumented forms, as the console itself writes them).
enum CloudRunLinks {
    private static let base = "https://console.cloud.google.com"

    static func links(project: String, id: ServiceID) -> [String: String] {
        let service = "\(base)/run/detail/\(id.region)/\(id.name)"
        let query = logFilter(id).addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return [
            "service": "\(service)/revisions?project=\(project)",
            "metrics": "\(service)/metrics?project=\(project)",
            "permissions": "\(service)/security?project=\(project)",
            "logs": "\(base)/logs/query;query=\(query)?project=\(project)",
        ]
    }

    static func logFilter(_ id: ServiceID) -> String {
        """
        resource.type="cloud_run_revision" AND resource.labels.service_name="\(id.name)" \
        AND resource.labels.location="\(id.region)"
        """
    }
}

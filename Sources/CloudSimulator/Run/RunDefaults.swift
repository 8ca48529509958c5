/// The values that Cloud Run writes into a template where the user left them out.
enum RunDefaults {
    static func template(_ template: JSONValue, project: ProjectRecord) -> JSONValue {
        var template = template
        template["timeout"] = template["timeout"] ?? "300s"
        template["maxInstanceRequestConcurrency"] = template["maxInstanceRequestConcurrency"] ?? 80
        if template["serviceAccount"]?.string?.isEmpty != false {
            template["serviceAccount"] = .string("\(project.number)-compute@developer.gserviceaccount.com")
        }
        var scaling = template["scaling"] ?? [:]
        if (scaling["maxInstanceCount"]?.int64 ?? 0) == 0 { scaling["maxInstanceCount"] = 100 }
        template["scaling"] = scaling
        let containers = template["containers"]?.array ?? []
        template["containers"] = .array(containers.map { container($0, isOnly: containers.count == 1) })
        return template
    }

    private static func container(_ container: JSONValue, isOnly: Bool) -> JSONValue {
        var container = container
        if isOnly, container["ports"]?.array?.isEmpty != false {
            container["ports"] = [["name": "http1", "containerPort": 8080]]
        }
        if container["resources"] == nil { container["resources"] = ["cpuIdle": true, "startupCpuBoost": true] }
        var limits = container["resources"]?["limits"] ?? [:]
        limits["cpu"] = limits["cpu"] ?? "1000m"
        limits["memory"] = limits["memory"] ?? "512Mi"
        container["resources"]?["limits"] = limits
        if container["startupProbe"] == nil, let port = container["ports"]?.array?.first?["containerPort"] {
            container["startupProbe"] = [
                "timeoutSeconds": 240, "periodSeconds": 240, "failureThreshold": 1, "tcpSocket": ["port": port],
            ]
        }
        return container
    }
}

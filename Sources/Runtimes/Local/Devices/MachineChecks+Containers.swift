import Domain

extension MachineChecks {
    /// Whether containers can be run, and whether they would see a GPU; nil where none are wanted.
    func containerLine() async -> ProjectCheck? {
        guard let tool = containers else { return nil }
        guard let path = tool.path else {
            return line(
                .missing, "there is no program ‘\(tool.words.first ?? "")’ in PATH",
                exists("/usr/bin/apt-get") ? "sudo apt-get install podman crun catatonit" : nil
            )
        }
        let format = tool.isPodman ? "{{.Host.OCIRuntime.Name}}" : "{{json .Runtimes}}"
        let output = await tool.run(["info", "--format", format], seconds: 20)
        guard output.status == 0 else {
            return line(
                .missing, "\(tool.name) info ended with \(output.status): \(ContainerTool.lastLine(output))",
                cure(of: output.text, tool)
            )
        }
        if devices.devices.isEmpty { return line(.ok, "\(path) answers") }
        if tool.isPodman {
            guard ContainerDevices.descriptions(root: root).isEmpty else {
                return line(.ok, "\(path) answers, and knows the GPUs by the container device interface")
            }
            return line(
                .warning, "\(path) answers, but no file describes the GPUs to it: its containers see none",
                "sudo apt-get install nvidia-container-toolkit && sudo nvidia-ctk cdi generate "
                    + "--output=/etc/cdi/nvidia.yaml"
            )
        }
        if output.text.contains("nvidia") { return line(.ok, "\(path) answers, and has the runtime ‘nvidia’") }
        return line(
            .warning, "\(path) answers, but has no runtime ‘nvidia’: its containers see no GPU",
            "sudo apt-get install nvidia-container-toolkit && sudo nvidia-ctk runtime configure "
                + "--runtime=docker && sudo systemctl restart docker"
        )
    }

    private func cure(of text: String, _ tool: ContainerTool) -> String? {
        let lower = text.lowercased()
        if tool.isPodman {
            if lower.contains("subuid") || lower.contains("newuidmap") {
                return "sudo apt-get install uidmap && sudo usermod --add-subuids 100000-165535 --add-subgids "
                    + "100000-165535 $USER && podman system migrate"
            }
            return lower.contains("oci runtime") ? "sudo apt-get install crun" : "podman info"
        }
        if lower.contains("permission denied") { return "sudo usermod -aG docker $USER && newgrp docker" }
        return "sudo systemctl start docker"
    }

    private func line(_ state: ProjectCheck.State, _ detail: String, _ command: String? = nil) -> ProjectCheck {
        ProjectCheck(
            id: "machine.containers", group: .tools, title: "Containers", state: state, detail: detail,
            why: "Engines that are not installed run in containers.", command: command
        )
    }
}

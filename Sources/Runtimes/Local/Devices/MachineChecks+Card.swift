import Domain
import Foundation

extension MachineChecks {
    /// The card: found by the driver, or what stands between it and us.
    var card: ProjectCheck {
        if !devices.devices.isEmpty {
            let names = devices.devices.map {
                "\($0.accelerator) \($0.name), \($0.free.binaryText) of "
                    + "\($0.memory.binaryText) free"
            }
            let driver = devices.driver.map { "driver \($0)" } ?? "driver of unknown version"
            return line(.ok, "\(names.joined(separator: "; ")) (\(driver), by \(devices.source ?? "unknown"))")
        }
        if cards.isEmpty, !exists("/dev/nvidia0") {
            return line(.warning, "no NVIDIA card on the PCI bus: models run on the processor")
        }
        if !exists("/proc/driver/nvidia/version") { return unloaded }
        if !exists("/dev/nvidiactl") {
            return line(
                .missing,
                "the driver is loaded, but its device files are not here"
                    + (isInContainer ? ": this container was started without its GPUs" : "") + told,
                isInContainer ? "docker run --gpus all …" : "sudo nvidia-modprobe -u -c=0"
            )
        }
        if !isReadable("/dev/nvidiactl") {
            return line(
                .missing, "this user may not open /dev/nvidiactl\(told)",
                isInContainer
                    ? "podman run --device nvidia.com/gpu=all --group-add keep-groups …"
                    : "sudo usermod -aG video,render $USER && newgrp video"
            )
        }
        return silent
    }

    /// A card, and no driver of NVIDIA's in the kernel.
    private var unloaded: ProjectCheck {
        if isInContainer {
            return line(
                .missing, "a card is there, but the host's NVIDIA driver is not loaded\(told)",
                "sudo modprobe nvidia  # on the host"
            )
        }
        if cards.contains(where: { $0.driver == "nouveau" }) {
            return line(
                .missing, "the card is driven by nouveau, which runs no CUDA; NVIDIA's driver is not loaded\(told)",
                "\(installDriver) && sudo reboot"
            )
        }
        let isInstalled = names(in: "/usr/src").contains { $0.hasPrefix("nvidia-") } || exists("/var/lib/dkms/nvidia")
        if isInstalled {
            let secure = isSecureBoot ? "; Secure Boot is on, so its module has to be signed with an enrolled key" : ""
            return line(
                .missing, "the NVIDIA driver is installed, but not loaded into this kernel\(secure)\(told)",
                isSecureBoot
                    ? "sudo mokutil --import /var/lib/dkms/mok.pub && sudo reboot"
                    : "sudo dkms autoinstall && sudo modprobe nvidia"
            )
        }
        return line(
            .missing, "a card is there, but the NVIDIA driver is not loaded\(told)", "\(installDriver) && sudo reboot")
    }

    /// All is in its place, and yet neither the library nor the program tells of a card.
    private var silent: ProjectCheck {
        let text = devices.failures.joined(separator: "; ").lowercased()
        if text.contains("version mismatch") {
            return line(
                .missing, "the driver in the kernel is older than its library: it was updated since the start\(told)",
                "sudo reboot"
            )
        }
        if text.contains("insufficient permissions") || text.contains("no permission") {
            return line(
                .missing, "this user may not use the driver\(told)",
                "sudo usermod -aG video,render $USER && newgrp video")
        }
        if text.contains("cannot open shared object") && text.contains("not there") {
            return line(
                .missing,
                "the driver is loaded, but its library libnvidia-ml.so.1 and nvidia-smi are not installed\(told)",
                isInContainer
                    ? "docker run --gpus all --env NVIDIA_DRIVER_CAPABILITIES=compute,utility …" : installLibrary
            )
        }
        if devices.failures.isEmpty || text.contains("no devices were found") || text.contains("gpu is lost") {
            return line(
                .missing, "the driver is loaded, but finds no card that it can use\(told)",
                "sudo dmesg | grep -i -e nvrm -e xid"
            )
        }
        return line(.missing, "the driver does not answer\(told)", "nvidia-smi")
    }

    private func line(_ state: ProjectCheck.State, _ detail: String, _ command: String? = nil) -> ProjectCheck {
        ProjectCheck(
            id: "machine.gpu", group: .tools, title: "GPU", state: state, detail: detail,
            why: "Without one engines run on the processor, which is slow for more than small models.", command: command
        )
    }

    /// What the library and the program said.
    private var told: String { devices.failures.isEmpty ? "" : " (\(devices.failures.joined(separator: "; ")))" }

    /// Display and 3D controllers of NVIDIA's on the PCI bus, with the kernel module that drives each.
    private var cards: [(name: String, driver: String?)] {
        let bus = "/sys/bus/pci/devices"
        return names(in: bus).compactMap { name in
            guard text("\(bus)/\(name)/vendor").hasPrefix("0x10de"), text("\(bus)/\(name)/class").hasPrefix("0x03")
            else { return nil }
            let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(root)\(bus)/\(name)/driver")
            return (name, link.flatMap { $0.split(separator: "/").last.map(String.init) })
        }
    }

    private var isInContainer: Bool { exists("/.dockerenv") || exists("/run/.containerenv") }

    /// The variable of the firmware: four bytes of attributes, then 1 when it is on.
    private var isSecureBoot: Bool {
        let path = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
        return FileManager.default.contents(atPath: root + path)?.last == 1
    }

    /// Whether the system is one of a family (os-release(5)).
    private func isLike(_ id: String) -> Bool {
        text("/etc/os-release").split(whereSeparator: \.isNewline).contains { line in
            (line.hasPrefix("ID=") || line.hasPrefix("ID_LIKE=")) && line.contains(id)
        }
    }

    private var installDriver: String {
        if isLike("ubuntu") { return "sudo ubuntu-drivers install" }
        if isLike("fedora") || isLike("rhel") { return "sudo dnf install akmod-nvidia xorg-x11-drv-nvidia-cuda" }
        if isLike("arch") { return "sudo pacman -S nvidia nvidia-utils" }
        if isLike("suse") { return "sudo zypper install nvidia-open-driver-G06-signed-kmp-meta" }
        return "sudo apt-get install nvidia-driver"
    }

    private var installLibrary: String {
        if isLike("fedora") || isLike("rhel") { return "sudo dnf install xorg-x11-drv-nvidia-cuda" }
        if isLike("arch") { return "sudo pacman -S nvidia-utils" }
        return "sudo apt-get install libnvidia-ml1 nvidia-smi"
    }
}

import Foundation
import Testing

@testable import Runtimes

@Suite struct ContainerToolTests {
    @Test func `a setting names the program, or says that there is to be none`() {
        #expect(ContainerTool.named("none") == nil)
        #expect(ContainerTool.named("sudo docker")?.words == ["sudo", "docker"])
    }

    @Test func `a script called docker around Podman is Podman`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "docker").path(percentEncoded: false)
        try Data("#!/bin/sh\nexec /usr/bin/podman \"$@\"\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        #expect(ContainerTool(words: [path]).isPodman)
        #expect(ContainerTool(words: ["/opt/podman-5/bin/podman", "--remote"]).isPodman)
        #expect(!ContainerTool(words: ["/nonexistent/docker"]).isPodman)
    }
}

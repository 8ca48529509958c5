import ArgumentParser
import CLI
import ControlPlane
import Domain
import Foundation
import Logging
import Server

/// `llm-manager proxy`: a service's API on this machine.
struct ProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Offer a service on this machine, as an address that any OpenAI client can use.",
        discussion: """
            A client cannot make the ID token that a private service asks for. The proxy adds it (and the engine's API \
            key), passes requests and answers on as they come, and makes new tokens in time. It listens on 127.0.0.1 only \
            and takes any key that a client sends, or none.
            """
    )

    @OptionGroup var which: ServiceArgument

    @Option(help: ArgumentHelp("Port to listen on; 0 takes a free one.", valueName: "port"))
    var port: Int = 8011

    @Option(
        help: ArgumentHelp(
            "A page whose scripts may call, such as http://localhost:3000; may be repeated. Programs need none.",
            valueName: "origin"))
    var allowOrigin: [String] = []

    @OptionGroup(title: "Where") var connection: ConnectionOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    }

    func run() async throws {
        do {
            let session = try await CommandSession.open(connection.request())
            do {
                try await serve(session)
            } catch {
                await session.close()
                throw error
            }
            await session.close()
        } catch let problem as Problem {
            Console.note("error: \(problem)")
            throw ExitStatus(problem.code).exitCode
        }
    }

    private func serve(_ session: CommandSession) async throws {
        let gate = try await session.controlPlane.services.gate(session.context, which.id())
        let endpoint = try await gate.endpoint()
        var logger = Logger(label: "llm-manager", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .warning
        let server = ProxyServer(gate, port: port, origins: allowOrigin, logger: logger) { base in
            Console.print("\(gate.id) as \(endpoint.servedName): \(base)/v1")
        }
        do {
            try await server.run()
        } catch {
            throw ServeCommand.explained(error, port: port)
        }
    }
}

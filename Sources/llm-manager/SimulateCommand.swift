import ArgumentParser
import CLI
import CloudSimulator
import Foundation
import Logging

/// `llm-manager simulate`: the clouds alone, for other programs and for a manager in a process of its own.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the simulated Google Cloud and hubs, without a manager.",
        discussion: """
            Everything listens on 127.0.0.1 and nothing real is touched: no credentials are read, no request leaves \
            this machine. STATE/endpoints.json names the addresses; 'llm-manager … --simulator STATE' uses them. \
            Killing the process loses nothing that a real cloud would keep.
            """
    )

    @OptionGroup var simulator: SimulatorOptions

    @Option(help: ArgumentHelp("First of eight ports in a row; free ones when left out.", valueName: "port"))
    var port: Int?

    func run() async throws {
        var configuration = try simulator.configuration()
        configuration.basePort = port
        let running = try await CloudSimulator.start(configuration)
        let endpoints = running.endpoints
        print("simulated Google APIs  \(endpoints.google)")
        print("simulated storage      \(endpoints.storage)")
        print("simulated Hugging Face \(endpoints.huggingface)")
        print("simulated Ollama       \(endpoints.ollama)")
        print("control                \(endpoints.control)")
        print("state                  \(configuration.stateDirectory)")
        fflush(nil)
        defer { simulator.clearUp(configuration) }
        do {
            try await Interrupts().guarding { try await running.run() }
        } catch is CancellationError {
            return  // Ctrl-C is how it is ended
        }
    }
}

/// What the simulated clouds are like; shared by `simulate` and `serve --simulate`.
struct SimulatorOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Where the simulated clouds keep their state; a temporary folder by default.", valueName: "dir"))
    var state: String?

    @Option(
        help: ArgumentHelp(
            "A folder of models that the simulated hubs serve; may be given several times.", valueName: "dir"))
    var models: [String] = []

    @Option(help: ArgumentHelp("Bytes a second that the simulated hubs send at most.", valueName: "bytes"))
    var hubRate: Int?

    @Option(help: ArgumentHelp("Bytes a second that the simulated storage moves at most.", valueName: "bytes"))
    var storageRate: Int?

    @Option(help: ArgumentHelp("How long a deploy takes in the simulated Cloud Run.", valueName: "seconds"))
    var operationDelay: Double = 1

    @Option(help: ArgumentHelp("A JSON file that says what fails, and when.", valueName: "file"))
    var faults: String?

    @Option(help: ArgumentHelp("Seed of everything drawn by chance.", valueName: "number"))
    var seed: UInt64 = 1

    /// Removes a temporary state directory; one that was named stays.
    func clearUp(_ configuration: SimulatorConfiguration) {
        guard state == nil else { return }
        try? FileManager.default.removeItem(atPath: configuration.stateDirectory)
    }

    /// What the tasks of simulated jobs run: this program.
    private static var program: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    func configuration() throws -> SimulatorConfiguration {
        var plan = FaultPlan()
        if let faults {
            let data = try Data(contentsOf: URL(fileURLWithPath: faults))
            plan = try JSONDecoder().decode(FaultPlan.self, from: data)
        }
        var rates: [SimulatorListener: Int] = [:]
        if let hubRate {
            for listener in [SimulatorListener.huggingface, .cdn, .ollama] { rates[listener] = hubRate }
        }
        if let storageRate { rates[.storage] = storageRate }
        let directory =
            state ?? FileManager.default.temporaryDirectory.appending(path: "llm-manager-\(UUID().uuidString)").path
        return SimulatorConfiguration(
            stateDirectory: directory,
            rates: rates,
            operationDelay: .seconds(operationDelay),
            seed: seed,
            faults: plan,
            models: models,
            program: Self.program
        )
    }
}

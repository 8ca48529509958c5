import CCurl
import Foundation

/// The driving thread: owns the multi handle and every transfer, and is the only one that calls libcurl.
///
/// It never waits for one of our tasks: callbacks copy bytes or pause their own transfer, and what is paused goes on
/// from here, not from the callback of another transfer.
final class CurlLoop {
    private let mailbox: CurlMailbox
    private let settings: TransportSettings
    private let library: CurlLibrary
    private let multi: UnsafeMutableRawPointer
    private var transfers: [UInt64: CurlTransfer] = [:]
    private var lastCheck = ContinuousClock.now

    /// How often clocks are looked at while something runs.
    private static let tick: Duration = .milliseconds(100)

    static func start(_ mailbox: CurlMailbox, settings: TransportSettings, library: CurlLibrary, name: String) {
        let thread = Thread {
            // A write to a closed socket must be an error of that write, and not the end of the process.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            if let multi = curl_multi_init() {
                let loop = CurlLoop(mailbox, settings, library, multi)
                mailbox.opened(multi)
                loop.run()
                mailbox.closed()
                curl_multi_cleanup(multi)
            }
            mailbox.close()
            for case .start(let exchange) in mailbox.take().commands { Self.refuse(exchange) }
            mailbox.hasEnded()
        }
        thread.name = name
        thread.start()
    }

    private init(
        _ mailbox: CurlMailbox, _ settings: TransportSettings, _ library: CurlLibrary, _ multi: UnsafeMutableRawPointer
    ) {
        self.mailbox = mailbox
        self.settings = settings
        self.library = library
        self.multi = multi
        llm_curl_set_multi_number(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionsPerHost)
        // By itself libcurl keeps four connections for each running transfer, and so closes them between bursts.
        llm_curl_set_multi_number(multi, CURLMOPT_MAXCONNECTS, 4 * settings.connectionsPerHost)
    }

    private func run() {
        while true {
            let (commands, isClosed) = mailbox.take()
            for command in commands { obey(command) }
            if isClosed { break }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            readEnds()
            for transfer in transfers.values where transfer.exchange.flush() { transfer.resume() }
            checkClocks()
            curl_multi_poll(multi, nil, 0, transfers.isEmpty ? 60_000 : Int32(Self.tick / .milliseconds(1)), nil)
        }
        for transfer in transfers.values {
            curl_multi_remove_handle(multi, transfer.easy)
            Self.refuse(transfer.exchange)
        }
        transfers = [:]
    }

    private static func refuse(_ exchange: CurlExchange) {
        exchange.settle(.failure(exchange.error(.shutDown, "the client was shut down")), keepsArrived: false)
    }

    private func obey(_ command: CurlMailbox.Command) {
        switch command {
        case .start(let exchange):
            guard exchange.isRunning else { return }
            do {
                let transfer = try CurlTransfer(exchange, settings: settings, library: library)
                guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
                    throw exchange.error(.protocolError, "libcurl has no memory")
                }
                transfers[exchange.id] = transfer
            } catch {
                exchange.settle(.failure(error), keepsArrived: false)
            }
        case .resume(let id):
            transfers[id]?.resume()
        case .remove(let id):
            remove(id)
        }
    }

    private func remove(_ id: UInt64) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        curl_multi_remove_handle(multi, transfer.easy)
    }

    private func readEnds() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left)?.pointee {
            guard message.msg == CURLMSG_DONE, let easy = message.easy_handle else { continue }
            guard let transfer = transfers.values.first(where: { $0.easy == easy }) else { continue }
            let result = transfer.result(message.data.result)
            remove(transfer.exchange.id)
            transfer.exchange.settle(result, keepsArrived: true)
        }
    }

    private func checkClocks() {
        let now = ContinuousClock.now
        guard now - lastCheck >= Self.tick / 2 else { return }
        lastCheck = now
        for (id, transfer) in transfers {
            guard let error = transfer.exchange.overdue(now) else { continue }
            remove(id)
            transfer.exchange.settle(.failure(error), keepsArrived: true)
        }
    }
}

import CCurl
import Foundation

/// An easy handle at work. It lives on the driving thread and never leaves it.
final class CurlTransfer {
    let exchange: CurlExchange
    let easy: UnsafeMutableRawPointer
    private var list: UnsafeMutablePointer<curl_slist>?
    private let message: UnsafeMutablePointer<CChar>
    /// The status after which libcurl may ask again by itself.
    private let heldStatus: Int?
    /// A request that must not be sent twice, was sent once.
    private var isSent = false
    private let mayRepeat: Bool

    /// - Throws: `OutboundError`, when the request or the settings cannot be had.
    init(_ exchange: CurlExchange, settings: TransportSettings, library: CurlLibrary) throws {
        guard let easy = curl_easy_init() else { throw exchange.error(.protocolError, "libcurl has no memory") }
        self.exchange = exchange
        self.easy = easy
        message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let request = exchange.request
        let proxy = settings.proxies.proxy(for: request.url)
        // NTLM and Negotiate take several rounds with a proxy that does not tunnel.
        let isNegotiating = proxy != nil && settings.proxyAuthentication != .basic
        heldStatus = isNegotiating ? 407 : nil
        mayRepeat = isNegotiating || [.get, .head, .options].contains(request.method)
        guard Origin(string: request.url) != nil else {
            throw exchange.error(.invalidURL, "not an absolute http or https URL")
        }
        for line in try CurlHeaders.lines(request) {
            guard let longer = curl_slist_append(list, line) else {
                throw exchange.error(.protocolError, "libcurl has no memory")
            }
            list = longer
        }
        let options = CurlOptions(easy: easy)
        do {
            try options.set(CURLOPT_ERRORBUFFER, pointer: message)
            try options.set(CURLOPT_HTTPHEADER, list: list)
            try options.apply(request)
            try options.apply(settings, proxy: proxy, library: library, request: request)
            try installCallbacks(options)
        } catch let failure as CurlOptions.Failure {
            throw exchange.error(.protocolError, failure.description)
        }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(list)
        message.deallocate()
    }

    /// Lets the directions go on that can.
    func resume() {
        let paused = exchange.pauses()
        curl_easy_pause(easy, (paused.receiving ? CURLPAUSE_RECV : 0) | (paused.sending ? CURLPAUSE_SEND : 0))
    }

    /// What a finished transfer means.
    func result(_ code: CURLcode) -> Result<Void, any Error> {
        if code == CURLE_OK { return .success(()) }
        if let refusal = exchange.refusal { return .failure(refusal) }
        let facts = CurlFailure(
            code: code, text: String(cString: message), proxyStatus: llm_curl_number(easy, CURLINFO_HTTP_CONNECTCODE),
            systemError: llm_curl_number(easy, CURLINFO_OS_ERRNO)
        )
        return .failure(exchange.error(facts.meaning, facts.cause))
    }

    private func installCallbacks(_ options: CurlOptions) throws {
        // The loop's table keeps this object while libcurl knows the pointer.
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_PREREQDATA] {
            try options.set(option, pointer: context)
        }
        try options.check(
            llm_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                CurlTransfer.from(context)?.received(line: .init(start: bytes, count: size * count)) ?? 0
            })
        try options.check(
            llm_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                CurlTransfer.from(context)?.received(body: .init(start: bytes, count: size * count)) ?? 0
            })
        try options.check(
            llm_curl_set_data_callback(easy, CURLOPT_READFUNCTION) { bytes, size, count, context in
                CurlTransfer.from(context)?.fill(.init(start: bytes, count: size * count)) ?? Int(CURL_READFUNC_ABORT)
            })
        try options.check(
            llm_curl_set_seek_callback(easy) { context, offset, origin in
                guard offset == 0, origin == SEEK_SET, let transfer = CurlTransfer.from(context) else {
                    return CURL_SEEKFUNC_FAIL
                }
                return transfer.exchange.rewind() ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
            })
        try options.check(
            llm_curl_set_prerequest_callback(easy) { context, _, _, _, _ in
                CurlTransfer.from(context)?.isAllowedToSend() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
    }

    /// The object behind what `installCallbacks` gave to libcurl.
    private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func received(line: UnsafeRawBufferPointer) -> Int {
        exchange.received(line: line, holding: heldStatus) ? line.count : 0
    }

    private func received(body: UnsafeRawBufferPointer) -> Int {
        switch exchange.received(body: body) {
        case .all: body.count
        case .pause: Int(CURL_WRITEFUNC_PAUSE)
        case .refuse: 0
        }
    }

    private func fill(_ target: UnsafeMutableRawBufferPointer) -> Int {
        switch exchange.fill(target) {
        case .bytes(let count): count
        case .end: 0
        case .pause: Int(CURL_READFUNC_PAUSE)
        case nil: Int(CURL_READFUNC_ABORT)
        }
    }

    /// libcurl sends a request again by itself when a kept connection turns out to be dead. What changes something may
    /// have been done already: the second answer (a failed precondition, not found) would be taken for the first.
    private func isAllowedToSend() -> Bool {
        defer { isSent = true }
        return mayRepeat || !isSent
    }
}

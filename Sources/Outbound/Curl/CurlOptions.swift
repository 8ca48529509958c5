import CCurl
import NIOCore

/// Sets options of an easy handle, and says which one was refused.
struct CurlOptions {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let easy: UnsafeMutableRawPointer

    func check(_ code: CURLcode) throws {
        guard code == CURLE_OK else {
            throw Failure(description: "libcurl refuses a setting: \(String(cString: curl_easy_strerror(code)))")
        }
    }

    func set(_ option: CURLoption, _ value: Int) throws { try check(llm_curl_set_number(easy, option, value)) }

    func set(_ option: CURLoption, _ text: String?) throws { try check(llm_curl_set_text(easy, option, text)) }

    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) throws {
        try check(llm_curl_set_pointer(easy, option, pointer))
    }

    func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) throws {
        try check(llm_curl_set_list(easy, option, list))
    }

    /// What is sent. Redirects, retries, cookies and decompression are ours or nobody's.
    func apply(_ request: OutboundRequest) throws {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        // HTTP/2 as this libcurl has it gains nothing for a handful of calls; files go over HTTP/1.1 anyway.
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_NOPROGRESS, 1)
        let buffer = request.traffic == .bulk ? 512 << 10 : 64 << 10
        try set(CURLOPT_BUFFERSIZE, buffer)
        try set(CURLOPT_UPLOAD_BUFFERSIZE, buffer)
        switch request.method {
        case .head: return try set(CURLOPT_NOBODY, 1)
        case .get: try set(CURLOPT_HTTPGET, 1)
        default: break
        }
        let length: Int64
        switch request.body {
        case .none: length = 0
        case .bytes(let bytes): length = Int64(bytes.readableBytes)
        case .stream(_, let known, _): length = known ?? -1
        }
        let expectsBody = [.post, .put, .patch].contains(request.method)
        if expectsBody || length != 0 {
            try set(CURLOPT_UPLOAD, 1)
            try check(llm_curl_set_size(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(length)))
        }
        try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }

    /// How it gets there.
    func apply(
        _ settings: TransportSettings, proxy: ProxySettings.Proxy?, library: CurlLibrary, request: OutboundRequest
    ) throws {
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeout / .milliseconds(1)))
        try set(CURLOPT_MAXAGE_CONN, 50)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try check(llm_curl_set_close_on_exec(easy))
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try trust(settings, library)
        // An empty proxy is none; without it libcurl would read the variables by itself, with rules of its own.
        try set(CURLOPT_NOPROXY, "")
        try set(CURLOPT_PROXY, proxy?.address ?? "")
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        if let proxy { try authenticate(proxy, settings.proxyAuthentication) }
        // Who has given credentials means them.
        if let file = settings.netrcFile, request.headers["Authorization"] == nil {
            try set(CURLOPT_NETRC, Int(CURL_NETRC_OPTIONAL.rawValue))
            try set(CURLOPT_NETRC_FILE, file)
        }
    }

    /// The same trust for a server and for a proxy over TLS.
    private func trust(_ settings: TransportSettings, _ library: CurlLibrary) throws {
        let isReplaced = settings.trustedRootsFile != nil
        let file = settings.trustedRootsFile ?? library.trustedFile
        for option in [CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO] { try set(option, file) }
        for option in [CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH] {
            try set(option, isReplaced ? nil : library.trustedFolder)
        }
        guard let bundle = settings.trustedRoots else { return }
        try bundle.withUnsafeReadableBytes { bytes in
            for option in [CURLOPT_CAINFO_BLOB, CURLOPT_PROXY_CAINFO_BLOB] {
                try check(llm_curl_set_bytes(easy, option, bytes.baseAddress, bytes.count))
            }
        }
    }

    private func authenticate(_ proxy: ProxySettings.Proxy, _ kind: ProxyAuthentication) throws {
        // Negotiate takes the ticket of the machine's user, which libcurl wants to be told by an empty name.
        let user = proxy.user ?? (kind == .negotiate ? "" : nil)
        guard let user else { return }
        try set(CURLOPT_PROXYUSERNAME, user)
        try set(CURLOPT_PROXYPASSWORD, proxy.password ?? "")
        guard !proxy.scheme.isSOCKS else { return }
        let way =
            switch kind {
            case .basic: llm_curl_auth_basic
            case .ntlm: llm_curl_auth_ntlm
            case .negotiate: llm_curl_auth_negotiate
            }
        try set(CURLOPT_PROXYAUTH, way)
    }
}

import CCurl
import Foundation

/// What libcurl says about a transfer that failed, in our words.
struct CurlFailure {
    let code: CURLcode
    /// libcurl's own sentence; names hosts, never a header or a query.
    let text: String
    /// What a proxy answered to CONNECT, 0 when none did.
    let proxyStatus: Int
    let systemError: Int

    var cause: String {
        if isRefusedByProxy { return "the proxy answered \(proxyStatus)" }
        let known = String(cString: curl_easy_strerror(code))
        return text.isEmpty ? known.lowercasedFirst : text.lowercasedFirst
    }

    var meaning: OutboundError.Code {
        if isRefusedByProxy { return .proxyFailed }
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED, CURLE_UNSUPPORTED_PROTOCOL:
            // HTTP/0.9 is told by the same code as a scheme that is not HTTP; the scheme was checked before.
            return code == CURLE_UNSUPPORTED_PROTOCOL ? .protocolError : .invalidURL
        case CURLE_COULDNT_RESOLVE_HOST: return .nameNotFound
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxyFailed
        case CURLE_COULDNT_CONNECT: return .connectFailed
        case CURLE_OPERATION_TIMEDOUT: return .connectTimedOut  // the only time limit that libcurl has from us
        case CURLE_PARTIAL_FILE: return .truncated
        case CURLE_SSL_CONNECT_ERROR:
            return isReset ? .connectionLost : .tlsFailed
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            return .tlsFailed
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_SEND_FAIL_REWIND, CURLE_SSL_SHUTDOWN_FAILED,
            CURLE_ABORTED_BY_CALLBACK, CURLE_AGAIN:
            return .connectionLost
        default: return .protocolError
        }
    }

    private var isRefusedByProxy: Bool { proxyStatus != 0 && !(200..<300).contains(proxyStatus) }

    private var isReset: Bool {
        [Int(ECONNRESET), Int(EPIPE)].contains(systemError) || text.contains("SSL_ERROR_SYSCALL")
    }
}

extension String {
    /// For a sentence that goes on; `SSL …` stays as it is.
    fileprivate var lowercasedFirst: String {
        dropFirst().first?.isUppercase == true ? self : prefix(1).lowercased() + dropFirst()
    }
}

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension OutboundError {
    /// What the libraries throw, in our words. An error that is not theirs (of the producer of a body) passes.
    static func translating(_ error: any Error, _ request: OutboundRequest) -> any Error {
        func ours(_ code: Code, _ cause: String) -> OutboundError {
            OutboundError(code, method: request.method, url: request.url, cause: cause)
        }
        switch error {
        case let error as HTTPClientError:
            return ours(code(error), error.shortDescription.lowercased())
        case let error as NIOConnectionError:
            let isNameUnknown = error.dnsAError != nil && error.dnsAAAAError != nil && error.connectionErrors.isEmpty
            if isNameUnknown { return ours(.nameNotFound, "the name \(error.host) was not found") }
            let cause = error.connectionErrors.first.map { "\($0.error)" } ?? "no address"
            return ours(.connectFailed, "cannot connect to \(error.host):\(error.port): \(cause)")
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return ours(.tlsFailed, "TLS failed: \(error)")
        case let error as HTTPParserError:
            if case .invalidEOFState = error { return ours(.truncated, "the answer ended before its end") }
            return ours(.protocolError, "not HTTP: \(error)")
        case let error as IOError:
            let reason = String(cString: strerror(error.errnoCode))
            return ours(error.errnoCode == ECONNREFUSED ? .connectFailed : .connectionLost, reason)
        case let error as ChannelError:
            if case .connectTimeout = error { return ours(.connectTimedOut, "no connection in time") }
            return ours(.connectionLost, "the connection was closed")
        default:
            return error
        }
    }

    private static func code(_ error: HTTPClientError) -> Code {
        switch error {
        case .invalidURL, .emptyHost, .emptyScheme: .invalidURL
        case .connectTimeout: .connectTimedOut
        case .tlsHandshakeTimeout: .tlsFailed
        case .invalidProxyResponse, .proxyAuthenticationRequired, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            .proxyFailed
        case .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout: .timedOut
        case .remoteConnectionClosed, .uncleanShutdown: .connectionLost
        case .bodyLengthMismatch: .invalidBody
        case .cancelled, .requestStreamCancelled: .cancelled
        case .alreadyShutdown: .shutDown
        default: error.shortDescription == "Unsupported scheme" ? .invalidURL : .protocolError
        }
    }
}

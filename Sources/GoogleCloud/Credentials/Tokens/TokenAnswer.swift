import Foundation
import NIOCore

/// What token endpoints answer (RFC 6749 section 5.1), `expires_in` as a number or a string.
struct TokenAnswer: Decodable {
    var accessToken: String?
    var idToken: String?
    var refreshToken: String?
    var expiresIn: GoogleInt64?

    enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case idToken = "id_token"
        case refreshToken = "refresh_token"
        case expiresIn = "expires_in"
    }

    init(_ body: ByteBuffer, from place: String) throws {
        guard let answer = try? GoogleDecoder.decode(Self.self, from: body) else {
            throw GoogleCloudError(.unreadable, message: "\(place) gave no readable token")
        }
        self = answer
    }

    func token(now: Date) throws -> AccessToken {
        guard let accessToken, !accessToken.isEmpty else {
            throw GoogleCloudError(.unreadable, message: "the token endpoint gave no access_token")
        }
        return AccessToken(value: accessToken, expiry: now + TimeInterval(expiresIn?.value ?? 3600))
    }
}

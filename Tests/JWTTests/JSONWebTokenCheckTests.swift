import JWT
import Testing

struct JSONWebTokenCheckTests {
    private static func code(_ claims: String, now: Double = 1100, longestLife: Double? = nil) throws -> JWTError.Code?
    {
        let token = try JSONWebToken(reading: JWTFixture.token(SigningKey.generate(.es256), claims))
        do throws(JWTError) {
            try token.check(issuers: ["me"], audiences: ["you"], now: now, longestLife: longestLife)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: [
        (#"{"iss":"me","aud":"you","iat":1000,"exp":1600}"#, nil),
        (#"{"iss":"me","aud":["others","you"],"iat":1000,"exp":1600}"#, nil),
        (#"{"iss":"other","aud":"you","iat":1000,"exp":1600}"#, JWTError.Code.wrongIssuer),
        (#"{"aud":"you","iat":1000,"exp":1600}"#, .wrongIssuer),
        (#"{"iss":"me","aud":"others","iat":1000,"exp":1600}"#, .wrongAudience),
        (#"{"iss":"me","iat":1000,"exp":1600}"#, .wrongAudience),
        (#"{"iss":"me","aud":"you","iat":1000}"#, .badClaim),
        (#"{"iss":"me","aud":"you","iat":1000,"exp":"1600"}"#, .badClaim),
        (#"{"iss":"me","aud":"you","exp":1600}"#, .badClaim),
        (#"{"iss":"me","aud":"you","iat":1200,"exp":1600}"#, .notYetValid),
        (#"{"iss":"me","aud":"you","iat":1000,"nbf":1200,"exp":1600}"#, .notYetValid),
        (#"{"iss":"me","aud":"you","iat":500,"exp":1000}"#, .expired),
        (#"{"iss":"me","aud":"you","iat":500,"exp":1071}"#, nil),
        (#"{"iss":"me","aud":"you","iat":1120,"exp":1080}"#, .badClaim),
    ])
    func `claims are checked`(claims: String, expected: JWTError.Code?) throws {
        #expect(try Self.code(claims) == expected)
    }

    @Test func `a life longer than the issuer gives is refused`() throws {
        let claims = #"{"iss":"me","aud":"you","iat":1000,"exp":9000}"#
        #expect(try Self.code(claims) == nil)
        #expect(try Self.code(claims, longestLife: 600) == .badClaim)
    }
}

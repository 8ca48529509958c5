import JWT

/// Keys made once, and material that attackers would bring.
enum JWTFixture {
    static func token(_ key: SigningKey, _ claims: String = #"{"iss":"me","aud":"you","iat":1000,"exp":1600}"#) throws
        -> String
    {
        try JSONWebToken.signed(claims: Array(claims.utf8), by: key)
    }

    /// Replaces parts of a token: header and claims as JSON text, the signature as bytes.
    static func forged(_ token: String, header: String? = nil, claims: String? = nil, signature: [UInt8]? = nil)
        -> String
    {
        var parts = token.split(separator: ".").map(String.init)
        if let header { parts[0] = Base64URL.encode(header.utf8) }
        if let claims { parts[1] = Base64URL.encode(claims.utf8) }
        if let signature { parts[2] = Base64URL.encode(signature) }
        return parts.joined(separator: ".")
    }

    /// A public RSA key, and a token that uses its PEM text as an HMAC secret.
    static let publicRSA = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtt5/VDzpr6FspfFOyWyN
        uLeinNIumQCyDxpVTKEXUb9o9Jop9rbTtcAuQA9lGi1ZJJllCiQEfkXFfP4zqmsE
        qVxiEVBJ6oAAiMkG1kJmmMZ/QOblB3zOa4iZUl9jF+Km34bLTCiiCiAh/otF3UDm
        ObRAH4FaCn9mJbtGNahz0dXcAEUuyhLu3nXjwZMBRf1ipalSBb8hGd/gSQRWAoFz
        mdw3dj4HWWH9tNnNxnAxD6Fo8qTzdJ/fuCu+QGWYyRK3jJfBkiUjXk6BkNoDwKrv
        rHwMRvQ8RUlplBcP2rbr7T5nUoKh4KAn7hUhtS1Gy/NGt6CM3sveUUfuFy2OXrs4
        7wIDAQAB
        -----END PUBLIC KEY-----
        """
    static let hs256ByPublicPEM =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJtZSJ9"
        + ".vMWIpyAda5z-aF5PDVHAvc_24u7M794LURVCsXK4cq8"

    /// A key on P-384: too long a signature, and not ES256.
    static let privateP384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAkljEP86N/u9YwLvh2
        AglUJYJuoRpllKOHFDxskBjt6mWISDnHmQ1FyKOSV09M7zehZANiAATMMeuthKHQ
        NDs4aLJ9Zk/TpUKdo8ZUj2yIWr+9FVOp35NKlkRkYoGZEGtFDIDM/u9i1hl2nT/a
        lZicLPtBPbLKJUu+1OtQXiqWCCuedmOBegmqs5acUngRKWlRrxkBuTc=
        -----END PRIVATE KEY-----
        """
    static let publicP384 = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEzDHrrYSh0DQ7OGiyfWZP06VCnaPGVI9s
        iFq/vRVTqd+TSpZEZGKBmRBrRQyAzP7vYtYZdp0/2pWYnCz7QT2yyiVLvtTrUF4q
        lggrnnZjgXoJqrOWnFJ4ESlpUa8ZAbk3
        -----END PUBLIC KEY-----
        """
}

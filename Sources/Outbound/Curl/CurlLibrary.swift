import CCurl

/// The libcurl that this process runs with, initialised once.
package struct CurlLibrary: Sendable {
    /// For example `7.88.1`.
    package let version: String
    /// As `0xMMmmpp`.
    let number: UInt32
    let hasNTLM: Bool
    let hasNegotiate: Bool
    /// Folder of the system's trusted certificates, each named by its hash.
    let trustedFolder: String?
    /// File of the system's trusted certificates.
    let trustedFile: String?
    private let isInitialised: Bool

    /// Under 7.88 a transfer over OpenSSL may stop for good: bytes that OpenSSL had read ahead are not looked at when
    /// the socket itself has nothing more.
    static let oldestNumber: UInt32 = 0x07_58_00
    private static let oldestText = "7.88.0"

    /// `curl_global_init` is called here and nowhere else; the runtime sees to it that it is called once.
    package static let shared: CurlLibrary = {
        let isInitialised = curl_global_init(Int(CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32)) == CURLE_OK
        guard let facts = llm_curl_version()?.pointee else {
            return CurlLibrary(version: "unknown", number: 0, isInitialised: isInitialised)
        }
        return CurlLibrary(
            version: facts.version.map { String(cString: $0) } ?? "unknown", number: facts.version_num,
            hasNTLM: facts.features & CURL_VERSION_NTLM != 0, hasNegotiate: facts.features & CURL_VERSION_SPNEGO != 0,
            trustedFolder: facts.capath.map { String(cString: $0) },
            trustedFile: facts.cainfo.map { String(cString: $0) }, isInitialised: isInitialised
        )
    }()

    init(
        version: String, number: UInt32, hasNTLM: Bool = false, hasNegotiate: Bool = false,
        trustedFolder: String? = nil, trustedFile: String? = nil, isInitialised: Bool = true
    ) {
        self.version = version
        self.number = number
        self.hasNTLM = hasNTLM
        self.hasNegotiate = hasNegotiate
        self.trustedFolder = trustedFolder
        self.trustedFile = trustedFile
        self.isInitialised = isInitialised
    }

    /// - Throws: `TransportRefusal` when this libcurl cannot do what the settings ask for.
    func check(_ settings: TransportSettings) throws {
        guard isInitialised else {
            throw TransportRefusal(
                "libcurl cannot be started", fix: "Install libcurl \(Self.oldestText) or newer, or use --transport nio."
            )
        }
        guard number >= Self.oldestNumber else {
            throw TransportRefusal(
                "libcurl \(version) is too old: under \(Self.oldestText) a download over TLS can stop for good",
                fix: "Install libcurl \(Self.oldestText) or newer, or use --transport nio."
            )
        }
        let isAble =
            switch settings.proxyAuthentication {
            case .basic: true
            case .ntlm: hasNTLM
            case .negotiate: hasNegotiate
            }
        guard isAble else {
            throw TransportRefusal(
                "this libcurl (\(version)) was built without \(settings.proxyAuthentication.rawValue) authentication",
                fix: "Install a libcurl that has it (Debian's has), or choose another proxy authentication."
            )
        }
    }
}

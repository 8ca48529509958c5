import Foundation
import GoogleCloud
import Testing

struct CredentialFileTests {
    private static func code(_ json: String) -> GoogleCloudError.Code? {
        do {
            _ = try CredentialFile(json: Data(json.utf8), place: "file.json")
            return nil
        } catch {
            return (error as? GoogleCloudError)?.code
        }
    }

    @Test(arguments: [
        (#"{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c"}"#, nil),
        (#"{"type":"authorized_user","client_id":"a"}"#, GoogleCloudError.Code.credentialsInvalid),
        (#"{"type":"service_account","client_email":"a","private_key":"b","private_key_id":"c"}"#, nil),
        (#"{"type":"service_account"}"#, .credentialsInvalid),
        (#"{"type":"external_account"}"#, .credentialsUnsupported),
        (#"{"type":"impersonated_service_account"}"#, .credentialsUnsupported),
        (#"{"type":"something"}"#, .credentialsInvalid),
        (#"{"installed":{}}"#, .credentialsInvalid),
        ("not json", .credentialsInvalid),
    ])
    func `each kind of file is told apart`(json: String, code: GoogleCloudError.Code?) {
        #expect(Self.code(json) == code)
    }
}

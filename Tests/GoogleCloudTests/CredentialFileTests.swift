import Foundation
import GoogleCloud
import Testing

struct CredentialFileTests {
    private static func error(_ json: String) -> GoogleCloudError? {
        do {
            _ = try CredentialFile(json: Data(json.utf8), place: "file.json")
            return nil
        } catch {
            return error as? GoogleCloudError
        }
    }

    @Test(arguments: [
        (#"{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c"}"#, nil),
        (#"{"type":"authorized_user","client_id":"a"}"#, GoogleCloudError.Code.credentialsInvalid),
        (#"{"type":"service_account","client_email":"a","private_key":"b","private_key_id":"c"}"#, nil),
        (#"{"type":"service_account"}"#, .credentialsInvalid),
        (#"{"type":"external_account"}"#, .credentialsInvalid),
        (#"{"type":"external_account_authorized_user"}"#, .credentialsInvalid),
        (#"{"type":"impersonated_service_account"}"#, .credentialsInvalid),
        (#"{"type":"gdch_service_account"}"#, .credentialsUnsupported),
        (#"{"type":"something"}"#, .credentialsUnsupported),
        (#"{"installed":{}}"#, .credentialsInvalid),
        ("not json", .credentialsInvalid),
        (TokenFixture.external(#"{"file":"/t"}"#), nil),
        (TokenFixture.external(#"{"executable":{"command":"x","timeout_millis":4999}}"#), .credentialsInvalid),
        (TokenFixture.external(#"{"executable":{"command":"x","timeout_millis":120001}}"#), .credentialsInvalid),
        (TokenFixture.external(#"{"executable":{}}"#), .credentialsInvalid),
        (TokenFixture.external(#"{}"#), .credentialsInvalid),
        (TokenFixture.external(#"{"file":"/t","format":{"type":"json"}}"#), .credentialsInvalid),
        (TokenFixture.external(#"{"file":"/t","format":{"type":"xml"}}"#), .credentialsInvalid),
        (
            TokenFixture.external(#"{"file":"/t"}"#, more: #","workforce_pool_user_project":"p""#),
            .credentialsInvalid
        ),
        (
            TokenFixture.external(#"{"file":"/t"}"#, more: #","service_account_impersonation_url":"https://x/y""#),
            .credentialsInvalid
        ),
        (TokenFixture.external(#"{"environment_id":"aws1","url":"http://169.254.169.254"}"#), .credentialsUnsupported),
        (TokenFixture.external(#"{"certificate":{"use_default_certificate_config":true}}"#), .credentialsUnsupported),
    ])
    func `each kind of file is told apart`(json: String, code: GoogleCloudError.Code?) {
        #expect(Self.error(json)?.code == code)
    }

    @Test(arguments: [
        (#"{"type":"gdch_service_account"}"#, "gdch_service_account", "gcloud auth application-default login"),
        (#"{"type":"something"}"#, "something", "authorized_user"),
        (TokenFixture.external(#"{"environment_id":"aws1"}"#), "aws", "executable"),
        (TokenFixture.external(#"{"certificate":{}}"#), "certificate", "executable"),
    ])
    func `what cannot be used is named, with advice`(json: String, name: String, advice: String) {
        let error = Self.error(json)
        #expect(error?.message.contains(name) == true)
        #expect(error?.message.contains("file.json") == true)
        #expect(error?.advice?.contains(advice) == true)
    }
}

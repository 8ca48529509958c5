import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

/// That the answers of every call are tried, and what the XML dialect and the token endpoints answer.
struct RecordedAnswerCoverageTests {
    /// Calls whose answer is not read as JSON: its status alone, a header, bytes or XML; and functions that ask nothing.
    private static let unread: Set<String> = [
        "StorageClient.deleteBucket", "StorageClient.deleteObject", "StorageClient.abortMultipart",
        "StorageClient.cancelResumable", "StorageClient.read", "StorageClient.startResumable",
        "StorageClient.sendResumable", "StorageClient.resumableStatus", "StorageClient.uploadPart",
        "StorageClient.startMultipart", "StorageClient.parts", "StorageClient.completeMultipart",
        "StorageClient.multipartUploads", "SecretManagerClient.delete", "LoggingClient.quoted",
        "CloudQuotasClient.value",
    ]

    @Test func `every call of every client has an answer that is changed and read`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var answers = ""
        for file in try FileManager.default.contentsOfDirectory(at: tests, includingPropertiesForKeys: nil) {
            answers += try String(contentsOf: file, encoding: .utf8)
        }
        let sources = root.appending(path: "Sources/GoogleCloud")
        var calls: Set<String> = []
        let names = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        while let file = names?.nextObject() as? URL {
            let stem = file.deletingPathExtension().lastPathComponent.split(separator: "+")[0]
            guard file.pathExtension == "swift", stem.hasSuffix("Client"), stem != "GoogleAPIClient" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /package (?:static )?func (\w+)/) {
                calls.insert("\(stem).\(match.output.1)")
            }
        }
        #expect(calls.count > 60)
        for call in calls.subtracting(Self.unread).sorted() {
            let parts = call.split(separator: ".")
            #expect(answers.contains("\(parts[0])(api).\(parts[1])("), "no recorded answer of \(call)")
        }
        #expect(Self.unread.isSubset(of: calls))
    }

    // XML

    private static func api(_ text: String) -> GoogleAPIClient {
        let transport = OutboundFakeTransport { _, number in .fake(200, number == 0 ? text : "<ListPartsResult/>") }
        let outbound = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        return GoogleAPIClient(outbound: outbound, endpoints: GoogleEndpoints(), tokens: nil)
    }

    private static let xml: [RecordedAnswer] = [
        RecordedAnswer(
            name: "InitiateMultipartUploadResult",
            text: "<InitiateMultipartUploadResult xmlns='x'><Bucket>b</Bucket><Key>o</Key><UploadId>u</UploadId>"
                + "</InitiateMultipartUploadResult>"
        ) { api in _ = try await StorageClient(api).startMultipart("b", "o", contentType: nil) },
        RecordedAnswer(
            name: "ListPartsResult",
            text: "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker><Part>"
                + "<PartNumber>1</PartNumber><ETag>&quot;e&quot;</ETag><Size>12</Size></Part></ListPartsResult>"
        ) { api in _ = try await StorageClient(api).parts("b", "o", uploadID: "u") },
        RecordedAnswer(
            name: "CompleteMultipartUploadResult",
            text: "<CompleteMultipartUploadResult><Bucket>b</Bucket><Key>o</Key><ETag>e</ETag>"
                + "</CompleteMultipartUploadResult>"
        ) { api in
            try await StorageClient(api).completeMultipart(
                "b", "o", uploadID: "u", parts: [MultipartPart(number: 1, etag: "e")])
        },
        RecordedAnswer(
            name: "ListMultipartUploadsResult",
            text:
                "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated><Upload><Key>o</Key><UploadId>u</UploadId>"
                + "<Initiated>2026-11-01T10:00:00Z</Initiated></Upload></ListMultipartUploadsResult>"
        ) { api in _ = try await StorageClient(api).multipartUploads("b") },
    ]

    @Test(arguments: xml)
    func `an XML answer with an element left out, added, emptied or cut is read or refused as unreadable`(
        _ answer: RecordedAnswer
    ) async throws {
        try await answer.read(Self.api(answer.text))
        for match in answer.text.matches(of: /<(\w+)>([^<]*)<\/\w+>/) {
            let unknown = "<Future a='1'>x<Deep/></Future>"
            // A new element is no reason to fail.
            try await answer.read(
                Self.api(answer.text.replacingCharacters(in: match.range, with: match.output.0 + unknown)))
            let name = match.output.1
            for change in [
                "", "<\(name)/>", "<\(name)>WORD_OF_THE_FUTURE</\(name)>", "<\(name)><Deep>x</Deep></\(name)>",
            ] {
                let changed = answer.text.replacingCharacters(in: match.range, with: change)
                do { try await answer.read(Self.api(changed)) } catch let error as GoogleCloudError {
                    #expect(error.code == .unreadable, "\(answer.name), \(change): \(error)")
                }
            }
            let cut = String(answer.text[..<match.range.upperBound])
            let error = await #expect(throws: GoogleCloudError.self) { try await answer.read(Self.api(cut)) }
            #expect(error?.code == .unreadable)
        }
    }

    // Tokens

    private static let user =
        #"{"type":"authorized_user","client_id":"c","client_secret":"s","refresh_token":"r"}"#
    private static let oauth =
        #"{"access_token":"t","expires_in":3600,"token_type":"Bearer","scope":"s","issued_token_type":"i"}"#

    @Test(arguments: [
        ("a login", user, "token", oauth),
        (
            "the Security Token Service",
            TokenFixture.external(
                #"{"url":"https://x/subject","format":{"type":"json","subject_token_field_name":"value"}}"#),
            "sts.googleapis.com/v1/token", oauth
        ),
        (
            "a subject's URL",
            TokenFixture.external(
                #"{"url":"https://x/subject","format":{"type":"json","subject_token_field_name":"value"}}"#),
            "/subject", #"{"value":"v"}"#
        ),
        (
            "an impersonation",
            TokenFixture.external(
                #"{"url":"https://x/subject","format":{"type":"json","subject_token_field_name":"value"}}"#,
                more: TokenFixture.impersonation),
            ":generateAccessToken", #"{"accessToken":"a","expireTime":"2040-01-01T00:00:00Z"}"#
        ),
    ])
    func `a changed answer of a token endpoint gives a token or says that none came`(
        _ name: String, _ file: String, _ place: String, _ text: String
    ) async throws {
        var mutator = AnswerMutator(seed: 20_261_127)
        for round in 0..<100 {
            let mutation = try mutator.mutate(text)
            let fixture = try TokenFixture(file) { request, number in
                request.url.hasSuffix(place) ? .fake(200, mutation.text) : TokenFixture.google(request, number)
            }
            do {
                let token = try await fixture.provider.accessToken()
                #expect(!token.value.isEmpty, "\(name), round \(round): \(mutation)")
            } catch let error as GoogleCloudError {
                let codes: [GoogleCloudError.Code] = [.unreadable, .tokenRefused, .credentialsInvalid]
                #expect(codes.contains(error.code), "\(name), round \(round), \(mutation): \(error)")
            }
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}

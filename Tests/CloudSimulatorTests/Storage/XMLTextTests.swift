import Testing

@testable import CloudSimulator

struct XMLTextTests {
    @Test(arguments: [
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"a\"</ETag></Part></CompleteMultipartUpload>",
        "<?xml version='1.0'?>\n<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\n <Part>"
            + "<ETag>&quot;a&quot;</ETag><PartNumber> 1 </PartNumber> </Part>\n</CompleteMultipartUpload>\n",
    ])
    func `a list of parts is read, in either order of members`(text: String) throws {
        let parts = try XMLText.parts(in: text)
        #expect(parts.map(\.number) == [1])
        #expect(parts.map(\.etag) == ["a"])
    }

    @Test(arguments: [
        "", "<CompleteMultipartUpload/>", "<CompleteMultipartUpload></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part>",
    ])
    func `anything else is MalformedXML`(text: String) {
        let error = #expect(throws: GoogleError.self) { try XMLText.parts(in: text) }
        #expect(error?.reason == "MalformedXML")
    }
}

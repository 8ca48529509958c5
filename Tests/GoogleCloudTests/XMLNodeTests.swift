import Testing

@testable import GoogleCloud

struct XMLNodeTests {
    @Test func `elements, entities and namespaces are read`() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <R xmlns="http://doc.example/"><A>1 &lt; 2 &amp;&#x41;&#66;</A><B/><P><N>1</N></P><P><N>2</N></P></R>
            """
        let node = try XMLNode(parsing: text)
        #expect(node.name == "R")
        #expect(node["A"] == "1 < 2 &AB")
        #expect(node["B"]?.isEmpty == true)
        #expect(node.all("P").map { $0["N"] } == ["1", "2"])
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "<a></a><b></b>", "<a>&nope;</a>", "<!DOCTYPE a><a/>", "<a>&#xFFFFFFFF;</a>",
    ])
    func `anything else is refused`(text: String) {
        #expect(throws: XMLNode.Malformed.self) { try XMLNode(parsing: text) }
    }
}

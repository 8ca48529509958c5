import Domain
import Testing

struct DirectoryReferenceTests {
    @Test(arguments: [
        ("/srv/models/mine", "/srv/models/mine", "mine"), ("/srv//models/./mine/", "/srv/models/mine", "mine"),
        ("./mine", "mine", "mine"), ("../mine", "../mine", "mine"), ("/m/My Model#mine-2", "/m/My Model", "mine-2"),
        ("/a#b/c#mine", "/a#b/c", "mine"), (".#mine", ".", "mine"), ("/#root", "/", "root"),
    ])
    func `a directory has a canonical path and a name`(text: String, path: String, name: String) throws {
        let reference = try DirectoryReference(parsing: text)
        #expect(reference.path == path)
        #expect(reference.name == name)
        #expect(try DirectoryReference(parsing: reference.description) == reference)
    }

    @Test(arguments: [
        "", ".", "/", "..", "/a/../b", "a/../../b", "/a/..", "/a\u{0}b", "/a\nb", "/a\u{85}b", "/m/My Model", "/m/.git",
        "/m/x#", "/m/x#a/b", "/m/x#..", "/m/x#-a", "/m/x#a b", "/m/\(String(repeating: "n", count: 97))",
        "/" + String(repeating: "a/", count: 2100) + "x",
    ])
    func `a hostile path or name is refused with a way out`(text: String) {
        let problem = #expect(throws: Problem.self) { try DirectoryReference(parsing: text) }
        #expect(problem?.code == .invalidReference)
        #expect(problem?.fix != Problem.Code.invalidReference.fix)
        #expect(problem?.description.unicodeScalars.contains { $0.value < 32 && $0 != "\n" } == false)
    }

    @Test(
        arguments: [
            ("mine", "/srv/here/mine", "mine"), ("./mine", "/srv/here/mine", "mine"), (".", "/srv/here", "here"),
            ("..", "/srv", "srv"), ("../there#x", "/srv/there", "x"), ("../../../../m", "/m", "m"),
            ("/abs/mine", "/abs/mine", "mine"), ("~/mine", "/home/me/mine", "mine"), ("~x", "/srv/here/~x", nil),
        ] as [(String, String, String?)])
    func `what is typed begins where the person is`(text: String, path: String, name: String?) throws {
        guard let name else {
            #expect(throws: Problem.self) { try DirectoryReference.typed(text, in: "/srv/here", home: "/home/me") }
            return
        }
        let reference = try DirectoryReference.typed(text, in: "/srv/here", home: "/home/me")
        #expect(reference.path == path)
        #expect(reference.name == name)
        #expect(reference.isAbsolute)
    }
}

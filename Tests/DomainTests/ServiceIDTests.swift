import Domain
import Testing

struct ServiceIDTests {
    @Test(arguments: ["a", "tiny-llama", "x1", String(repeating: "a", count: 49)])
    func `Cloud Run's rule for names holds`(name: String) throws {
        #expect(try ServiceID(region: "us-central1", name: name).description == "us-central1/\(name)")
    }

    @Test(arguments: ["", "1a", "-a", "a-", "A", "a_b", String(repeating: "a", count: 50), "ä"])
    func `other names are refused`(name: String) {
        #expect(throws: Problem.self) { try ServiceID(region: "us-central1", name: name) }
    }

    @Test(arguments: ["", "US", "us/central1", "../x"])
    func `a region is a plain word`(region: String) {
        #expect(throws: Problem.self) { try ServiceID(region: region, name: "a") }
    }
}

import Testing

@testable import CLI

struct TableTests {
    struct Row: TableRow {
        static var header: [String] { ["NAME", "SIZE"] }
        var cells: [String]
        var quiet: String { cells[0] }
    }

    @Test func `columns line up under their header`() {
        let table = Table([Row(cells: ["a-long-name", "1"]), Row(cells: ["b", "22"])], emptyText: "none")
        #expect(table.text == "NAME         SIZE\na-long-name  1\nb            22")
    }

    @Test func `an empty table says what to do`() {
        #expect(Table<Row>([], emptyText: "none").text == "none")
    }
}

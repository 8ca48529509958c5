/// A row of a list command: cells under a header, and what `--quiet` prints.
package protocol TableRow {
    static var header: [String] { get }
    var cells: [String] { get }
    var quiet: String { get }
}

/// Lines up cells in columns, for people.
package struct Table<Row: TableRow> {
    package var rows: [Row]
    /// Said in place of an empty table.
    package var emptyText: String

    package init(_ rows: [Row], emptyText: String) {
        self.rows = rows
        self.emptyText = emptyText
    }

    package var text: String {
        guard !rows.isEmpty else { return emptyText }
        let lines = [Row.header] + rows.map(\.cells)
        let widths = Row.header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            var line = ""
            for (column, cell) in cells.enumerated() {
                let isLast = column == cells.count - 1
                line += isLast ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            return line
        }.joined(separator: "\n")
    }
}

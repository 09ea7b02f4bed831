/// Aligned columns for a terminal, at most so wide.
struct TextTable {
    struct Column {
        var title: String
        var alignment = Alignment.left
        /// What may be cut from the middle where the table is too wide, to no less than this.
        var least: Int?
        /// Left out where even the least widths are too wide, the highest first; 0 stays.
        var expendable = 0
    }

    enum Alignment { case left, right }

    struct Cell {
        var text: String
        var style: Style?

        init(_ text: String?, _ style: Style? = nil) {
            self.text = text ?? ""
            self.style = style
        }
    }

    var columns: [Column]
    var rows: [[Cell]]

    /// Lines without a line break at their ends. Columns in which no row has anything are left out.
    func lines(width: Int, palette: Palette) -> [String] {
        let used = fitting(
            columns.indices.filter { column in rows.contains { !$0[column].text.isEmpty } }, within: width)
        let widths = widths(used, within: width)
        let header = columns.map { Cell($0.title, .dim) }
        return ([header] + rows).map { row in
            let cells = zip(used, widths).map { column, width in
                padded(row[column], columns[column], width, palette)
            }
            return Self.trimmed(cells.joined(separator: "  "))
        }
    }

    /// Without the expendable columns for which there is no room: a line that a terminal breaks is no row any more.
    private func fitting(_ used: [Int], within width: Int) -> [Int] {
        let least = used.map { min(columns[$0].least ?? .max, natural($0)) }.reduce(0, +) + 2 * (used.count - 1)
        guard least > width, let last = used.max(by: { columns[$0].expendable < columns[$1].expendable }),
            columns[last].expendable > 0
        else { return used }
        return fitting(used.filter { $0 != last }, within: width)
    }

    private func natural(_ column: Int) -> Int {
        (rows.map { Printable.width($0[column].text) } + [Printable.width(columns[column].title)]).max() ?? 0
    }

    /// Natural widths; what is too much is taken from the columns that may shrink, the widest first.
    private func widths(_ used: [Int], within width: Int) -> [Int] {
        var widths = used.map(natural)
        var excess = widths.reduce(0, +) + 2 * (used.count - 1) - width
        while excess > 0 {
            let shrinkable = used.indices.filter { widths[$0] > columns[used[$0]].least ?? .max }
            guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func padded(_ cell: Cell, _ column: Column, _ width: Int, _ palette: Palette) -> String {
        let text = Printable.cut(cell.text, columns: width)
        let padding = String(repeating: " ", count: max(0, width - Printable.width(text)))
        let painted = palette.paint(text, cell.style)
        return column.alignment == .right ? padding + painted : painted + padding
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}

/// How a piece of text is set off on a terminal.
enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
}

/// Whether colours are written: the executable decides.
struct Palette {
    var color: Bool

    func paint(_ text: String, _ style: Style?) -> String {
        guard color, let style, !text.isEmpty else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}

import Foundation
import Testing

@testable import Formats

/// Values of a JSON text that are read a line at a time: the same ones, and the same complaints, as of the text at once.
struct JSONLinesTests {
    private func values(_ text: String) throws -> [JSON] {
        var found: [JSON] = []
        try Input(name: "test", bytes: Array(text.utf8)).forEachValue { value, index in
            #expect(index == found.count)
            found.append(value)
        }
        return found
    }

    private func atOnce(_ text: String) throws -> [JSON] {
        try JSON.sequence(Encoding.utf8(Array(text.utf8)), source: "test")
    }

    @Test(arguments: [
        "[1]", "{}\n{}", "{\"a\":1}\r\n\r\n{\"a\":2} 3\n", "{\n\"a\":\n1}\n2", "1\n2\n[\n3\n]\n4\n",
        "\u{FEFF}{\"a\":1}\n5\n",
        "\n\n7", "\u{FEFF}[\n1]",
    ])
    func values(of text: String) throws { #expect(try values(text) == atOnce(text)) }

    /// Longer than the buffer.
    @Test func longLines() throws {
        let long = #"["\#(String(repeating: "x", count: 300_000))"]"#
        let found = try values("1\n\(long)\n2\n[\n\(long),\n\(long)]\n")
        #expect(found.count == 4 && found[1].array?.first?.string?.utf8.count == 300_000)
        #expect(found[3].array?.count == 2)
    }

    @Test(arguments: ["", "\n", "1\n2\n{\"a\" 3}\n4", "{}\n{\n\"a\":\n}\n", "\u{FEFF}1\n\"", "[1,\n2"])
    func damage(in text: String) {
        let whole = #expect(throws: FormatError.self) { try atOnce(text) }
        let piecewise = #expect(throws: FormatError.self) { try values(text) }
        #expect(whole != nil && whole == piecewise)
    }
}

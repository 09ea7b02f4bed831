import Measurements
import Testing

@testable import Formats

/// Bytes decide the encoding, and what XML forbids does not cost a report.
struct XMLEncodingTests {
    static func report(_ name: String, encoding: String?) -> String {
        let declaration = encoding.map { "<?xml version=\"1.0\" encoding=\"\($0)\"?>\n" } ?? ""
        return
            "\(declaration)<testsuite name=\"s\"><testcase name=\"\(name)\" time=\"1\"><failure/></testcase></testsuite>"
    }

    static func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
        let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
        return units.flatMap { unit in
            let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
            return bigEndian ? bytes.reversed() : bytes
        }
    }

    static func run(_ bytes: [UInt8]) throws -> Run {
        try #require(try ResultFormats.read(Input(name: "r.xml", bytes: bytes)).first)
    }

    static func name(_ bytes: [UInt8]) throws -> String? { try run(bytes).tests?.failures.first?.name }

    @Test(arguments: [nil, "UTF-8", "utf8", "UTF-16", "utf-16", "UTF-16 LE", "US-ASCII", "unheard-of"])
    func bytesOfUTF8AreUTF8WhateverTheirLabel(label: String?) throws {
        let text = Array(Self.report("Überprüfung 日本 😀", encoding: label).utf8)
        #expect(try Self.name(text) == "Überprüfung 日本 😀")
        #expect(try Self.name([0xEF, 0xBB, 0xBF] + text) == "Überprüfung 日本 😀")
        #expect(try Self.run(text).notes.isEmpty)
    }

    @Test(arguments: ["UTF-8", "UTF-16", "UTF-16 LE", nil])
    func bytesOfUTF16AreUTF16WhateverTheirLabel(label: String?) throws {
        for bigEndian in [false, true] {
            let text = Self.report("Überprüfung 日本 😀", encoding: label)
            #expect(try Self.name(Self.utf16(text, bigEndian: bigEndian, mark: true)) == "Überprüfung 日本 😀")
        }
        let unmarked = Self.utf16(Self.report("é", encoding: "UTF-16"), bigEndian: false, mark: false)
        #expect(try Self.name(unmarked) == "é")
    }

    /// Characters across the ends of chunks.
    @Test func chunksDoNotCutCharacters() throws {
        let cases = (0..<3000).map { "<testcase name=\"日本😀é&#x1b;&amp;\($0)\"/>" }.joined()
        let text = "<testsuite name=\"s\">\(cases)<testcase name=\"a\"><failure/></testcase></testsuite>"
        for shift in 0..<4 {
            let run = try Self.run(Array((String(repeating: " ", count: shift) + text).utf8))
            #expect(run.tests?.tests == 3001 && run.tests?.failed == 1)
            #expect(
                run.notes == [
                    Note(
                        "xml.characters",
                        "3000 characters that XML forbids (escape sequences, NUL) were replaced by U+FFFD")
                ])
        }
        let wide = Self.utf16(text, bigEndian: false, mark: true)
        #expect(try Self.run(wide).tests?.tests == 3001)
    }

    @Test func declaredSingleByteEncodingsAreRead() throws {
        let latin = Self.report("caf\u{1}", encoding: "ISO-8859-1").utf8.map { $0 == 1 ? 0xE9 : $0 }
        #expect(try Self.name(latin) == "café")
        let cyrillic = Self.report("\u{1}\u{2}", encoding: "windows-1251").utf8.map {
            $0 == 1 ? 0xD2 : $0 == 2 ? 0xE5 : $0
        }
        #expect(try Self.name(cyrillic) == "Те")
    }

    @Test func otherBytesInUTF8AreTakenForWindows1252AndSaidSo() throws {
        let bytes = Self.report("caf\u{1} é", encoding: "UTF-8").utf8.map { $0 == 1 ? 0xE9 : $0 }
        let run = try Self.run(bytes)
        #expect(run.tests?.failures.first?.name == "café é")
        #expect(
            run.notes("xml.encoding").first?.hasPrefix("1 bytes are not UTF-8 in a file labelled \"UTF-8\"") == true)
    }

    @Test(arguments: [
        "\u{1B}", "\u{0}", "\u{8}", "\u{FFFF}", "\u{FFFE}", "&#x1b;", "&#27;", "&#0;", "&#xFFFF;", "&#xD800;",
    ])
    func forbiddenCharactersAreReplaced(character: String) throws {
        let run = try Self.run(Array(Self.report("red\(character)[31m", encoding: "UTF-8").utf8))
        #expect(run.tests?.failures.first?.name == "red\u{FFFD}[31m")
        #expect(run.notes("xml.characters").count == 1)
    }

    @Test(arguments: ["&#9;", "&#x41;", "&amp;#27;", "\t"])
    func allowedCharactersStay(character: String) throws {
        #expect(try Self.run(Array(Self.report("a\(character)", encoding: nil).utf8)).notes.isEmpty)
    }

    @Test func referencesInAttributesAreResolved() throws {
        let text = Self.report("a &amp; b &lt;c&gt; &quot;d&quot; &#38;e &amp;#38; &amp;amp;", encoding: nil)
        #expect(try Self.name(Array(text.utf8)) == "a & b <c> \"d\" &e &#38; &amp;")
    }

    @Test func blanksMayPrecedeTheDeclaration() throws {
        let text = "\n \r\n" + Self.report("a", encoding: "UTF-8")
        #expect(try Self.name(Array(text.utf8)) == "a")
        let error = try #require(throws: FormatError.self) { try Self.run(Array("\n\n\(text)<".utf8)) }
        #expect(error.place == .line(6, column: nil))
    }

    @Test(arguments: [
        ("<test-run id='2'>", "an NUnit 3 report (<test-run>)"), ("<assemblies>", "an xUnit.net report (<assemblies>)"),
        (
            "<TestRun xmlns='http://microsoft.com/schemas/VisualStudio/TeamTest/2010'>",
            "a Visual Studio test report (TRX) (<TestRun>)"
        ),
        ("<!-- x --><!DOCTYPE c [<!ENTITY a '>'>]><checkstyle>", "a Checkstyle report (<checkstyle>)"),
        ("<a:thing>", "XML with the root <thing>"),
    ])
    func otherXMLIsNamed(start: String, portrait: String) throws {
        let error = try #require(throws: FormatError.self) { try Self.run(Array("<?xml version='1.0'?>\(start)".utf8)) }
        #expect(error.problem.contains(portrait))
        let named = try #require(throws: FormatError.self) {
            try ResultFormats.read(Input(name: "r", bytes: Array(start.utf8)), as: "junit")
        }
        #expect(named.problem.contains(portrait))
    }
}

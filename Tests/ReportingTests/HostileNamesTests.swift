import Analysis
import Measurements
import Reporting
import Testing

/// Names are data: whatever they hold, the comment keeps its shape.
@Suite struct HostileNamesTests {
    @Test(arguments: Samples.hostileNames)
    func oneNameKeepsTheShape(name: String) {
        var verdict = Samples.named([name])
        verdict.slowestTests = [SlowTest(phase: name, name: name, duration: 1)]
        verdict.testPhases = ["unit", name].map {
            TestPhase(name: $0, reports: 1, summary: verdict.tests ?? TestSummary(), duration: 1)
        }
        expectShape(MarkdownReporter().report(verdict))
    }

    /// Any scalars, and with a preference those that mean something to Markdown, HTML or a terminal.
    @Test(arguments: 0..<60)
    func anyNamesKeepTheShape(seed: Int) {
        var generator = Sequence(state: UInt64(seed))
        let names = (0..<6).map { _ in Self.name(&generator) }
        var verdict = Samples.named(names)
        if seed.isMultiple(of: 2) { verdict.checks[0].status = .overBudget }
        expectShape(MarkdownReporter().report(verdict))
        for reporter in [TextReporter(), ComparisonReporter()] as [any Reporter] {
            for line in reporter.report(verdict).split(separator: "\n", omittingEmptySubsequences: false) {
                #expect(
                    !line.unicodeScalars.contains {
                        $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
                    })
            }
        }
    }

    @Test func manyLongNamesStayUnderTheLimit() {
        let names = (0..<400).map { String(repeating: "🧨<|`", count: 400) + "\($0)" }
        let text = MarkdownReporter().report(Samples.named(names))
        expectShape(text)
        #expect(text.contains("left out here"))
    }

    @Test func sizeNeverPassesTheLimitAtAnyNumberOfChecks() {
        for count in stride(from: 1, to: 500, by: 71) {
            expectShape(MarkdownReporter().report(Samples.named((0..<count).map { "GET /\($0)/日本語|x" })))
        }
    }

    private func expectShape(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(text.utf8.count <= MarkdownReporter.byteLimit, sourceLocation: sourceLocation)
        #expect(text.hasPrefix("<!-- loadline key="), sourceLocation: sourceLocation)
        #expect(occurrences(of: "<!--", in: text) == 2, sourceLocation: sourceLocation)
        #expect(occurrences(of: "\n<!-- loadline-findings ", in: text) == 1, sourceLocation: sourceLocation)
        #expect(
            occurrences(of: "<details>", in: text) == occurrences(of: "</details>", in: text),
            sourceLocation: sourceLocation)
        #expect(
            occurrences(of: "<sub>", in: text) == 1 && occurrences(of: "</sub>", in: text) == 1,
            sourceLocation: sourceLocation)
        for table in tables(in: text) {
            #expect(
                table.allSatisfy { columns($0, naive: true) == columns(table[0], naive: true) },
                sourceLocation: sourceLocation)
            #expect(
                table.allSatisfy { columns($0, naive: false) == columns(table[0], naive: false) },
                sourceLocation: sourceLocation)
        }
    }

    /// Bytes, as a parser sees them.
    private func occurrences(of searched: String, in text: String) -> Int {
        let (searched, bytes) = (Array(searched.utf8), Array(text.utf8))
        guard bytes.count >= searched.count else { return 0 }
        return (0...(bytes.count - searched.count)).count { bytes[$0..<($0 + searched.count)].elementsEqual(searched) }
    }

    /// Runs of lines that begin with a pipe, outside fenced blocks.
    private func tables(in text: String) -> [[[UInt8]]] {
        var tables: [[[UInt8]]] = [[]]
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.first == UInt8(ascii: "|") {
                tables[tables.count - 1].append(Array(line))
            } else if tables.last?.isEmpty == false {
                tables.append([])
            }
        }
        return tables.filter { !$0.isEmpty }
    }

    /// Pipes that divide cells: parsers differ on whether a backslash can itself be escaped.
    private func columns(_ line: [UInt8], naive: Bool) -> Int {
        var backslashes = 0
        return line.count { byte in
            defer { backslashes = byte == UInt8(ascii: "\\") ? backslashes + 1 : 0 }
            return byte == UInt8(ascii: "|") && (naive ? backslashes == 0 : backslashes.isMultiple(of: 2))
        }
    }

    private static func name(_ generator: inout Sequence) -> String {
        let telling = Array(
            "|`\\<>!-[]()@#*_~&:/$^+=. \n\r\t\u{202E}\u{200B}\u{2028}\u{301}\u{1B}\u{0}aGET1w".unicodeScalars)
        var name = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...120, using: &generator) {
            if Int.random(in: 0..<4, using: &generator) > 0 {
                name.append(telling[Int.random(in: 0..<telling.count, using: &generator)])
            } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator)) {
                name.append(scalar)
            }
        }
        return String(name)
    }

    /// SplitMix64: the same names in every run.
    private struct Sequence: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}

import Measurements
import Testing

@testable import Analysis

@Suite struct WaiverFileTests {
    private let file = """
        # reviewed
        - check: "POST /checkout#p95"
          reason: New tax service
          author: Ada
          accepted: 2026-11-01
          expires: 2026-12-31
          commit: 919ad74
          to: 600ms
        - { check: "GET /a#p99", reason: x, author: y, accepted: 2026-11-02 }
        """

    @Test func readsEveryWord() throws {
        let waivers = try WaiverFile.read(Array(file.utf8), source: "w.yml")
        #expect(waivers.count == 2)
        let first = try #require(waivers.first)
        #expect(first.check.description == "POST /checkout#p95")
        #expect(first.reason == "New tax service")
        #expect(first.author == "Ada")
        #expect(first.accepted.description == "2026-11-01")
        #expect(first.expires?.description == "2026-12-31")
        #expect(first.commit == "919ad74")
        #expect(first.extent == .bound(0.6, unit: .seconds, text: "600 ms"))
        #expect(first.line == 2)
        #expect(waivers.last?.extent == .level(.info))
        #expect(waivers.last?.expires == nil)
        #expect(try WaiverFile.read(Array("# nothing yet\n".utf8), source: "w.yml").isEmpty)
    }

    @Test(arguments: [
        ("- check: p95\n", "w.yml:1:10: \"p95\": expected the id of a check"),
        ("- check: \"/^(/#p95\"\n", "w.yml:1:10"),
        ("- check: \"a#p95\"\n  reason: r\n  author: b\n  accepted: 2026-02-30\n", "w.yml:4:13"),
        ("- check: \"a#p95\"\n  reason: r\n  author: b\n  accepted: 2026-02-20\n  to: critical\n", "w.yml:5:7"),
        ("- check: \"a#p95\"\n  reason: r\n  author: b\n  accepted: 2026-02-20\n  to: soon\n", "expected info, target"),
        ("- check: \"a#p95\"\n  raeson: r\n", "w.yml:2:3: unknown word \"raeson\"; did you mean \"reason\"?"),
        ("- check: \"a#p95\"\n  author: b\n  accepted: 2026-02-20\n", "w.yml:1:3: reason: is missing"),
        ("- check: \"a#p95\"\n  reason: ''\n", "w.yml:2:11: reason: expected a text"),
        ("check: a\n", "w.yml:1:1: expected a list"), ("- word\n", "w.yml:1:3: expected a waiver"),
        ("- [\n", "w.yml:2"),
        ("- &a x\n- *a\n", "anchors and aliases"),
    ])
    func errorsNameThePlace(text: String, expected: String) {
        let error = #expect(throws: BudgetError.self) { try WaiverFile.read(Array(text.utf8), source: "w.yml") }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    private static let texts = [
        "plain", "a: b # c", "\"quoted\" \\ 'x'", "- {[*a &b !c %d @e `f", "line\nbreak\ttab\u{85}\u{2028}\u{1}",
        "日本 🚀",
        "null", "2026-01-01", "R&D & *all*",
    ]

    @Test(arguments: texts)
    func whatIsAppendedIsReadBack(text: String) throws {
        let (check, today) = (try CheckPattern("GET /\(text)#p95"), CalendarDate(days: 20_778))
        let waiver = Waiver(
            check, reason: text, author: text, accepted: today, expires: today.adding(days: 30), commit: text,
            extent: .level(.warning), file: "w.yml", line: 2)
        let bytes = try WaiverFile.appending(waiver, to: [], source: "w.yml")
        #expect(try WaiverFile.read(bytes, source: "w.yml") == [waiver])
    }

    @Test(arguments: ["", "\n", "\n\n# end", "\r\n"])
    func earlierEntriesStayByteForByte(end: String) throws {
        let waiver = Waiver(try CheckPattern("*#p95"), reason: "r", author: "a", accepted: CalendarDate(days: 1))
        for indent in ["", "  "] {
            let lines = file.split(separator: "\n").map { indent + $0 }
            let before = Array((lines.joined(separator: "\n") + end).utf8)
            let after = try WaiverFile.appending(waiver, to: before, source: "w.yml")
            #expect(after.starts(with: before))
            #expect(try WaiverFile.read(after, source: "w.yml").map(\.check.description).last == "*#p95")
        }
    }

    @Test(arguments: ["[]", "- check: a\n", "a: b\n"])
    func aFileThatCannotTakeAnEntryIsRefused(text: String) throws {
        let waiver = Waiver(try CheckPattern("a#p95"), reason: "r", author: "a", accepted: CalendarDate(days: 1))
        #expect(throws: BudgetError.self) {
            try WaiverFile.appending(waiver, to: Array(text.utf8), source: "w.yml")
        }
    }
}

import Measurements
import Testing

@testable import Formats

/// Documents that are made to exhaust a parser, and the large honest ones that look like them.
struct JUnitHostileTests {
    static func read(_ text: String) throws -> Run { try read(Array(text.utf8)) }

    static func read(_ bytes: [UInt8]) throws -> Run {
        let runs = try ResultFormats.read(Input(name: "r.xml", bytes: bytes), as: "junit")
        return try #require(runs.first)
    }

    static func refusal(_ bytes: [UInt8]) throws -> FormatError {
        try #require(throws: FormatError.self) { try read(bytes) }
    }

    static func refusal(_ text: String) throws -> FormatError { try refusal(Array(text.utf8)) }

    static let suite = "<testsuite name='s'>"
    static let large = 1 << 20

    @Test(arguments: [
        "<!DOCTYPE testsuite [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>",
        "<!DOCTYPE testsuite [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE testsuite SYSTEM 'http://localhost:1/x.dtd'>",
        "<!DOCTYPE testsuite>",
    ])
    func documentTypesAreRefused(type: String) throws {
        let error = try Self.refusal("<?xml version='1.0'?>\n\(type)\n\(Self.suite)<testcase name='&x;'/></testsuite>")
        #expect(error.place == .line(2, column: nil) && error.problem.contains("DOCTYPE"))
    }

    /// 100 kB of entity, used 100,000 times: no depth, all breadth.
    @Test func quadraticBlowUpIsRefused() throws {
        let entity = String(repeating: "a", count: 100_000)
        let uses = String(repeating: "&a;", count: 100_000)
        let text = "<!DOCTYPE t [<!ENTITY a '\(entity)'>]><testsuite name='\(uses)'/>"
        #expect(try Self.refusal(text).problem.contains("DOCTYPE"))
    }

    @Test func entitiesWithoutDocumentTypeAreNotKnown() throws {
        let error = try Self.refusal("\(Self.suite)\n<testcase name='&bomb;'/></testsuite>")
        #expect(error.place == .line(2, column: nil) && error.problem.contains("bomb"))
    }

    @Test func deepNestingIsRefused() throws {
        let open = String(repeating: "<testsuite>", count: 100_000)
        #expect(try Self.refusal(open).problem == "elements are nested more than 200 deep")
        let allowed = String(repeating: "<testsuite>", count: 199) + "<testcase/>"
        let run = try Self.read(allowed + String(repeating: "</testsuite>", count: 199))
        #expect(run.tests?.tests == 1)
    }

    @Test(arguments: [300, 40_000])
    func manyAttributesAreRefused(count: Int) throws {
        let attributes = (0..<count).map { " a\($0)=''" }.joined()
        let error = try Self.refusal("<testsuite\n\(attributes)/>")
        #expect(error.problem == "an element has more than 256 attributes")
        let spaces = (0..<count).map { " xmlns:a\($0)='u'" }.joined()
        #expect(try Self.refusal("<testsuite\(spaces)/>").problem == "an element has more than 256 attributes")
    }

    @Test func longNamesAreRefused() throws {
        let name = String(repeating: "n", count: 1001)
        #expect(
            try Self.refusal("\(Self.suite)\n<\(name)/></testsuite>").problem.contains("name is longer than 1000 bytes")
        )
        #expect(try Self.refusal("<testsuite \(name)=''/>").problem.contains("name is longer than 1000 bytes"))
    }

    @Test func manyNamesAreRefused() throws {
        let elements = (0..<50_000).map { "<n\($0)/>" }.joined()
        #expect(try Self.refusal(Self.suite + elements).problem.contains("more than 10000 different names"))
    }

    /// Where it may be long, content is read, whatever its length.
    @Test(arguments: [("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?p ", "?>"), ("", "")])
    func longContentIsRead(open: String, close: String) throws {
        var bytes = Array("\(Self.suite)<testcase name='a' time='1'><system-out>\(open)".utf8)
        bytes += [UInt8](repeating: UInt8(ascii: "x"), count: Self.large)
        bytes += Array(
            "\n\(close)</system-out></testcase>\n<testcase name='b' time='2'><failure/></testcase></testsuite>".utf8)
        let run = try Self.read(bytes)
        #expect(run.tests?.tests == 2 && run.tests?.failed == 1 && run.figure("duration") == 3)
        let end = try #require(bytes.lastIndex(of: UInt8(ascii: "/")))
        let error = try Self.refusal(Array(bytes[..<end]))
        #expect(error.place == .line(3, column: nil) && error.problem.contains("2 tests were read (1 failed"))
    }

    @Test(arguments: ["<![CDATA[", "<!--", "<?p "])
    func longContentWithoutEndIsRefused(open: String) throws {
        var bytes = Array("\(Self.suite)<testcase name='a'/><system-out>\(open)".utf8)
        bytes += [UInt8](repeating: UInt8(ascii: "-") + 1, count: Self.large)
        #expect(try Self.refusal(bytes).problem.contains("1 tests were read (0 failed"))
    }

    /// The end of a section that libxml2 gave up waiting for, at every position around the ends of chunks.
    @Test(arguments: [("<![CDATA[", "]]>", "]"), ("<!--", "-->", " ")])
    func longContentEndsAnywhere(open: String, close: String, filler: String) throws {
        let head = Array("\(Self.suite)<system-out>\(open)".utf8)
        let tail = Array("\(close)</system-out><testcase name='b' time='2'/></testsuite>".utf8)
        let chunk = 128 << 10
        for shift in -3...3 {
            let inside = [UInt8](repeating: Array(filler.utf8)[0], count: 4 * chunk - head.count + shift)
            #expect(try Self.read(head + inside + tail).tests?.tests == 1)
        }
    }

    @Test func longAttributesAreReadUpToALimit() throws {
        func report(_ length: Int) -> [UInt8] {
            Array("\(Self.suite)<testcase name='a' time='1'><failure message='".utf8)
                + [UInt8](repeating: UInt8(ascii: "m"), count: length) + Array("'/></testcase></testsuite>".utf8)
        }
        let run = try Self.read(report(1 << 20))
        #expect(run.tests?.failures.first?.message.count == 2000)
        let error = try #require(throws: FormatError.self) {
            try XMLReader.read(Input(name: "r.xml", bytes: report(2 << 20)), for: JUnitReport(), tagLimit: 1 << 20)
        }
        #expect(error.problem == "a tag is larger than 1 MiB")
    }

    @Test func truncatedReportsAreNoSmallerReports() throws {
        let whole =
            "\(Self.suite)\n" + String(repeating: "<testcase name='a' time='1'/>\n", count: 1000) + "</testsuite>"
        for length in stride(from: 25, to: whole.utf8.count - 1, by: 977) {
            let error = try Self.refusal(Array(whole.utf8.prefix(length)))
            #expect(error.problem.contains("tests were read") && error.problem.contains("not well-formed XML"))
        }
        #expect(try Self.refusal(whole + "<testsuite/>").problem.contains("1000 tests were read"))
        #expect(try Self.refusal("").problem.contains("not well-formed"))
    }

    /// What is counted on another thread is counted up to the damage, in files of many batches, too.
    @Test func damageFarBehindNamesAllThatWasSeen() throws {
        let failing = "<testcase name='f'><failure>some &amp; text</failure></testcase>\n"
        let passing = "<testcase name='a' time='1'/>\n"
        let text = Self.suite + String(repeating: failing + passing, count: 20_000)
        let error = try Self.refusal(text + "</testcase>")
        #expect(error.place == .line(40_001, column: nil))
        #expect(error.problem.contains("40000 tests were read (20000 failed"))
        let run = try Self.read(text + "</testsuite>")
        #expect(run.tests?.failed == 20_000 && run.tests?.passed == 20_000)
        #expect(run.tests?.failures.last?.message == "some & text")
    }

    /// A file of many suites and tests keeps a bounded number of series: every suite, then the slowest tests.
    @Test func seriesAreBounded() throws {
        var text = "<testsuites>"
        for suite in 0..<21 {
            text += "<testsuite name='s\(suite)'>"
            for test in 0..<1000 { text += "<testcase name='t\(test)' time='0.\(String(test + 1000))'/>" }
            text += "</testsuite>"
        }
        let run = try Self.read(text + "</testsuites>")
        #expect(run.tests?.tests == 21_000 && run.series.count == 10_000)
        #expect(run.series.count { $0.labels["kind"] == "suite" } == 21)
        let tests = run.series.filter { $0.labels["kind"] == "test" }
        let kept = tests.compactMap { try? $0.figure(MetricName(parsing: "duration")).value }
        #expect(kept.count == 9978 && kept.allSatisfy { $0 >= 0.1524 })
        #expect(run.notes("junit.series").count == 1)
    }

    @Test func namesAreBounded() throws {
        let name = String(repeating: "né", count: 3000)
        let nested = String(repeating: "<testsuite name='\(name)'>", count: 20)
        let run = try Self.read(
            nested + "<testcase name='\(name)' time='1'/>" + String(repeating: "</testsuite>", count: 20))
        #expect(run.series.allSatisfy { $0.name.utf8.count < 4096 })
    }
}

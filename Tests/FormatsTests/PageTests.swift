import Formats
import Foundation
import Measurements
import Testing

struct PlaywrightTests {
    @Test func testsAndMetrics() throws {
        let run = try ResultFiles.fixture("playwright/pages.json")
        let tests = try #require(run.tests)
        #expect(tests.tests == 6 && tests.passed == 3 && tests.failed == 2 && tests.skipped == 1 && tests.flaky == 1)
        #expect(
            tests.failures.map(\.name) == ["checkout is fast", "hangs"]
                && tests.flakyTests == ["cart is full | @someone"])
        #expect(tests.failures.first?.message == "Error: page load took 1503 ms")
        let home = "pages.spec.ts > / is fast{kind=test,project=chromium}"
        #expect(near(run.figure("pageLoad", of: home), 0.06990000000037253))
        #expect(
            near(run.figure("firstContentfulPaint", of: home), 0.088) && run.figure("transferSize", of: home) == 322)
        #expect(near(run.figure("first_paint_ms", of: home), 0.088) && run[home]?.measurements["issue"] == nil)
        #expect(run[home]?.measurements["pageLoad"]?.metric == Metric("pageLoad", unit: .seconds, direction: .lower))
        // The last attempt counts.
        #expect(
            run.figure("duration", of: "pages.spec.ts > shop > cart is full | @someone{kind=test,project=chromium}")
                == 0.015)
        #expect(run.tool.version == "1.57.0" && run.notes.isEmpty)
    }

    static func report(_ tests: String, errors: String = "[]") -> String {
        #"{"config":{"rootDir":"/x"},"suites":[{"title":"a.spec.ts","specs":[{"title":"t","tests":[\#(tests)]}]}],"errors":\#(errors),"stats":{}}"#
    }

    @Test func errorsOutsideTestsFail() throws {
        let text = Self.report("", errors: #"[{"message":"\u001b[31mSyntaxError\u001b[39m: x"}]"#)
        let tests = try #require(try ResultFiles.runs(text).first?.tests)
        #expect(tests.errors == 1 && !tests.ok && tests.failures.first?.message == "SyntaxError: x")
    }

    /// All tests count, the first ones by their names.
    @Test func manyTests() throws {
        let tests = (0..<2010).map { number in
            #"{"status":"expected","projectName":"p\#(number)","results":[{"status":"passed","duration":10}]}"#
        }
        let run = try #require(try ResultFiles.runs(Self.report(tests.joined(separator: ","))).first)
        #expect(run.tests?.passed == 2010 && run.series.count == 2001)
        #expect(run.figure("duration.count", of: "(other){kind=test}") == 10)
        #expect(run.notes("series.folded").count == 1)
    }

    /// Members stand in any order, and without the tests nothing was measured.
    @Test func ordersOfMembers() throws {
        let test = #"{"status":"expected","projectName":"","results":[{"status":"passed","duration":10}]}"#
        let text = Self.report(test)
        var members = try #require(JSON.parse(Array(text.utf8), source: "").object?.members)
        let run = try #require(try ResultFiles.runs(text).first)
        members.reverse()
        let other = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let parts = try members.map { member in
            let value = try JSONSerialization.data(
                withJSONObject: try #require(other[member.key]), options: .fragmentsAllowed)
            return "\"\(member.key)\":\(String(decoding: value, as: UTF8.self))"
        }
        #expect(try ResultFiles.runs("{\(parts.joined(separator: ","))}").first == run)
        let error = #expect(throws: FormatError.self) {
            try Playwright().read(Input(name: "test", bytes: Array(#"{"config":{},"stats":{}}"#.utf8)))
        }
        #expect(error?.problem == #"the document has no "suites""#)
    }

    @Test func repeatedTestsAreSamples() throws {
        let test = #"{"status":"expected","projectName":"","results":[{"status":"passed","duration":10}]}"#
        let run = try #require(try ResultFiles.runs(Self.report("\(test),\(test.replacing("10", with: "30"))")).first)
        #expect(run.tests?.passed == 2 && run.figure("duration", of: "a.spec.ts > t{kind=test}") == 0.02)
        #expect(run.figure("duration.count", of: "a.spec.ts > t{kind=test}") == 2)
    }

    @Test func formsOfAttachments() throws {
        func body(_ json: String) -> String { Data(json.utf8).base64EncodedString() }
        let forms = body(
            #"[{"name":"LCP","value":1.2,"unit":"s"},{"name":"CLS","value":0.1},{"name":"bundle","value":198,"unit":"KB"}]"#
        )
        let nested = body(#"{"nav":{"ttfb":12},"url":"http://x","list":[1,2]}"#)
        let results = """
            {"status":"passed","duration":1,"attachments":[{"name":"a","contentType":"application/json","body":"\(forms)"},
            {"name":"b","contentType":"application/json","body":"\(nested)"},{"name":"c","contentType":"application/json","path":"/x.json"},
            {"name":"d","contentType":"application/json","body":"%%%"},{"name":"lcp","contentType":"application/json","body":"\(body("850"))"}]}
            """
        let text = Self.report(#"{"status":"expected","results":[\#(results)]}"#)
        let run = try #require(try ResultFiles.runs(text).first)
        let id = "a.spec.ts > t{kind=test}"
        #expect(
            run.figure("LCP", of: id) == 1.2 && run.figure("CLS", of: id) == 0.1
                && run.figure("bundle", of: id) == 198_000)
        #expect(run.figure("nav_ttfb", of: id) == 0.012 && run.figure("lcp", of: id) == 0.85)
        #expect(run.notes("playwright.attachment").count == 1)
    }
}

struct LighthouseTests {
    @Test(arguments: ["page.json", "pagespeed.json"])
    func report(file: String) throws {
        let run = try ResultFiles.fixture("lighthouse/\(file)")
        let page = "http://127.0.0.1:8080/"
        #expect(run.series.map(\.id) == [page])
        #expect(
            near(run.figure("first-contentful-paint", of: page), 1.2345)
                && run.figure("cumulative-layout-shift", of: page) == 0.125)
        #expect(run.figure("total-byte-weight", of: page) == 850_123 && run.figure("script-size", of: page) == 198_000)
        #expect(run.figure("performance-score", of: page) == 0.87 && run.figure("seo-score", of: page) == nil)
        #expect(run.figure("unused-javascript", of: page) == nil)
        #expect(run.workload.scenario == "mobile" && run.notes("lighthouse.warning").count == 1)
    }

    @Test func aPageThatDidNotLoadIsNoResult() {
        let text =
            #"{"lighthouseVersion":"12.0.0","requestedUrl":"x","audits":{},"runtimeError":{"code":"ERRORED_DOCUMENT_REQUEST"}}"#
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.problem == "Lighthouse measured nothing: ERRORED_DOCUMENT_REQUEST")
    }
}

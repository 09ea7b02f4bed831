import Foundation
import Measurements
import Testing

@testable import Formats

/// Results in which every request has a name of its own: the first 2,000 are told apart.
struct ManyNamesTests {
    private static func text(_ count: Int, _ line: (Int) -> String) -> String { (0..<count).map(line).joined() }

    private static func result(_ number: Int) -> String {
        let head =
            #"{"code":\#(number % 10 == 0 ? 500 : 200),"timestamp":"2026-11-21T07:46:\#(10 + number % 50).68129912Z","#
        return head + #""latency":\#(1_000_000 + number),"bytes_in":43,"method":"GET","url":"http://a/\#(number)"}"#
            + "\n"
    }

    @Test func vegetaResults() throws {
        let run = try #require(try ResultFiles.runs(Self.text(2_050, Self.result)).first)
        #expect(run.series.count == 2_002 && run["(other)"]?.requests == 50 && run.figure("requests") == 2_050)
        #expect(run.figure("errors") == 205 && run.notes("series.folded").count == 1)
        let few = try #require(try ResultFiles.runs(Self.text(50, Self.result)).first)
        #expect(few.series.count == 51 && few["(other)"] == nil && few.notes("series.folded").isEmpty)
    }

    private static func span(_ number: Int) -> String {
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a\#(number)","kind":2,"startTimeUnixNano":"1700000000000000000","#
            + #""endTimeUnixNano":"17000000010000000\#(10 + number % 90)"}]}]}]}"# + "\n"
    }

    @Test func spans() throws {
        let run = try #require(try ResultFiles.runs(Self.text(2_050, Self.span)).first)
        #expect(run.series.count == 2_002 && run["(other)"]?.requests == 50 && run.figure("requests") == 2_050)
        #expect(run.notes("series.folded").count == 1)
    }

    /// Of a series among many, some values are kept as they are and more as a histogram.
    @Test func valuesAmongManySeries() {
        var (few, many) = (Recorder(), Recorder())
        for number in 1...300 {
            few.add(Double(number), amongSeries: 500)
            many.add(Double(number), amongSeries: 501)
        }
        #expect(few.samples.count == 300 && many.samples.isEmpty && many.hasSpilled && many.count == 300)
    }

    private static let stats = "Type,Name,Request Count,Failure Count,Average Response Time,Requests/s,95%\n"

    @Test func locustStats() throws {
        let rows = Self.text(2_050) { "GET,/\($0),10,1,20,0.5,30\n" }
        let run = try #require(try ResultFiles.runs(Self.stats + rows).first)
        #expect(run.series.count == 2_001 && run.figure("requests") == 20_500 && run.figure("errors") == 2_050)
        #expect(near(run.figure("throughput"), 1_025) && run.notes("series.folded").count == 1)
    }

    private static let history =
        "Timestamp,User Count,Type,Name,50%,95%,Total Request Count,Total Failure Count,Total Average Response Time\n"

    @Test func locustHistory() throws {
        let rows = Self.text(2_050) { "170000000\($0 / 1_000),5,GET,/\($0),10,20,10,0,15\n" }
        let text = Self.history + rows + "1700000003,5,,Aggregated,10,20,20500,0,15\n"
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.series.count == 2_001 && run.figure("requests") == 20_500)
        #expect(run.notes("series.folded").count == 1)
    }

    /// Percentiles over time of all requests always, of names only while there are few rows.
    @Test(arguments: [(6, true), (5, false)])
    func longHistory(limit: Int, hasCoursesOfNames: Bool) throws {
        let rows = Self.text(3) { second in
            "170000000\(second),5,GET,/a,10,20,10,0,15\n170000000\(second),5,GET,/b,,N/A,10,0,15\n"
                + "170000000\(second),5,,Aggregated,\(10 + second),20,20,0,15\n"
        }
        var format = LocustHistory()
        format.windowLimit = limit
        let run = try #require(try format.read(Input(name: "test", bytes: Array((Self.history + rows).utf8))).first)
        #expect(run.series[0].courses["p50"]?.points.map(\.value) == [0.010, 0.011, 0.012])
        #expect(run["GET /a"]?.courses["p95"]?.points.count == (hasCoursesOfNames ? 3 : nil))
        #expect(run["GET /b"]?.courses.isEmpty == true)
        #expect(run.notes("courses.absent").isEmpty == hasCoursesOfNames)
    }
}

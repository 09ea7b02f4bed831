import Formats
import Foundation
import Measurements
import Testing

struct TracesTests {
    /// Jaeger's times are whole microseconds.
    @Test(arguments: [("shop.json", 1e-12), ("jaeger.json", 2e-6)])
    func operations(file: String, tolerance: Double) throws {
        let run = try ResultFiles.fixture("otlp-traces/\(file)")
        func isNear(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) <= tolerance } ?? false }
        let ids = ["POST /checkout{service=shop,span=server}", "GET /api/products{service=shop,span=server}"]
        #expect(ids.map { run[$0]?.requests } == [56, 64] && ids.map { run[$0]?.errors } == [4, 3])
        #expect(
            isNear(run.figure("p95", of: ids[0]), 0.338392183)
                && isNear(run.figure("p95", of: ids[1]), 0.041884445999999985))
        #expect(run.figure("latency_ok.count", of: ids[0]) == 52)
        let query = "SELECT orders{service=shop,span=client}"
        #expect(isNear(run.figure("p95", of: query), 0.07766902504999999) && run[query]?.errors == 0)
        #expect(run.figure("requests") == 120 && run.figure("errors") == 7)
        #expect(run.duration.map { $0 > 5.9 && $0 < 6.5 } == true)
    }

    @Test func formsOfOneSpan() throws {
        let text = #"""
            {"resourceSpans":[{"instrumentationLibrarySpans":[{"spans":[
            {"name":"a","kind":"SPAN_KIND_CONSUMER","startTimeUnixNano":1700000000000000000,"endTimeUnixNano":"1700000001000000000","status":{"code":"STATUS_CODE_ERROR"}},
            {"name":"b","parentSpanId":"0000000000000000","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000002000000000"}]}]}]}
            """#
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.series.map(\.id) == ["*", "a{span=consumer}", "b"] && run.figure("error_rate") == 1)
        #expect(run.figure("mean", of: "b") == 2 && run.duration == 2)
    }

    private static let span =
        #"{"name":"a","kind":2,"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000"}"#
    private static let shop = #""resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]}"#

    /// The members of objects in any order.
    @Test(arguments: [
        #"{"resourceSpans":[{\#(shop),"scopeSpans":[{"scope":{},"spans":[\#(span)]}]}]}"#,
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(span)],"scope":{"a":[{}]}}],"schemaUrl":"x",\#(shop)}]}"#,
        #"{"x":[[1]],"data":null,"batches":[{"scopeSpans":[{"spans":[\#(span)]}],\#(shop)}]}"#,
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(span)]}],\#(shop),"instrumentationLibrarySpans":[{"spans":[\#(span)]}]}],"batches":[1]}"#,
        #"{"data":[{"spans":[{"operationName":"a","processID":"p","startTime":1700000000000000,"duration":1000000,"#
            + #""tags":[{"key":"span.kind","value":"server"}]}],"processes":{"p":{"serviceName":"shop"}},"traceID":"1"}]}"#,
        #"{"data":[{"processes":{"p":{"serviceName":"shop"}},"spans":[{"operationName":"a","processID":"p","startTime":1700000000000000,"#
            + #""duration":1000000,"tags":[{"key":"span.kind","value":"server"}]}]}]}"#,
        #"{"data":[{"spans":[{"operationName":"a","processID":"q","process":{"serviceName":"shop"},"startTime":1700000000000000,"#
            + #""duration":1000000,"tags":[{"key":"span.kind","value":"server"}]}],"processes":{"p":{"serviceName":"other"}}}]}"#,
    ])
    func anyOrder(text: String) throws {
        let run = try #require(try ResultFiles.runs(text, as: "otlp-traces").first)
        #expect(run.series.map(\.id) == ["*", "a{service=shop,span=server}"] && run.figure("requests") == 1)
        #expect(run.figure("mean") == 1 && run.start == 1_700_000_000)
    }

    /// Of more spans than are kept until their service is known, too: some are kept, and the others added up.
    @Test func manySpansBeforeTheirService() throws {
        func span(_ number: Int, _ process: String) -> String {
            #"{"operationName":"o\#(number % 3)","processID":"\#(process)","startTime":1700000000000000,"duration":\#(1_000 + number),"#
                + #""tags":[{"key":"error","value":\#(number % 10 == 0)}]}"#
        }
        let spans = (0..<2_400).map { span($0, $0 % 2 == 0 ? "p" : "q") }.joined(separator: ",")
        let processes = #""processes":{"p":{"serviceName":"shop"},"q":{"serviceName":"shop"}}"#
        func run(_ text: String) throws -> Run { try #require(try ResultFiles.runs(text, as: "otlp-traces").first) }
        let one = try run(#"{"data":[{"spans":[\#(spans)],\#(processes)}]}"#)
        let many = try run(
            #"{"data":[\#((0..<2_400).map { #"{"spans":[\#(span($0, "p"))],\#(processes)}"# }.joined(separator: ","))]}"#
        )
        #expect(one.series.count == 4 && one.series == many.series && one.duration == many.duration)
        #expect(one.figure("requests") == 2_400 && one.figure("errors") == 240)
    }

    @Test(arguments: [
        (
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(span)],"spans":[]}]}]}"#,
            #"resourceSpans[0].scopeSpans[0] has "spans" after "spans""#
        ),
        (
            #"{"resourceSpans":[{\#(shop),"scopeSpans":[],\#(shop)}]}"#,
            #"resourceSpans[0] has "resource" after "resource""#
        ),
        (#"{"data":[],"resourceSpans":[]}"#, #"the document has "resourceSpans" after "data""#),
        (#"{"data":[{"spans":[],"spans":[]}]}"#, #"data[0] has "spans" after "spans""#),
        ("{\"resourceSpans\":[\n{\"scopeSpans\":[{\"spans\":[{\"name\":x}]}]}]}", ":2:34: expected a JSON value"),
        (#"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(span)"#, "it is cut off"),
        (#"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(span)]}]}]}]"#, "expected a JSON value"),
    ])
    func notMeant(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text, as: "otlp-traces") }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        (#"{"resourceSpans":[]}"#, "holds no spans"),
        (
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a","startTimeUnixNano":"9","endTimeUnixNano":"8"}]}]}]}"#,
            "ends before it starts"
        ),
        (
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a","startTimeUnixNano":"-9","endTimeUnixNano":"8"}]}]}]}"#,
            "expected nanoseconds"
        ),
        (
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a","startTimeUnixNano":"99999999999999999999","endTimeUnixNano":"8"}]}]}]}"#,
            "expected nanoseconds"
        ),
        (
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"1","endTimeUnixNano":"8"}]}]}]}"#,
            "has no \"name\""
        ),
        (
            #"{"data":[{"traceID":"1","spans":[{"operationName":"a","startTime":1,"duration":-1}]}]}"#,
            "duration: expected a number of 0 or more"
        ),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }
}

struct PgStatStatementsTests {
    @Test(arguments: ["statements.csv", "statements.json"])
    func statements(file: String) throws {
        let run = try ResultFiles.fixture("pg-stat-statements/\(file)")
        let grouped =
            "select product, sum(price) from orders where price > $1 group by product order by 2 desc{kind=database}"
        #expect(run.figure("requests", of: grouped) == 8 && near(run.figure("mean", of: grouped), 0.00064780775))
        #expect(near(run.figure("min", of: grouped), 0.000582699) && near(run.figure("max", of: grouped), 0.000763729))
        #expect(
            run.figure("cache_hit_rate", of: grouped) == 1 && near(run.figure("total_time", of: grouped), 0.005182462))
        #expect(run.figure("p95", of: grouped) == nil && run.notes("percentile.absent").count == 1)
        let byKey = "select * from orders where id = $1{kind=database}"
        #expect(run.figure("latency.count", of: byKey) == 40 && run.series[1].id == grouped)
        #expect(!"\(run)".contains("hunter2"))
    }

    @Test func passwordsAreTakenOut() throws {
        let run = try ResultFiles.fixture("pg-stat-statements/statements.csv")
        #expect(run["create user cart password '…'{kind=database}"]?.requests == 1)
        #expect(run.figure("requests") == 51)
    }

    @Test func statementsOfOneTextAreAdded() throws {
        let text =
            "query,calls,total_time,min_time,max_time,shared_blks_hit,shared_blks_read\nselect 1,2,10,1,9,3,1\n\"select  1;\",3,20,2,11,5,1\n"
        let run = try #require(try ResultFiles.runs(text).first)
        let id = "select 1{kind=database}"
        #expect(
            run.figure("requests", of: id) == 5 && near(run.figure("mean", of: id), 0.006)
                && run.figure("max", of: id) == 0.011)
        #expect(run.figure("cache_hit_rate", of: id) == 0.8 && run.notes("statements.merged").count == 1)
    }

    @Test(arguments: [
        ("query,calls,total_exec_time\nx,1.5,2\n", ":2: calls: expected a whole number"),
        ("query,calls,total_exec_time\nx,1\n", ":2: expected 3 columns, found 2"),
        ("query,calls,total_exec_time\nx,1,-2\n", "total_exec_time: expected a number of 0 or more"),
        ("query,calls,total_exec_time\n", "holds no statements"),
        (#"[{"query":"x","calls":1,"total_exec_time":null}]"#, "[0]: total_exec_time: expected milliseconds"),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }
}

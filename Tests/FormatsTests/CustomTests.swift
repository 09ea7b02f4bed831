import Formats
import Foundation
import Measurements
import Testing

struct CustomTests {
    private func run(_ file: String, mapping: String) throws -> Run {
        let folder = ResultFiles.fixtures.appending(path: "custom")
        let mapping = try CustomMappingReader.read(ResultFiles.bytes(folder.appending(path: mapping)), source: mapping)
        let input = try Input(name: file, bytes: ResultFiles.bytes(folder.appending(path: file)))
        return try #require(try ResultFormats.read(input, mapping: mapping).first)
    }

    private func run(_ text: String, yaml: String) throws -> Run {
        let mapping = try CustomMappingReader.read(Array(yaml.utf8), source: "m.yml")
        return try #require(
            try ResultFormats.read(Input(name: "f", bytes: Array(text.utf8)), as: "custom", mapping: mapping).first)
    }

    @Test func endpoints() throws {
        let run = try run("endpoints.json", mapping: "endpoints.yml")
        #expect(run.format == "custom" && run.tool.name == "shop" && run.start == 1_795_241_143.764)
        #expect(run.series.map(\.id) == ["*", "GET /api/products", "POST /checkout"])
        #expect(run.series.map(\.requests) == [1500, 1000, 500])
        #expect(
            run.figure("mean", of: "GET /api/products") == 0.0425 && run.figure("p95", of: "GET /api/products") == nil)
    }

    @Test func nestedDocument() throws {
        let run = try run("service.json", mapping: "service.yml")
        #expect(run.series.map(\.id) == ["*", "/api/cart", "/api/v1.2/orders", "queries{kind=database}"])
        #expect(run.figure("p95") == 0.061 && run.figure("mean") == 0.0205 && run.figure("heap") == 310.5e6)
        #expect(run["*"]?.measurements["rss"]?.metric == Metric("rss", unit: .bytes, direction: .lower))
        #expect(run.figure("slow_queries") == 3 && run.figure("p95", of: "/api/v1.2/orders") == 0.08825)
        #expect(run.figure("mean", of: "queries{kind=database}") == 0.0045)
    }

    @Test func rowsOfACSV() throws {
        let run = try run("queries.csv", mapping: "queries.yml")
        let select = "SELECT orders, old{kind=database}"
        #expect(run.figure("latency.count", of: select) == 27 && near(run.figure("p95", of: select), 0.0829598))
    }

    @Test(arguments: [
        ("series: []", "expected a list under series:"), ("tool: x", "expected a list under series:"),
        ("- a", "expected a mapping"),
        ("series: [{metrics: {}}]", "expected metrics:"),
        ("series:\n  - name: x\n    wrong: y\n", "m.yml:3:5: \"wrong\" is not known here"),
        ("series: [{metrics: {a: {path: b, unit: parsec}}}]", "\"parsec\" is not a unit"),
        ("series: [{metrics: {a: {unit: ms}}}]", "expected path:"),
        ("series: [{metrics: {error_rate: b}}]", "kept as two counts"),
        ("series: [{metrics: {a: {path: b, kind: heap}}}]", "expected kind:"),
        ("series: [{metrics: {a: {path: b, direction: up}}}]", "expected direction:"), ("a: &x [1]", "anchors"),
        ("a: [", "not YAML"),
        ("series: [{metrics: {latency.p95: {path: b, kind: samples}}}]", "a statistic has no kind"),
        ("series: [{name: [1], metrics: {a: b}}]", "expected a text"),
    ])
    func mappingsThatAreNone(yaml: String, problem: String) {
        let error = #expect(throws: FormatError.self) {
            try CustomMappingReader.read(Array(yaml.utf8), source: "m.yml")
        }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("{\"a\":\"x\"}", "a: expected a number"), ("{\"a\":[1]}", "a: expected a number"),
        ("{\"b\":1}", "nothing that the mapping m.yml names is in this file (a)"),
        ("{\"a\":1e300}", "up to 1e100"), ("[{\"a\":1},{\"a\":2}]", "a of *: there are two values"),
        ("b,c\n1,2\n", "f:1: no column \"a\"; there are b, c"),
        ("a,c\nx,2\n", "f:2: a: expected a number"), ("{\"a\":", "cut off"),
    ])
    func filesThatDoNotFit(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try run(text, yaml: "series: [{metrics: {size: a}}]") }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func moreErrorsThanRequestsCannotBe() {
        let error = #expect(throws: FormatError.self) {
            try run(#"{"a":1,"b":2}"#, yaml: "series: [{metrics: {requests: a, errors: b}}]")
        }
        #expect(error?.problem == "*: 2 errors of 1 requests cannot be")
    }

    @Test func whatAFormatRecognizesNeedsNoMapping() throws {
        let mapping = try CustomMappingReader.read(Array("series: [{metrics: {size: a}}]".utf8), source: "m.yml")
        let bytes = try ResultFiles.bytes(ResultFiles.fixtures.appending(path: "bencher/measures.json"))
        #expect(try ResultFormats.read(Input(name: "x", bytes: bytes), mapping: mapping).first?.format == "bencher")
        #expect(throws: FormatError.self) { try ResultFormats.read(Input(name: "x", bytes: bytes), as: "custom") }
    }
}

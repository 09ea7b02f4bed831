import Measurements
import Testing

@testable import Formats

/// Answers with more combinations of labels than are told apart.
struct LabelFoldingTests {
    @Test func groups() {
        let counters: [(name: String, labels: [String: String])] = [
            ("x_total", ["a": "1"]), ("x_total", ["a": "2", "result": "hit"]),
            ("x_total", ["a": "3", "result": "Hit"]),
            ("size", ["a": "1"]), ("size", ["a": "2"]), ("http_requests_total", ["a": "4", "status": "404"]),
            ("y_total", ["a": "5", "status": "404"]), ("s", ["a": "1", "quantile": "0.5"]),
            ("s", ["a": "9", "quantile": "0.5"]),
        ]
        let folding = LabelFolding(counters, limit: 1)
        #expect(folding.groups.map(\.members) == [[0], [1, 2], [3], [5], [6], [7]] && folding.isFolded)
        #expect(folding.groups[1].labels == ["__folded__": "(other)", "result": "hit"])
        #expect(folding.groups[3].labels == ["__folded__": "(other)", "status": "4xx"])
        #expect(folding.groups[4].labels == ["__folded__": "(other)"])
        let all = LabelFolding(counters, limit: 100)
        #expect(all.groups.map(\.labels) == counters.map(\.labels) && !all.isFolded)
    }

    @Test(arguments: [(["1", "+Inf"], 2), (["2", "+Inf"], 0)])
    func bounds(second: [String], expected: Int) {
        let counters = [(1, ["1", "+Inf"]), (2, second)].flatMap { number, bounds in
            bounds.map { (name: "a_seconds_bucket", labels: ["b": "\(number)", "le": $0]) }
        }
        #expect(LabelFolding(counters, limit: 0).groups.count == expected)
    }

    private static func answer(_ count: Int) -> String {
        let series = (0..<count).map { number in
            let labels =
                #""__name__":"http_requests_total","path":"/\#(number)","status":"\#(number % 10 == 0 ? 500 : 200)""#
            return #"{"metric":{\#(labels)},"values":[[100,"0"],[110,"2"],[120,"3"],[130,"\#(3 + number % 2)"]]}"#
        }
        return #"{"status":"success","data":{"resultType":"matrix","result":[\#(series.joined(separator: ","))]}}"#
    }

    /// Totals, and what all requests were over time, are those of all combinations.
    @Test func manyRequests() throws {
        let run = try #require(try ResultFiles.runs(Self.answer(5_100)).first)
        #expect(run.series.count == 5_002 && run.figure("requests") == 5_100 * 3 + 2_550)
        #expect(run.figure("errors") == 510 * 3 && run.figure("requests", of: "(other)") == 350)
        #expect(run.notes("series.folded").count == 1 && run.notes("courses.absent").isEmpty)
        #expect(run["*"]?.timeline?.slices.map(\.requests) == [10_200, 5_100, 2_550])
        #expect(run["/7"]?.timeline?.slices.map(\.requests) == [2, 1, 1])
    }
}

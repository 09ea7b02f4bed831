import Measurements

/// What github-action-benchmark's tools `customBiggerIsBetter` and `customSmallerIsBetter` take: an array of named values with units.
package struct GitHubActionBenchmark: ResultFormat {
    package let name = "github-action-benchmark"
    package let summary = "github-action-benchmark's custom JSON: [{name, unit, value}]"
    package let documentation =
        "https://github.com/benchmark-action/github-action-benchmark/blob/v1.20.4/README.md#benchmarkjs-tool"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let all = head.json?.array, !all.isEmpty else { return false }
        return all.allSatisfy { $0["name"]?.string != nil && $0["unit"]?.string != nil && $0["value"] != nil }
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let node = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        var series: [Series] = []
        var undecided = false
        for result in node.elements {
            let unit = UnitName(try result.required("unit").json.string ?? "")
            let value = try result.required("value").value(in: unit ?? .seconds)
            var one = Series(try result.required("name").json.string ?? "")
            one.set(unit?.unit == .seconds ? .duration : .score(unit), .gauge(last: value, min: nil, max: nil))
            if unit.map({ $0.direction == .neither }) ?? true { undecided = true }
            series.append(one)
        }
        guard !series.isEmpty else { throw FormatError(input.name, "the file holds no benchmarks") }
        var run = Run(source: input.name, format: name, tool: .init("github-action-benchmark"))
        if undecided {
            let what =
                "the file does not say whether higher or lower is better; known where the unit is a time or a rate"
            run.notes = [Note("direction.absent", what)]
        }
        return Run.rounds(of: series, like: run)
    }
}

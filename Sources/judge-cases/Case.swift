import Foundation
import Statistics

/// One labelled case: baseline runs, new runs and the history before them.
struct Case {
    let name: String
    let baseline: [JSONValue]
    let candidate: [JSONValue]
    let history: [JSONValue]

    /// Nil when it has no name or nothing to judge.
    init?(_ value: JSONValue) {
        guard let name = value["case"]?.string, let candidate = value["head"]?.elements, !candidate.isEmpty else {
            return nil
        }
        self.name = name
        self.candidate = candidate
        baseline = value["base"]?.elements ?? []
        history = value["history"]?.elements ?? []
    }

    /// One endpoint's metric, whose figures of all runs make a column.
    struct Check: Equatable {
        let endpoint: String
        let metric: String
    }

    /// The endpoint that stands for the whole run.
    static let everything = "(all)"

    /// What the first new run measured.
    var checks: [Check] {
        var checks: [Check] = []
        for endpoint in candidate[0]["endpoints"]?.members ?? [] {
            for metric in ["p50", "p95", "p99", "rps"] where endpoint.value[metric] != nil {
                checks.append(Check(endpoint: endpoint.name, metric: metric))
            }
        }
        if let rate = candidate[0]["rps"]?.number, rate != 0 {
            checks.append(Check(endpoint: Self.everything, metric: "rps"))
        }
        return checks
    }

    /// The endpoints whose errors the first new run counted.
    var endpointsWithErrors: [String] {
        (candidate[0]["endpoints"]?.members ?? []).filter { $0.value["errors"] != nil }.map(\.name)
    }

    /// Logarithms of the runs' figures, signed so that higher is worse; NaN where one is missing or zero.
    static func table(_ runs: [JSONValue], _ checks: [Check]) -> [[Double]] {
        runs.map { run in
            let endpoints = run["endpoints"]
            return checks.map { check in
                let owner = check.endpoint == everything ? run : endpoints?[check.endpoint]
                guard let value = owner?[check.metric]?.number, value > 0 else { return .nan }
                return check.metric == "rps" ? -log(value) : log(value)
            }
        }
    }

    /// Errors and requests of one endpoint; nil without any request.
    static func errorCounts(_ runs: [JSONValue], _ endpoint: String) -> ErrorCounts? {
        func counts(_ name: String) -> [Double] { runs.map { $0["endpoints"]?[endpoint]?[name]?.number ?? 0 } }
        let requests = counts("count")
        return requests.contains { $0 > 0 } ? ErrorCounts(errors: counts("errors"), requests: requests) : nil
    }
}

import Measurements

/// The summary that k6 writes at the end of a test, in its three forms: what a script's `handleSummary(data)` writes, the flat form of
/// `--summary-export`, and the machine-readable one of `--new-machine-readable-summary`.
package struct K6Summary: ResultFormat {
    package let name = "k6-summary"
    package let summary = "k6 end-of-test summary: handleSummary, --summary-export, machine-readable"
    package let documentation = "https://grafana.com/docs/k6/v1.1.x/results-output/end-of-test/custom-summary/"

    /// Metrics of k6's own, at least one of which every summary has.
    private static let telling: Set<String> = [
        "http_reqs", "http_req_duration", "http_req_failed", "iterations", "iteration_duration", "data_received",
        "data_sent", "vus", "vus_max",
    ]

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json else { return false }
        if let metrics = json["results"]?["metrics"]?.array {
            return metrics.contains { $0["name"] != nil && $0["type"] != nil && $0["values"]?.object != nil }
        }
        guard let metrics = json["metrics"]?.object?.members else { return false }
        if json["root_group"]?.object != nil { return true }
        return metrics.contains { member in
            let value = member.value
            if value["type"] != nil, value["contains"] != nil, value["values"] != nil { return true }
            let isValue = value.object != nil || value.string?.hasPrefix(K6SummaryMetric.mangled) == true
            return isValue && Self.telling.contains(String(member.key.prefix { $0 != "{" }))
        }
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let root = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        var builder = K6SummaryBuilder(source: input.name)
        if let results = root["results"] {
            try builder.readMachineReadable(root, results)
        } else {
            try builder.readTree(root)
        }
        var run = try builder.run()
        run.foldOnlyScenario()
        return [run]
    }
}

extension K6SummaryBuilder {
    /// `{metrics: {name: …}, root_group, options?, state?}`: both older forms. `setup_data` is never looked at: scripts keep tokens there.
    fileprivate mutating func readTree(_ root: JSONNode) throws(FormatError) {
        if let milliseconds = try root["state"]?["testRunDurationMs"]?.amount() { duration = milliseconds / 1000 }
        for (key, node) in try root.required("metrics").members { try add(key, node) }
    }

    /// `{version, config, metadata, results: {checks, metrics: […]}}`, since k6 1.5: internal/lib/summary/machine_readable.go.
    fileprivate mutating func readMachineReadable(_ root: JSONNode, _ results: JSONNode) throws(FormatError) {
        duration = try root["config"]?["duration"]?.amount()
        scenario = root["config"]?["script"]?.json.string?.split { $0 == "/" || $0 == "\\" }.last.map(String.init)
        version = root["metadata"]?["k6Version"]?.json.string
        if let end = root["metadata"]?["generatedAt"]?.json.string.flatMap(Timestamp.seconds), let duration {
            start = end - duration
        }
        for node in try results.required("metrics").elements {
            guard let key = node["name"]?.json.string else { throw node.unexpected("a metric with a name") }
            try add(key, node)
        }
        // The checks stand apart, as counts of their outcomes.
        for node in results["checks"]?["metrics"]?.elements ?? [] where node["name"]?.json.string == "checks_succeeded"
        {
            try add("checks", node)
        }
    }
}

import Foundation
import Measurements

/// Fortio's JSON, and Nighthawk's imitation of it: latencies in seconds, the duration in nanoseconds.
package struct Fortio: ResultFormat {
    package let name = "fortio"
    package let summary = "fortio load -json, and Nighthawk's fortio output"
    package let documentation = "https://github.com/fortio/fortio/blob/v1.63.3/periodic/periodic.go"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json else { return false }
        let first = json.array?.first ?? json
        return first["DurationHistogram"]?["Count"] != nil && first["ActualQPS"] != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var runs: [Run] = []
        for node in try input.results() { runs.append(try result(node).run(source: input.name, format: name)) }
        return runs
    }

    private func result(_ node: JSONNode) throws(FormatError) -> LoadResult {
        let isNighthawk = node["Labels"]?.json.string?.contains("Nighthawk") == true
        var result = LoadResult(isNighthawk ? "Nighthawk" : "fortio")
        result.tool.version = node["Version"]?.json.string
        if let url = node["URL"]?.json.string, !url.isEmpty { result.url = url }
        result.start = node["StartTime"]?.json.string.flatMap(Timestamp.seconds)
        result.duration = try node["ActualDuration"]?.quotedAmount().seconds
        result.throughput = try node.required("ActualQPS").quotedAmount()
        result.workload.virtualUsers = try node["NumThreads"]?.quotedCount()
        // "max" is as fast as the answers come.
        let rate = try node["RequestedQPS"].flatMap { node throws(FormatError) in
            node.json.string == "max" ? nil : try node.quotedAmount()
        }
        result.workload.rate = rate
        result.workload.model = rate == nil ? .closed : .open
        let histogram = try FortioHistogram(try node.required("DurationHistogram"), isNighthawk: isNighthawk)
        result.requests = histogram.count
        if let codes = node["RetCodes"] { count(try codes.counts(), isRPC: isRPC(node), &result) }
        result.latency = histogram.distribution
        if histogram.hasInterpolated {
            let what =
                "p95 is not printed; it is interpolated between the histogram's bounds as fortio does for those it prints"
            result.notes.append(Note("percentile.interpolated", what))
        }
        return result
    }

    private func isRPC(_ node: JSONNode) -> Bool { node["RunType"]?.json.string?.hasPrefix("GRPC") == true }

    /// Good are 2xx and 418, as fortio has it (fhttp, `codeIsOK`); of gRPC health checks those that serve, of TCP and UDP "OK". -1 is a
    /// connection that failed.
    private func count(_ codes: [(name: String, count: Int)], isRPC: Bool, _ result: inout LoadResult) {
        let total = codes.reduce(0) { $0 + $1.count }
        let good = codes.reduce(0) { $0 + (Self.isGood($1.name, isRPC: isRPC) ? $1.count : 0) }
        result.requests = total
        result.errors = total - good
        if !isRPC {
            result.statuses = codes.reduce(into: [:]) { $0[(Int($1.name) ?? 0) / 100, default: 0] += $1.count }
        }
        if total > good {
            result.notes.append(
                Note("errors.definition", "errors are answers other than 2xx, and requests without an answer"))
        }
    }

    private static func isGood(_ code: String, isRPC: Bool) -> Bool {
        if isRPC { return code == "1" || code == "SERVING" || code == "OK" }
        if let status = Int(code) { return (200..<300).contains(status) || status == 418 }
        return code == "OK"
    }
}

extension Double {
    /// Of nanoseconds; early versions of Nighthawk wrote seconds there, of which no test has a million.
    fileprivate var seconds: Double { self < 1e6 ? self : self / 1e9 }
}

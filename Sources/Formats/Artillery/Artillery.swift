import Measurements

/// Reports of `artillery run --output FILE`: Artillery 1.6 and 2.0.
/// https://github.com/artilleryio/artillery/blob/artillery-2.0.21/packages/core/lib/ssms.js
///
/// What Artillery prints on the terminal, often kept as .json by redirection, is known here to be refused with a hint.
package struct Artillery: ResultFormat {
    package let name = "artillery"
    package let summary = "Artillery reports (run --output), versions 1 and 2"
    package let documentation = "https://www.artillery.io/docs/reference/cli/run"

    package init() {}

    /// Version 1 has those of all answers; version 2 is refused by `read`.
    package var hasTimes: Bool { true }

    package func recognizes(_ head: Head) -> Bool {
        guard let aggregate = head.json?["aggregate"] else { return Self.isConsole(head) }
        return Self.isFirst(aggregate) || Self.isSecond(aggregate)
    }

    private static func isFirst(_ aggregate: JSON) -> Bool {
        aggregate["requestsCompleted"] != nil && aggregate["latency"] != nil
    }

    private static func isSecond(_ aggregate: JSON) -> Bool {
        aggregate["counters"]?.object != nil && (aggregate["summaries"] ?? aggregate["histograms"])?.object != nil
    }

    private static func isConsole(_ head: Head) -> Bool {
        head.json == nil
            && (head.firstLine.hasPrefix("Test run id: ") || head.text.contains("\nMetrics for period to: "))
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let head = try Head(of: input)
        if Self.isConsole(head) {
            throw FormatError(
                input.name,
                "this is what Artillery prints on the terminal; give the file of artillery run --output FILE")
        }
        let root = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        let aggregate = try root.required("aggregate")
        if Self.isFirst(aggregate.json) {
            return [try ArtilleryFirst(root, aggregate, warmUp: input.warmUp).run(source: input.name)]
        }
        guard Self.isSecond(aggregate.json) else {
            throw FormatError(
                input.name, "aggregate: expected \"counters\" and \"summaries\", or \"latency\" of Artillery 1")
        }
        if input.warmUp != nil {
            throw FormatError(
                input.name,
                "the warm-up cannot be left out: Artillery 2 writes percentiles of periods of 10 s, which cannot be joined without the first ones; make the warm-up a phase of a run of its own"
            )
        }
        return [try ArtillerySecond(aggregate).run(source: input.name, intermediate: root["intermediate"])]
    }
}

extension Series {
    /// Shares of answers by the class of their status.
    mutating func setArtilleryCodes(_ codes: [(code: String, count: Int)]) {
        guard let requests, requests > 0, !codes.isEmpty else { return }
        for (name, digit) in [("4xx", "4"), ("5xx", "5")] {
            let hits = codes.filter { $0.code.hasPrefix(digit) }.reduce(0) { $0 + $1.count }
            set(Metric(name, unit: .ratio, direction: .lower), .ratio(hits: min(hits, requests), total: requests))
        }
    }
}

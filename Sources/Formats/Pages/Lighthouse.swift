import Measurements

/// A Lighthouse report (LHR), also as PageSpeed Insights wraps it.
package struct Lighthouse: ResultFormat {
    package let name = "lighthouse"
    package let summary = "Lighthouse's JSON report, also from PageSpeed Insights"
    package let documentation = "https://github.com/GoogleChrome/lighthouse/blob/v12.2.1/types/lhr/lhr.d.ts"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        let report = head.json?["lighthouseResult"] ?? head.json
        return report?["lighthouseVersion"] != nil && report?["audits"]?.object != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let root = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        let report = root["lighthouseResult"] ?? root
        if let code = report["runtimeError"]?["code"]?.json.string, code != "NO_ERROR" {
            throw FormatError(input.name, "Lighthouse measured nothing: \(code)")
        }
        let url = (report["requestedUrl"] ?? report["finalUrl"] ?? report["url"])?.json.string ?? "page"
        var page = Series(Credentials.removed(from: url))
        let audits = try report.required("audits")
        for (id, unit) in Self.metrics {
            guard let value = audits[id]?["numericValue"], value.json.number != nil else { continue }
            let metric = Metric(id, unit: unit?.unit ?? .unknown, direction: .lower)
            page.set(metric, .gauge(last: try value.amount(in: unit ?? .seconds), min: nil, max: nil))
        }
        try Self.addSizes(audits, to: &page)
        for (id, category) in report["categories"]?.members ?? [] {
            guard let score = try category["score"]?.amount(), score <= 1 else { continue }
            page.set(Metric("\(id)-score", unit: .ratio, direction: .higher), .share(score))
        }
        guard !page.measurements.isEmpty else { throw FormatError(input.name, "the report holds no metrics") }
        var run = Run(source: input.name, format: name, tool: .init("Lighthouse"), series: [page])
        run.tool.version = report["lighthouseVersion"]?.json.string
        run.start = report["fetchTime"]?.json.string.flatMap(Timestamp.seconds)
        run.workload.scenario =
            (report["configSettings"]?["formFactor"] ?? report["configSettings"]?["emulatedFormFactor"])?.json.string
        run.notes = (report["runWarnings"]?.elements ?? []).prefix(20).compactMap { warning in
            warning.json.string.map { Note("lighthouse.warning", Credentials.removed(from: String($0.prefix(500)))) }
        }
        return [run]
    }

    /// Audits whose number is a measurement; before version 6 the report does not say their units. Others are estimates of savings.
    private static let metrics: [(id: String, unit: UnitName?)] =
        [
            "first-contentful-paint", "largest-contentful-paint", "first-meaningful-paint", "speed-index",
            "interactive",
            "total-blocking-time", "max-potential-fid", "estimated-input-latency", "first-cpu-idle",
            "experimental-interaction-to-next-paint", "interaction-to-next-paint", "server-response-time",
            "time-to-first-byte",
            "mainthread-work-breakdown", "bootup-time", "network-rtt", "network-server-latency",
        ].map { ($0, PageMetric.milliseconds) } + [
            ("total-byte-weight", UnitName("bytes")), ("cumulative-layout-shift", nil), ("dom-size", nil),
        ]

    /// Bytes over the network by kind of resource: "script-size", "image-size", …, "total-size".
    private static func addSizes(_ audits: JSONNode, to page: inout Series) throws(FormatError) {
        for item in audits["resource-summary"]?["details"]?["items"]?.elements ?? [] {
            guard let kind = item["resourceType"]?.json.string, let size = item["transferSize"] ?? item["size"] else {
                continue
            }
            let metric = Metric("\(kind)-size", unit: .bytes, direction: .lower)
            page.set(metric, .gauge(last: try size.amount(in: .seconds), min: nil, max: nil))
        }
    }
}

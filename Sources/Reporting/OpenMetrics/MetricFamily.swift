/// One family of a text exposition: gauges, as all of ours are. https://prometheus.io/docs/specs/om/open_metrics_spec/
struct MetricFamily {
    /// Ends in the unit, where it has one: "loadline_latency_seconds".
    var name: String
    /// "seconds", "bytes", "ratio"; nil for counts and what has no unit.
    var unit: String?
    var help: String
    private var samples: [String] = []
    private var known: Set<String> = []

    init(_ name: String, unit: String? = nil, _ help: String) {
        self.name = name + (unit.map { "_" + $0 } ?? "")
        self.unit = unit
        self.help = help
    }

    var isEmpty: Bool { samples.isEmpty }

    /// The first value counts where one has the same labels; what is no number is left out.
    mutating func add(_ labels: [(String, String)], _ value: Double?) {
        guard let value, value.isFinite else { return }
        let text = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        guard known.insert(text).inserted else { return }
        samples.append("\(name){\(text)} \(Self.number(value))")
    }

    /// Readable as OpenMetrics and as Prometheus's older text format, to which UNIT is a comment.
    var lines: [String] {
        ["# TYPE \(name) gauge"] + (unit.map { ["# UNIT \(name) \($0)"] } ?? []) + ["# HELP \(name) \(help)"] + samples
    }

    private static func number(_ value: Double) -> String {
        Int(exactly: value).flatMap { $0.magnitude < 1 << 53 ? String($0) : nil } ?? String(Digits.nineDigits(value))
    }

    private static func escaped(_ text: String) -> String {
        text.map { ["\\": "\\\\", "\"": "\\\"", "\n": "\\n"][$0] ?? String($0) }.joined()
    }
}

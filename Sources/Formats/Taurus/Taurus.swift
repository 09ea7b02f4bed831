import Measurements

/// What the module final-stats of Taurus writes with `dump-xml` and `dump-csv` (bzt 1.17): figures for each label, and for all under the empty one.
/// https://gettaurus.org/docs/Reporting/#Dump-Summary-for-Offline-Processing
///
/// Times are seconds. "throughput" is the number of requests, not a rate.
package struct Taurus: ResultFormat {
    package let name = "taurus"
    package let summary = "Taurus final-stats: dump-xml and dump-csv"
    package let documentation = "https://gettaurus.org/docs/Reporting/"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        if head.bytes.first == UInt8(ascii: "{") { return false }
        if let root = XMLRoot(head.bytes) { return root.name == "FinalStatus" }
        return Self.isHeader(DelimitedText(Array(head.bytes.prefix(4096))).rows.first?.fields ?? [])
    }

    private static func isHeader(_ header: [String]) -> Bool {
        ["label", "avg_rt", "throughput", "succ", "fail"].allSatisfy(header.contains)
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let start = Encoding.utf8(try input.peek(4096))
        guard XMLRoot(start) != nil else { return [try run(of: readTable(input), duration: nil, input.name)] }
        let (status, notes) = try XMLReader.read(input, for: TaurusStatus())
        var run = try run(of: status.groups, duration: status.duration, input.name)
        run.notes += notes
        return [run]
    }

    private func readTable(_ input: Input) throws(FormatError) -> [TaurusGroup] {
        let rows = DelimitedText(try input.document()).rows
        guard let header = rows.first?.fields, Self.isHeader(header) else {
            let expected = "expected the header label,avg_rt,throughput,succ,fail,… of Taurus's dump-csv"
            throw FormatError(input.name, at: .line(1, column: nil), expected)
        }
        return rows.dropFirst().map { row in
            let cells = zip(header, row.fields).filter { !$0.1.isEmpty }
            return TaurusGroup(fields: Dictionary(cells) { _, last in last })
        }
    }

    private func run(of groups: [TaurusGroup], duration: Double?, _ source: String) throws(FormatError) -> Run {
        var run = Run(source: source, format: name, tool: .init("Taurus"))
        run.duration = duration
        var all: Series?
        for group in groups {
            let series = try group.series(duration: duration, source: source)
            if series.name == Series.all {
                all = series
                run.workload.virtualUsers = try group.users(source)
            } else {
                run.series.append(series)
            }
        }
        guard let all, all.requests ?? 0 > 0 else {
            let problem =
                all == nil ? "the figures of all requests, of the empty label, are missing" : "there were no requests"
            throw FormatError(source, problem)
        }
        run.series.insert(all, at: 0)
        if duration == nil {
            let what = "the file does not say how long the test was, so requests per second are not known"
            run.notes.append(Note("throughput.absent", what))
        }
        run.notes += [Note.latencyIncludesFailures(all.errors ?? 0, of: all.requests ?? 0)].compactMap { $0 }
        return run
    }
}

/// Figures of one label by name, as in the table: "avg_rt", "perc_95.0", "rc_200".
struct TaurusGroup {
    var fields: [String: String]

    func series(duration: Double?, source: String) throws(FormatError) -> Series {
        let label = fields["label"] ?? ""
        let name = label.isEmpty ? Series.all : label == Series.all ? "(*)" : Credentials.removed(from: label)
        let requests = try count("throughput", source) ?? 0
        var series = Series(name, requests: requests, errors: try count("fail", source))
        guard series.errors ?? 0 <= requests else { throw unexpected("fail", "no more failures than requests", source) }
        guard requests > 0 else { return series }
        if let duration, duration > 0 { series.throughput = Double(requests) / duration }
        var quantiles: [Double: Double] = [:]
        for (key, _) in fields where key.hasPrefix("perc_") {
            guard let percent = Double(key.dropFirst(5)), (0...100).contains(percent) else { continue }
            quantiles[percent / 100] = try amount(key, source)
        }
        let inner = quantiles.filter { $0.key > 0 && $0.key < 1 }
        let latency = Distribution(
            printed: inner, count: requests, min: quantiles[0], max: quantiles[1], mean: try amount("avg_rt", source),
            standardDeviation: try amount("stdev_rt", source))
        series.set(.latency, .distribution(latency))
        try setCodes(of: &series, source)
        if let bytes = try amount("bytes", source), bytes > 0 {
            let perSecond = duration.flatMap { $0 > 0 ? bytes / $0 : nil }
            series.set(
                Metric("data_received", unit: .bytes, direction: .neither), .counter(total: bytes, perSecond: perSecond)
            )
        }
        return series
    }

    /// Of some hundred users Taurus counts the mean.
    func users(_ source: String) throws(FormatError) -> Int? {
        try amount("concurrency", source).flatMap { Int(exactly: $0.rounded()) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private func setCodes(of series: inout Series, _ source: String) throws(FormatError) {
        guard let requests = series.requests else { return }
        let codes = fields.keys.filter { $0.hasPrefix("rc_") }
        guard !codes.isEmpty else { return }
        for (name, status) in [("4xx", JMeterTally.Status.clientError), ("5xx", .serverError)] {
            var hits = 0
            for code in codes where JMeterSample.status(of: String(code.dropFirst(3))) == status {
                hits = min(hits + (try count(code, source) ?? 0), requests)
            }
            series.set(Metric(name, unit: .ratio, direction: .lower), .ratio(hits: hits, total: requests))
        }
    }

    private func count(_ key: String, _ source: String) throws(FormatError) -> Int? {
        guard let number = try amount(key, source) else { return nil }
        guard let count = Int(exactly: number), count <= JSONNode.largestCount else {
            throw unexpected(key, "a whole number from 0 to 2^53", source)
        }
        return count
    }

    private func amount(_ key: String, _ source: String) throws(FormatError) -> Double? {
        guard let text = fields[key], !text.isEmpty else { return nil }
        guard let number = Double(text), number.isFinite, number >= 0 else {
            throw unexpected(key, "a number of 0 or more", source)
        }
        return number
    }

    private func unexpected(_ key: String, _ expected: String, _ source: String) -> FormatError {
        let label = (fields["label"] ?? "").prefix(60)
        let found = (fields[key] ?? "").prefix(40)
        return FormatError(source, "\(key.prefix(40)) of \"\(label)\": expected \(expected), found \"\(found)\"")
    }
}

/// Counts the XML form: `<Group label=""><perc param="95.0" value="1.293">…`, and the test's duration as text.
struct TaurusStatus: XMLConsumer {
    private static let elements = [
        "throughput", "concurrency", "succ", "fail", "avg_rt", "stdev_rt", "avg_lt", "avg_ct", "bytes", "perc", "rc",
    ]
    static let vocabulary = ["FinalStatus", "TestDuration", "Group", "label", "value", "param"] + elements
    static let textElements: Set = ["TestDuration"]

    static func expected(inPlaceOf root: String) -> String? { root == "FinalStatus" ? nil : "<FinalStatus>" }

    private(set) var groups: [TaurusGroup] = []
    private(set) var duration: Double?
    private var wantsText = false
    private var text: [UInt8] = []
    private var depth = 0

    var seen: String { "\(groups.count) labels were read" }

    mutating func start(_ tag: borrowing XMLTag) {
        depth += 1
        let name = tag.name
        wantsText = depth == 2 && name == 1
        var attributes: [Int: String] = [:]
        tag.forEachAttribute { attribute, value in attributes[attribute] = String(value.extracting(first: 4096)) }
        if depth == 2, name == 2 { groups.append(TaurusGroup(fields: ["label": attributes[3] ?? ""])) }
        guard depth == 3, Self.vocabulary.indices.contains(name), name > 5, !groups.isEmpty, let value = attributes[4]
        else { return }
        let key = Self.vocabulary[name] + (attributes[5].map { "_\($0)" } ?? "")
        groups[groups.count - 1].fields[key] = value
    }

    mutating func text(_ bytes: borrowing Span<UInt8>) {
        if wantsText, text.count < 100 { text.append(bytes, 0..<min(bytes.count, 100)) }
    }

    mutating func end() {
        depth -= 1
        if wantsText {
            let number = Double(String(decoding: text, as: UTF8.self).filter { !$0.isWhitespace })
            duration = number.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
        }
        wantsText = false
    }
}

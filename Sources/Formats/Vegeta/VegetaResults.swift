import Measurements

/// Vegeta's results one by one (lib/results.go), as its encoder for JSON writes them.
enum VegetaResults {
    /// The start of a gob stream: the declaration of the type "Result", after one or two lengths.
    static func isGob(_ bytes: [UInt8]) -> Bool {
        let name: [UInt8] = [3, 1, 1, 6] + Array("Result".utf8)
        let start = Array(bytes.prefix(16))
        return start.count == 16 && (1...5).contains { start[$0...].starts(with: name) }
    }

    static func isResult(_ json: JSON) -> Bool {
        json["code"]?.number != nil && json["latency"]?.number != nil && json["timestamp"]?.string != nil
            && json["bytes_in"] != nil
    }

    static func run(of nodes: [JSONNode], source: String) throws(FormatError) -> Run {
        var tally = VegetaTally()
        for node in nodes { try tally.add(node) }
        var result = tally.everything.result
        let (first, last) = (tally.everything.first, tally.everything.last)
        result.start = first
        result.duration = last > first ? last - first : nil
        result.throughput = tally.everything.throughput
        var run = try result.run(source: source, format: "vegeta-json")
        for (name, part) in tally.endpoints.sorted(by: { $0.key < $1.key }) {
            var one = part.result
            one.throughput = part.succeeded.count > 0 ? part.throughput(over: tally.everything) : nil
            guard var series = try one.run(source: source, format: "").series.first else { continue }
            series.name = name
            run.series.append(series)
        }
        return run
    }
}

/// Results by what was asked for.
struct VegetaTally {
    struct Part {
        var all = Recorder()
        var succeeded = Recorder()
        var statuses: [Int: Int] = [:]
        var bytes = 0.0
        /// Seconds since 1970 of the first and last request, and of the last answer.
        var first = Double.infinity
        var last = 0.0
        var end = 0.0
    }

    static let limit = 10_000
    private(set) var everything = Part()
    private(set) var endpoints: [String: Part] = [:]

    mutating func add(_ node: JSONNode) throws(FormatError) {
        guard let time = node["timestamp"]?.json.string.flatMap(Timestamp.seconds) else {
            throw FormatError(node.source, "\(node.path): \"timestamp\" is no time of RFC 3339")
        }
        let latency = try node.required("latency").amount().nanoseconds
        let status = try node.required("code").count()
        guard status < 1000 else { throw FormatError(node.source, "\(node.path): \"code\" is no HTTP status") }
        let bytes = try node["bytes_in"]?.amount() ?? 0
        everything.add(time, latency, status, bytes)
        guard let url = node["url"]?.json.string, !url.isEmpty else { return }
        let path = LoadResult.path(of: url) ?? "/"
        let name = node["method"]?.json.string.map { "\($0) \(path)" } ?? path
        if endpoints[name] != nil || endpoints.count < Self.limit {
            endpoints[name, default: Part()].add(time, latency, status, bytes)
        }
    }
}

extension VegetaTally.Part {
    mutating func add(_ time: Double, _ latency: Double, _ status: Int, _ received: Double) {
        all.add(latency)
        if (200..<400).contains(status) { succeeded.add(latency) }
        statuses[status, default: 0] += 1
        bytes += received
        first = min(first, time)
        last = max(last, time)
        end = max(end, time + latency)
    }

    /// Successes per second, from the first request to the last answer.
    var throughput: Double? { throughput(over: self) }

    func throughput(over whole: VegetaTally.Part) -> Double? {
        whole.end > whole.first ? Double(succeeded.count) / (whole.end - whole.first) : nil
    }

    var result: LoadResult {
        var result = LoadResult("vegeta")
        result.workload.model = .open
        result.requests = all.count
        result.errors = all.count - succeeded.count
        result.statuses = statuses.reduce(into: [:]) { $0[$1.key / 100, default: 0] += $1.value }
        result.latency = all.distribution
        result.okLatency = succeeded.count == all.count ? result.latency : succeeded.distribution
        result.received = bytes
        if succeeded.count < all.count {
            let what = "throughput counts successful requests alone, as vegeta does"
            result.notes.append(Note("throughput.successes", what))
        }
        return result
    }
}

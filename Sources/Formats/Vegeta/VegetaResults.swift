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

    static func run(_ tally: VegetaTally, source: String) throws(FormatError) -> Run {
        let all = tally.everything
        var result = all.result(keeping: Recorder.exactLimit)
        result.start = all.first
        result.duration = all.last > all.first ? all.last - all.first : nil
        result.throughput = all.throughput
        var run = try result.run(source: source, format: "vegeta-json")
        let exact = ManyNames.exactValues(series: tally.endpoints.count)
        for (name, part) in tally.endpoints.sorted(by: { $0.key < $1.key }) {
            var one = part.result(keeping: exact)
            one.throughput = part.times.succeeded.count > 0 ? part.throughput(over: all) : nil
            guard var series = try one.run(source: source, format: "").series.first else { continue }
            series.name = name
            run.series.append(series)
        }
        if tally.room.isFull { run.notes.append(ManyNames.note(ManyNames.limit, "endpoints")) }
        return run
    }
}

/// Results by what was asked for.
struct VegetaTally {
    struct Part {
        var times = OutcomeTimes()
        var statuses: [Int: Int] = [:]
        var bytes = 0.0
        /// Seconds since 1970 of the first and last request, and of the last answer.
        var first = Double.infinity
        var last = 0.0
        var end = 0.0
    }

    private(set) var everything = Part()
    private(set) var endpoints: [String: Part] = [:]
    private(set) var room = NameRoom()

    mutating func add(_ node: JSONNode) throws(FormatError) {
        guard let time = node["timestamp"]?.json.string.flatMap(Timestamp.seconds) else {
            throw FormatError(node.source, "\(node.path): \"timestamp\" is no time of RFC 3339")
        }
        let latency = try node.required("latency").amount().nanoseconds
        let status = try node.required("code").count()
        guard status < 1000 else { throw FormatError(node.source, "\(node.path): \"code\" is no HTTP status") }
        let bytes = try node["bytes_in"]?.amount() ?? 0
        everything.add(time, latency, status, bytes, amongSeries: 1)
        guard let url = node["url"]?.json.string, !url.isEmpty else { return }
        let path = LoadResult.path(of: url) ?? "/"
        let name = known(node["method"]?.json.string.map { "\($0) \(path)" } ?? path)
        endpoints[name, default: Part()].add(time, latency, status, bytes, amongSeries: endpoints.count)
    }

    /// The name, or that of all that came too late.
    private mutating func known(_ name: String) -> String {
        endpoints[name] != nil || room.take(name) ? name : ManyNames.other
    }
}

extension VegetaTally.Part {
    mutating func add(_ time: Double, _ latency: Double, _ status: Int, _ received: Double, amongSeries count: Int) {
        times.add(latency, failed: !(200..<400).contains(status), amongSeries: count)
        statuses[status, default: 0] += 1
        bytes += received
        first = min(first, time)
        last = max(last, time)
        end = max(end, time + latency)
    }

    /// Successes per second, from the first request to the last answer.
    var throughput: Double? { throughput(over: self) }

    func throughput(over whole: VegetaTally.Part) -> Double? {
        whole.end > whole.first ? Double(times.succeeded.count) / (whole.end - whole.first) : nil
    }

    /// With all values only where they are at most so many.
    func result(keeping limit: Int) -> LoadResult {
        var result = LoadResult("vegeta")
        result.workload.model = .open
        result.requests = times.count
        result.errors = times.failed.count
        result.statuses = statuses.reduce(into: [:]) { $0[$1.key / 100, default: 0] += $1.value }
        result.latency = times.all.distribution(keeping: limit)
        result.okLatency = times.failed.count == 0 ? result.latency : times.succeeded.distribution(keeping: limit)
        result.received = bytes
        if times.failed.count > 0 {
            let what = "throughput counts successful requests alone, as vegeta does"
            result.notes.append(Note("throughput.successes", what))
        }
        return result
    }
}

import Measurements

/// Requests of one endpoint by the class of their status.
struct RequestTally {
    private var requests = 0.0
    private var classes: [Character: Double] = [:]
    private(set) var hasStatus = false

    mutating func add(_ count: Double, status: String?) {
        guard count >= 0, count <= Double(JSONNode.largestCount) else { return }
        requests += count
        guard let first = status?.first, ("1"..."5").contains(first) else { return }
        hasStatus = true
        classes[first, default: 0] += count
    }

    mutating func add(_ other: RequestTally) {
        requests += other.requests
        hasStatus = hasStatus || other.hasStatus
        classes.merge(other.classes, uniquingKeysWith: +)
    }

    static func isFailure(_ status: String?) -> Bool { status?.first == "4" || status?.first == "5" }

    /// Counts that are not whole, as rates are, are no counts.
    func fill(_ series: inout Series, seconds: Double?) {
        guard requests <= Double(JSONNode.largestCount) else { return }
        series.throughput = seconds.map { requests / $0 }
        guard let whole = Int(exactly: requests) else { return }
        series.requests = whole
        guard hasStatus, whole > 0 else { return }
        let (four, five) = (classes["4", default: 0], classes["5", default: 0])
        series.errors = Int(exactly: four + five)
        for (name, count) in [("4xx", four), ("5xx", five)] {
            guard let hits = Int(exactly: count) else { continue }
            series.set(Metric(name, unit: .ratio, direction: .lower), .ratio(hits: hits, total: whole))
        }
    }
}

import Measurements

/// Requests of one endpoint by the class of their status.
struct RequestTally {
    private var requests = 0.0
    private var classes: [Character: Double] = [:]
    private(set) var hasStatus = false

    func adding(_ count: Double, status: String?) -> RequestTally {
        guard count >= 0, count <= Double(JSONNode.largestCount) else { return self }
        var sum = self
        sum.requests += count
        guard let first = status?.first, ("1"..."5").contains(first) else { return sum }
        sum.hasStatus = true
        sum.classes[first, default: 0] += count
        return sum
    }

    static func isFailure(_ status: String) -> Bool { status.first == "4" || status.first == "5" }

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

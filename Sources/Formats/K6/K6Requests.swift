import Measurements

/// What was counted of the requests of one series.
struct K6Requests {
    var requests = K6Tally.Counter()
    var failed = K6Tally.Counter()
    var statuses: [K6Outcome.Status: K6Tally.Counter] = [:]
    var durations: [K6Outcome.Success: Recorder] = [:]

    mutating func merge(_ other: K6Requests) {
        requests.merge(other.requests)
        failed.merge(other.failed)
        for (status, counter) in other.statuses { statuses[status, default: .init()].merge(counter) }
        for (success, recorder) in other.durations { durations[success, default: .init()].merge(recorder) }
    }

    /// Requests that tell their status.
    var withStatus: Int { statuses.reduce(0) { $0 + ($1.key == .absent ? 0 : $1.value.total) } }

    /// By the status alone, where k6 did not say whether a request failed; nil where no request tells its status.
    var errorsByStatus: Int? {
        guard withStatus > 0 else { return nil }
        return [.noAnswer, .clientError, .serverError].reduce(0) { $0 + (statuses[$1]?.total ?? 0) }
    }
}

extension K6Tally.Counter {
    /// The sum of a counter of things; 0 where it is none, and no more than adding some of them up allows.
    var total: Int { Int(min(max(sum.value.rounded(), 0), Double(JSONNode.largestCount))) }
}

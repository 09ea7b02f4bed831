/// All samples of one metric: what Prometheus calls a family. Values as they stand, in the unit that the name tells.
struct MetricFamily {
    enum Kind: String {
        case counter, gauge, histogram, summary, untyped, unknown, info, stateset, gaugehistogram
    }

    /// What a sample says of its child.
    enum Part {
        case value, bucket, sum, count, quantile
        /// When counting began, which is no figure.
        case created
    }

    /// One combination of labels.
    struct Child {
        var labels: [String: String]
        /// Of counters, gauges and the untyped.
        var value: Double?
        var sum: Double?
        var count: Double?
        /// Upper bound and the count of all values up to it, as they come.
        var cumulative: [(bound: Double, count: Double)] = []
        var quantiles: [Double: Double] = [:]
    }

    /// As samples have it, without _bucket, _sum and _count; of counters with _total.
    var name: String
    var kind: Kind
    private(set) var children: [Child] = []
    private var positions: [[String: String]: Int] = [:]

    init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    subscript(labels: [String: String]) -> Child? { positions[labels].map { children[$0] } }

    mutating func update(_ labels: [String: String], _ change: (inout Child) -> Void) {
        change(&children[position(of: labels)])
    }

    /// Of a child that is made if it is not there.
    mutating func position(of labels: [String: String]) -> Int {
        if let position = positions[labels] { return position }
        positions[labels] = children.count
        children.append(Child(labels: labels))
        return children.count - 1
    }

    @inline(__always)
    mutating func update(at position: Int, _ change: (inout Child) -> Void) { change(&children[position]) }
}

extension MetricFamily.Child {
    /// What is wrong with the buckets of a declared histogram.
    var problemOfBuckets: String? {
        let sorted = cumulative.sorted { $0.bound < $1.bound }
        guard let last = sorted.last else { return "no buckets" }
        guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.bound < $1.bound && $0.count <= $1.count }) else {
            return "the buckets do not rise with their bounds"
        }
        if last.bound != .infinity { return "no bucket +Inf" }
        return count ?? last.count == last.count ? nil : "_count differs from bucket +Inf"
    }
}

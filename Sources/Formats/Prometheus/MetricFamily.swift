/// All samples of one metric: what Prometheus calls a family. Values as they stand, in the unit that the name tells.
struct MetricFamily {
    enum Kind: String {
        case counter, gauge, histogram, summary, untyped, unknown, info, stateset, gaugehistogram
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
        if let position = positions[labels] {
            change(&children[position])
        } else {
            positions[labels] = children.count
            children.append(Child(labels: labels))
            change(&children[children.count - 1])
        }
    }
}

extension MetricFamily.Child {
    /// Nil where there are no finite bounds, or the counts do not rise with them.
    var ascending: [(bound: Double, count: Double)]? {
        let sorted = cumulative.sorted { $0.bound < $1.bound }
        guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.bound < $1.bound && $0.count <= $1.count }) else {
            return nil
        }
        return sorted
    }
}

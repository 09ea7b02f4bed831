import Measurements

/// Durations of one endpoint, added over the label sets that belong to it: buckets add up, printed quantiles do not.
struct LatencyTally {
    private var parts = 0
    private var buckets: Buckets?
    private var quantiles: [Double: Double] = [:]
    private var sum: Double? = 0
    private(set) var count = 0.0
    /// Whether something was lost in adding: other bounds, or several summaries.
    private(set) var isLossy = false

    mutating func add(_ child: MetricFamily.Child, _ unit: UnitName?) {
        let scale = unit ?? .seconds
        let mine = child.buckets(scale)
        let added = child.count ?? mine?.total ?? 0
        guard added > 0, count + added <= Double(JSONNode.largestCount) else { return }
        parts += 1
        count += added
        sum = child.sum.flatMap { $0.magnitude <= UnitName.largest ? scale.base($0) : nil }.flatMap { s in
            sum.map { $0 + s }
        }
        if parts == 1 {
            buckets = mine
            quantiles = child.quantiles.mapValues(scale.base).filter { $0.value.magnitude <= UnitName.largest }
        } else {
            isLossy = isLossy || mine == nil || buckets.flatMap { b in mine.flatMap(b.adding) } == nil
            buckets = buckets.flatMap { b in mine.flatMap(b.adding) }
            quantiles = [:]
        }
    }

    /// Nil where nothing was counted.
    var distribution: Distribution? {
        guard count > 0 else { return nil }
        let mean = sum.map { $0 / count }
        if let buckets {
            return Distribution(count: Int(exactly: count), mean: mean, shape: .buckets(buckets))
        }
        return Distribution(printed: quantiles, count: Int(exactly: count), mean: mean)
    }
}

extension MetricFamily.Child {
    /// The counts between the bounds, bounds in base units; nil where the child is no histogram. Counts that fall, as rates of a few scrapes
    /// can, are raised to the one before, as `histogram_quantile` does.
    func buckets(_ unit: UnitName) -> Buckets? {
        guard !cumulative.isEmpty else { return nil }
        var bounds: [Double] = []
        var counts: [Double] = []
        var below = 0.0
        for (bound, upTo) in cumulative.sorted(by: { $0.bound < $1.bound }) {
            guard bound.isFinite, bound.magnitude <= UnitName.largest, upTo.isFinite else { continue }
            bounds.append(unit.base(bound))
            counts.append(max(0, upTo - below))
            below = max(below, upTo)
        }
        let all = cumulative.first { $0.bound == .infinity }?.count ?? count ?? below
        guard all.isFinite else { return nil }
        let buckets = Buckets(bounds: bounds, counts: counts + [max(0, all - below)])
        return buckets.isSound ? buckets : nil
    }
}

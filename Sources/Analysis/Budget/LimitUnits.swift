import Measurements

/// Whether a number can limit a metric: a time a time, a share a share.
extension Quantity {
    /// Value and unit of a limit that stands for itself.
    func limit(of metric: Metric) throws(Misread) -> (Double, Unit) {
        if isPoints { throw Misread("percentage points (pp) are a difference; write a sign, such as +\(text)") }
        let known = metric.unit
        switch (known, unit) {
        case (.unknown, _): return (value, unit)
        case (.ratio, .unknown) where value > 1: throw Misread("\(text) is not a share; \(text) % is written \(text)%")
        case (.ratio, .ratio) where value > 1: throw Misread("\(metric.name) is a share, and no share is above 100%")
        case (.ratio, .unknown), (.perSecond, .unknown), (.count, .unknown): return (value, known)
        case (_, .unknown): throw Misread("\(text) has no unit; write for example \(text)ms")
        case (_, .ratio) where known != .ratio:
            throw Misread("\(text) of what? A limit relative to the baseline has a sign: +\(text)")
        default: try agree(with: metric)
        }
        return (value, known)
    }

    /// The bound of a limit relative to the baseline; `written` with its sign.
    func difference(_ sign: Double, of metric: Metric, _ written: String) throws(Misread) -> Limit.Bound {
        if unit == .ratio, !isPoints {
            guard sign * value > -1 else { throw Misread("\(written): nothing is left of the baseline at -100%") }
            return .relative(sign * value)
        }
        switch (metric.unit, unit) {
        case (.unknown, _): return .relativeAbsolute(sign * value, unit: unit)
        case (.count, .unknown), (.perSecond, .unknown): break
        case (.ratio, .unknown): throw Misread("\(written): write +10% of the baseline, or percentage points: +0.1pp")
        case (_, .unknown):
            throw Misread("\(written) has no unit; write +10% or, for example, \(sign < 0 ? "-" : "+")\(text)ms")
        default: try agree(with: metric)
        }
        return .relativeAbsolute(sign * value, unit: metric.unit)
    }

    private func agree(with metric: Metric) throws(Misread) {
        guard unit != metric.unit else { return }
        throw Misread(
            "\(text) is \(unit.noun), but \(metric.name) is \(metric.unit.noun), such as \(metric.limitExample)")
    }
}

extension Metric {
    /// A limit that could be written for it.
    var limitExample: String {
        switch unit {
        case .seconds: "500ms"
        case .ratio: "1%"
        case .perSecond: "100/s"
        case .bytes, .bytesPerSecond: "512MB"
        case .count: "10"
        case .unknown: "500ms, 1%, 100/s or 512MB"
        }
    }
}

/// One number of one series: what a budget limits and what two runs are compared by.
package struct Figure: Sendable, Equatable {
    package var value: Double
    package var unit: Unit
    package var direction: Direction

    package init(_ value: Double, unit: Unit, direction: Direction) {
        self.value = value
        self.unit = unit
        self.direction = direction
    }
}

/// Why a figure is not there; an answer of its own, never the nearest number.
package struct Absent: Error, Sendable, Equatable {
    /// A sentence part: "p95 is not in this file; it has p90, p97.5, p99".
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}

extension Series {
    /// The named figure of this series.
    package func figure(_ name: MetricName) throws(Absent) -> Figure {
        do throws(Absent) {
            return try ofWholeRun(name)
        } catch {
            guard course(of: name) != nil else { throw error }
            throw Absent("\(name.description) is given over time, and not of the whole test")
        }
    }

    private func ofWholeRun(_ name: MetricName) throws(Absent) -> Figure {
        if name.isCounted { return try counted(name.measurement) }
        guard let measurement = measurements[name.measurement] else {
            throw Absent("\(name.measurement) is not in this series; it has \(Self.list(metricNames))")
        }
        return try measurement.figure(name.statistic)
    }

    private func counted(_ name: String) throws(Absent) -> Figure {
        switch name {
        case "requests":
            if let requests { return Figure(Double(requests), unit: .count, direction: .higher) }
        case "errors":
            if let errors { return Figure(Double(errors), unit: .count, direction: .lower) }
        case "throughput":
            if let throughput { return Figure(throughput, unit: .perSecond, direction: .higher) }
        default:
            if let errors, let requests, requests > 0 {
                return Figure(Double(errors) / Double(requests), unit: .ratio, direction: .lower)
            }
            if requests == 0 { throw Absent("there were no requests, so there is no error rate") }
        }
        throw Absent("\(name) is not in this file")
    }

    /// Names that `figure` can be asked for, sorted.
    package var metricNames: [String] {
        var names = Array(measurements.keys)
        if requests != nil { names.append("requests") }
        if errors != nil { names.append("errors") }
        if errors != nil, let requests, requests > 0 { names.append("error_rate") }
        if throughput != nil { names.append("throughput") }
        return names.sorted()
    }

    fileprivate static func list(_ names: [String]) -> String {
        names.isEmpty ? "nothing" : names.joined(separator: ", ")
    }
}

extension Measurement {
    /// The statistic of this measurement; without one, the only sensible figure of its kind.
    package func figure(_ statistic: MetricName.Statistic?) throws(Absent) -> Figure {
        if let known = knownFigure(statistic) { return known }
        throw absence(of: statistic)
    }

    /// The same; nil where it is not there, and nobody asks why.
    package func knownFigure(_ statistic: MetricName.Statistic?) -> Figure? {
        guard let number = number(statistic) else { return nil }
        let unit: Unit = statistic == .count ? .count : (statistic == .rate ? rateUnit : metric.unit)
        return Figure(number, unit: unit, direction: metric.direction)
    }

    private var rateUnit: Unit {
        guard case .counter = value else { return .ratio }
        return metric.unit == .bytes ? .bytesPerSecond : .perSecond
    }

    private func number(_ statistic: MetricName.Statistic?) -> Double? {
        switch value {
        case .distribution(let distribution): return distribution.number(statistic)
        case .ratio(let hits, let total):
            switch statistic {
            case nil, .rate, .value, .mean: return total > 0 ? Double(hits) / Double(total) : nil
            case .count: return Double(total)
            default: return nil
            }
        case .share(let share):
            switch statistic {
            case nil, .rate, .value, .mean: return share
            default: return nil
            }
        case .counter(let total, let perSecond):
            switch statistic {
            case nil, .value, .count: return total
            case .rate: return perSecond
            default: return nil
            }
        case .gauge(let last, let min, let max):
            switch statistic {
            case nil, .value: return last
            case .min: return min
            case .max: return max
            default: return nil
            }
        }
    }

    /// Of a figure that is not there.
    private func absence(of statistic: MetricName.Statistic?) -> Absent {
        switch (value, statistic) {
        case (.distribution(let distribution), _): return distribution.absence(of: statistic, metric.name)
        case (.ratio(_, total: 0), nil), (.ratio(_, total: 0), .rate), (.ratio(_, total: 0), .value),
            (.ratio(_, total: 0), .mean):
            return Absent("\(metric.name) has no samples")
        default: return Absent("\(metric.name) has no \(statistic?.description ?? "value")")
        }
    }
}

extension Distribution {
    fileprivate func number(_ statistic: MetricName.Statistic?) -> Double? {
        switch statistic {
        case .quantile(let rank): quantile(rank)
        case .min: min
        case .mean, nil: mean
        case .max: max
        case .count: count.map(Double.init)
        case .rate, .value: nil
        }
    }

    fileprivate func absence(of statistic: MetricName.Statistic?, _ name: String) -> Absent {
        if case .buckets = shape, case .quantile = statistic {
            return Absent("\(statistic?.description ?? "") of \(name) lies above the highest bound of the buckets")
        }
        let percentiles = printedPercentiles.map { MetricName.Statistic.quantile($0 / 100).description }
        let has = percentiles.isEmpty ? "no percentiles" : percentiles.joined(separator: ", ")
        let asked = statistic?.description ?? "mean"
        return Absent("\(asked) of \(name) is not in this file; it has \(has)")
    }
}

/// One metric of one series, with what is known of it.
package struct Measurement: Sendable, Codable, Equatable {
    package var metric: Metric
    package var value: Value

    package init(_ metric: Metric, _ value: Value) {
        self.metric = metric
        self.value = value
    }

    package enum Value: Sendable, Codable, Equatable {
        case distribution(Distribution)
        /// A share, kept as two counts: `hits` of `total`.
        case ratio(hits: Int, total: Int)
        /// A share of which the tool gave only the quotient, 0...1.
        case share(Double)
        /// A sum over the run, and per second where known.
        case counter(total: Double, perSecond: Double?)
        case gauge(last: Double, min: Double?, max: Double?)
    }
}

/// One member, named after the case: `{"distribution": {…}}`, `{"ratio": {"hits": 1, "total": 3}}`, `{"share": 0.25}`. Written out, because kept runs
/// outlive the spelling of the cases.
extension Measurement.Value {
    private enum CodingKeys: String, CodingKey { case distribution, ratio, share, counter, gauge }
    private struct Ratio: Codable { var hits, total: Int }
    private struct Counter: Codable { var total: Double, perSecond: Double? }
    private struct Gauge: Codable { var last: Double, min, max: Double? }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let distribution = try values.decodeIfPresent(Distribution.self, forKey: .distribution) {
            self = .distribution(distribution)
        } else if let ratio = try values.decodeIfPresent(Ratio.self, forKey: .ratio) {
            self = .ratio(hits: ratio.hits, total: ratio.total)
        } else if let share = try values.decodeIfPresent(Double.self, forKey: .share) {
            self = .share(share)
        } else if let counter = try values.decodeIfPresent(Counter.self, forKey: .counter) {
            self = .counter(total: counter.total, perSecond: counter.perSecond)
        } else {
            let gauge = try values.decode(Gauge.self, forKey: .gauge)
            self = .gauge(last: gauge.last, min: gauge.min, max: gauge.max)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .distribution(let distribution): try values.encode(distribution, forKey: .distribution)
        case .ratio(let hits, let total): try values.encode(Ratio(hits: hits, total: total), forKey: .ratio)
        case .share(let share): try values.encode(share, forKey: .share)
        case .counter(let total, let perSecond):
            try values.encode(Counter(total: total, perSecond: perSecond), forKey: .counter)
        case .gauge(let last, let min, let max):
            try values.encode(Gauge(last: last, min: min, max: max), forKey: .gauge)
        }
    }
}

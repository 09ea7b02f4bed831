/// One metric of one series, with what is known of it.
package struct Measurement: Sendable, Equatable {
    package var metric: Metric
    package var value: Value

    package init(_ metric: Metric, _ value: Value) {
        self.metric = metric
        self.value = value
    }

    package enum Value: Sendable, Equatable {
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

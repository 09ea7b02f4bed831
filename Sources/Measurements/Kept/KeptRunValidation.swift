/// What a kept run has to keep to, whoever wrote the file: the rest of Loadline computes with it.
package enum KeptRunValidation {
    /// Where and what is wrong: "series[2].requests: expected …"; nil where all is right.
    package static func problem(of run: Run) -> String? {
        if let problem = problem(ofHead: run) { return problem }
        for index in run.series.indices {
            if let problem = problem(of: run.series[index]) { return "series[\(index)].\(problem)" }
        }
        return nil
    }

    /// Of all but the series.
    package static func problem(ofHead run: Run) -> String? {
        if let start = run.start, !(abs(start) <= 253_402_300_800) { return "start: expected seconds since 1970" }
        if let duration = run.duration, !isAmount(duration) { return "duration: \(amount)" }
        if let users = run.workload.virtualUsers, !isCount(users) { return "workload.virtualUsers: \(count)" }
        if let rate = run.workload.rate, !isAmount(rate) { return "workload.rate: \(amount)" }
        if let tests = run.tests {
            let counts = [tests.tests, tests.passed, tests.failed, tests.errors, tests.skipped, tests.flaky]
            if !counts.allSatisfy(isCount) { return "tests: \(count)" }
        }
        return nil
    }

    private static func problem(of series: Series) -> String? {
        if let problem = problem(ofHead: series) { return problem }
        var first: String?
        for (name, measurement) in series.measurements {
            // Almost always there is none, so that their order is only looked for where there is.
            guard let problem = problem(of: measurement, named: name) else { continue }
            first = min(first ?? problem, problem)
        }
        return first
    }

    /// Of all but the measurements.
    package static func problem(ofHead series: borrowing Series) -> String? {
        if let requests = series.requests, !isCount(requests) { return "requests: \(count)" }
        if let errors = series.errors, !isCount(errors) { return "errors: \(count)" }
        if let errors = series.errors, let requests = series.requests, errors > requests {
            return "errors: expected at most \(requests), the requests"
        }
        if let throughput = series.throughput, !isAmount(throughput) { return "throughput: \(amount)" }
        if let timeline = series.timeline, !timeline.isSound {
            return "timeline: expected at most \(Timeline.mostSlices) slices of counts and times"
        }
        return nil
    }

    private static func problem(of measurement: Measurement, named name: String) -> String? {
        guard measurement.metric.name == name else {
            return "measurements.\(name.prefix(60)): expected the metric's name"
        }
        return problem(of: measurement.value).map { "measurements.\(name.prefix(60)).\($0)" }
    }

    package static func problem(of value: borrowing Measurement.Value) -> String? {
        switch value {
        case .distribution(let distribution): return problem(of: distribution)
        case .ratio(let hits, let total):
            return isCount(hits) && isCount(total) && hits <= total ? nil : "ratio: expected hits of a total"
        case .share(let share): return (0...1).contains(share) ? nil : "share: expected 0 to 1"
        case .counter(let total, let perSecond):
            return isFinite(total) && isFinite(perSecond) ? nil : "counter: expected finite numbers"
        case .gauge(let last, let min, let max):
            return isFinite(last) && isFinite(min) && isFinite(max) ? nil : "gauge: expected finite numbers"
        }
    }

    private static func problem(of distribution: Distribution) -> String? {
        if let number = distribution.count, !isCount(number) { return "count: \(count)" }
        guard isFinite(distribution.min), isFinite(distribution.max), isFinite(distribution.mean),
            isFinite(distribution.standardDeviation), isFinite(distribution.resolution)
        else { return "expected finite numbers" }
        switch distribution.shape {
        case .samples(let values):
            guard values.allSatisfy(\.isFinite) else { return "samples: expected finite numbers" }
            guard distribution.count ?? values.count == values.count else {
                return "count: expected that of the samples"
            }
        case .histogram(let histogram):
            guard let total = Int(exactly: histogram.count), isCount(total) else { return "histogram: \(count)" }
            guard distribution.count ?? total == total else { return "count: expected that of the histogram" }
        case .buckets(let buckets):
            guard buckets.isSound else { return "buckets: expected ascending bounds, and one count of 0 or more more" }
        case .quantiles(let quantiles):
            guard quantiles.allSatisfy({ $0.value.isFinite }) else { return "quantiles: expected finite numbers" }
            var last = -1.0
            for quantile in quantiles {
                guard (0...1).contains(quantile.rank), quantile.rank > last else {
                    return "quantiles: expected ranks 0 to 1, ascending"
                }
                last = quantile.rank
            }
        }
        return nil
    }

    private static let count = "expected a whole number from 0 to 2^53"
    private static let amount = "expected a number of 0 or more"

    private static func isCount(_ number: Int) -> Bool { (0...1 << 53).contains(number) }
    private static func isAmount(_ number: Double) -> Bool { number.isFinite && number >= 0 }
    private static func isFinite(_ number: Double?) -> Bool { number?.isFinite ?? true }
}

import Measurements

extension Run {
    /// As a history keeps it: long lists of values as sparse histograms (off by less than 0.2 %), which are a tenth as long; one timeline.
    var compacted: Run {
        var run = withOneTimeline
        for index in run.series.indices {
            for (name, measurement) in run.series[index].measurements {
                guard case .distribution(let distribution) = measurement.value else { continue }
                run.series[index].measurements[name]?.value = .distribution(distribution.compacted)
            }
        }
        return run
    }
}

extension Distribution {
    /// Values beyond this number become a histogram.
    private static let mostSamples = 256

    fileprivate var compacted: Distribution {
        guard case .samples(let values) = shape, values.count > Self.mostSamples else { return self }
        var histogram = Histogram()
        for value in values { histogram.add(value) }
        var compacted = self
        compacted.count = values.count
        compacted.min = min ?? values.first
        compacted.max = max ?? values.last
        compacted.shape = .histogram(histogram)
        return compacted
    }
}

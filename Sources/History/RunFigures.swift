import Measurements

/// Of a run in a history only some figures of its series: what a look at hundreds of runs needs, and a store may read without making the rest.
package struct RunFigures: Sendable, Equatable {
    /// Without its series.
    package let recorded: RecordedRun
    /// As `RecordedRun.unfitness`.
    package let unfitness: String?
    /// `Series.id`, in the order of the run.
    package let series: [String]
    /// For each series one of each metric; nil where it is not known.
    private let figures: [Figure?]

    package init(_ recorded: RecordedRun, _ metrics: [MetricName]) {
        let series = recorded.run.series
        self.init(
            recorded.id, recorded.run, series: series.map(\.id),
            figures: series.flatMap { series in metrics.map { try? series.figure($0) } })
    }

    /// - Parameter run: its series are passed over.
    init(_ id: String, _ run: Run, series: [String], figures: [Figure?]) {
        unfitness = run.unfitness(hasSeries: !series.isEmpty)
        var head = run
        head.series = []
        recorded = RecordedRun(id: id, run: head)
        self.series = series
        self.figures = figures
    }

    /// By the positions of series and metric.
    package func figure(_ position: Int, _ metric: Int) -> Figure? {
        figures[position * (figures.count / series.count) + metric]
    }
}

/// The text of a run in a kept file, in one spelling. Members in the order of their names.
extension JSONWriter {
    /// `layout`: whether each series begins a line.
    mutating func run(_ run: Run, isLaidOut layout: Bool) {
        object {
            $0.member("branch", run.branch)
            $0.member("commit", run.commit)
            $0.member("duration", run.duration)
            $0.name("environment")
            $0.object(run.environment) { $0.string($1) }
            $0.member("format", run.format)
            $0.name("labels")
            $0.object(run.labels) { $0.string($1) }
            $0.name("notes")
            $0.array(run.notes) { $0.note($1) }
            $0.name("series")
            $0.array(run.series) { writer, series in
                if layout { writer.breakLine() }
                writer.series(series)
            }
            $0.member("source", run.source)
            $0.member("start", run.start)
            if let tests = run.tests { $0.tests(tests) }
            $0.name("tool")
            $0.object {
                $0.member("name", run.tool.name)
                $0.member("version", run.tool.version)
            }
            $0.workload(run.workload)
        }
    }

    private mutating func workload(_ workload: Workload) {
        name("workload")
        object {
            $0.member("model", workload.model?.rawValue)
            $0.member("rate", workload.rate)
            $0.member("scenario", workload.scenario)
            $0.member("virtualUsers", workload.virtualUsers)
        }
    }

    private mutating func note(_ note: Note) {
        object {
            $0.member("code", note.code)
            $0.member("message", note.message)
        }
    }

    private mutating func series(_ series: Series) {
        object {
            $0.member("errors", series.errors)
            $0.name("labels")
            $0.object(series.labels) { $0.string($1) }
            $0.name("measurements")
            $0.object(series.measurements) { $0.measurement($1) }
            $0.member("name", series.name)
            $0.member("requests", series.requests)
            $0.member("throughput", series.throughput)
            if let timeline = series.timeline { $0.timeline(timeline) }
        }
    }

    private mutating func timeline(_ timeline: Timeline) {
        let columns = timeline.columns
        name("timeline")
        object {
            $0.member("end", timeline.end)
            $0.column("errors", columns.errors) { $0.integer($1) }
            $0.column("p50", columns.p50) { $0.number($1) }
            $0.column("p95", columns.p95) { $0.number($1) }
            $0.column("p99", columns.p99) { $0.number($1) }
            $0.name("requests")
            $0.array(columns.requests) { $0.integer($1) }
            $0.member("start", timeline.start)
            $0.column("users", columns.users) { $0.integer($1) }
            $0.member("width", timeline.width)
        }
    }

    private mutating func column<Value>(
        _ name: String, _ values: [Value?]?, _ write: (inout JSONWriter, Value) -> Void
    ) {
        guard let values else { return }
        self.name(name)
        array(values) { writer, value in
            if let value { write(&writer, value) } else { writer.null() }
        }
    }

    private mutating func measurement(_ measurement: Measurement) {
        object {
            $0.name("metric")
            $0.object {
                $0.member("direction", measurement.metric.direction.rawValue)
                $0.member("name", measurement.metric.name)
                $0.member("unit", measurement.metric.unit.rawValue)
            }
            $0.name("value")
            $0.object { $0.value(measurement.value) }
        }
    }

    private mutating func value(_ value: Measurement.Value) {
        switch value {
        case .distribution(let distribution):
            name("distribution")
            self.distribution(distribution)
        case .share(let share): member("share", share)
        case .ratio(let hits, let total):
            name("ratio")
            object {
                $0.member("hits", hits)
                $0.member("total", total)
            }
        case .counter(let total, let perSecond):
            name("counter")
            object {
                $0.member("perSecond", perSecond)
                $0.member("total", total)
            }
        case .gauge(let last, let min, let max):
            name("gauge")
            object {
                $0.member("last", last)
                $0.member("max", max)
                $0.member("min", min)
            }
        }
    }

    private mutating func distribution(_ distribution: Distribution) {
        object {
            $0.member("count", distribution.count)
            if let definition = distribution.definition { $0.member("definition", definition.rawValue) }
            $0.member("max", distribution.max)
            $0.member("mean", distribution.mean)
            $0.member("min", distribution.min)
            $0.member("resolution", distribution.resolution)
            $0.name("shape")
            $0.object { $0.shape(distribution.shape) }
            $0.member("standardDeviation", distribution.standardDeviation)
        }
    }

    private mutating func shape(_ shape: Distribution.Shape) {
        switch shape {
        case .samples(let values):
            name("samples")
            array(values) { $0.number($1) }
        case .buckets(let buckets):
            name("buckets")
            object {
                $0.name("bounds")
                $0.array(buckets.bounds) { $0.number($1) }
                $0.name("counts")
                $0.array(buckets.counts) { $0.number($1) }
            }
        case .quantiles(let quantiles):
            name("quantiles")
            array(quantiles) { writer, quantile in
                writer.object {
                    $0.member("rank", quantile.rank)
                    $0.member("value", quantile.value)
                }
            }
        case .histogram(let histogram):
            name("histogram")
            object {
                $0.name("bins")
                $0.array(histogram.positives.flatMap { [$0.bin, Int($0.count)] }) { $0.integer($1) }
                if !histogram.negatives.isEmpty {
                    let sorted = histogram.negatives.sorted { $0.key < $1.key }
                    $0.name("negatives")
                    $0.array(sorted.flatMap { [$0.key, Int($0.value)] }) { $0.integer($1) }
                }
                if histogram.zeros > 0 { $0.member("zeros", Int(histogram.zeros)) }
            }
        }
    }

    private mutating func tests(_ tests: TestSummary) {
        name("tests")
        object {
            $0.member("errors", tests.errors)
            $0.member("failed", tests.failed)
            $0.name("failures")
            $0.array(tests.failures) { writer, failure in
                writer.object {
                    $0.member("className", failure.className)
                    $0.member("kind", failure.kind.rawValue)
                    $0.member("message", failure.message)
                    $0.member("name", failure.name)
                    $0.member("suite", failure.suite)
                }
            }
            $0.member("flaky", tests.flaky)
            $0.name("flakyTests")
            $0.array(tests.flakyTests) { $0.string($1) }
            $0.member("passed", tests.passed)
            $0.member("skipped", tests.skipped)
            $0.member("tests", tests.tests)
        }
    }
}

/// Runs as `RunText` writes them, read without a tree. What is missing or of another kind is a problem with its place.
extension JSONReader {
    private mutating func texts() throws(Problem) -> [String: String] {
        var texts: [String: String] = [:]
        try object { (reader, name) throws(Problem) in texts[name] = try reader.string() }
        return texts
    }

    private func required<Value>(_ value: Value?, _ name: String) throws(Problem) -> Value {
        guard let value else { throw missing(name) }
        return value
    }

    mutating func run() throws(Problem) -> Run {
        var run = Run(source: "", format: "", tool: .init(""))
        var missing: Set = [
            "environment", "format", "labels", "notes", "series", "source", "tool", "workload",
        ]
        try object { (reader, name) throws(Problem) in
            missing.remove(name)
            switch name {
            case "branch": run.branch = try reader.optional { (r) throws(Problem) in try r.string() }
            case "commit": run.commit = try reader.optional { (r) throws(Problem) in try r.string() }
            case "duration": run.duration = try reader.optional { (r) throws(Problem) in try r.number() }
            case "environment": run.environment = try reader.texts()
            case "format": run.format = try reader.string()
            case "labels": run.labels = try reader.texts()
            case "notes": run.notes = try reader.array { (r) throws(Problem) in try r.note() }
            case "series": run.series = try reader.array { (r) throws(Problem) in try r.series() }
            case "source": run.source = try reader.string()
            case "start": run.start = try reader.optional { (r) throws(Problem) in try r.number() }
            case "tests": run.tests = try reader.optional { (r) throws(Problem) in try r.tests() }
            case "tool": run.tool = try reader.tool()
            case "workload": run.workload = try reader.workload()
            default: try reader.skip()
            }
        }
        if let first = missing.min() { throw self.missing(first) }
        return run
    }

    private mutating func tool() throws(Problem) -> Run.Tool {
        var (name, version): (String?, String?)
        try object { (reader, key) throws(Problem) in
            switch key {
            case "name": name = try reader.string()
            case "version": version = try reader.optional { (r) throws(Problem) in try r.string() }
            default: try reader.skip()
            }
        }
        return Run.Tool(try required(name, "name"), version: version)
    }

    private mutating func workload() throws(Problem) -> Workload {
        var workload = Workload()
        try object { (reader, key) throws(Problem) in
            switch key {
            case "model": workload.model = try reader.optional { (r) throws(Problem) in try r.word() }
            case "rate": workload.rate = try reader.optional { (r) throws(Problem) in try r.number() }
            case "scenario": workload.scenario = try reader.optional { (r) throws(Problem) in try r.string() }
            case "virtualUsers": workload.virtualUsers = try reader.optional { (r) throws(Problem) in try r.count() }
            default: try reader.skip()
            }
        }
        return workload
    }

    private mutating func note() throws(Problem) -> Note {
        let texts = try texts()
        return Note(try required(texts["code"], "code"), try required(texts["message"], "message"))
    }

    private mutating func series() throws(Problem) -> Series {
        var series = Series("")
        var name: String?
        try object { (reader, key) throws(Problem) in
            switch key {
            case "errors": series.errors = try reader.optional { (r) throws(Problem) in try r.count() }
            case "labels": series.labels = try reader.texts()
            case "measurements":
                try reader.object { (r, name) throws(Problem) in series.measurements[name] = try r.measurement() }
            case "name": name = try reader.string()
            case "requests": series.requests = try reader.optional { (r) throws(Problem) in try r.count() }
            case "throughput": series.throughput = try reader.optional { (r) throws(Problem) in try r.number() }
            case "timeline": series.timeline = try reader.optional { (r) throws(Problem) in try r.timeline() }
            default: try reader.skip()
            }
        }
        series.name = try required(name, "name")
        return series
    }

    private mutating func timeline() throws(Problem) -> Timeline {
        var columns = Timeline.Columns()
        var (start, width, end): (Double?, Double?, Double?)
        try object { (reader, key) throws(Problem) in
            switch key {
            case "end": end = try reader.number()
            case "errors": columns.errors = try reader.counts()
            case "p50": columns.p50 = try reader.times()
            case "p95": columns.p95 = try reader.times()
            case "p99": columns.p99 = try reader.times()
            case "requests": columns.requests = try reader.array { (r) throws(Problem) in try r.integer() }
            case "start": start = try reader.number()
            case "users": columns.users = try reader.counts()
            case "width": width = try reader.number()
            default: try reader.skip()
            }
        }
        guard let slices = columns.slices else { throw problem("lists of one length") }
        return Timeline(
            start: try required(start, "start"), width: try required(width, "width"), end: try required(end, "end"),
            slices: slices)
    }

    private mutating func counts() throws(Problem) -> [Int?] {
        try array { (r) throws(Problem) in try r.optional { (r) throws(Problem) in try r.integer() } }
    }

    private mutating func times() throws(Problem) -> [Double?] {
        try array { (r) throws(Problem) in try r.optional { (r) throws(Problem) in try r.number() } }
    }

    private mutating func measurement() throws(Problem) -> Measurement {
        var metric: Metric?
        var value: Measurement.Value?
        try object { (reader, key) throws(Problem) in
            switch key {
            case "metric": metric = try reader.metric()
            case "value": value = try reader.value()
            default: try reader.skip()
            }
        }
        return Measurement(try required(metric, "metric"), try required(value, "value"))
    }

    private mutating func metric() throws(Problem) -> Metric {
        var (name, unit, direction): (String?, Unit?, Direction?)
        try object { (reader, key) throws(Problem) in
            switch key {
            case "name": name = try reader.string()
            case "unit": unit = try reader.word()
            case "direction": direction = try reader.word()
            default: try reader.skip()
            }
        }
        return Metric(
            try required(name, "name"), unit: try required(unit, "unit"),
            direction: try required(direction, "direction"))
    }

    private mutating func value() throws(Problem) -> Measurement.Value {
        var value: Measurement.Value?
        try object { (reader, key) throws(Problem) in
            switch key {
            case "distribution": value = .distribution(try reader.distribution())
            case "share": value = .share(try reader.number())
            case "ratio": value = try reader.ratio()
            case "counter":
                let numbers = try reader.numbers()
                value = .counter(
                    total: try reader.required(numbers["total"], "total"), perSecond: numbers["perSecond"])
            case "gauge":
                let numbers = try reader.numbers()
                value = .gauge(
                    last: try reader.required(numbers["last"], "last"), min: numbers["min"], max: numbers["max"])
            default: try reader.skip()
            }
        }
        guard let value else { throw problem("distribution, ratio, share, counter or gauge") }
        return value
    }

    private mutating func ratio() throws(Problem) -> Measurement.Value {
        var (hits, total): (Int?, Int?)
        try object { (reader, key) throws(Problem) in
            switch key {
            case "hits": hits = try reader.count()
            case "total": total = try reader.count()
            default: try reader.skip()
            }
        }
        return .ratio(hits: try required(hits, "hits"), total: try required(total, "total"))
    }

    /// Members that are null are absent.
    private mutating func numbers() throws(Problem) -> [String: Double] {
        var numbers: [String: Double] = [:]
        try object { (reader, name) throws(Problem) in
            numbers[name] = try reader.optional { (r) throws(Problem) in try r.number() }
        }
        return numbers
    }

    private mutating func distribution() throws(Problem) -> Distribution {
        var distribution = Distribution(shape: .quantiles([]))
        var shape: Distribution.Shape?
        try object { (reader, key) throws(Problem) in
            switch key {
            case "count": distribution.count = try reader.optional { (r) throws(Problem) in try r.count() }
            case "max": distribution.max = try reader.optional { (r) throws(Problem) in try r.number() }
            case "mean": distribution.mean = try reader.optional { (r) throws(Problem) in try r.number() }
            case "min": distribution.min = try reader.optional { (r) throws(Problem) in try r.number() }
            case "resolution": distribution.resolution = try reader.optional { (r) throws(Problem) in try r.number() }
            case "standardDeviation":
                distribution.standardDeviation = try reader.optional { (r) throws(Problem) in try r.number() }
            case "shape": shape = try reader.shape()
            case "definition": distribution.definition = try reader.definition()
            default: try reader.skip()
            }
        }
        distribution.shape = try required(shape, "shape")
        return distribution
    }

    private mutating func shape() throws(Problem) -> Distribution.Shape {
        var shape: Distribution.Shape?
        try object { (reader, key) throws(Problem) in
            switch key {
            case "samples": shape = .samples(try reader.array { (r) throws(Problem) in try r.number() }.sorted())
            case "quantiles": shape = .quantiles(try reader.array { (r) throws(Problem) in try r.quantile() })
            case "histogram": shape = .histogram(try reader.histogram())
            case "buckets": shape = .buckets(try reader.buckets())
            default: try reader.skip()
            }
        }
        guard let shape else { throw problem("samples, histogram, buckets or quantiles") }
        return shape
    }

    private mutating func definition() throws(Problem) -> Distribution.QuantileDefinition? {
        guard let number = try optional({ (r) throws(Problem) in try r.integer() }) else { return nil }
        guard let definition = Distribution.QuantileDefinition(rawValue: number) else { throw problem("5, 6 or 7") }
        return definition
    }

    private mutating func buckets() throws(Problem) -> Buckets {
        var (bounds, counts): ([Double]?, [Double]?)
        try object { (reader, key) throws(Problem) in
            switch key {
            case "bounds": bounds = try reader.array { (r) throws(Problem) in try r.number() }
            case "counts": counts = try reader.array { (r) throws(Problem) in try r.number() }
            default: try reader.skip()
            }
        }
        return Buckets(bounds: try required(bounds, "bounds"), counts: try required(counts, "counts"))
    }

    private mutating func quantile() throws(Problem) -> Distribution.Quantile {
        var (rank, value): (Double?, Double?)
        try object { (reader, key) throws(Problem) in
            switch key {
            case "rank": rank = try reader.number()
            case "value": value = try reader.number()
            default: try reader.skip()
            }
        }
        return .init(rank: try required(rank, "rank"), value: try required(value, "value"))
    }

    private mutating func histogram() throws(Problem) -> Histogram {
        var histogram = Histogram()
        try object { (reader, key) throws(Problem) in
            switch key {
            case "bins": for (bin, count) in try reader.bins() { histogram.add(bin: bin, times: count) }
            case "negatives": for (bin, count) in try reader.bins() { histogram.negatives[bin, default: 0] += count }
            case "zeros": histogram.zeros = UInt64(try reader.count())
            default: try reader.skip()
            }
        }
        return histogram
    }

    /// Pairs of bin number and count.
    private mutating func bins() throws(Problem) -> [(bin: Int, count: UInt64)] {
        let flat = try array { (r) throws(Problem) in try r.count() }
        let numbers = stride(from: 0, to: flat.count, by: 2).map { flat[$0] }
        let total = stride(from: 1, to: flat.count, by: 2).reduce(0.0) { $0 + Double(flat[$1]) }
        guard flat.count % 2 == 0, total <= 0x1p53, numbers.allSatisfy({ $0 < 0x7FF << 8 }) else {
            throw problem("pairs of bin number and count")
        }
        // A histogram takes room for all bins from the first to the last, so that two numbers in a file can ask for much memory.
        spread += (numbers.max() ?? 0) - (numbers.min() ?? 0)
        guard spread <= Self.mostBins else { throw problem("histograms no wider than measured values can be") }
        return numbers.enumerated().map { ($1, UInt64(flat[2 * $0 + 1])) }
    }

    /// Of all histograms: 256 MiB of counters.
    private static var mostBins: Int { 1 << 26 }

    private mutating func tests() throws(Problem) -> TestSummary {
        var tests = TestSummary()
        try object { (reader, key) throws(Problem) in
            switch key {
            case "tests": tests.tests = try reader.count()
            case "passed": tests.passed = try reader.count()
            case "failed": tests.failed = try reader.count()
            case "errors": tests.errors = try reader.count()
            case "skipped": tests.skipped = try reader.count()
            case "flaky": tests.flaky = try reader.count()
            case "failures": tests.failures = try reader.array { (r) throws(Problem) in try r.failure() }
            case "flakyTests": tests.flakyTests = try reader.array { (r) throws(Problem) in try r.string() }
            default: try reader.skip()
            }
        }
        return tests
    }

    private mutating func failure() throws(Problem) -> TestSummary.Failure {
        var failure = TestSummary.Failure(kind: .failure, suite: "", className: nil, name: "", message: "")
        try object { (reader, key) throws(Problem) in
            switch key {
            case "className": failure.className = try reader.optional { (r) throws(Problem) in try r.string() }
            case "kind": failure.kind = try reader.word()
            case "message": failure.message = try reader.string()
            case "name": failure.name = try reader.string()
            case "suite": failure.suite = try reader.string()
            default: try reader.skip()
            }
        }
        return failure
    }
}

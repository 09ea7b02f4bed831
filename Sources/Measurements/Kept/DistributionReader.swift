/// What is known of the values of a metric of a kept run.
extension JSONReader {
    mutating func distribution() throws(Problem) -> Distribution {
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
}

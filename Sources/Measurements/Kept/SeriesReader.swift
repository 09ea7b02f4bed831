/// The series of a kept run, with their measurements and the timeline.
extension JSONReader {
    mutating func series() throws(Problem) -> Series {
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
}

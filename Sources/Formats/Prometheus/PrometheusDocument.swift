/// An answer of Prometheus's HTTP API, read series by series, of which the points alone are kept; members of objects in any order.
struct PrometheusDocument {
    private struct Element {
        var labels: [String: String] = [:]
        /// Of an instant, and of a range.
        var value: PrometheusAnswer.Point?
        var values: [PrometheusAnswer.Point]?
    }

    private let source: String
    private var type: String?
    private var elements: [Element]?
    /// The result itself, where it is a scalar's point.
    private var scalar: [JSON] = []

    var isRange: Bool { type == "matrix" }

    init(_ input: Input) throws(FormatError) {
        source = input.name
        var walk = try JSONWalk(input)
        let node = JSONNode(.null, source: source)
        var (status, reason, hasData) = (String?.none, String?.none, false)
        guard try walk.kind() == .object else {
            _ = try walk.value()
            throw Self.failed(source, nil)
        }
        try walk.members { (key, walk) throws(FormatError) in
            switch key {
            case "status": status = try walk.value().string
            case "error": reason = try walk.value().string
            case "data":
                if hasData { throw node.second(key, after: key) }
                hasData = true
                try readData(&walk, node.child(key, .null))
            default: try walk.skip()
            }
        }
        try walk.end()
        guard status == "success" else { throw Self.failed(source, reason) }
        if !hasData { throw FormatError(source, "the document has no \"data\"") }
    }

    private static func failed(_ source: String, _ reason: String?) -> FormatError {
        FormatError(source, "Prometheus answered with an error: \(reason ?? "no reason given")")
    }

    // MARK: Parts

    private mutating func readData(_ walk: inout JSONWalk, _ node: JSONNode) throws(FormatError) {
        guard try walk.kind() == .object else { return try walk.skip() }
        try walk.members { (key, walk) throws(FormatError) in
            switch key {
            case "resultType": type = try walk.value().string ?? ""
            case "result":
                if elements != nil { throw node.second(key, after: key) }
                elements = []
                try readResult(&walk, node.child(key, .null))
            default: try walk.skip()
            }
        }
    }

    private mutating func readResult(_ walk: inout JSONWalk, _ node: JSONNode) throws(FormatError) {
        guard try walk.kind() == .array else { return try walk.skip() }
        try walk.elements { (index, walk) throws(FormatError) in
            if try walk.kind() == .object {
                elements?.append(try Self.element(&walk, node.element(index, .null)))
            } else if index < 3 {
                scalar.append(try walk.value())
            } else {
                try walk.skip()
            }
        }
    }

    private static func element(_ walk: inout JSONWalk, _ node: JSONNode) throws(FormatError) -> Element {
        var element = Element()
        try walk.members { (key, walk) throws(FormatError) in
            switch key {
            case "metric":
                let labels = node.child(key, try walk.value()).members.map { ($0.key, $0.node.json.string ?? "") }
                element.labels = Dictionary(labels) { _, last in last }
            case "value": element.value = try point(node.child(key, try walk.value()))
            case "values":
                guard try walk.kind() == .array else { return try walk.skip() }
                let values = node.child(key, .null)
                var points: [PrometheusAnswer.Point] = []
                try walk.elements { (index, walk) throws(FormatError) in
                    points.append(try point(values.element(index, try walk.value())))
                }
                // Without room for more.
                element.values = Array(points[...])
            case "histogram", "histograms":
                if try walk.kind() == .scalar { return try walk.skip() }
                throw FormatError(
                    node.source, "\(node.path): native histograms cannot be read; query histogram_quantile instead")
            default: try walk.skip()
            }
        }
        return element
    }

    /// `[seconds, "value"]`.
    private static func point(_ node: JSONNode) throws(FormatError) -> PrometheusAnswer.Point {
        guard let pair = node.json.array, pair.count == 2, let time = pair[0].number, time.isFinite,
            let text = pair[1].string, let value = Double(text)
        else { throw FormatError(node.source, "\(node.path): expected [seconds, \"value\"]") }
        return PrometheusAnswer.Point(time: time, value: value)
    }

    // MARK: The whole

    /// What the type says that the result is.
    func series() throws(FormatError) -> [(labels: [String: String], points: [PrometheusAnswer.Point])] {
        let data = JSONNode(.null, path: "data", source: source)
        guard let type else { throw FormatError(source, "data has no \"resultType\"") }
        guard let elements else { throw FormatError(source, "data has no \"result\"") }
        let result = data.child("result", .array(scalar))
        switch type {
        case "scalar": return [([:], [try Self.point(result)])]
        case "vector", "matrix":
            var series: [(labels: [String: String], points: [PrometheusAnswer.Point])] = []
            for (index, element) in elements.enumerated() {
                guard let points = isRange ? element.values : element.value.map({ [$0] }) else {
                    _ = try result.element(index, .null).required(isRange ? "values" : "value")
                    continue
                }
                series.append((element.labels, points))
            }
            return series
        default: throw FormatError(source, "data.resultType: expected vector, matrix or scalar")
        }
    }
}

import Analysis

/// The last values as a line the size of a word, for a row of a table; the large chart tells the numbers.
enum SparklineChart {
    private static let most = 40

    static func html(_ check: Check) -> HTML {
        let history = check.history.suffix(most - 1)
        guard let head = check.head?.value, !history.isEmpty else { return "" }
        let values = history + [head]
        guard values.allSatisfy(\.isFinite), let low = values.min(), let high = values.max() else { return "" }
        let room = max(high - low, high.magnitude * 0.05, 1e-12)
        let middle = (low + high) / 2
        let points = values.enumerated().map { index, value in
            (2 + Double(index) / Double(values.count - 1) * 72, 10 - (value - middle) / room * 14)
        }
        let line = points.map { "\(Coordinate.text($0.0)),\(Coordinate.text($0.1))" }.joined(separator: " ")
        let end = points[points.count - 1]
        return """
            <svg class="spark" viewBox="0 0 80 20" aria-hidden="true"><polyline class="base" points="\(line)"/><path class="head dots big" d="M\(end.0) \(end.1)h0"/></svg>
            """
    }
}

import Measurements

/// Which checks are meant: "POST /checkout#p95", "GET /api/*#p99", "/^POST /#*"; endpoints as in budgets.
package struct CheckPattern: Sendable, Equatable, CustomStringConvertible {
    package let description: String
    private let series: SeriesPattern
    /// Nil for any.
    let metric: MetricName?
    /// As it was written.
    private let figure: String

    /// - Throws: what is wrong with the text.
    package init(_ text: String) throws(Misread) {
        guard let sign = text.lastIndex(of: "#"), sign != text.startIndex, text.index(after: sign) != text.endIndex
        else {
            throw Misread("\"\(text)\": expected the id of a check, ENDPOINT#METRIC, such as \"POST /checkout#p95\"")
        }
        let (name, figure) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
        description = text
        self.figure = figure
        series = name == Series.all ? .total : SeriesPattern(key: name)
        if case .regex(let expression) = series { _ = try NameExpression(expression) }
        metric = figure == "*" ? nil : MetricName(parsing: figure)
    }

    /// Why no check can be meant, or nil: the metric has to be one, and has no patterns.
    var contradiction: String? {
        guard metric != nil else { return nil }
        if figure.contains("*") {
            return "\"\(figure)\": the metric may be the name of one, such as p95, or * for any, but no pattern"
        }
        if figure.wholeMatch(of: /p\d+(\.\d+)?[A-Za-z]{1,2}/) != nil {
            return "\"\(figure)\" is no percentile; did you mean \"\(figure.prefix { !$0.isLetter || $0 == "p" })\"?"
        }
        do throws(Misread) {
            _ = try KnownMetrics.name(figure)
            return nil
        } catch { return error.message }
    }

    /// The id of a check always means that check, whatever signs are in it.
    func matches(_ check: Check) -> Bool {
        if check.id == description { return true }
        guard metric == nil || metric == check.metric else { return false }
        return SeriesMatcher(series).matches(check.measuredSeries)
    }
}

extension Check {
    /// The series by name and labels, of which the check knows the id.
    fileprivate var measuredSeries: Series {
        let suffix = Series("", labels: labels).id
        return Series(
            suffix.isEmpty || !series.hasSuffix(suffix) ? series : String(series.dropLast(suffix.count)), labels: labels
        )
    }
}

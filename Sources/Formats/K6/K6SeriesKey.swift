import Measurements

/// Which series a submetric belongs to: `http_req_duration{name:/checkout,method:POST}` is of "POST /checkout".
struct K6SeriesKey: Hashable {
    /// The tag "name", or "url".
    var endpoint = Series.all
    /// The other tags.
    var labels: [String: String] = [:]
    /// The submetric of the answers that the script expected, which is a metric of its own here.
    var isExpectedResponse = false

    static let all = K6SeriesKey()

    /// Splits a key of `metrics` as k6 does (metrics/metric.go, AddSubmetric): at commas, then at the first colon.
    static func split(_ text: String) -> (metric: String, key: K6SeriesKey) {
        guard let brace = text.firstIndex(of: "{"), text.hasSuffix("}") else { return (text, .all) }
        let inner = text[text.index(after: brace)...].dropLast()
        var tags: [String: String] = [:]
        for tag in inner.split(separator: ",") {
            let parts = tag.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            tags[trimmed(parts[0])] = parts.count > 1 ? trimmed(parts[1]) : ""
        }
        let metric = String(text[..<brace])
        return (metric, K6SeriesKey(tags: tags, of: metric))
    }

    init() {}

    init(tags: [String: String], of metric: String) {
        var labels = tags.mapValues(Credentials.removed)
        if metric == "http_req_duration", labels["expected_response"] == "true" {
            isExpectedResponse = true
            labels["expected_response"] = nil
        }
        if let group = labels["group"], group.hasPrefix("::") { labels["group"] = String(group.dropFirst(2)) }
        if let endpoint = labels.removeValue(forKey: "name") ?? labels.removeValue(forKey: "url") {
            self.endpoint = endpoint
        }
        self.labels = labels
    }

    /// "POST /checkout"
    var name: String { labels["method"].map { "\($0) \(endpoint)" } ?? endpoint }

    private static func trimmed(_ text: Substring) -> String {
        let unquoted = text.drop { $0.isWhitespace || $0 == "\"" || $0 == "'" }
        return String(unquoted.reversed().drop { $0.isWhitespace || $0 == "\"" || $0 == "'" }.reversed())
    }

    /// The series without the distinction of expected answers.
    var series: K6SeriesKey {
        var key = self
        key.isExpectedResponse = false
        return key
    }

    var expected: K6SeriesKey {
        var key = self
        key.isExpectedResponse = true
        return key
    }
}

/// Everything first, then by name and labels.
extension K6SeriesKey: Comparable {
    static func < (a: K6SeriesKey, b: K6SeriesKey) -> Bool { a.rank < b.rank }

    private var rank: (Int, String) {
        let id = Series(name, labels: labels).id
        return (id == Series.all ? 0 : 1, id)
    }
}

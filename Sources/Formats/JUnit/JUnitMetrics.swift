import Measurements

/// What tests measured and wrote into their report as properties: pytest's `record_property`, GoogleTest's `RecordProperty`, Playwright's
/// annotations. `<property name="page_load" value="812 ms"/>`
struct JUnitMetrics {
    typealias Values = [Metric: [Double]]

    /// Tests of which metrics are kept: the first ones.
    static let limit = 1000
    /// Values of a metric that are kept of cases of one name.
    private static let valueLimit = 4096

    private var order: [JUnitIdentity] = []
    private var values: [JUnitIdentity: Values] = [:]
    private(set) var isCut = false

    mutating func add(_ metrics: [(metric: Metric, value: Double)], of test: JUnitIdentity) {
        if values[test] == nil {
            guard order.count < Self.limit else {
                isCut = true
                return
            }
            order.append(test)
        }
        for (metric, value) in metrics where values[test]?[metric]?.count ?? 0 < Self.valueLimit {
            values[test, default: [:]][metric, default: []].append(value)
        }
    }

    mutating func take(of test: JUnitIdentity) -> Values { values.removeValue(forKey: test) ?? [:] }

    /// Tests whose metrics were not taken, in the order of the file.
    var rest: [JUnitIdentity] { order.filter { values[$0] != nil } }
}

extension Series {
    /// One value is no distribution; a test that is repeated has several.
    mutating func set(_ values: [Metric: [Double]]) {
        for (metric, values) in values {
            if values.count > 1, let known = Distribution.of(values) {
                set(metric, .distribution(known))
            } else if let value = values.first {
                set(metric, .gauge(last: value, min: nil, max: nil))
            }
        }
    }
}

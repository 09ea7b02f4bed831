import Measurements
import Testing

struct MetricNameTests {
    @Test(arguments: [("p99.9", "p99.9"), ("p(95)", "p95"), ("p100", "p100"), ("p99.999999", "p99.999999")])
    func percentiles(text: String, name: String) { #expect(MetricName.Statistic(text)?.description == name) }

    @Test(arguments: ["p101", "p95.5.5", "p99.99999999999", "p(1e1)"])
    func noPercentiles(text: String) { #expect(MetricName.Statistic(text) == nil) }

    @Test func printedRanksStayBelowTheMaximum() {
        #expect(MetricName.Statistic.quantile(0.9999999999).description != "p100")
    }
}

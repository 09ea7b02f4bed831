import Foundation
import Measurements
import Reporting
import Testing

struct InspectionTests {
    /// Milliseconds of 1e308 s are no number any more.
    @Test func numbersThatAreNoneAreAbsent() throws {
        var series = Series(Series.all, throughput: .infinity)
        let own = Metric("own_time", unit: .seconds, direction: .lower)
        series.set(own, .distribution(Distribution(printed: [0.5: 1, 0.9: 1e308], max: 1e308)))
        let text = Inspection(runs: [Run(source: "a", format: "b", tool: .init("c"), series: [series])]).json
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(document?["schemaVersion"] as? String == "1.0")
        #expect(text.contains("\"p50\": 1000") && !text.contains("inf") && !text.contains("p90"))
    }
}

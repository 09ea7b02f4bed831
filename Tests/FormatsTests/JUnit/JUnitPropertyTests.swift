import Formats
import Measurements
import Testing

/// Metrics that tests write into their report as properties.
struct JUnitPropertyTests {
    @Test func realRunnersWriteThem() throws {
        let googletest = try ResultFiles.fixture("junit/googletest.xml")
        #expect(googletest.figure("p95_ms", of: "Checkout > Records{kind=test}") == 0.041)
        let pytest = try ResultFiles.fixture("junit/pytest.xml")
        #expect(pytest.figure("p95_ms", of: "pytest > test_properties{class=test_shop,kind=test}") == 0.0415)
        #expect(pytest.figure("duration", of: "pytest > test_properties{class=test_shop,kind=test}") != nil)
        let metrics = Set(pytest.series.flatMap(\.measurements.keys))
        #expect(metrics == ["duration", "p95_ms"])
    }

    /// As Playwright writes annotations; a number alone under a name that says nothing of a unit is a note of the test, as are those of suites.
    @Test func numbersWithUnitsAreMetrics() throws {
        let run = try JUnitReportTests.run(
            """
            <testsuite name='s'><properties><property name='load_time_ms' value='7'/></properties>
            <testcase name='a' time='1'><properties>
            <property name='page_load' value='812 ms'/><property name='transferSize' value='1.5 MB'/>
            <property name='issue' value='4711'/><property name='load' value='high'/><property name='duration' value='9 s'/>
            <property name='lcp' value=''/><property value='1 ms'/><property name='fcp'>900 ms</property>
            </properties></testcase></testsuite>
            """)
        let series = try #require(run["s > a{kind=test}"])
        #expect(Set(series.measurements.keys) == ["duration", "page_load", "transferSize"])
        #expect(run.figure("page_load", of: series.id) == 0.812)
        #expect(run.figure("transferSize", of: series.id) == 1_500_000)
        #expect(run.figure("duration", of: series.id) == 1)
        #expect(series.measurements["page_load"]?.metric.direction == .lower)
        #expect(run.series.filter { $0.measurements["load_time_ms"] != nil }.isEmpty)
    }

    @Test func repeatedTestsHaveADistribution() throws {
        let cases = [3, 1, 2].map {
            "<testcase name='a'><properties><property name='fcp' value='\($0) s'/></properties></testcase>"
        }
        let skipped =
            "<testcase name='a'><properties><property name='fcp' value='9 s'/></properties><skipped/></testcase>"
        let run = try JUnitReportTests.run("<testsuite name='s'>\(cases.joined())\(skipped)</testsuite>")
        #expect(run.figure("fcp.max", of: "s > a{kind=test}") == 3)
        #expect(run.figure("fcp.p50", of: "s > a{kind=test}") == 2)
    }

    @Test func theirNumberIsBounded() throws {
        let property = "<properties><property name='lcp' value='1 s'/></properties>"
        let cases = (0..<1500).map { "<testcase name='t\($0)' time='1'>\(property)</testcase>" }
        let run = try JUnitReportTests.run("<testsuite name='s'>\(cases.joined())</testsuite>")
        #expect(run.series.count { $0.measurements["lcp"] != nil } == 1000)
        #expect(run.notes.map(\.code) == ["junit.properties"])
        let many = (0..<1000).map { "<property name='lcp\($0)_ms' value='1'/>" }.joined()
        let one = try JUnitReportTests.run("<testcase name='t'><properties>\(many)</properties></testcase>")
        #expect(one.series.last?.measurements.count == 200)
    }
}

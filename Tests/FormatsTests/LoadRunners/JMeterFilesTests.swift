import Formats
import Foundation
import Measurements
import Testing

/// JMeter's other files: samples as XML, statistics.json, and the reports of its listeners.
struct JMeterFilesTests {
    /// Figures by xml.etree of Python.
    @Test func samplesAsXML() throws {
        let run = try ResultFiles.fixture("jmeter-xml/shop.xml")
        #expect(run.figure("requests") == 140 && run.figure("errors") == 40)
        #expect(run.figure("requests", of: "Buy") == 20 && run.figure("requests", of: "Old route") == 20)
        #expect(run.figure("requests", of: "http://127.0.0.1:8098/products") == 20)
        #expect(run.workload.virtualUsers == 4)
        #expect(Set(run.notes.map(\.code)).isSuperset(of: ["transactions.apart", "parts.apart"]))
    }

    /// Samples within a transaction are the requests; bodies are passed over.
    @Test(arguments: ["parent-samples", "with-bodies"])
    func samplesWithinSamples(story: String) throws {
        let run = try ResultFiles.fixture("jmeter-xml/\(story).xml")
        #expect(run.figure("requests") == 140 && run.figure("errors") == 40)
        #expect(run.figure("requests", of: "Buy") == 20 && run.figure("requests", of: "POST /checkout") == 20)
        #expect(run.figure("5xx", of: "GET /api/broken") == 1)
    }

    @Test func cutXML() throws {
        let bytes = try ResultFiles.bytes(ResultFiles.fixtures.appending(path: "jmeter-xml/parent-samples.xml"))
        let error = #expect(throws: FormatError.self) {
            try ResultFormats.read(Input(name: "cut", bytes: Array(bytes.prefix(1200))))
        }
        #expect(error?.problem.contains("samples were read") == true)
        #expect(throws: FormatError.self) { try ResultFiles.runs("<testResults version=\"1.2\"></testResults>") }
        #expect(throws: FormatError.self) {
            try ResultFiles.runs("<testResults><sample t=\"-1\" s=\"true\"/></testResults>")
        }
    }

    @Test(arguments: ["en", "es", "de"])
    func aggregateInAnyLanguage(language: String) throws {
        let run = try ResultFiles.fixture("jmeter-aggregate/plain-\(language).csv")
        let english = try ResultFiles.fixture("jmeter-aggregate/plain-en.csv")
        #expect(run.series == english.series && run.series.count == 8)
        #expect(run.figure("requests") == 140 && run.figure("errors") == 40)
        #expect(
            near(run.figure("p95", of: "GET /api/products"), 0.021)
                && near(run.figure("p99", of: "GET /api/products"), 0.096))
        #expect(run.figure("throughput", of: "GET /api/products") == 15.74803)
        #expect(near(run.figure("mean", of: "GET /api/products"), 0.019))
    }

    @Test(arguments: ["en", "de"])
    func summary(language: String) throws {
        let run = try ResultFiles.fixture("jmeter-aggregate/plain-summary-\(language).csv")
        #expect(run.figure("requests") == 140 && run.figure("errors") == 40 && run.figure("p95") == nil)
        #expect(run.notes("percentile.absent") == ["p95 and p99 are not in this file; it has none"])
        #expect(near(run.figure("max", of: "GET /api/products"), 0.096))
        guard case .distribution(let latency)? = run["GET /api/products"]?.measurements["latency"]?.value else {
            Issue.record("no latency")
            return
        }
        #expect(near(latency.standardDeviation, 0.01779))
    }

    @Test(arguments: [
        ("Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput\nTOTAL,0,0,9,-9,0.0,0.000%,.0\n", "no samples"),
        ("Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput\nx,5,1,1,1,0.0,200.000%,.5\n", "at most 100 %"),
        (
            "Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput\nx,5,1,1,1,0.0,2.000%,.5\ny,5,one,1,1,0,0%,1\n",
            "test:3: column 3"
        ),
        (
            "{\"a\":{\"transaction\":\"a\",\"sampleCount\":3,\"errorCount\":1,\"meanResTime\":1}}",
            "\"Total\" is missing"
        ),
        ("{\"Total\":{\"transaction\":\"a\",\"sampleCount\":3,\"errorCount\":9,\"meanResTime\":1}}", "no more errors"),
        ("{\"Total\":{\"transaction\":\"a\",\"sampleCount\":0,\"errorCount\":0,\"meanResTime\":1}}", "no samples"),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func reportWithoutTotal() throws {
        let text =
            "Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput\nx,5,1,1,1,0.0,0%,.5\ny,6,1,1,1,0.0,0%,.5\n"
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.series.map(\.id) == ["x", "y"] && run.notes("total.absent").count == 1)
    }

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func strangersFiles() throws {
        let chinese = ResultFiles.corpus.appending(path: "jmeter-aggregate-csv/LuoYeny__miaosha__aggregate.csv")
        #expect(throws: FormatError.self) { try ResultFiles.runs(chinese) }
        let spanish = try ResultFiles.corpus(
            "jmeter-aggregate-csv/unknown__unknown__19568316942-README-aggregate-es.csv")
        #expect(spanish[0].figure("throughput") == 734.34918 && near(spanish[0].figure("p99"), 3.113))
        let tickets = try ResultFiles.corpus("jmeter-aggregate-csv/edwardnunez__TicketApp__aggregate.csv")[0]
        #expect(tickets.figure("errors") == 1150 && tickets.figure("errors", of: "POST /tickets/purchase") == 400)
        let empty = try ResultFiles.corpus("jmeter-aggregate-csv/kasiserxblue__softka_performance__aggregate.csv")[0]
        #expect(empty.figure("requests", of: "(no label)") == 12000)
        let summary = try ResultFiles.corpus("jmeter-summary-report-csv/abhinfrnd__Jmeter_CI__summary_report.csv")[0]
        #expect(summary.figure("requests") == 4822 && summary.figure("throughput") == 0.83235)
        for name in ResultFiles.names(in: ResultFiles.corpus.appending(path: "jmeter-statistics-json")) {
            let run = try ResultFiles.corpus("jmeter-statistics-json/\(name)")[0]
            let parts = run.series.dropFirst().reduce(0) { $0 + ($1.requests ?? 0) }
            #expect(run.figure("requests") == Double(parts))
        }
        let nested = try ResultFiles.corpus("jmeter-jtl-xml/Blazemeter__taurus__error-302.jtl")[0]
        #expect(nested.figure("requests") == 24 && nested.notes("transactions.apart").count == 1)
        let plugin = ResultFiles.corpus.appending(path: "jmeter-jtl-xml/Blazemeter__taurus__nonstandard-unicode.jtl")
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(plugin) }
        #expect(error?.problem.contains("none of the 3 elements is a sample") == true)
    }
}

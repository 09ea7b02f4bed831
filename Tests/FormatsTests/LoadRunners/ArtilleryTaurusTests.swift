import Formats
import Foundation
import Measurements
import Testing

struct ArtilleryTests {
    /// Every latency in nanoseconds is in the file; Artillery's own figures have one digit after the point.
    @Test func versionOne() throws {
        let run = try ResultFiles.fixture("artillery/v1.json")
        let json = try JSON.parse(
            try ResultFiles.bytes(ResultFiles.fixtures.appending(path: "artillery/v1.json")), source: "")
        let printed = try #require(json["aggregate"]?["latency"])
        for (name, key) in [("min", "min"), ("p50", "median"), ("p95", "p95"), ("p99", "p99"), ("max", "max")] {
            let (raw, known) = (try #require(run.figure(name)), try #require(printed[key]?.number))
            #expect(abs(raw * 1000 - known) < 0.0501, "\(name)")
        }
        let answers = try #require(json["aggregate"]?["requestsCompleted"]?.integer)
        let bad = try #require(json["aggregate"]?["codes"]?["500"]?.integer)
        #expect(run.figure("requests") == Double(answers + 2) && run.figure("errors") == Double(bad + 2))
        #expect(run.figure("latency.count") == Double(answers))
    }

    /// Answers are in the order in which they came to be written, not in that of their times.
    @Test func answersOutOfOrder() throws {
        let text =
            #"{"aggregate":{"requestsCompleted":3,"latency":{}},"intermediate":[{"latencies":[[3000,"a",1000000,200],[1000,"b",2000000,200],[2000,"c",3000000,500]]}]}"#
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("latency.count") == 3 && near(run.figure("mean"), 0.002) && run.duration == 2)
        #expect(run["*"]?.timeline?.slices.reduce(0) { $0 + $1.requests } == 3)
    }

    @Test func versionTwo() throws {
        let run = try ResultFiles.fixture("artillery/v2.json")
        let json = try JSON.parse(
            try ResultFiles.bytes(ResultFiles.fixtures.appending(path: "artillery/v2.json")), source: "")
        let printed = try #require(json["aggregate"]?["summaries"]?["http.response_time"])
        for (name, key) in [
            ("p50", "median"), ("p75", "p75"), ("p95", "p95"), ("p99.9", "p999"), ("mean", "mean"), ("max", "max"),
        ] {
            #expect(near(run.figure(name), printed[key]?.number.map { $0 / 1000 }), "\(name)")
        }
        #expect(run.series.map(\.id) == ["*", "/api/broken", "/api/products", "/api/search?q=lamp", "/checkout"])
        let broken = try #require(run.figure("requests", of: "/api/broken"))
        #expect(run.figure("errors", of: "/api/broken") == broken && run.figure("errors") == broken + 2)
        #expect(run.notes("latency.answers-only").count == 1)
    }

    @Test(arguments: [
        ("Test run id: abc\nPhase started: x", "prints on the terminal"),
        ("{\"aggregate\":{\"counters\":{},\"summaries\":{}}}", "no requests"),
        ("{\"aggregate\":{\"counters\":{\"http.requests\":-1},\"summaries\":{}}}", "aggregate.counters.http.requests"),
        (
            "{\"aggregate\":{\"requestsCompleted\":1,\"latency\":{}},\"intermediate\":[{\"latencies\":[[1,2]]}]}",
            "latencies[0]"
        ),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func pagesInTheBrowser() throws {
        let text = """
            {"aggregate":{"counters":{"vusers.created":3},"rates":{},"summaries":{
            "browser.page.LCP.https://me:secret@x.test/a.b":{"count":3,"min":100,"max":300,"mean":200,"p50":200,"p95":290,"p99":300},
            "browser.page.CLS.https://x.test/a.b":{"count":3,"min":0,"max":0.2,"mean":0.1,"p50":0.1,"p95":0.2,"p99":0.2}}}}
            """
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.series.map(\.id) == ["*", "https://x.test/a.b"])
        #expect(
            run.figure("lcp.p95", of: "https://x.test/a.b") == 0.29
                && run.figure("cls.p95", of: "https://x.test/a.b") == 0.2)
    }

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func strangersFiles() throws {
        for name in ["output-print.json", "output.js", "output2.json", "t1micro.json", "t2xl.json"] {
            let file = ResultFiles.corpus.appending(path: "artillery-v1-json/djaustin__fyp-server__\(name)")
            let run = try ResultFiles.runs(file)[0]
            let printed = try #require(try JSON.parse(try ResultFiles.bytes(file), source: "")["aggregate"]?["latency"])
            for (name, key) in [("min", "min"), ("p50", "median"), ("p95", "p95"), ("p99", "p99"), ("max", "max")] {
                let (raw, known) = (try #require(run.figure(name)), try #require(printed[key]?.number))
                #expect(abs(raw * 1000 - known) < 0.0501, "\(file.lastPathComponent) \(name)")
            }
        }
        let name = "artillery-v2-json/Srabo93__bootcamp-restapi-typescript__artillery_report.json"
        let run = try ResultFiles.corpus(name)[0]
        // 25,503 failed captures are among 55,917 answers of 401 and 500.
        #expect(run.figure("requests") == 101_538 && run.figure("errors") == 55_917 && near(run.figure("p95"), 0.0563))
        #expect(run.figure("requests", of: "/api/v1/bootcamps/{{ bootcampId }}") == 15_207)
    }
}

struct TaurusTests {
    /// XML and CSV are of one run; figures as they stand in the files.
    @Test(arguments: ["final.xml", "final.csv"])
    func finalStats(file: String) throws {
        let run = try ResultFiles.fixture("taurus/\(file)")
        #expect(Set(run.series.map(\.id)) == ["*", "/api/broken", "/api/products", "/checkout"])
        #expect(run.figure("requests") == 478 && run.figure("errors") == 66)
        #expect(run.figure("p95") == 0.044 && run.figure("mean") == 0.02112 && run.figure("max") == 0.084)
        #expect(near(run.figure("5xx"), 66.0 / 478) && run.workload.virtualUsers == 5)
        #expect(run.figure("throughput") == (file == "final.xml" ? 478.0 / 6 : nil))
        #expect(run.notes("throughput.absent").isEmpty == (file == "final.xml"))
    }

    @Test(arguments: [
        ("<FinalStatus></FinalStatus>", "the empty label, are missing"),
        (
            "<FinalStatus><Group label=\"\"><throughput value=\"x\"/></Group></FinalStatus>",
            "throughput of \"\": expected a number"
        ),
        (
            "<FinalStatus><Group label=\"\"><throughput value=\"5\"/><fail value=\"6\"/></Group></FinalStatus>",
            "no more failures"
        ),
        ("<FinalStatus><Group label=\"\">", "1 labels were read"),
        ("label,avg_rt,throughput,succ,fail\na,1,1,1,0\n", "are missing"),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func strangersFiles() throws {
        let xml = try ResultFiles.corpus("taurus-final-stats/jenkinsci__performance-plugin__TaurusXMLReport.xml")[0]
        let csv = try ResultFiles.corpus("taurus-final-stats/jenkinsci__performance-plugin__TaurusCSVReport.csv")[0]
        #expect(xml.series.first == csv.series.first)
        #expect(xml.figure("requests") == 677 && xml.figure("errors") == 11 && near(xml.figure("p95"), 1.293))
        let timed = try ResultFiles.corpus(
            "taurus-final-stats/jenkinsci__performance-plugin__TaurusXmlWithDuration.xml")[0]
        #expect(near(timed.figure("throughput"), 59314 / 3.141592))
    }
}

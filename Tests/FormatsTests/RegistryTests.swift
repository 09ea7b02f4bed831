import Formats
import Foundation
import Measurements
import Testing

/// Which formats take an input for theirs.
enum Recognition {
    static func formats(of bytes: [UInt8]) -> [String] {
        guard let input = try? Input(name: "test", bytes: bytes), let head = try? Head(of: input) else { return [] }
        return ResultFormats.all.filter { $0.recognizes(head) }.map(\.name)
    }
}

/// Promises that every format of the registry keeps.
struct RegistryTests {
    @Test func namesAreTheirOwn() {
        let names = ResultFormats.all.map(\.name)
        #expect(!names.isEmpty && Set(names).count == names.count)
        #expect(ResultFormats.all.allSatisfy { !$0.summary.isEmpty && !$0.documentation.isEmpty })
    }

    @Test(arguments: ResultFormats.all.map(\.name))
    func fixturesAreReadByTheirFormatAlone(format: String) throws {
        let files = ResultFiles.fixtures(of: format)
        #expect(!files.isEmpty, "a format needs a fixture in fixtures/\(format)")
        for file in files {
            let bytes = try ResultFiles.bytes(file)
            #expect(Recognition.formats(of: bytes) == [format], "\(file.lastPathComponent)")
            let runs = try ResultFormats.read(Input(name: file.lastPathComponent, bytes: bytes))
            #expect(
                !runs.isEmpty && runs.allSatisfy { !$0.series.isEmpty || $0.tests != nil }, "\(file.lastPathComponent)")
        }
    }

    /// Folders of the corpus that these formats read; nothing else there may be taken for one of them.
    static let homes = [
        "k6-summary-export": "k6-summary", "k6-summary-handlesummary": "k6-summary",
        "k6-ndjson": "k6-json",
        "hyperfine-json": "hyperfine", "pytest-benchmark-json": "pytest-benchmark",
        "google-benchmark-json": "google-benchmark", "jmh-json": "jmh", "go-bench-text": "go-bench",
        "gab-custom-json": "github-action-benchmark", "bencher-bmf-json": "bencher",
        "prometheus-text": "prometheus", "openmetrics-text": "prometheus", "playwright-json": "playwright",
        "lighthouse-json": "lighthouse",
        "k6-csv": "k6-csv", "wrk-text": "wrk", "wrk2-text": "wrk2", "hey-text": "hey", "vegeta-json": "vegeta-json",
        "vegeta-gob": "vegeta-json", "vegeta-text": "vegeta-text", "oha-json": "oha", "oha-json-series": "oha",
        "bombardier-json": "bombardier", "bombardier-text": "bombardier", "fortio-json": "fortio",
        "h2load-text": "h2load", "siege-text": "siege", "siege-json": "siege", "siege-log-csv": "siege",
        "autocannon-json": "autocannon", "ab-text": "ab", "ab-percentile-csv": "ab-csv", "ab-gnuplot-tsv": "ab-tsv",
        "jmeter-jtl-csv": "jmeter-csv", "locust-kpi/Blazemeter__taurus__locust-kpi.jtl": "jmeter-csv",
        "jmeter-jtl-xml": "jmeter-xml", "jmeter-statistics-json": "jmeter-statistics",
        "jmeter-aggregate-csv": "jmeter-aggregate", "jmeter-summary-report-csv": "jmeter-aggregate",
        "locust-stats-csv": "locust-stats", "locust-history-csv": "locust-history",
        // Recognized to be refused with a hint.
        "locust-failures-csv": "locust-stats", "locust-exceptions-csv": "locust-stats",
        "gatling-assertions-json": "gatling-stats", "gatling-simulation-log-binary": "gatling-log",
        "artillery-text": "artillery",
        "artillery-v1-json": "artillery",
        "artillery-v2-json/Srabo93__bootcamp-restapi-typescript__artillery_report.json": "artillery",
        "gatling-simulation-log": "gatling-log", "gatling-stats-json": "gatling-stats",
        "gatling-stats-js": "gatling-stats", "gatling-global-stats-json": "gatling-stats",
        "taurus-final-stats": "taurus",
    ]

    /// Files in those folders that hold no result: prose, nothing at all, lines of single requests without siege's report, source code.
    static let noResults: Set = [
        "wrk2-text/polis-mail-ru__2020-highload-dht__result.txt",
        "bombardier-text/SaltyAom__bun-http-framework-benchmark__results--bun--fastify.txt",
        "siege-text/Blazemeter__taurus__siege.out",
        "go-bench-text/golang__perf__bench_test.go", "google-benchmark-json/google__benchmark__test4_run.json",
    ]

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func strangersFilesAreTakenByNoWrongFormat() throws {
        let mine = Set(Self.homes.values).union(["loadline"])
        let files = FileManager.default.enumerator(
            at: ResultFiles.corpus, includingPropertiesForKeys: [.isRegularFileKey])
        for case let file as URL in files ?? .init() {
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            let path = file.path.dropFirst(ResultFiles.corpus.path.count + 1)
            let head = try FileHandle(forReadingFrom: file).read(upToCount: 256 << 10) ?? Data()
            let taken = Recognition.formats(of: Array(head))
            #expect(taken.count <= 1, "\(path): \(taken)")
            let folder = String(path.prefix { $0 != "/" })
            let home = Self.noResults.contains(String(path)) ? nil : Self.homes[String(path)] ?? Self.homes[folder]
            #expect(taken.filter(mine.contains) == [home].compactMap { $0 }, "\(path)")
        }
    }
}

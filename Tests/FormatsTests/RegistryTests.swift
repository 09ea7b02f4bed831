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
        "autocannon-json": "autocannon", "ab-text": "ab", "ab-percentile-csv": "ab-csv", "ab-gnuplot-tsv": "ab-tsv",
    ]

    /// Files of those folders that are no results: source code, results of no benchmark.
    static let strangers: Set<String> = [
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
            let home = Self.homes[String(path.prefix { $0 != "/" })]
            if Self.strangers.contains(String(path)) {
                #expect(taken.isEmpty, "\(path): \(taken)")
            } else {
                #expect(taken.filter(mine.contains) == [home].compactMap { $0 }, "\(path)")
            }
        }
    }
}

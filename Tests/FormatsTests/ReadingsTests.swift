import Foundation
import Measurements
import Testing

@testable import Formats

/// A fixture of each format beside a second reading of it: `Readings/readings.py` wrote the figures that have to be found.
struct ReadingsTests {
    /// By file and series; nil where the figure may not be there.
    static let expected: [String: [String: [String: Double?]]] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Readings/readings.json")
        guard let data = try? Data(contentsOf: file) else { return [:] }
        return (try? JSONDecoder().decode([String: [String: [String: Double?]]].self, from: data)) ?? [:]
    }()

    /// Formats with a second reading elsewhere: `Loads/loads.json`, `Timelines/ranges.json`, runners' own counts, and the formats that kept runs were.
    static let elsewhere: Set = [
        "wrk", "wrk2", "hey", "hey-csv", "vegeta-json", "vegeta-text", "oha", "bombardier", "fortio", "h2load", "siege",
        "prometheus-api", "junit", "loadline",
    ]

    @Test func everyFormatIsReadTwice() {
        let twice = Set(Self.expected.keys.map { String($0.prefix { $0 != "/" }) }).union(Self.elsewhere)
        #expect(twice == Set(ResultFormats.all.map(\.name)).union([Custom.name]))
    }

    @Test func everyFormatIsInTheTable() throws {
        let table = try String(contentsOf: ResultFiles.root.appending(path: "Benchmarks/formats.md"), encoding: .utf8)
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| `") }.map {
            String($0.split(separator: "`")[1])
        }
        #expect(rows.sorted() == (ResultFormats.all.map(\.name) + [Custom.name]).sorted())
    }

    @Test(arguments: expected.keys.sorted())
    func figures(of file: String) throws {
        let run = try read(file)
        for (id, figures) in try #require(Self.expected[file]) {
            try #require(run[id] != nil, "\(id) of \(file)")
            for (name, value) in figures {
                let found = name == "duration" && id == Series.all ? run.duration : run.figure(name, of: id)
                #expect(isClose(found, value), "\(file), \(id): \(name) is \(found ?? .nan), expected \(value ?? .nan)")
            }
        }
    }

    private func read(_ file: String) throws -> Run {
        guard file.hasPrefix("custom/") else { return try ResultFiles.fixture(file) }
        let path = file.replacing(".json", with: ".yml")
        let yaml = try ResultFiles.bytes(ResultFiles.fixtures.appending(path: path))
        let mapping = try CustomMappingReader.read(yaml, source: path)
        let input = try Input(name: file, bytes: ResultFiles.bytes(ResultFiles.fixtures.appending(path: file)))
        return try #require(try ResultFormats.read(input, mapping: mapping).first)
    }

    private func isClose(_ found: Double?, _ expected: Double?) -> Bool {
        guard let found, let expected else { return found == nil && expected == nil }
        return abs(found - expected) <= 1e-9 * max(abs(expected), 1e-3)
    }
}

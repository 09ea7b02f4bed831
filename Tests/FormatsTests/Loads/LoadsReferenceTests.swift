import Formats
import Foundation
import Measurements
import Testing

/// Reports of load generators against a second, independent reading of the same files: `loads_reference.py`, which wrote `loads.json`.
struct LoadsReferenceTests {
    /// By file, for each run: figures by name in base units; nil where the figure may not be there.
    struct Reference: Decodable {
        var fixtures: [String: [[String: Double?]]]
        var corpus: [String: [[String: Double?]]]
    }

    static let reference: Reference? = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "loads.json")
        return try? JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }()

    @Test func referenceIsThere() {
        #expect(Self.reference?.fixtures.count ?? 0 > 40 && Self.reference?.corpus.count ?? 0 > 90)
    }

    @Test(arguments: reference?.fixtures.keys.sorted() ?? [])
    func fixture(path: String) throws {
        compare(
            try ResultFiles.runs(ResultFiles.fixtures.appending(path: path)), Self.reference?.fixtures[path] ?? [], path
        )
    }

    @Test(
        .enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"),
        arguments: reference?.corpus.keys.sorted() ?? [])
    func strangersFile(path: String) throws {
        compare(try ResultFiles.corpus(path), Self.reference?.corpus[path] ?? [], path)
    }

    private func compare(_ runs: [Run], _ expected: [[String: Double?]], _ path: String) {
        #expect(
            runs.count == expected.count && !runs.isEmpty, "\(path): \(runs.count) runs, expected \(expected.count)")
        for (index, (run, figures)) in zip(runs, expected).enumerated() {
            for (name, value) in figures {
                let found = name == "duration" ? run.duration : run.figure(name)
                #expect(
                    isClose(found, value),
                    "\(path), run \(index + 1): \(name) is \(String(describing: found)), expected \(String(describing: value))"
                )
            }
        }
    }

    private func isClose(_ found: Double?, _ expected: Double?) -> Bool {
        guard let found, let expected else { return found == nil && expected == nil }
        return abs(found - expected) <= 1e-9 * max(abs(expected), 1e-3)
    }

    /// Everything that a folder of the corpus holds is either in the reference or known to be no result.
    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func everyFileIsAccountedFor() throws {
        let known = Set(Self.reference?.corpus.keys.map { String($0) } ?? [])
        let folders = Set(known.map { $0.prefix { $0 != "/" } })
        for folder in folders {
            for name in ResultFiles.names(in: ResultFiles.corpus.appending(path: String(folder))) {
                let path = "\(folder)/\(name)"
                if known.contains(path) { continue }
                #expect(RegistryTests.noResults.contains(path), "\(path)")
                #expect(throws: FormatError.self) { try ResultFiles.corpus(path) }
            }
        }
    }
}

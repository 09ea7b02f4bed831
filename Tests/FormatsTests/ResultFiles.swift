import Formats
import Foundation
import Measurements

/// Files to read in tests: fixtures of the repository, and a corpus of strangers' files beside it, where there is one.
enum ResultFiles {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let fixtures = root.appending(path: "fixtures")
    static let corpus = root.appending(path: "../shared/corpus").standardizedFileURL
    static let hasCorpus = FileManager.default.fileExists(atPath: corpus.path)

    /// Names of the files in a folder, sorted.
    static func names(in folder: URL) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// All fixtures of a format.
    static func fixtures(of format: String) -> [URL] {
        let folder = fixtures.appending(path: format)
        return names(in: folder).map { folder.appending(path: $0) }
    }

    static func bytes(_ file: URL) throws -> [UInt8] { Array(try Data(contentsOf: file)) }

    static func runs(_ text: String, as format: String? = nil) throws -> [Run] {
        try ResultFormats.read(Input(name: "test", bytes: Array(text.utf8)), as: format)
    }

    static func runs(_ file: URL) throws -> [Run] {
        try ResultFormats.read(Input(name: file.lastPathComponent, bytes: bytes(file)))
    }

    /// The first run of a fixture, by "k6-summary/shop.json".
    static func fixture(_ path: String) throws -> Run {
        guard let run = try runs(fixtures.appending(path: path)).first else { throw Missing(path: path) }
        return run
    }

    static func corpus(_ path: String) throws -> [Run] { try runs(corpus.appending(path: path)) }

    struct Missing: Error {
        var path: String
    }
}

extension Run {
    subscript(id: String) -> Series? { series.first { $0.id == id } }

    /// The figure of a series by both their names; nil where it is absent.
    func figure(_ name: String, of id: String = Series.all) -> Double? {
        try? self[id]?.figure(MetricName(parsing: name)).value
    }

    func notes(_ code: String) -> [String] { notes.filter { $0.code == code }.map(\.message) }
}

/// Equal but for the last digits, as changes of unit leave them.
func near(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= 1e-12 * max(abs(a), abs(b), 1)
}

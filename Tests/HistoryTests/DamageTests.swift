import Foundation
import History
import Measurements
import Testing

/// What becomes of stores that something else has written to.
@Suite struct DamageTests {
    @Test func aDamagedFileIsNamedAndTheRestUsable() throws {
        let path = Kept.path("directory")
        let store = try HistoryStores.open(path, creating: true)
        _ = try store.append(try (0..<6).map { try Kept.run($0, start: Double($0)) })
        let places = try store.entries(branch: nil, limit: nil).map(\.place)
        try Data("{\"loadline\":{\"format\":1},\"run\":".utf8).write(to: URL(fileURLWithPath: places[1]))
        try Data().write(to: URL(fileURLWithPath: places[2]))
        let text = try String(contentsOfFile: places[3], encoding: .utf8)
        try text.replacingOccurrences(of: "\"requests\":1003", with: "\"requests\":-1").write(
            toFile: places[3], atomically: true, encoding: .utf8)
        let selected = try store.select(Selection())
        #expect(selected.runs.map(\.time) == [0, 4, 5])
        #expect(selected.damaged.map(\.path).sorted() == places[1...3].sorted())
        #expect(selected.damaged.contains { $0.problem.contains("series[0].requests: expected") })
    }

    @Test func otherFilesAreLeftAlone() throws {
        let path = Kept.path("directory")
        let store = try HistoryStores.open(path, creating: true)
        _ = try store.append([try Kept.run(1)])
        for name in ["main/README.md", "main/.writing-abc123", "main/x_y_z.json", "notes.txt", ".git"] {
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
        let entries = try store.entries(branch: nil, limit: nil)
        #expect(entries.count == 1)
        try store.remove(entries)
        #expect(FileManager.default.fileExists(atPath: "\(path)/main/README.md"))
        #expect(try store.entries(branch: nil, limit: nil).isEmpty)
    }

    /// As earlier versions kept a run that was recorded on two branches.
    @Test func aRunThatIsThereTwiceIsOne() throws {
        let path = Kept.path("directory")
        let store = try HistoryStores.open(path, creating: true)
        let run = try Kept.run(1)
        _ = try store.append([run])
        let place = try #require(try store.entries(branch: nil, limit: nil).first?.place)
        try FileManager.default.createDirectory(atPath: "\(path)/other", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: place, toPath: place.replacingOccurrences(of: "/main/", with: "/other/"))
        #expect(try store.append([run]) == 0)
        #expect(try store.entries(branch: "other", limit: nil).count == 1)
        let entry = try #require(try store.entries(branch: "main", limit: nil).first)
        #expect(try store.label(entry, ["verdict": "fail"]))
        for branch in ["main", "other"] {
            #expect(try store.select(Selection(branch: branch), objection: \.unfitness).discarded == ["failed": 1])
        }
        for kind in Kept.kinds {
            let target = try Kept.store(kind)
            #expect(try target.merge(store).added == 1)
            #expect(try target.entries(branch: nil, limit: nil).count == 1)
        }
    }

    /// The branch is told by the next run.
    @Test func aDamagedRunOfALongBranch() throws {
        let store = try Kept.store("directory")
        let branch = String(repeating: "é", count: 200)
        _ = try store.append(try (0..<3).map { try Kept.run($0, start: Double($0), branch: branch) })
        let place = try #require(try store.entries(branch: branch, limit: nil).first?.place)
        try Data().write(to: URL(fileURLWithPath: place))
        #expect(try store.entries(branch: nil, limit: nil).map(\.branch) == [branch, branch, branch])
    }

    @Test(arguments: ["../../x", "", "a_b", String(repeating: "a", count: 65)])
    func idsBecomeNamesOfFiles(id: String) throws {
        let line =
            #"{"loadline":{"format":1,"id":"\#(id)"},"run":{"source":"x","format":"x","tool":{"name":"x"},"#
            + #""workload":{},"environment":{},"labels":{},"notes":[],"series":[]}}"#
        let error = #expect(throws: HistoryError.self) { try RecordedRun.all(in: Data(line.utf8), source: "x") }
        #expect(error?.description == "x:1: is damaged: loadline.id: expected up to 64 letters and digits")
    }

    @Test func aNewerFileIsRefused() throws {
        let store = try Kept.store("directory")
        _ = try store.append([try Kept.run(1)])
        let place = try #require(try store.entries(branch: nil, limit: nil).first?.place)
        try Data(#"{"loadline":{"format":2},"run":"told otherwise"}"#.utf8).write(to: URL(fileURLWithPath: place))
        let error = #expect(throws: HistoryError.self) { try store.select(Selection()) }
        #expect(error?.description == "\(place): written by a newer Loadline (format 2); this one reads up to 1")
    }

    /// `user_version` is the four bytes at offset 60 of a database, big endian.
    @Test func aNewerDatabaseIsRefused() throws {
        let path = Kept.path("sqlite")
        try Self.closed(path)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(Array(bytes[60..<64]) == [0, 0, 0, 1])
        bytes[63] = 9
        try bytes.write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: HistoryError.self) { try HistoryStores.open(path) }
        #expect(error?.description == "\(path): written by a newer Loadline (format 9); this one reads up to 1")
    }

    @Test func aDamagedDatabaseIsNamed() throws {
        let path = Kept.path("sqlite")
        try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: HistoryError.self) { try HistoryStores.open(path) }
        #expect(error?.description.hasPrefix("\(path): the database is damaged") == true)
    }

    /// A row whose content was written over: the run is named, and the others are there.
    @Test func aDamagedRowIsNamedAndTheRestUsable() throws {
        let path = Kept.path("sqlite")
        try Self.closed(path)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let marker = try #require(bytes.range(of: Data("run-3.json".utf8)))
        // The text's length, just before it, is now more than there is.
        bytes[marker.lowerBound - 1] = 0x7F
        bytes[marker.lowerBound - 2] = 0x55
        try bytes.write(to: URL(fileURLWithPath: path))
        let selected = try HistoryStores.open(path).select(Selection())
        #expect(selected.runs.map(\.time) == [0, 1, 2, 4])
        #expect(selected.damaged.count == 1)
        #expect(selected.damaged.first?.path == path)
    }

    /// A database with five runs that nobody has open.
    private static func closed(_ path: String) throws {
        let store = try HistoryStores.open(path, creating: true)
        _ = try store.append(try (0..<5).map { try Kept.run($0, start: Double($0)) })
    }
}

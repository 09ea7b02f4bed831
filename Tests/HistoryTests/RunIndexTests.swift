import Foundation
import History
import Measurements
import Testing

/// The directory store finds out whether a run is there without reading all names, and is never mistaken for that.
@Suite struct RunIndexTests {
    private let path = Kept.path("directory")
    private var index: URL { URL(fileURLWithPath: path).appending(path: ".index/main") }

    /// - Returns: a store of so many runs, and the last of them said to be of another branch.
    private func filled(_ count: Int = 70) throws -> (store: any HistoryStore, again: RecordedRun) {
        let store = try HistoryStores.open(path, creating: true)
        let runs = try (0..<count).map { try Kept.run($0, start: Double($0)) }
        _ = try store.append(Array(runs.dropLast()))
        _ = try store.append([runs[count - 1]])
        var again = runs[count - 1]
        again.run.branch = "other"
        return (store, again)
    }

    private func expectKeptOnce(_ store: any HistoryStore, _ run: RecordedRun) throws {
        #expect(try store.keep([run]).first??.branch == "main")
        let new = try Kept.run(1000 + (try store.entries(branch: nil, limit: nil).count))
        #expect(try store.keep([new]) == [nil], "and another run is new")
    }

    @Test func whatWasKeptIsInTheIndex() throws {
        let (store, again) = try filled()
        #expect(try Data(contentsOf: index).count == 8 * (6 + 70))
        try expectKeptOnce(store, again)
        #expect(try Data(contentsOf: index).count == 8 * (6 + 71))
        #expect(try store.entries(branch: nil, limit: nil).count == 71)
    }

    /// A file takes the place of another, which changes the folder.
    @Test func itIsStillOneAfterARunWasLabelled() throws {
        let (store, again) = try filled()
        let before = try Data(contentsOf: index)
        let entry = try #require(try store.entries(branch: "main", limit: nil).last)
        #expect(try store.label(entry, ["verdict": "fail"]))
        let after = try Data(contentsOf: index)
        #expect(after != before)
        #expect(after.dropFirst(32) == before.dropFirst(32), "the same runs in a folder that has changed")
        try expectKeptOnce(store, again)
    }

    @Test func fewRunsNeedNone() throws {
        let (store, again) = try filled(60)
        #expect(!FileManager.default.fileExists(atPath: index.path))
        try expectKeptOnce(store, again)
    }

    /// As git does, or somebody who copies files.
    @Test func whatOthersPutThereIsFound() throws {
        let (store, _) = try filled()
        let elsewhere = try HistoryStores.open(Kept.path("directory"), creating: true)
        var run = try Kept.run(500, start: 500)
        _ = try elsewhere.append([run])
        let place = try #require(try elsewhere.entries(branch: nil, limit: nil).first?.place)
        try FileManager.default.copyItem(
            atPath: place, toPath: "\(path)/main/\(URL(fileURLWithPath: place).lastPathComponent)")
        run.run.branch = "other"
        try expectKeptOnce(store, run)
    }

    @Test(arguments: [Data(), Data("nonsense".utf8), Data(repeating: 0xFF, count: 1000)])
    func aDamagedIndexIsNone(damage: Data) throws {
        let (store, again) = try filled()
        let bytes = try Data(contentsOf: index)
        try (damage + bytes.dropFirst(damage.count)).write(to: index)
        try expectKeptOnce(store, again)
        try bytes.dropLast(8).write(to: index)
        try expectKeptOnce(store, again)
    }

    /// A power cut can leave zeros.
    @Test func lostEndsAreMissed() throws {
        let (store, again) = try filled()
        let bytes = try Data(contentsOf: index)
        try (bytes.dropLast(8) + Data(count: 8)).write(to: index)
        try expectKeptOnce(store, again)
    }

    @Test func linksAreNotWrittenThrough() throws {
        let (store, again) = try filled()
        let other = URL(fileURLWithPath: Kept.path("directory"))
        try Data("mine".utf8).write(to: other)
        try FileManager.default.removeItem(at: index)
        try FileManager.default.createSymbolicLink(at: index, withDestinationURL: other)
        try expectKeptOnce(store, again)
        #expect(try Data(contentsOf: other) == Data("mine".utf8))
    }

    @Test func itIsHiddenFromGitAndGoesWithItsFolder() throws {
        let (store, _) = try filled()
        #expect(try String(contentsOfFile: "\(path)/.index/.gitignore", encoding: .utf8) == "*\n")
        try store.remove(try store.entries(branch: nil, limit: nil))
        #expect(!FileManager.default.fileExists(atPath: index.path))
    }
}

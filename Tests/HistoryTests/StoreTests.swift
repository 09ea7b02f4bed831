import Foundation
import History
import Measurements
import Testing

/// One behaviour, whatever the store: every test runs over all of them.
@Suite struct StoreTests {
    @Test(arguments: Kept.kinds)
    func whatIsKeptIsFoundAgain(kind: String) throws {
        let store = try Kept.store(kind)
        let runs = try (0..<30).map { try Kept.run($0, start: $0 % 5 == 0 ? nil : 1e9 + Double($0)) }
        #expect(try store.append(runs) == 30)
        let entries = try store.entries(branch: nil, limit: nil)
        #expect(entries.map(\.time) == entries.map(\.time).sorted())
        let found = try store.runs(of: entries).map { try $0.get() }
        #expect(found.sorted { $0.id < $1.id } == runs.sorted { $0.id < $1.id })
    }

    @Test(arguments: Kept.kinds)
    func recordingTwiceKeepsOnce(kind: String) throws {
        let store = try Kept.store(kind)
        for start in [1e9, nil] {
            let run = try Kept.run(1, start: start, now: 2e9)
            #expect(try store.append([run]) == 1)
            #expect(try store.append([run, run]) == 0)
            var later = try Kept.run(1, start: start, now: 3e9)
            later.run.branch = "other"
            #expect(try store.append([later]) == 0, "the same measurement, said to be of another branch and moment")
        }
        #expect(try store.entries(branch: nil, limit: nil).count == 2)
    }

    @Test(arguments: Kept.kinds)
    func whatWasThereAlreadyIsNamedAndStays(kind: String) throws {
        let store = try Kept.store(kind)
        let run = try Kept.run(1, start: 1e9)
        _ = try store.append([run, try Kept.run(2, start: 1e9)])
        let entry = try #require(try store.entries(branch: "main", limit: nil).first { $0.id == run.id })
        var again = run
        again.run.branch = "other"
        again.run.commit = "ffffffffffff"
        #expect(try store.keep([again, try Kept.run(3, start: 1e9)]) == [entry, nil])
        #expect(try store.entries(branch: "other", limit: nil).isEmpty)
        #expect(try store.runs(of: [entry]).map { try $0.get() } == [run])
    }

    @Test(arguments: Kept.kinds)
    func aKeptRunIsLabelledAnew(kind: String) throws {
        let store = try Kept.store(kind)
        var run = try Kept.run(1, start: 1e9)
        run.run.labels = ["tag": "v1", "by": "me"]
        _ = try store.append([run, try Kept.run(2, start: 2e9)])
        let before = try store.entries(branch: nil, limit: nil)
        #expect(try store.label(before[0], ["verdict": "fail", "tag": "v2"]))
        #expect(try !store.label(before[0], ["verdict": "fail"]), "it says so already")
        #expect(try store.entries(branch: nil, limit: nil) == before)
        var labelled = run
        labelled.run.labels = ["tag": "v2", "by": "me", "verdict": "fail"]
        #expect(try store.runs(of: before).map { try $0.get() } == [labelled, try Kept.run(2, start: 2e9)])
        #expect(try store.select(Selection(), objection: \.unfitness).discarded == ["failed": 1])
    }

    /// Percent-encoded, such names are longer than a file's may be.
    @Test(arguments: Kept.kinds)
    func branchesOfLongNames(kind: String) throws {
        let store = try Kept.store(kind)
        let branches = ["ä", "ö", "a"].map { String(repeating: "é", count: 100) + $0 } + ["short"]
        for (number, branch) in branches.enumerated() {
            _ = try store.append(
                try (0..<2).map { try Kept.run(number * 2 + $0, start: Double(number * 2 + $0), branch: branch) })
        }
        #expect(
            try store.entries(branch: nil, limit: nil).map(\.branch) == branches.flatMap { [$0, $0] })
        for branch in branches { #expect(try store.entries(branch: branch, limit: nil).count == 2) }
        let target = try Kept.store("directory")
        #expect(try target.merge(store).added == 8)
        #expect(try target.entries(branch: branches[1], limit: nil).map(\.time) == [2, 3])
    }

    @Test(arguments: Kept.kinds)
    func entriesAreTheNewestOfTheirBranch(kind: String) throws {
        let store = try Kept.store(kind)
        let branches = ["main", "feature/ä b", "..", nil]
        for (index, branch) in branches.enumerated() {
            _ = try store.append(try (0..<5).map { try Kept.run(index * 10 + $0, start: Double($0), branch: branch) })
        }
        for branch in branches {
            let all = try store.entries(branch: branch, limit: nil)
            #expect(all.count == (branch == nil ? 20 : 5))
            if let branch { #expect(all.allSatisfy { $0.branch == branch }) }
            #expect(try store.entries(branch: branch, limit: 2) == all.suffix(2))
        }
        #expect(try store.entries(branch: "none", limit: nil).isEmpty)
    }

    @Test(arguments: Kept.kinds)
    func selectionsFilterAndCount(kind: String) throws {
        let store = try Kept.store(kind)
        let runs = try (0..<300).map { number in
            var run = try Kept.run(number, start: 1e9 + Double(number) * 86_400)
            run.run.commit = String(format: "%040x", number / 2 + 1_000_000)
            run.run.labels = number % 3 == 0 ? ["verdict": "fail"] : ["tag": "v\(number % 2)"]
            return run
        }
        #expect(try store.append(runs) == 300)
        var selection = Selection(branch: "main", last: 50)
        let newest = try store.select(selection, objection: \.unfitness)
        #expect(newest.runs.map(\.id) == runs.filter { $0.unfitness == nil }.suffix(50).map(\.id))
        #expect(newest.discarded == ["failed": 24])
        selection.last = nil
        selection.labels = ["tag": "v1"]
        #expect(try store.select(selection).runs.count == 100)
        selection.labels = [:]
        selection.since = runs[290].time
        selection.until = runs[294].time
        #expect(try store.select(selection).runs.map(\.id) == runs[290...294].map(\.id))
        selection = Selection()
        selection.commit = runs[7].run.commit.map { String($0.prefix(40)) }
        #expect(try store.select(selection).runs.map(\.id) == runs[6...7].map(\.id))
    }

    @Test(arguments: Kept.kinds, Kept.kinds)
    func storesMerge(from: String, into: String) throws {
        let (source, target) = (try Kept.store(from), try Kept.store(into))
        let runs = try (0..<20).map { try Kept.run($0, start: $0 % 4 == 0 ? nil : 1e9 + Double($0)) }
        _ = try source.append(Array(runs[..<15]))
        _ = try target.append(Array(runs[10...]))
        #expect(try target.merge(source).added == 10)
        #expect(try target.merge(source).added == 0)
        let found = try target.select(Selection()).runs
        #expect(found.sorted { $0.id < $1.id } == runs.sorted { $0.id < $1.id })
    }

    /// What is said of a run in either history is said of it in both.
    @Test(arguments: Kept.kinds, Kept.kinds)
    func mergingBringsLabels(from: String, into: String) throws {
        let (source, target) = (try Kept.store(from), try Kept.store(into))
        func runs(_ labels: [[String: String]]) throws -> [RecordedRun] {
            try labels.enumerated().map { number, labels in
                var run = try Kept.run(number, start: Double(number))
                run.run.labels = labels
                return run
            }
        }
        let others: [[String: String]] = [
            ["tag": "v1", "by": "them"], ["verdict": "fail"], ["verdict": "pass"], [:], ["failed": "true"],
            ["tag": "v1"],
        ]
        _ = try source.append(try runs(others))
        _ = try target.append(
            try runs([["tag": "v2"], ["verdict": "pass"], ["verdict": "fail"], ["tag": "v2"], [:], ["tag": "v1"]]))
        let expected = try runs([
            ["tag": "v2", "by": "them"], ["verdict": "fail"], ["verdict": "fail"], ["tag": "v2"], ["failed": "true"],
            ["tag": "v1"],
        ])
        #expect(try target.merge(source) == TakenOver(added: 0, labelled: 3))
        #expect(try target.select(Selection()).runs == expected)
        #expect(try target.merge(source) == TakenOver())
        // Runs of an export are taken over in the same way.
        let third = try Kept.store(into)
        _ = try third.append(expected.map { RecordedRun(id: $0.id, run: $0.run) }.dropLast())
        #expect(try third.take(try runs(others)) == TakenOver(added: 1))
        #expect(try third.select(Selection()).runs == expected)
    }

    @Test(arguments: Kept.kinds)
    func pruningKeepsWhatIsAsked(kind: String) throws {
        let store = try Kept.store(kind)
        for branch in ["a", "b"] {
            _ = try store.append(
                try (0..<20).map { number in
                    var run = try Kept.run(branch == "a" ? number : 100 + number, start: Double(number), branch: branch)
                    if number == 3 { run.run.labels["tag"] = "v1" }
                    return run
                })
        }
        var pruning = Pruning()
        pruning.last = 2
        pruning.since = 15
        pruning.labels = [("tag", nil)]
        let plan = try pruning.plan(store)
        #expect(plan.all.count == 40)
        #expect(plan.gone.count == 40 - 2 * 6)
        try store.remove(plan.gone)
        let left = try store.select(Selection(branch: "a")).runs
        #expect(left.map(\.time) == [3, 15, 16, 17, 18, 19])
    }

    @Test(arguments: Kept.kinds)
    func twoThatAppendAtOnceLoseNothing(kind: String) async throws {
        let path = Kept.path(kind)
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for half in 0..<2 {
                group.addTask {
                    let store = try HistoryStores.open(path, creating: true)
                    var added = 0
                    for number in 0..<40 {
                        added += try store.append([try Kept.run(half * 100 + number, start: Double(number))])
                    }
                    return added
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(numbers == 80)
        let all = try HistoryStores.open(path).select(Selection())
        #expect(all.runs.count == 80)
        #expect(all.damaged.isEmpty)
    }

    @Test(arguments: Kept.kinds)
    func whatIsNotThereIsMissing(kind: String) throws {
        let path = Kept.path(kind)
        let error = #expect(throws: HistoryError.self) { try HistoryStores.open(path) }
        #expect(error?.kind == .missing)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func runsThatAreNoneAreRefused() throws {
        var run = Run(source: "x.json", format: "test", tool: .init("tool"))
        run.duration = .nan
        let error = #expect(throws: HistoryError.self) { try RecordedRun(recording: run, now: 0) }
        #expect(error?.description == "x.json: duration: expected a number of 0 or more")
    }

    @Test func onlyWholeRunsOfLoadServeAsBaseline() throws {
        var run = try Kept.run(1)
        #expect(run.unfitness == nil)
        run.run.notes.append(Note("lines.cut", "…"))
        #expect(run.unfitness == "was cut short")
        run.run.labels["verdict"] = "fail"
        #expect(run.unfitness == "failed")
        run = try Kept.run(1)
        run.run.series = []
        #expect(run.unfitness == "holds no load")
    }
}

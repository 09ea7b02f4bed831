import Foundation
import Testing

/// `--merge`: parts of one test, as each load generator wrote them.
struct MergeCommandTests {
    private let folder: TemporaryFolder
    private let shards: [String]

    /// A real k6 file, its lines dealt out to three generators.
    init() throws {
        folder = try TemporaryFolder()
        let raw = try String(
            contentsOf: Command.root.appending(path: "fixtures/k6-json/checkout.json"), encoding: .utf8)
        let lines = raw.split(separator: "\n")
        let declarations = lines.filter { $0.contains("\"type\":\"Metric\"") }
        let points = lines.filter { !$0.contains("\"type\":\"Metric\"") }
        var paths: [String] = []
        for part in 0..<3 {
            let own = points.indices.filter { $0 / 9 % 3 == part }.map { points[$0] }
            paths.append(try folder.write("\(part).json", (declarations + own).joined(separator: "\n") + "\n"))
        }
        shards = paths
    }

    private func inspect(_ arguments: [String]) throws -> [[String: Any]] {
        let outcome = try Command.run(["inspect", "--json"] + arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return try #require(json?["runs"] as? [[String: Any]])
    }

    private func latency(_ run: [String: Any]) throws -> [String: Any] {
        let all = try #require((run["series"] as? [[String: Any]])?.first)
        let metrics = try #require(all["metrics"] as? [String: [String: Any]])
        return try #require(metrics["latency"])
    }

    @Test func mergedIsTheWhole() throws {
        #expect(try inspect(shards).count == 3)
        let merged = try inspect(["--merge"] + shards)
        let whole = try inspect(["fixtures/k6-json/checkout.json"])
        #expect(merged.count == 1)
        #expect(try NSDictionary(dictionary: latency(merged[0])).isEqual(to: latency(whole[0])))
    }

    @Test func digestsMergeLikeRawFiles() throws {
        var kept: [String] = []
        for (part, shard) in shards.enumerated() {
            kept.append(folder.file("kept-\(part).json").path)
            #expect(try Command.run(["digest", shard, "--output", kept[part]]).status == 0)
        }
        func series(_ files: [String]) throws -> NSArray {
            try #require(try inspect(["--merge"] + files)[0]["series"] as? NSArray)
        }
        #expect(try series(kept.reversed()).isEqual(series(shards)))
        let joined = folder.file("joined.json").path
        #expect(try Command.run(["digest", "--merge", "--output", joined] + kept).status == 0)
        #expect(
            try NSDictionary(dictionary: latency(inspect([joined])[0])).isEqual(
                to: latency(inspect(["--merge"] + shards)[0])))
        let history = folder.file("history").path
        let recorded = try Command.run(["record", "--merge", "--history", history] + kept)
        #expect(recorded.output.contains("Recorded 1 run"), "\(recorded)")
    }

    @Test func checkAndCompareJudgeOneRun() throws {
        let budget = try folder.write("b.yml", "p95: 10s\n")
        let outcome = try Command.run(["check", "--merge", "--budget", budget, "--json", "-"] + shards)
        let verdict = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let check = try #require((verdict?["checks"] as? [[String: Any]])?.first)
        #expect((check["head"] as? [String: Any])?["runs"] as? Int == 1)
        #expect((verdict?["inputs"] as? [Any])?.count == 3)
        let compared = try Command.run(["compare", "--merge", "--json", "-"] + shards + ["--with"] + shards)
        #expect(compared.output.contains("\"runs\":1") || compared.output.contains("\"runs\": 1"))
    }

    @Test func refusals() throws {
        let printed = try Command.run(["inspect", "--merge", "fixtures/wrk/plain.txt", "fixtures/wrk/some-500.txt"])
        #expect(printed.status == 65 && printed.errors.contains("latency: only the percentiles"), "\(printed)")
        let several = try Command.run(["inspect", "--merge", "fixtures/ab/several-runs.txt", shards[0]])
        #expect(several.status == 65 && several.errors.contains("holds 3 runs"), "\(several)")
        let tools = try Command.run(["check", "--merge", shards[0], "fixtures/hey-csv/plain.csv"])
        #expect(tools.status == 65 && tools.errors.contains("plain.csv: cannot be merged: other tools"), "\(tools)")
        #expect(try Command.run(["digest"] + shards).status == 64)
        #expect(try Command.run(["inspect", "--merge", shards[0], shards[0]]).status == 65)
    }
}

import Dispatch
import Foundation
import Synchronization
import Testing

/// `history accept` and what `check` makes of its file.
@Suite struct WaiverCommandTests {
    private let shop = "fixtures/k6-summary/shop.json"
    private let scratch: TemporaryFolder
    private let budget: String

    init() throws {
        scratch = try TemporaryFolder()
        budget = try scratch.write("b.yml", "p95: 5ms\n")
    }

    private var file: String { scratch.file("waivers.yml").path }

    private func accept(_ arguments: String...) throws -> Command.Outcome {
        try Command.run(["history", "accept"] + arguments + ["--author", "Ada", "--commit", "919ad74"])
    }

    private func check(_ arguments: String...) throws -> Command.Outcome {
        try Command.run(["check", shop] + arguments)
    }

    @Test func anAcceptedFindingPassesAndIsShownEverywhere() throws {
        #expect(try check("--budget", budget).status == 1)
        let accepted = try accept(
            "*#p95", "--reason", "New \"tax\" service: #412", "--expires", "30", "--budget", budget)
        #expect(accepted.status == 0, "\(accepted.errors)")
        let markdown = scratch.file("comment.md").path
        let json = scratch.file("verdict.json").path
        for named in [budget, scratch.url.path, scratch.url.path + "/"] {
            let outcome = try check("--budget", named, "--markdown", markdown, "--json", json)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("1 waived"))
            #expect(words(outcome).contains("all requests p95: Waived by Ada until "))
        }
        #expect(try String(contentsOfFile: markdown, encoding: .utf8).contains("🔕"))
        let verdict = try object(json)
        #expect((verdict["counts"] as? [String: Any])?["waived"] as? Int == 1)
        let one = (verdict["checks"] as? [[String: Any]])?.first { $0["id"] as? String == "*#p95" }
        #expect(one?["status"] as? String == "waived")
        #expect((one?["waiver"] as? [String: Any])?["reason"] as? String == "New \"tax\" service: #412")
        #expect((one?["waiver"] as? [String: Any])?["commit"] as? String == "919ad74")
    }

    @Test func entriesAreAddedAndNothingElseChanges() throws {
        let old = "# ours\n-   check: 'GET /a#p95'   # kept\n    reason: r\n    author: b\n    accepted: 2026-01-02"
        _ = try scratch.write("waivers.yml", old)
        #expect(try accept("*#p95", "--reason", "x", "--budget", budget, "--to", "warning").status == 0)
        let new = try String(contentsOfFile: file, encoding: .utf8)
        #expect(new.hasPrefix(old + "\n- check: \"*#p95\"\n  reason: \"x\"\n  author: \"Ada\"\n  accepted: 20"))
        #expect(new.hasSuffix("\n  commit: \"919ad74\"\n  to: warning\n"))
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
        #expect(names == ["b.yml", "waivers.yml"])
        let outcome = try check("--budget", budget)
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("WARN"))
    }

    /// Several jobs and people may accept at once.
    @Test func noneIsLostWhereSeveralAcceptAtOnce() throws {
        let outcomes = Mutex([Int32]())
        DispatchQueue.concurrentPerform(iterations: 12) { number in
            let status = try? accept("GET /\(number)#p95", "--reason", "at once", "--budget", budget).status
            outcomes.withLock { $0.append(status ?? -1) }
        }
        #expect(outcomes.withLock { $0 } == Array(repeating: 0, count: 12))
        let entries = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").filter {
            $0.hasPrefix("- check:")
        }
        #expect(Set(entries).count == 12)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted() == ["b.yml", "waivers.yml"])
    }

    @Test func anExpiredOneFailsAgain() throws {
        _ = try scratch.write(
            "waivers.yml",
            "- { check: \"*#p95\", reason: r, author: Ada, accepted: 2020-01-01, expires: 2020-02-01 }\n")
        let outcome = try check("--budget", budget)
        #expect(outcome.status == 1)
        #expect(words(outcome).contains("The waiver of *#p95 by Ada expired after 2020-02-01"))
        let other = try scratch.write("other.yml", "- { check: \"*#p95\", reason: r, author: A, accepted: 2020-01-01 }")
        #expect(try check("--budget", budget, "--waivers", other).status == 0)
    }

    @Test(arguments: [
        ["*#p95", "--to", "600ms"], ["*#*", "--to", "600ms"], ["*#error_rate", "--to", "2%"],
        ["*#error_rate", "--to", "0.02"],
        ["*#throughput", "--to", "90"], ["*#cart_items.mean", "--to", "12"], ["*#global"], ["/^GET/#p99.9"],
        ["*#pool_use.max", "--to", "0.9"],
    ])
    func whatCanHoldIsAccepted(words: [String]) throws {
        let outcome = try Command.run(
            ["history", "accept"] + words + ["--reason", "x", "--author", "Ada", "--file", file])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func whatCanNeverHoldIsWarnedOf() throws {
        let entries = [("*#p59x", "info"), ("*#p9*", "info"), ("*#p95", "5MB"), ("*#p99", "600")].map { check, extent in
            "- { check: \"\(check)\", reason: r, author: A, accepted: 2020-01-01, to: \(extent) }\n"
        }
        _ = try scratch.write("waivers.yml", entries.joined())
        _ = try scratch.write("b.yml", "p95: 5ms\np99: 5ms\n")
        let outcome = try check("--budget", budget)
        #expect(outcome.status == 1)
        for said in [
            "the waiver of *#p59x can never hold: \"p59x\" is no percentile; did you mean \"p59\"?",
            "the waiver of *#p9* can never hold", "5 MB is a size, but p95 is a time", "600 has no unit",
        ] {
            #expect(self.words(outcome).contains(said), "\(said)")
        }
    }

    @Test func mistakesAreNamed() throws {
        _ = try scratch.write("waivers.yml", "- check: p95\n")
        let outcome = try check("--budget", budget)
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("waivers.yml:1:10: \"p95\": expected the id of a check"))
        #expect(try check("--budget", budget, "--waivers", "missing.yml").status == 66)
        #expect(try accept("*#p95", "--reason", "x", "--budget", budget).status == 65)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "- check: p95\n")
    }

    private static let wrong: [(words: [String], status: Int32)] = [
        (["p95", "--reason", "x"], 64), (["*#p95"], 64), (["*#p95", "--reason", " "], 64),
        (["*#p95", "--reason", "x", "--expires", "2020-01-01"], 64),
        (["*#p95", "--reason", "x", "--expires", "soon"], 64), (["*#p95", "--reason", "x", "--to", "critical"], 64),
        (["*#p9*", "--reason", "x"], 64), (["*#p59x", "--reason", "x"], 64), (["*#p101", "--reason", "x"], 64),
        (["*#eror_rate", "--reason", "x"], 64), (["*#p95", "--reason", "x", "--to", "5MB"], 64),
        (["*#p95", "--reason", "x", "--to", "600"], 64), (["*#*", "--reason", "x", "--to", "600"], 64),
        (["*#error_rate", "--reason", "x", "--to", "20"], 64),
        (["*#p95", "--reason", "x", "--file", "/no/such/folder/w.yml"], 74),
        (["*#p95", "--reason", "x", "--budget", "/no/such/folder"], 66),
    ]

    @Test(arguments: wrong.indices)
    func theStatusSaysWhatIsWrong(index: Int) throws {
        let (words, status) = Self.wrong[index]
        let place = words.contains("--file") || words.contains("--budget") ? [] : ["--file", file]
        let outcome = try Command.run(["history", "accept"] + words + place + ["--author", "Ada"])
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(!outcome.errors.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    /// In one line, however it was wrapped.
    private func words(_ outcome: Command.Outcome) -> String {
        outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func object(_ path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}

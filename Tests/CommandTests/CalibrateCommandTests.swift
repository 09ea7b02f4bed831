import Foundation
import Testing

/// `calibrate` and `self-test` on the demonstration's history, and on wrong input.
@Suite struct CalibrateCommandTests {
    static let history = ["--history", "fixtures/demo/history"]

    @Test func theDemonstrationIsCalibrated() throws {
        let text = try Command.run(["calibrate"] + Self.history)
        #expect(text.status == 0, "\(text.errors)")
        #expect(text.output.hasPrefix("24 runs of main; 16 since a level last changed. 21 figures judged together.\n"))
        #expect(text.output.contains("Gate health: "))
        #expect(text.output.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })

        let json = try Command.run(["calibrate", "--json"] + Self.history)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let figures = try #require(document["figures"] as? [[String: Any]])
        #expect(figures.count == 21)
        let search = try #require(figures.first { $0["id"] as? String == "GET /api/search#p95" })
        #expect(search["runs"] as? Int == 16)
        #expect((search["detectableByRuns"] as? [String: Double])?.keys.sorted() == ["1", "10", "3", "5"])
    }

    @Test func theDemonstrationsGateFires() throws {
        let few = ["--replicates", "5", "--most", "1"]
        let test = try Command.run(["self-test", "--json", "--promise", "20%"] + Self.history + few)
        #expect(test.status == 0, "\(test.errors)")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(test.output.utf8)) as? [String: Any])
        #expect(document["holds"] as? Bool == true)
        // No gate finds one in a thousand, and this one says so.
        let missed = try Command.run(["self-test", "--promise", "0.1%"] + Self.history + few)
        #expect(missed.status == 1)
        #expect(missed.output.contains("does not keep what the budget promises"))
    }

    @Test func aShortHistoryIsNoVerdict() throws {
        let folder = try TemporaryFolder()
        let store = ["--history", folder.file("short").path]
        _ = try Command.run(["record"] + HistoryCommandTests.runs + store + ["--branch", "main", "--commit", "c0ffee"])
        for command in ["calibrate", "self-test"] {
            let outcome = try Command.run([command] + store)
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("5 runs of 8"), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
            #expect(try Command.run([command, "--history", "nowhere"]).status == 66)
            #expect(try Command.run([command]).status == 64)
            #expect(try Command.run([command] + Self.history + ["--last", "0"]).status == 64)
            #expect(try Command.run([command] + Self.history + ["--budget", "README.md"]).status == 65)
            #expect(try Command.run([command] + Self.history + ["--branch", "nobody"]).status == 2)
        }
        #expect(try Command.run(["self-test", "--power", "0"] + Self.history).status == 64)
        #expect(try Command.run(["self-test", "--runs", "0"] + Self.history).status == 64)
    }
}

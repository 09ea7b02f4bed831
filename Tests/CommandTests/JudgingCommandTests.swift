import Foundation
import Testing

/// What the judge finds and what it leaves alone, from files to the exit status. The files are vegeta's reports, as it writes them.
@Suite struct JudgingCommandTests {
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    /// One report for each number of errors, minutes apart; latencies vary by some percent.
    private func reports(
        _ side: String, errors: [Int], of requests: Int, minutes: [Int]? = nil, factor: Double = 1
    ) throws -> [String] {
        try errors.enumerated().map { number, failed in
            let wobble = factor * (1 + 0.01 * Double((number * 7 + side.utf8.count * 3) % 5))
            let minute = minutes?[number] ?? number + (side == "base" ? 0 : 30)
            let start = String(format: "2026-11-21T07:%02d:00.000000001Z", minute)
            let latency = [("mean", 15.4e6), ("50th", 15.2e6), ("90th", 18.5e6), ("95th", 20.4e6), ("99th", 21.9e6)]
                .map { "\"\($0.0)\":\(Int($0.1 * wobble))" }.joined(separator: ",")
            return try scratch.write(
                "\(side)-\(number).json",
                """
                {"latencies":{"total":\(Int(15.4e6 * wobble) * requests),\(latency),"max":24193883,"min":9819973},\
                "bytes_in":{"total":12900,"mean":43.0},"bytes_out":{"total":0,"mean":0.0},"earliest":"\(start)",\
                "latest":"\(start)","end":"\(start)","duration":2990678969,"wait":14214771,"requests":\(requests),\
                "rate":100.3,"throughput":\(99.8 + 0.01 * Double(number)),\
                "success":\(Double(requests - failed) / Double(requests)),\
                "status_codes":{"200":\(requests - failed)\(failed > 0 ? ",\"500\":\(failed)" : "")},"errors":[]}
                """)
        }
    }

    private func check(_ head: [String], against base: [String]) throws -> (status: Int32, verdict: [String: Any]) {
        let json = scratch.file("verdict.json").path
        let outcome = try Command.run(["check"] + head + ["--baseline"] + base + ["--json", json, "--quiet"])
        #expect(outcome.errors.isEmpty, "\(outcome.errors)")
        let data = try Data(contentsOf: URL(fileURLWithPath: json))
        return (outcome.status, try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]))
    }

    private func status(_ verdict: [String: Any], _ metric: String) -> String? {
        let checks = verdict["checks"] as? [[String: Any]] ?? []
        return checks.first { $0["metric"] as? String == metric }?["status"] as? String
    }

    @Test func fiveOfAHundredFailingAreFound() throws {
        let base = try reports("base", errors: [0, 0, 0, 0, 0], of: 400)
        let (exit, verdict) = try check(try reports("head", errors: [20, 18, 23, 21, 19], of: 400), against: base)
        #expect(exit == 1)
        #expect(status(verdict, "error_rate") == "regressed")
        #expect((verdict["headline"] as? String)?.contains("error_rate") == true)
    }

    @Test func oneOfAHundredIsNoFinding() throws {
        let one = try check(
            try reports("head", errors: [1], of: 100), against: try reports("base", errors: [0], of: 100))
        #expect(one.status != 1)
        #expect(status(one.verdict, "error_rate") != "regressed")
        let several = try check(
            try reports("head", errors: [0, 0, 1, 0, 0], of: 100),
            against: try reports("base", errors: [0, 0, 0, 0, 0], of: 100))
        #expect(several.status == 0)
        #expect(status(several.verdict, "error_rate") != "regressed")
    }

    /// Errors come in bursts: 0, 0, 12, 0, 1 % say that 10 % once more is nothing new, and a rise far above it is.
    @Test func burstsAreNoFinding() throws {
        let base = try reports("base", errors: [0, 0, 48, 0, 4], of: 400)
        let calm = try check(try reports("head", errors: [0, 40, 0, 52, 0], of: 400), against: base)
        #expect(calm.status != 1)
        #expect(status(calm.verdict, "error_rate") == "inconclusive")
        let outage = try check(try reports("out", errors: [390, 400, 380, 395, 388], of: 400), against: base)
        #expect(outage.status == 1)
        #expect(status(outage.verdict, "error_rate") == "regressed")
    }

    @Test func theOrderOfTheRunsIsSeen() throws {
        let none = [0, 0, 0, 0, 0]
        let apart = try check(
            try reports("head", errors: none, of: 400), against: try reports("base", errors: none, of: 400))
        #expect((apart.verdict["judging"] as? [String: Any])?["order"] as? String == "separate")
        #expect(codes(apart.verdict).contains("runs.separate"))
        let inTurn = try check(
            try reports("head", errors: none, of: 400, minutes: [1, 2, 5, 6, 9]),
            against: try reports("base", errors: none, of: 400, minutes: [0, 3, 4, 7, 8]))
        #expect((inTurn.verdict["judging"] as? [String: Any])?["order"] as? String == "pairs")
        #expect(!codes(inTurn.verdict).contains("runs.separate"))
    }

    private func codes(_ verdict: [String: Any]) -> [String] {
        (verdict["diagnostics"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    }

    /// A history of another machine: its runs are compared with more noise, unless the results were not measured here or the budget says otherwise.
    @Test func aHistoryOfAnotherMachineIsSeen() throws {
        let history = scratch.file("history").path
        let base = try reports("base", errors: [0, 0, 0, 0, 0, 0], of: 400)
        let recorded = try Command.run(["record"] + base + ["--history", history, "--branch", "main"])
        #expect(recorded.status == 0, "\(recorded.errors)")
        for file in FileManager.default.enumerator(atPath: history)?.allObjects as? [String] ?? [] {
            let url = scratch.file("history/\(file)")
            guard file.hasSuffix(".json"), var text = try? String(contentsOf: url, encoding: .utf8) else { continue }
            text = text.replacing(/"cpu":\s*"[^"]*"/, with: "\"cpu\":\"Another 3000\"")
            try Data(text.utf8).write(to: url)
        }
        let head = try reports("head", errors: [0, 0, 0], of: 400, factor: 1.15)
        func found(_ more: [String]) throws -> [String: Any] {
            let json = scratch.file("verdict.json").path
            let outcome = try Command.run(["check"] + head + ["--history", history, "--json", json, "--quiet"] + more)
            #expect(outcome.errors.isEmpty, "\(outcome.errors)")
            let data = try Data(contentsOf: URL(fileURLWithPath: json))
            return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }
        let widened = try found([])
        #expect(codes(widened).contains("environment.cpu"))
        #expect(status(widened, "p95") != "regressed")
        #expect(!codes(try found(["--no-machine"])).contains("environment.cpu"))
        #expect(status(try found(["--no-machine"]), "p95") == "regressed")
        let strict = try scratch.write("strict.yml", "compare: { comparable: { machine: require } }\n")
        let strange = try found(["--budget", strict])
        #expect(status(strange, "p95") == "not_comparable")
        #expect((strange["environment"] as? [String: Any])?["comparable"] as? Bool == false)
    }
}

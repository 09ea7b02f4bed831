import Foundation
import Testing

/// `--mapping`, `--before`, on fixtures of the repository.
struct ReadingOptionsTests {
    @Test func mapping() throws {
        let folder = try TemporaryFolder()
        let budget = try folder.write("b.yml", "endpoints:\n  /api/cart:\n    p95: 31ms\n")
        let arguments = ["check", "fixtures/custom/service.json", "--budget", budget]
        let outcome = try Command.run(arguments + ["--mapping", "fixtures/custom/service.yml"])
        #expect(outcome.status == 1 && outcome.output.contains("31.5 ms"), "\(outcome)")
        #expect(try Command.run(arguments).status == 65)
        #expect(try Command.run(arguments + ["--format", "custom"]).status == 64)
        #expect(try Command.run(arguments + ["--mapping", "fixtures/custom/none.yml"]).status == 66)
    }

    @Test func differenceOfTwoScrapes() throws {
        let scrapes = ["fixtures/prometheus/after.txt", "--before", "fixtures/prometheus/before.txt"]
        let outcome = try Command.run(["inspect", "--json"] + scrapes + ["--seconds", "30"])
        let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let run = try #require((json["runs"] as? [[String: Any]])?.first)
        let all = try #require((run["series"] as? [[String: Any]])?.first)
        #expect(
            all["requests"] as? Int == 600 && all["errors"] as? Int == 12 && run["durationSeconds"] as? Double == 30)
        #expect((all["throughput"] as? [String: Any])?["value"] as? Double == 20)
        #expect(try Command.run(["inspect"] + scrapes + ["--seconds", "0"]).status == 64)
        #expect(try Command.run(["inspect", scrapes[0], "--before", "nowhere.txt"]).status == 66)
    }

    @Test func aScrapeFromBeforeIsOfNoUseToOtherResults() throws {
        let before = ["--before", "fixtures/prometheus/before.txt"]
        let refused = try Command.run(["inspect", "fixtures/k6-summary/shop.json"] + before)
        #expect(refused.status == 65)
        #expect(refused.errors.contains("fixtures/k6-summary/shop.json: no scrape of Prometheus"))
        let both = ["fixtures/k6-summary/shop.json", "fixtures/prometheus/after.txt"]
        #expect(try Command.run(["inspect"] + both + before).status == 0)
    }

    @Test(arguments: [
        ["compare", "-", "--with", "-"], ["compare", "-", "-", "--with", "main"], ["inspect", "-", "-"],
        ["record", "-", "-", "--history", "h"], ["init", "-", "-"], ["digest", "-", "-", "--merge"],
        ["inspect", "-", "--mapping", "-"], ["check", "-", "--confirm", "-"],
    ])
    func standardInputIsReadOnce(arguments: [String]) throws {
        let outcome = try Command.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("Standard input (-) can be read once only."))
    }

    @Test func warmUp() throws {
        let samples = "fixtures/k6-json/checkout.json"
        let outcome = try Command.run(["inspect", samples, "--warmup", "100ms"])
        #expect(outcome.status == 0 && outcome.output.contains("the warm-up was left out"), "\(outcome)")
        for wrong in ["", "0s", "-1s", "30 parsecs", "1e99s", "nan"] {
            #expect(try Command.run(["inspect", samples, "--warmup=\(wrong)"]).status == 64, "\(wrong)")
        }
        #expect(try Command.run(["inspect", "fixtures/k6-summary/shop.json", "--warmup", "1s"]).status == 65)
        #expect(try Command.run(["inspect", samples, "--warmup", "1h"]).status == 65)
        let compared = try Command.run(["compare", samples, "--with", samples, "--warmup", "100ms", "--json", "-"])
        #expect(compared.output.contains("warmup.trimmed"))
    }

    /// What was recorded without its warm-up is no baseline for what was read whole, and a report says so.
    @Test func anotherWarmUpIsShown() throws {
        let folder = try TemporaryFolder()
        let kept = try folder.write("kept.json", "")
        let samples = "fixtures/k6-json/checkout.json"
        #expect(try Command.run(["digest", samples, "--warmup", "100ms", "--output", kept]).status == 0)
        let outcome = try Command.run(["compare", kept, "--with", samples, "--json", "-"])
        #expect(outcome.output.contains("environment.warm-up"), "\(outcome)")
    }
}

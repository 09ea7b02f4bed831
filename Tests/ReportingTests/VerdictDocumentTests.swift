import Analysis
import Foundation
import Measurements
import Reporting
import Testing

@Suite struct VerdictDocumentTests {
    @Test(arguments: Samples.all.map(\.name))
    func fitsTheSchema(sample: String) throws {
        let verdict = try #require(Samples.all.first { $0.name == sample }?.verdict)
        #expect(try SchemaChecker(VerdictSchema.text).problems(JSONReporter().report(verdict)) == [])
    }

    @Test(arguments: [
        ("\"exitCode\": 0", "\"exitCode\": \"0\""), ("\"exitCode\": 0", "\"exitCode\": true"),
        ("\"verdict\": \"pass\"", "\"verdict\": \"ok\""),
        ("\"suite\": \"api\",", ""), ("\"suite\": \"api\"", "\"suite\": null"), ("\"summary\"", "\"zusammenfassung\""),
        ("\"runs\": 7", "\"runs\": -7"), ("\"direction\": \"lower\"", "\"direction\": \"down\""),
        ("\"interval\": [-0.021, 0.034]", "\"interval\": [1]"),
    ])
    func schemaRefusesWhatIsWrong(right: String, wrong: String) throws {
        let document = JSONReporter().report(Samples.pass)
        let spoiled = document.replacingOccurrences(of: right, with: wrong)
        #expect(spoiled != document)
        #expect(try !SchemaChecker(VerdictSchema.text).problems(spoiled).isEmpty)
    }

    @Test func numbersAreInTheUnitBesideThem() throws {
        let checks = try self.checks(of: Samples.trouble)
        let checkout = try #require(checks["POST /checkout#p95"])
        #expect(checkout["unit"] as? String == "ms")
        #expect((checkout["head"] as? [String: Any])?["value"] as? Double == 540)
        #expect((checkout["change"] as? [String: Any])?["absolute"] as? Double == 128)
        #expect((checkout["change"] as? [String: Any])?["relative"] as? Double == 0.310679612)
        #expect((checkout["limits"] as? [[String: Any]])?.first?["bound"] as? Double == 500)
        #expect((checkout["history"] as? [Double])?.first == 405)
        let errors = try #require(checks["POST /checkout#error_rate"])
        #expect(errors["unit"] as? String == "ratio")
        #expect((errors["head"] as? [String: Any])?["value"] as? Double == 0.042)
        #expect(checks["*#throughput"]?["unit"] as? String == "1/s")
        #expect(checks["GET /img/logo.png#body_size.mean"]?["unit"] as? String == "B")
    }

    @Test func whatWasNotMeasuredIsAbsent() throws {
        let missing = try #require(try checks(of: Samples.trouble)["DELETE /api/cart#p95"])
        #expect(missing["base"] == nil && missing["head"] == nil && missing["change"] == nil)
        var verdict = Samples.pass
        verdict.checks[0].head = .init(value: .nan, values: [.infinity, 0.1])
        let head = try #require(try checks(of: verdict)[verdict.checks[0].id]?["head"] as? [String: Any])
        #expect(head["value"] == nil)
        #expect(head["values"] as? [Double] == [100])
    }

    @Test func namesComeThroughUnchanged() throws {
        let checks = try self.checks(of: Samples.hostile)
        for name in Samples.hostileNames { #expect(checks.values.contains { $0["series"] as? String == name }) }
    }

    @Test func contractsExampleOfAHeadline() throws {
        let document = try self.document(of: Samples.trouble)
        #expect(document["headline"] as? String == "POST /checkout p95 +31 % (412 → 540 ms)")
        #expect(document["exitCode"] as? Int == 1)
    }

    private func document(of verdict: Verdict) throws -> [String: Any] {
        let data = Data(JSONReporter().report(verdict).utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func checks(of verdict: Verdict) throws -> [String: [String: Any]] {
        let checks = try #require(try document(of: verdict)["checks"] as? [[String: Any]])
        return Dictionary(checks.compactMap { check in (check["id"] as? String).map { ($0, check) } }) { first, _ in
            first
        }
    }
}

import Analysis
import Testing

@Suite struct BudgetErrorTests {
    @Test(arguments: [
        // Words
        ("p95: 1s\np95s: 1s", "2:1", "unknown word \"p95s\"; did you mean \"p95\"?"),
        ("error_rat: 1%", "1:1", "did you mean \"error_rate\"?"),
        ("endpoint:\n  a: {p95: 1s}", "1:1", "did you mean \"endpoints\"?"),
        ("endpoints:\n  a:\n    optinal: true\n    p95: 1s", "3:5", "did you mean \"optional\"?"),
        ("p95: {treshold: 1s}", "1:7", "unknown word \"treshold\"; there are"),
        ("p95: {critcal: 1s}", "1:7", "did you mean \"critical\"?"),
        ("compare: {minimum_chang: 1%}", "1:11", "did you mean \"minimum_change\"?"),
        ("compare: {metrics: [p95, troughput]}", "1:26", "did you mean \"throughput\"?"),
        ("compare: {inconclusive: maybe}", "1:25", "expected pass, warn, fail"),
        ("compare: {comparable: {machines: warn}}", "1:24", "did you mean \"machine\"?"),
        ("compare: {comparable: {vus: warn}}", "1:24", "there are tool, tool_version, load_model"),
        ("compare: {comparable: {machine: widenn}}", "1:33", "did you mean \"widen\"?"),
        ("compare: {comparable: {machine: 5ms}}", "1:33", "expected require, widen, warn, ignore, or the noise"),
        ("compare: {comparable: {machine: 200%}}", "1:33", "expected require, widen"),
        ("compare: {comparable: ignore}", "1:23", "expected a mapping under comparable"),
        ("latency: 500ms", "1:1", "which figure of latency?"),
        ("p101: 1s", "1:1", "\"p101\": expected a percentile from p0 to p100"),
        ("p95.5.5: 1s", "1:1", "expected a percentile from p0 to p100"),
        ("checkout_time.p(200): 1s", "1:1", "expected a percentile from p0 to p100"),
        ("p99.99999999999: 1s", "1:1", "with at most six decimals"),
        // Limits
        ("p95: 500", "1:6", "500 has no unit; write for example 500ms"),
        ("p95: 5%", "1:6", "has a sign: +5 %"),
        ("p95: 5MB", "1:6", "5 MB is a size, but p95 is a time"),
        ("p95: fast", "1:6", "\"fast\" is not a limit; expected a number with its unit, such as 500ms"),
        ("p95: 1,000ms", "1:6", "is not a limit"),
        ("p95: 1.2.3s", "1:6", "is not a limit"),
        ("p95:", "1:5", "expected a limit for p95"),
        ("p95: []", "1:6", "p95 has no limit"),
        ("p95: [[1s]]", "1:7", "expected a limit for p95"),
        ("p95: {optional: true}", "1:6", "p95 has no limit"),
        ("p95: none", "1:6", "is not a limit"),
        ("p95: > 5\n", "1:8", "in quotes"),
        ("throughput: >= 10/s", "1:14", "in quotes"),
        ("throughput: {minimum: > 10/s}", "1:23", "in quotes"),
        ("errors: != 0", "1:9", "in quotes: \"!= 0\""),
        ("p95: \"> 100ms\"", "1:6", "not when to alert"),
        ("p95: at least 100ms", "1:6", "not when to alert"),
        ("p95: {target: \"< 50ms\", warning: \"> 75ms\"}", "1:34", "not when to alert"),
        ("p95: -10%", "1:6", "would demand an improvement of p95; to allow a loss write +10%"),
        ("throughput: +10%", "1:13", "to allow a loss write -10%"),
        ("p95: +20", "1:6", "has no unit"),
        ("p95: <= -100%", "1:6", "nothing is left"),
        ("error_rate: 5", "1:13", "5 is not a share; 5 % is written 5%"),
        ("error_rate: 150%", "1:13", "no share is above 100%"),
        ("error_rate: 100%", "1:13", "holds always"),
        ("error_rate: 0.1pp", "1:13", "write a sign"),
        ("throughput: 0", "1:13", "holds always"),
        ("requests: 100/s", "1:11", "is a rate per second, but requests is a count"),
        ("cache_hit_rate: 70%", "1:17", "Write \"at most 70%\" or \"at least 70%\""),
        ("p95: {operator: above, value: 1s}", "1:17", "\"above\" is not an operator"),
        ("p95: {value: 1s, level: urgent}", "1:25", "expected target, warning or critical"),
        ("p95: {value: 100, unit: parsec}", "1:25", "\"parsec\" is not a unit"),
        ("p95: {critical: 1s, optional: maybe}", "1:31", "expected true or false"),
        // Levels
        ("p95: {target: 300ms, critical: 200ms}", "1:6", "target (<= 300 ms) is looser than critical (<= 200 ms)"),
        ("throughput: {warning: 400/s, minimum: 500/s}", "1:13", "warning (>= 400/s) is looser"),
        ("users: {warning: at most 5, critical: at least 3}", "1:8", "opposite directions"),
        ("p95: {critical: 1s, limit: 2s}", "1:21", "the level critical is here more than once"),
        ("p95: {warning: +10%, critical: +5%}", "1:6", "is looser than"),
        ("users: {operator: lt, warning: 9, minimum: 3}", "1:8", "opposite directions"),
        ("p95: {minimum: 3ms}", "1:16", "better low"),
        // Misplaced words
        (
            "endpoints: {a: {target: 1s}}", "1:17",
            "belongs to the limits of one metric, as in \"p95: { target: 500ms }\""
        ),
        ("defaults: {optional: true, p95: 1s}", "1:12", "belongs to the limits of one metric"),
        ("p95: 1s\nminimum_change: 3%", "2:1", "belongs under compare:"),
        ("defaults: {p95: 1s, endpoints: {a: {p95: 1s}}}", "1:21", "belongs to the top of the file"),
        ("p95: \"a\\e[31m\\nb\"", "1:6", "\"a [31m b\" is not a limit"),
        // Structure
        ("", "", "the file is empty; expected limits"),
        ("# nothing\n", "", "there are no limits in this file"),
        ("suite: a", "", "there are no limits in this file"),
        ("endpoints: {a: {p95: none}}", "", "there are no limits in this file"),
        ("- p95: 1s", "1:1", "expected a mapping"),
        ("endpoints: {}", "1:12", "there is nothing under endpoints"),
        ("endpoints:\n  a:\n", "2:5", "there is nothing under \"a\""),
        ("endpoints:\n  a: 500ms\n", "2:6", "expected a mapping under \"a\""),
        ("endpoints: {a: {optional: true}}", "1:17", "there are no limits for a"),
        ("endpoints: {'*': {p95: 1s}}", "1:13", "at the top of the file"),
        ("endpoints:\n  *: {p95: 1s}", "2:4", "in quotes"),
        ("p95: 1s\np95: 2s", "1:1", "\"p95\" is here more than once"),
        ("p95: 1s\np(95): 2s", "2:1", "p95 is here more than once"),
        ("p95: 1s\n---\np95: 2s", "2:1", "a second document begins here"),
        ("defaults:\n\tp95: 1s", "2:1", "indent with spaces"),
        ("p95: {critical: ${X}ms}", "1:18", "in quotes"),
        ("endpoints: {'/^[/': {p95: 1s}}", "1:13", "not a regular expression that is read here: a [ without ]"),
        ("endpoints: {'/^(?i)get/': {p95: 1s}}", "1:13", "groups that begin with (? are not known"),
        ("x: &x {p95: 1s}\ny: *x", "2", "anchors and aliases (&x, *x) are not read"),
        // Variables
        ("p95: ${PERF_P95}", "1:6", "the variable PERF_P95 is not set and has no default"),
        ("p95: ${PERF P95}ms", "1:6", "is not a variable"),
        ("p95: ${PERF", "1:6", "${ without }"),
        ("variables: {1A: 3}\np95: 1s", "1:13", "a variable's name"),
        ("p95: {critical: 1s, message: 'for ${USER}'}", "1:30", "in limits and settings only"),
        ("suite: ${USER}\np95: 1s", "1:8", "in limits and settings only"),
        // Settings
        ("compare: {minimum_change: 300%}", "1:27", "expected a share of the baseline, such as 3%"),
        ("compare: {minimum_absolute: {p95: 2MB}}", "1:35", "2 MB is a size, but p95 is a time"),
        ("compare: {minimum_requests: {p95: many}}", "1:35", "expected a number of requests"),
        ("compare: {false_alarms: 0}", "1:25", "expected a chance"),
        ("compare: {confidence: 100%}", "1:23", "expected a share from 50%"),
        ("compare: {metrics: p95}", "1:20", "expected a list of metrics"),
        ("compare:", "1:9", "there is nothing under compare"),
    ])
    func says(_ yaml: String, _ place: String, _ text: String) throws {
        let error = try Sample.error(yaml)
        let first = try #require(error.problems.first)
        #expect(error.problems.count == 1, "\(error)")
        let start = place.isEmpty ? "shop.yml: " : "shop.yml:\(place): "
        #expect(first.description.hasPrefix(start) && first.message.contains(text), "\(first)")
    }

    @Test func everythingWrongAtOnce() throws {
        let lines = (1...30).map { "custom_\($0).p95: 1parsec" } + ["p95: 500"]
        let error = try Sample.error(lines.joined(separator: "\n"))
        #expect(error.problems.count == 20)
        #expect(error.omitted == 11)
        #expect(error.problems.map(\.line) == Array(1...20))
        #expect(error.description.hasSuffix("\nand 11 more"))
    }

    @Test func valuesOfVariablesAreNotShown() throws {
        let error = try Sample.error("p95: ${TOKEN}ms\nerror_rate: ${TOKEN}", environment: ["TOKEN": "hunter2"])
        #expect(error.problems.count == 2)
        #expect(!error.description.contains("hunter2"))
        #expect(error.description.contains("${TOKEN}ms"))
    }

    @Test func variablesAreReplacedOnce() throws {
        let error = try Sample.error("p95: ${A}", environment: ["A": "${B}", "B": "1s"])
        #expect(error.problems.first?.message.contains("is not a limit") == true)
    }

    @Test func bytesThatAreNoBudget() throws {
        #expect(
            try Sample.error([0xFF, 0xFE, 0x70, 0x00]).description
                == "shop.yml: not UTF-8; save the file in that encoding")
        #expect(try Sample.error([UInt8](repeating: 0x23, count: 10 << 20)).description.contains("larger than 1 MiB"))
        #expect(try Sample.error("p95: \u{0}1s").problems.first?.line == 1)
        #expect(try Sample.error("p95: \"\\ud800\"").problems.count == 1)
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "a:\n "])
    func depthEnds(_ opening: String) throws {
        let text = "endpoints: " + String(repeating: opening, count: 20_000)
        #expect(try Sample.error(text).problems.count == 1)
    }

    @Test func aliasesDoNotMultiply() throws {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
        let bomb = zip(names.dropFirst(), names).map { new, old in
            "\(new): &\(new) [" + Array(repeating: "*\(old)", count: 9).joined(separator: ",") + "]"
        }
        let text = "a: &a [x]\n" + bomb.joined(separator: "\n") + "\n? *l\n: 1"
        #expect(try Sample.error(text).description.contains("anchors and aliases"))
        #expect(try Sample.budget("endpoints:\n  '/list?a=1&page=*page': {p95: 1s}").rules.count == 1)
    }

    /// Cut off or damaged anywhere, a file is a budget or an error that says something.
    @Test func damage() throws {
        let text = """
            suite: a
            variables: { X: 1 }
            p95: { target: "< ${X:-2}s", critical: [500ms, +10%], message: b }
            endpoints: { "/^(a|b) .*$/": { p99: none, 5xx: 0.1% } }
            compare: { metrics: [p95], minimum_absolute: { p95: 2ms } }
            """
        let bytes = Array(text.utf8)
        let cut = bytes.indices.map { Array(bytes[..<$0]) }
        let hurt = Array("\0\t\n *&!>{}[]:-#%\"'\\$9\u{FF}".utf8).flatMap { evil in
            bytes.indices.map { Array(bytes[..<$0] + [evil] + bytes[($0 + 1)...]) }
        }
        for damaged in cut + hurt {
            do throws(BudgetError) {
                let budget = try BudgetReader.read(damaged, source: "a.yml", environment: [:])
                #expect(!budget.rules.isEmpty || budget.compare.line != nil)
            } catch {
                #expect(error.problems.allSatisfy { !$0.message.isEmpty } && !error.problems.isEmpty)
            }
        }
    }
}

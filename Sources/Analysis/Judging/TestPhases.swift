import Measurements

/// Sorts reports of tests into the phases of a pipeline.
struct TestPhases {
    static let slowTests = 10

    /// In the order in which a pipeline runs them; what has other names comes last, in the order given.
    let phases: [TestPhase]
    /// The slowest of all phases, slowest first.
    let slowest: [SlowTest]

    init(_ runs: [Run]) {
        let tested = runs.filter { $0.tests != nil }.map { (phase: Self.phase(of: $0), run: $0) }
        var names: [String] = []
        for (phase, _) in tested where !names.contains(phase) { names.append(phase) }
        let known = Self.words.map(\.phase)
        let order = known.filter(names.contains) + names.filter { !known.contains($0) }
        phases = order.map { name in Self.summed(name, tested.filter { $0.phase == name }.map(\.run)) }
        slowest = Array(
            tested.flatMap { phase, run in run.series.compactMap { Self.slow($0, phase) } }
                .sorted { a, b in a.duration == b.duration ? a.name < b.name : a.duration > b.duration }
                .prefix(Self.slowTests))
    }

    private static func summed(_ name: String, _ runs: [Run]) -> TestPhase {
        var phase = TestPhase(name: name, reports: runs.count, summary: TestSummary(), duration: nil)
        for run in runs {
            if let tests = run.tests { phase.summary.add(tests) }
            if let duration = run.duration { phase.duration = (phase.duration ?? 0) + duration }
        }
        return phase
    }

    private static func slow(_ series: Series, _ phase: String) -> SlowTest? {
        guard series.labels["kind"] == "test" else { return nil }
        let figures = [MetricName("duration", .max), MetricName("duration")].lazy.compactMap { try? series.figure($0) }
        guard let duration = figures.first?.value, duration > 0 else { return nil }
        return SlowTest(phase: phase, name: series.name, duration: duration)
    }

    // MARK: Names

    /// As the user said, else by a word in the path (the nearest to the file first), else by the tool that only this phase has.
    static func phase(of run: Run) -> String {
        if let given = run.labels[TestPhase.label] { return given }
        for component in run.source.split(whereSeparator: { $0 == "/" || $0 == "\\" }).reversed() {
            if let phase = phase(named: component) { return phase }
        }
        switch run.tool.name {
        case "playwright", "cypress": return "end to end"
        case "k6": return "performance"
        default: return "tests"
        }
    }

    private static let words: [(phase: String, words: Set<String>)] = [
        ("unit", ["unit", "units", "unittest", "unittests"]),
        ("integration", ["integration", "functional", "contract", "component", "failsafe", "it", "api"]),
        ("end to end", ["e2e", "endtoend", "acceptance", "ui", "browser", "playwright", "cypress", "selenium"]),
        ("performance", ["performance", "perf", "load", "loadtest", "stress", "soak", "benchmark", "benchmarks"]),
    ]

    /// "build/integration-tests/TEST-a.xml" has the words integration and tests; "end-to-end" and "unitTest" are read as one.
    private static func phase(named component: Substring) -> String? {
        let spelled = component.lowercased().replacing("end-to-end", with: "e2e").replacing("end_to_end", with: "e2e")
        let found = spelled.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return words.first { _, words in
            found.contains { words.contains($0) || words.contains(String($0.dropSuffix("tests"))) }
        }?
        .phase
    }
}

extension String {
    fileprivate func dropSuffix(_ suffix: String) -> Substring {
        hasSuffix(suffix) ? dropLast(suffix.count) : self[...]
    }
}

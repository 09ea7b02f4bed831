import Measurements
import Testing

@testable import Analysis

@Suite struct TestPhaseTests {
    private func run(_ source: String, tool: String = "junit", phase: String? = nil) -> Run {
        var run = Run(source: source, format: "junit", tool: Run.Tool(tool))
        run.tests = TestSummary()
        run.tests?.tests = 2
        run.tests?.passed = 2
        run.duration = 1.5
        run.labels["phase"] = phase
        return run
    }

    @Test(arguments: [
        ("build/unit/TEST-a.xml", "unit"), ("unit-tests.xml", "unit"),
        ("reports/integrationTests/a.xml", "integration"),
        ("target/failsafe-reports/a.xml", "integration"), ("end-to-end/results.xml", "end to end"),
        ("unit/e2e.xml", "end to end"),
        ("perf.xml", "performance"), ("build/test-results/a.xml", "tests"), ("community/united.xml", "tests"),
    ])
    func pathsNameThePhase(_ path: String, _ phase: String) {
        #expect(TestPhases.phase(of: run(path)) == phase)
    }

    @Test func whatTheUserSaysCountsMost() {
        #expect(TestPhases.phase(of: run("unit/a.xml", phase: "smoke")) == "smoke")
        #expect(TestPhases.phase(of: run("a.xml", tool: "playwright")) == "end to end")
    }

    @Test func reportsOfAPhaseAreSummedInTheOrderOfAPipeline() {
        let phases = TestPhases([
            run("e2e.xml"), run("smoke.xml", phase: "smoke"), run("unit/a.xml"), run("unit/b.xml"),
        ]).phases
        #expect(phases.map(\.name) == ["unit", "end to end", "smoke"])
        #expect(phases.map(\.reports) == [2, 1, 1])
        #expect(phases[0].summary.tests == 4)
        #expect(phases[0].duration == 3)
    }

    @Test func theTenSlowestAreToldSlowestFirst() {
        var run = run("a.xml")
        run.series = (1...30).map { number in
            let seconds = Measurement(.duration, .gauge(last: Double(number), min: nil, max: nil))
            return Series("test \(number)", labels: ["kind": "test"], measurements: [seconds])
        }
        run.series.append(
            Series(
                "suite", labels: ["kind": "suite"],
                measurements: [Measurement(.duration, .gauge(last: 99, min: nil, max: nil))]))
        #expect(TestPhases([run]).slowest.map(\.duration) == (21...30).reversed().map(Double.init))
    }
}

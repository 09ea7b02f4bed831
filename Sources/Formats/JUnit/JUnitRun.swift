import Measurements

/// Times of all cases together; the sum does not depend on their order.
struct ExactTimes {
    private var certain = ExactSum()
    private var doubtful = ExactSum()
    private(set) var timed = 0
    private(set) var longest = 0.0
    private(set) var areWhole = true
    var cases = 0

    mutating func add(_ seconds: JUnitTime.Seconds) {
        timed += 1
        certain.add(seconds.certain)
        if seconds.doubtful != 0 { doubtful.add(seconds.doubtful) }
        if seconds.least > longest { longest = seconds.least }
        if areWhole, seconds.least != seconds.least.rounded() { areWhole = false }
    }

    var sum: JUnitTime.Seconds? {
        timed == 0 ? nil : JUnitTime.Seconds(certain: certain.value, doubtful: doubtful.value).rounded
    }
}

extension Optional<JUnitTime.Seconds> {
    func plus(_ seconds: JUnitTime.Seconds) -> JUnitTime.Seconds {
        var sum = self ?? JUnitTime.Seconds()
        sum += seconds
        return sum
    }
}

extension JUnitReport {
    /// The report as a run.
    func run(source: String, format: String, readingNotes: [Note]) -> Run {
        let thousands = times.commasAreThousands
        var run = Run(source: source, format: format, tool: Run.Tool(producer ?? "junit"))
        run.start = start
        run.duration = (root?.ownTime ?? (root?.suiteTime ?? root?.caseTime)?.rounded)?.resolved(thousands)
        if root == nil { run.duration = total.sum?.resolved(thousands) }
        run.tests = summary
        let (series, isCut) = series(thousands)
        run.series = series
        run.notes = readingNotes + countNotes + timeNotes
        if isCut {
            run.notes.append(
                Note(
                    "junit.series",
                    "only the \(Self.seriesLimit) slowest suites and tests are kept as series; all are counted"))
        }
        if metrics.isCut {
            let what = "only the first \(JUnitMetrics.limit) tests that have measurements as properties keep them"
            run.notes.append(Note("junit.properties", what))
        }
        return run
    }

    private func series(_ thousands: Bool) -> (series: [Series], isCut: Bool) {
        var series: [Series] = []
        func add(_ name: String, _ labels: [String: String], _ seconds: Double?, _ metrics: JUnitMetrics.Values = [:]) {
            var one = Series(name, labels: labels)
            one.set(metrics)
            if let seconds { one.set(.duration, .gauge(last: seconds, min: nil, max: nil)) }
            series.append(one)
        }
        if let sum = total.sum?.resolved(thousands) { add(Series.all, [:], sum) }
        var (suites, tests, metrics) = (suiteDurations, tests, metrics)
        for entry in suites.taken(Self.seriesLimit - series.count) {
            add(entry.key.path, labels(["kind": "suite"], entry.key.project), entry.resolvedTotal(thousands))
        }
        for entry in tests.taken(Self.seriesLimit - series.count) {
            let seconds = entry.slowest.resolved(thousands)
            add(entry.key.title, labels(of: entry.key), seconds, metrics.take(of: entry.key))
        }
        for test in metrics.rest { add(test.title, labels(of: test), nil, metrics.take(of: test)) }
        return (series, suites.isCut || tests.isCut)
    }

    private func labels(of test: JUnitIdentity) -> [String: String] {
        var labels = labels(["kind": "test"], test.project)
        if !test.className.isEmpty, !test.suite.hasSuffix(test.className) { labels["class"] = test.className }
        return labels
    }

    private func labels(_ kind: [String: String], _ project: String) -> [String: String] {
        project.isEmpty ? kind : kind.merging(["project": project]) { kind, _ in kind }
    }

    private var countNotes: [Note] {
        var notes: [Note] = []
        if summary.tests == 0 { notes.append(Note("junit.empty", "the report holds no test case")) }
        let declared = root.map { $0.declared == JUnitDeclaration() ? $0.declaredInside : $0.declared }
        if let differences = declared?.differences(from: summary) {
            notes.append(Note("junit.counts", "The report declares \(differences); the test cases were counted"))
        }
        if incomplete > 0 {
            notes.append(
                Note(
                    "junit.suite-error",
                    "\(incomplete) suites report an error or failure that no test case has; each counts as one error"))
        }
        if attempts.retried > 0 {
            notes.append(
                Note(
                    "junit.retries",
                    "\(attempts.retried) failed tests have a later case of the same name that passed (\"\(attempts.firstRetried)\"); "
                        + "they count as failed, since the report does not say that they are attempts of one test"))
        }
        return notes
    }

    private var timeNotes: [Note] {
        var notes: [Note] = []
        let missing = total.cases - total.timed
        if missing > 0, total.timed > 0 {
            notes.append(
                Note("junit.time.missing", "\(missing) of \(total.cases) test cases have no time; sums leave them out"))
        }
        if times.negative > 0 {
            notes.append(Note("junit.time.negative", "\(times.negative) times are negative and taken as 0"))
        }
        if times.unreadable > 0 {
            notes.append(
                Note(
                    "junit.time.unreadable",
                    "\(times.unreadable) times are no numbers (\"\(times.firstUnreadable)\") and left out"))
        }
        if times.isUndecided {
            notes.append(
                Note(
                    "junit.time.comma",
                    "\(times.doubtful) times could have a decimal comma or a thousands separator; read as decimal comma"
                ))
        }
        // A test of 30 days, or whole numbers throughout of which one is more than a quarter of an hour.
        if total.longest > 2_592_000 {
            notes.append(
                Note("junit.time.unit", "a test case claims more than 30 days; its unit is perhaps not the second"))
        } else if total.areWhole, total.longest >= 1000 {
            notes.append(
                Note(
                    "junit.time.unit",
                    "all times are whole numbers, up to \(Int(total.longest)); their unit is perhaps the millisecond"))
        }
        return notes
    }
}

extension JUnitSuite {
    fileprivate var ownTime: JUnitTime.Seconds? { if case .seconds(let seconds) = time { seconds } else { nil } }
}

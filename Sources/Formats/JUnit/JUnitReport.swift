import Measurements

/// Counts while a report is read; what it keeps does not grow with the number of cases.
struct JUnitReport {
    /// What an open element is.
    private enum Element {
        case suite, testCase, problem, other
        /// AntUnit: a suite's number as an element.
        case number(JUnitName)
    }

    private var elements: [Element] = []
    private(set) var suites: [JUnitSuite] = []
    /// Suites that are closed, with the root that collects them as the last.
    private(set) var root: JUnitSuite?
    private var current = JUnitCase()
    /// Cases around the current one; no producer nests them, but none is lost.
    private var outer: [JUnitCase] = []
    private var openCases = 0
    private var text: [UInt8] = []
    private(set) var wantsText = false

    private(set) var summary = TestSummary()
    private(set) var times = JUnitTime()
    private(set) var total = ExactTimes()
    private(set) var tests = JUnitDurations<JUnitIdentity>(limit: seriesLimit)
    private(set) var suiteDurations = JUnitDurations<JUnitSuite.Key>(limit: seriesLimit)
    private(set) var attempts = JUnitAttempts()
    private(set) var producer: String? { didSet { isPytest = producer == "pytest" } }
    private var isPytest = false
    private var rootHasID = false
    private(set) var start: Double?
    /// Suites that were counted as an error though no case is one.
    private(set) var incomplete = 0

    static let seriesLimit = 10_000
    /// Bytes of a message that are looked at.
    private static let messageLimit = 8192

    var seen: String {
        let counts = "\(summary.tests) tests were read (\(summary.failed) failed, \(summary.errors) errors"
        return "\(counts), \(summary.skipped) skipped)"
    }

    // MARK: Elements

    mutating func start(_ tag: borrowing XMLTag) throws(XMLProblem) {
        let name = JUnitName(rawValue: tag.name)
        if elements.isEmpty, !JUnit.roots.contains(tag.spelling) {
            throw XMLProblem("the root is <\(tag.spelling.prefix(40))>, not <testsuites> or <testsuite>")
        }
        switch name {
        case .testcase:
            openCases += 1
            if openCases > 1 { outer.append(current) }
            current.begin(tag, times: &times)
            elements.append(.testCase)
        case .testsuites, .testsuite, .testrun:
            open(tag, name)
            elements.append(.suite)
        default:
            elements.append(child(tag, name))
        }
    }

    private mutating func child(_ tag: borrowing XMLTag, _ name: JUnitName?) -> Element {
        switch elements.last {
        case .testCase: return caseChild(tag, name)
        case .suite: return suiteChild(tag, name)
        default: return .other
        }
    }

    private mutating func caseChild(_ tag: borrowing XMLTag, _ name: JUnitName?) -> Element {
        switch name {
        case .failure: return problem(tag, .failure)
        case .error: return problem(tag, .error)
        case .skipped, .ignored, .skip: current.outcome = max(current.outcome, .skipped)
        case .flakyFailure, .flakyError: current.flaky += 1
        case .rerunFailure, .rerunError: current.reruns += 1
        default: break
        }
        return .other
    }

    private mutating func problem(_ tag: borrowing XMLTag, _ outcome: JUnitCase.Outcome) -> Element {
        guard current.outcome < outcome else { return .other }
        current.outcome = outcome
        return summary.failures.count < TestSummary.keptFailures ? listen(tag) : .other
    }

    private mutating func suiteChild(_ tag: borrowing XMLTag, _ name: JUnitName?) -> Element {
        guard let last = suites.indices.last else { return .other }
        switch name {
        case .failure, .error:
            guard suites[last].problem == nil else { return .other }
            suites[last].problem = []
            return listen(tag)
        case .skipped, .ignored:
            suites[last].isSkipped = true
            return .other
        case .tests, .failures, .errors, .time:
            text.removeAll(keepingCapacity: true)
            wantsText = true
            return .number(name ?? .tests)
        default: return .other
        }
    }

    /// Collects an element's message: the attribute, then the text.
    private mutating func listen(_ tag: borrowing XMLTag) -> Element {
        text.removeAll(keepingCapacity: true)
        tag.forEachAttribute { attribute, value in
            if attribute == JUnitName.message.rawValue { text.append(value, 0..<min(value.count, Self.messageLimit)) }
        }
        if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
        wantsText = true
        return .problem
    }

    mutating func text(_ bytes: borrowing Span<UInt8>) {
        text.append(bytes, 0..<min(bytes.count, max(0, 2 * Self.messageLimit - text.count)))
    }

    mutating func end() {
        switch elements.popLast() {
        case .testCase: endCase()
        case .suite: endSuite()
        case .problem: endProblem()
        case .number(let name): endNumber(name)
        case .other, nil: break
        }
    }

    private mutating func endProblem() {
        wantsText = false
        if case .testCase = elements.last {
            current.message = text
        } else if let last = suites.indices.last {
            suites[last].problem = text
        }
    }

    private mutating func endNumber(_ name: JUnitName) {
        wantsText = false
        guard let last = suites.indices.last else { return }
        let text = text
        if name == .time {
            suites[last].time = times.read(text.span)
        } else {
            suites[last].declared.set(name, Int(text.span))
        }
    }

    // MARK: Cases

    private mutating func endCase() {
        if isPytest, attempts.isContinued(by: current) { takeBackTry() }
        summary.tests += 1
        let outcome = current.finalOutcome
        switch outcome {
        case .passed:
            summary.passed += 1
            if current.flaky > 0 { addFlaky() }
            if attempts.mayHaveFailed(current) { attempts.passed(current.identity(in: suites.last)) }
        case .skipped: summary.skipped += 1
        case .failure:
            summary.failed += 1
            addFailure(.failure)
        case .error:
            summary.errors += 1
            addFailure(.error)
        }
        if let last = suites.indices.last { suites[last].attempts += current.flaky + current.reruns }
        if isPytest { attempts.remember(outcome == .passed ? current : nil) }
        addTime(ran: outcome != .skipped)
        openCases -= 1
        if openCases > 0, let enclosing = outer.popLast() { current = enclosing }
    }

    /// The case before was a failed try of the current one.
    private mutating func takeBackTry() {
        summary.tests -= 1
        summary.passed -= 1
        if attempts.lastWasFlaky {
            if summary.flakyTests.count == summary.flaky { summary.flakyTests.removeLast() }
            summary.flaky -= 1
        }
        current.flaky += 1
    }

    private mutating func addFlaky() {
        summary.flaky += 1
        guard summary.flakyTests.count < TestSummary.keptFailures else { return }
        summary.flakyTests.append(current.identity(in: suites.last).title)
    }

    private mutating func addFailure(_ kind: TestSummary.Failure.Kind) {
        guard summary.failures.count < TestSummary.keptFailures else { return }
        let identity = current.identity(in: suites.last)
        attempts.failed(current, identity)
        summary.failures.append(
            TestSummary.Failure(
                kind: kind, suite: identity.suite, className: identity.className.isEmpty ? nil : identity.className,
                name: identity.name, message: Self.message(current.message)))
    }

    private mutating func addTime(ran: Bool) {
        total.cases += 1
        guard case .seconds(let seconds) = current.time else { return }
        total.add(seconds)
        if let last = suites.indices.last { suites[last].caseTime = suites[last].caseTime.plus(seconds) }
        if ran, tests.accepts(seconds) { tests.add(current.identity(in: suites.last), seconds) }
    }

    /// First lines, at most 2,000 characters; an attribute that the text repeats is left out.
    private static func message(_ bytes: [UInt8]) -> String {
        let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
        let all = String(decoding: bytes, as: UTF8.self)
        guard parts.count == 2 else { return String(all.trimmed.prefix(2000)) }
        let first = String(decoding: parts[0], as: UTF8.self).trimmed
        let rest = String(decoding: parts[1], as: UTF8.self).trimmed
        return String((rest.prefix(2000).contains(first) ? rest : all.trimmed).prefix(2000))
    }

    // MARK: Suites

    private mutating func open(_ tag: borrowing XMLTag, _ element: JUnitName?) {
        var suite = JUnitSuite(path: suites.last?.path ?? "", before: summary.counts)
        var name = ""
        var host = ""
        tag.forEachAttribute { attribute, value in
            let attribute = JUnitName(rawValue: attribute)
            switch attribute {
            case .name: name = shortened(value)
            case .time: suite.time = times.read(value)
            case .duration where suite.time == .absent: suite.time = times.read(value)
            case .id: rootHasID = rootHasID || suites.isEmpty
            case .hostname: host = shortened(value)
            case .timestamp: suite.timestamp = JUnitTimestamp.seconds(String(value.extracting(first: 40)))
            case .noNamespaceSchemaLocation: producer = producer ?? JUnitProducer.schema(shortened(value))
            case .tests, .failures, .errors, .skipped, .skip, .skips, .ignored, .disabled:
                suite.declared.set(attribute, Int(value))
            default: break
            }
        }
        if element == .testsuite { suite.path = JUnitSuite.path(suite.path, name) }
        producer = producer ?? JUnitProducer.named(name)
        if JUnitProducer.isPlaywright(rootHasID: rootHasID, suite: name) { producer = producer ?? "playwright" }
        suite.project = producer == "playwright" ? host : ""
        start = start ?? suite.timestamp
        suites.append(suite)
    }

    private func shortened(_ value: borrowing Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.append(name: value)
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func endSuite() {
        guard let suite = suites.popLast() else { return }
        attempts.remember(nil)
        countWhatHasNoCase(suite)
        if !suite.path.isEmpty, suite.key != suites.last?.key, let duration = suite.duration,
            suiteDurations.accepts(duration)
        {
            suiteDurations.add(suite.key, duration)
        }
        guard let last = suites.indices.last else {
            root = suite
            return
        }
        suites[last].attempts += suite.attempts
        if let time = suite.caseTime { suites[last].caseTime = suites[last].caseTime.plus(time) }
        if let time = suite.duration { suites[last].suiteTime = suites[last].suiteTime.plus(time) }
        suites[last].declaredInside += suite.declared == JUnitDeclaration() ? suite.declaredInside : suite.declared
    }

    /// A suite can fail though none of its cases does: it could not be loaded, or its cases were lost. That is one error, never a pass.
    private mutating func countWhatHasNoCase(_ suite: JUnitSuite) {
        let tests = summary.tests - suite.before.tests
        let declared = suite.declared
        let bad = max(declared.failures ?? 0, declared.errors ?? 0)
        if let problem = suite.problem {
            addError(suite.path, Self.message(problem))
        } else if tests == 0, suite.isSkipped {
            summary.tests += 1
            summary.skipped += 1
        } else if bad > 0, summary.counts.bad == suite.before.bad, suite.attempts == 0 {
            addError(suite.path, "the suite declares failures or errors, but none of its test cases is one")
        } else if tests == 0, let declared = declared.tests, declared > 0 {
            addError(suite.path, "the suite declares \(declared) tests, but holds no test case")
        }
    }

    private mutating func addError(_ path: String, _ message: String) {
        incomplete += 1
        summary.tests += 1
        summary.errors += 1
        guard summary.failures.count < TestSummary.keptFailures else { return }
        summary.failures.append(
            TestSummary.Failure(kind: .error, suite: path, className: nil, name: "(suite)", message: message))
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

extension Int {
    /// A declared count; nil where it is no whole number.
    fileprivate init?(_ bytes: borrowing Span<UInt8>) {
        guard bytes.count <= 20, let value = Int(String(bytes).trimmed) else { return nil }
        self = value
    }
}

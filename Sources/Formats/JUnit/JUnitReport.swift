import Measurements

/// Counts while a report is read; what it keeps does not grow with the number of cases.
struct JUnitReport: XMLConsumer {
    static let vocabulary = JUnitName.vocabulary
    static let textElements: Set = ["failure", "error", "tests", "failures", "errors", "time"]

    static func expected(inPlaceOf root: String) -> String? {
        JUnit.roots.contains(root) ? nil : "<testsuites> or <testsuite>"
    }

    /// What an open element is.
    private enum Element {
        case suite, testCase, properties, problem, other
        /// AntUnit: a suite's number as an element.
        case number(JUnitName)
    }

    private var elements: [Element] = []
    var suites: [JUnitSuite] = []
    /// Suites that are closed, with the root that collects them as the last.
    var root: JUnitSuite?
    var current = JUnitCase()
    /// Cases around the current one; no producer nests them, but none is lost.
    var outer: [JUnitCase] = []
    var openCases = 0
    private var text: [UInt8] = []
    /// Whether text belongs to something that is kept.
    private var wantsText = false

    var summary = TestSummary()
    var times = JUnitTime()
    var total = ExactTimes()
    var tests = JUnitDurations<JUnitIdentity>(limit: seriesLimit)
    var suiteDurations = JUnitDurations<JUnitSuite.Key>(limit: seriesLimit)
    var metrics = JUnitMetrics()
    var attempts = JUnitAttempts()
    var producer: String? { didSet { isPytest = producer == "pytest" } }
    var isPytest = false
    var rootHasID = false
    var start: Double?
    /// Suites that were counted as an error though no case is one.
    var incomplete = 0

    static let seriesLimit = 10_000
    /// Bytes of a message that are looked at.
    private static let messageLimit = 8192

    var seen: String {
        let counts = "\(summary.tests) tests were read (\(summary.failed) failed, \(summary.errors) errors"
        return "\(counts), \(summary.skipped) skipped)"
    }

    mutating func start(_ tag: borrowing XMLTag) {
        let name = JUnitName(rawValue: tag.name)
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
        case .properties:
            if name == .property { current.add(property: tag) }
            return .other
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
        case .properties: return .properties
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
        guard wantsText else { return }
        text.append(bytes, 0..<min(bytes.count, max(0, 2 * Self.messageLimit - text.count)))
    }

    mutating func end() {
        switch elements.popLast() {
        case .testCase: endCase()
        case .suite: endSuite()
        case .problem: endProblem()
        case .number(let name): endNumber(name)
        case .properties, .other, nil: break
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
}

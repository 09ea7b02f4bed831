import Measurements

/// What a suite says when it opens, and what it comes to when it ends.
extension JUnitReport {
    mutating func open(_ tag: borrowing XMLTag, _ element: JUnitName?) {
        var suite = JUnitSuite(path: suites.last?.path ?? "", before: summary.counts)
        var name = ""
        var host = ""
        var timestamp: Double?
        tag.forEachAttribute { attribute, value in
            let attribute = JUnitName(rawValue: attribute)
            switch attribute {
            case .name: name = shortened(value)
            case .time: suite.time = times.read(value)
            case .duration where suite.time == .absent: suite.time = times.read(value)
            case .id: rootHasID = rootHasID || suites.isEmpty
            case .hostname: host = shortened(value)
            case .timestamp where start == nil:
                timestamp = JUnitTimestamp.seconds(String(value.extracting(first: 40)))
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
        start = start ?? timestamp
        suites.append(suite)
    }

    private func shortened(_ value: borrowing Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.append(name: value)
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func endSuite() {
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
            addError(suite.path, String(message: problem))
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

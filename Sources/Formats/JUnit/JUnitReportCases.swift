import Measurements

/// What a case comes to when it ends.
extension JUnitReport {
    mutating func endCase() {
        if isPytest, attempts.isContinued(by: current) { takeBackTry() }
        summary.tests += 1
        let outcome = current.finalOutcome
        switch outcome {
        case .passed:
            summary.passed += 1
            if current.flaky > 0 { addFlaky() }
            if attempts.mayHaveFailed(current) { attempts.passed(currentIdentity) }
        case .skipped: summary.skipped += 1
        case .failure:
            summary.failed += 1
            addFailure(.failure)
        case .error:
            summary.errors += 1
            addFailure(.error)
        }
        let attempted = current.flaky + current.reruns
        if attempted > 0, let last = suites.indices.last { suites[last].attempts += attempted }
        if isPytest { attempts.remember(outcome == .passed ? current : nil) }
        addTime(ran: outcome != .skipped)
        if !current.metrics.isEmpty, outcome != .skipped { metrics.add(current.metrics, of: currentIdentity) }
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
        summary.flakyTests.append(currentIdentity.title)
    }

    private mutating func addFailure(_ kind: TestSummary.Failure.Kind) {
        guard summary.failures.count < TestSummary.keptFailures else { return }
        let identity = currentIdentity
        attempts.failed(current, identity)
        summary.failures.append(
            TestSummary.Failure(
                kind: kind, suite: identity.suite, className: identity.className.isEmpty ? nil : identity.className,
                name: identity.name, message: String(message: current.message)))
    }

    private var currentIdentity: JUnitIdentity {
        JUnitIdentity(current, suite: suites.last?.path ?? "", project: suites.last?.project ?? "")
    }

    private mutating func addTime(ran: Bool) {
        total.cases += 1
        guard case .seconds(let seconds) = current.time else { return }
        total.add(seconds)
        if let last = suites.indices.last { suites[last].caseTime = suites[last].caseTime.plus(seconds) }
        if ran, tests.accepts(seconds) { tests.add(currentIdentity, seconds) }
    }
}

/// Cases that failed and were followed by a case of the same name that passed: attempts of one test (Gradle, pytest-rerunfailures), or
/// different tests of one name. The file does not say which, so each counts as it stands.
struct JUnitAttempts {
    private var failed: Set<JUnitIdentity> = []
    /// Which fingerprints are among `failed`, one bit each.
    private var filter = [UInt64](repeating: 0, count: 1024)
    private(set) var retried = 0
    private(set) var firstRetried = ""

    /// The case before, where it passed.
    private var last: JUnitCase?

    /// Whether a case of pytest continues the one before: pytest-rerunfailures writes every failed try as a pass before the case that counts
    /// (https://github.com/pytest-dev/pytest-rerunfailures/issues/14), and pytest's names are unique within a report otherwise.
    func isContinued(by testCase: JUnitCase) -> Bool {
        last.map { $0.name == testCase.name && $0.className == testCase.className } ?? false
    }

    var lastWasFlaky: Bool { last.map { $0.flaky > 0 } ?? false }

    mutating func remember(_ testCase: JUnitCase?) { last = testCase }

    mutating func failed(_ testCase: JUnitCase, _ identity: JUnitIdentity) {
        failed.insert(identity)
        let bit = Self.fingerprint(testCase)
        filter[bit >> 6] |= 1 << UInt64(bit & 63)
    }

    /// Whether it is worth to ask for its identity: wrongly so in one of many cases.
    func mayHaveFailed(_ testCase: borrowing JUnitCase) -> Bool {
        if failed.isEmpty { return false }
        let bit = Self.fingerprint(testCase)
        return filter[bit >> 6] & 1 << UInt64(bit & 63) != 0
    }

    mutating func passed(_ identity: JUnitIdentity) {
        guard failed.remove(identity) != nil else { return }
        retried += 1
        if firstRetried.isEmpty { firstRetried = identity.title }
    }

    /// 16 bits of name and class.
    private static func fingerprint(_ testCase: borrowing JUnitCase) -> Int {
        let hash = unsafe testCase.className.span.bytes.hash(seed: 0)
        return Int(unsafe testCase.name.span.bytes.hash(seed: hash) >> 48)
    }
}

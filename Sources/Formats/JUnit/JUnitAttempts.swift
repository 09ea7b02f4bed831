/// Cases that failed and were followed by a case of the same name that passed: attempts of one test (Gradle, pytest-rerunfailures), or
/// different tests of one name. The file does not say which, so each counts as it stands.
struct JUnitAttempts {
    private var failed: Set<JUnitCase.Identity> = []
    /// Which fingerprints are among `failed`, one bit each.
    private var filter = [UInt64](repeating: 0, count: 64)
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

    mutating func failed(_ testCase: JUnitCase, _ identity: JUnitCase.Identity) {
        failed.insert(identity)
        let bit = Self.fingerprint(testCase)
        filter[bit >> 6] |= 1 << UInt64(bit & 63)
    }

    mutating func passed(_ testCase: JUnitCase, in suite: JUnitSuite?) {
        if failed.isEmpty { return }
        let bit = Self.fingerprint(testCase)
        guard filter[bit >> 6] & 1 << UInt64(bit & 63) != 0 else { return }
        guard let identity = failed.remove(testCase.identity(in: suite)) else { return }
        retried += 1
        if firstRetried.isEmpty { firstRetried = identity.title }
    }

    /// 12 bits of the name's last letters: names of tests differ at their ends.
    private static func fingerprint(_ testCase: JUnitCase) -> Int {
        var hash = UInt64(testCase.className.count)
        for byte in testCase.name.suffix(8) { hash = hash << 8 ^ hash >> 56 ^ UInt64(byte) }
        return Int((hash &* 0x9E37_79B9_7F4A_7C15) >> 52)
    }
}

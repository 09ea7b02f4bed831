/// Outcome of a set of tests, counted from the cases themselves.
package struct TestSummary: Sendable, Equatable {
    package var tests = 0
    package var passed = 0
    package var failed = 0
    package var errors = 0
    package var skipped = 0
    /// Passed in the end, after at least one failed attempt; counted among the passed too.
    package var flaky = 0
    /// Failed and broken cases, first ones first, at most `keptFailures`.
    package var failures: [Failure] = []
    /// Names of flaky cases, at most `keptFailures`.
    package var flakyTests: [String] = []

    package static let keptFailures = 1000

    package init() {}

    package struct Failure: Sendable, Equatable {
        package enum Kind: String, Sendable { case failure, error }

        package var kind: Kind
        /// Names of the enclosing suites, outermost first, joined by " > ".
        package var suite: String
        package var className: String?
        package var name: String
        /// First lines of what the producer said, at most 2,000 characters.
        package var message: String

        package init(kind: Kind, suite: String, className: String?, name: String, message: String) {
            self.kind = kind
            self.suite = suite
            self.className = className
            self.name = name
            self.message = message
        }
    }

    package var ok: Bool { failed == 0 && errors == 0 }

    package mutating func add(_ other: TestSummary) {
        tests += other.tests
        passed += other.passed
        failed += other.failed
        errors += other.errors
        skipped += other.skipped
        flaky += other.flaky
        failures = Array((failures + other.failures).prefix(Self.keptFailures))
        flakyTests = Array((flakyTests + other.flakyTests).prefix(Self.keptFailures))
    }
}

/// Elements and attributes that mean something here, of all producers.
enum JUnitName: Int, CaseIterable {
    // Elements.
    case testsuites, testsuite, testrun, testcase
    case failure, error, skipped, ignored, skip
    /// Surefire's reruns (https://maven.apache.org/surefire/maven-surefire-plugin/examples/rerun-failing-tests.html), nextest's too.
    case flakyFailure, flakyError, rerunFailure, rerunError
    case properties, property
    // Attributes; AntUnit writes some of them as elements.
    case name, package, classname, `class`, message, type, status, result
    case tests, failures, errors, skips, disabled, time, duration, timestamp
    case id, hostname, noNamespaceSchemaLocation, value

    /// Spellings, by raw value.
    static let vocabulary = allCases.map { "\($0)" }

    /// What a case came to by an attribute alone: Jasmine, GoogleTest, tst, CTest.
    static func outcome(status: String) -> JUnitCase.Outcome? {
        switch status.lowercased() {
        case "disabled", "notrun", "skipped", "suppressed", "ignored", "pending": .skipped
        case "fail", "failed", "failure": .failure
        case "error", "errored": .error
        default: nil
        }
    }
}

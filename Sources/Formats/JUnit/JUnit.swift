import Measurements

/// JUnit XML of every producer. Nobody owns the format: it grew from Ant's `<junit>` task through Surefire
/// (https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report-3.0.xsd) and Jenkins; the dialects are told of in
/// https://github.com/testmoapp/junitxml (2024).
///
/// One run per file. Counts come from the test cases, one class each: error before failure before skipped; what suites declare is only
/// compared with them. Series: `*` (`duration`: sum of the cases' times), one per suite (its own time, else the sum of its
/// cases'), one per test that ran (of several cases of one name, the slowest), labelled "kind": "suite" or "test", and "class" where a test's
/// class is not its suite; each has the gauge `duration` in seconds. Properties of test cases that are numbers with a unit are metrics of the test.
package struct JUnit: ResultFormat {
    package let name = "junit"
    package let summary = "JUnit XML of test runners: outcomes and durations of tests and suites"
    package let documentation = "https://github.com/testmoapp/junitxml"

    static let roots: Set<String> = ["testsuites", "testsuite", "testrun", "testcase"]

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        XMLRoot(head.bytes).map { Self.roots.contains($0.name) } ?? false
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        if let root = XMLRoot(Encoding.utf8(try input.peek(64 << 10))), !Self.roots.contains(root.name) {
            throw FormatError(input.name, "this is \(root.portrait), not JUnit XML with <testsuites> or <testsuite>")
        }
        let (report, notes) = try XMLReader.read(input, for: JUnitReport())
        return [report.run(source: input.name, format: name, readingNotes: notes)]
    }
}

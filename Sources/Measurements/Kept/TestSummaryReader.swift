/// The outcome of tests of a kept run.
extension JSONReader {
    mutating func tests() throws(Problem) -> TestSummary {
        var tests = TestSummary()
        try object { (reader, key) throws(Problem) in
            switch key {
            case "tests": tests.tests = try reader.count()
            case "passed": tests.passed = try reader.count()
            case "failed": tests.failed = try reader.count()
            case "errors": tests.errors = try reader.count()
            case "skipped": tests.skipped = try reader.count()
            case "flaky": tests.flaky = try reader.count()
            case "failures": tests.failures = try reader.array { (r) throws(Problem) in try r.failure() }
            case "flakyTests": tests.flakyTests = try reader.array { (r) throws(Problem) in try r.string() }
            default: try reader.skip()
            }
        }
        return tests
    }

    private mutating func failure() throws(Problem) -> TestSummary.Failure {
        var failure = TestSummary.Failure(kind: .failure, suite: "", className: nil, name: "", message: "")
        try object { (reader, key) throws(Problem) in
            switch key {
            case "className": failure.className = try reader.optional { (r) throws(Problem) in try r.string() }
            case "kind": failure.kind = try reader.word()
            case "message": failure.message = try reader.string()
            case "name": failure.name = try reader.string()
            case "suite": failure.suite = try reader.string()
            default: try reader.skip()
            }
        }
        return failure
    }
}

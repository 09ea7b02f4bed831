import Measurements

/// What a suite says of itself in numbers. They are compared with the cases, never believed.
struct JUnitDeclaration: Equatable {
    var tests: Int?
    var failures: Int?
    var errors: Int?
    var skipped: Int?
    /// GoogleTest's word for cases that are there but did not run; counted as skipped here.
    var disabled: Int?

    mutating func set(_ name: JUnitName?, _ value: Int?) {
        guard let value, value >= 0 else { return }
        switch name {
        case .tests: tests = value
        case .failures: failures = value
        case .errors: errors = value
        case .skipped, .skip, .skips, .ignored: skipped = value
        case .disabled: disabled = value
        default: break
        }
    }

    static func += (sum: inout Self, other: Self) {
        func add(_ one: Int?, _ two: Int?) -> Int? {
            guard let one, let two else { return one ?? two }
            return one.addingReportingOverflow(two).overflow ? Int.max : one + two
        }
        sum.tests = add(sum.tests, other.tests)
        sum.failures = add(sum.failures, other.failures)
        sum.errors = add(sum.errors, other.errors)
        sum.skipped = add(sum.skipped, other.skipped)
        sum.disabled = add(sum.disabled, other.disabled)
    }

    /// "12 tests instead of 13, 0 skipped instead of 5"; nil where nothing declared differs.
    func differences(from counted: TestSummary) -> String? {
        var parts: [String] = []
        func compare(_ declared: Int?, _ counted: Int, _ what: String) {
            guard let declared, declared != counted else { return }
            let noun = declared == 1 && what.hasSuffix("s") ? String(what.dropLast()) : what
            parts.append("\(declared) \(noun) instead of \(counted)")
        }
        compare(tests, counted.tests, "tests")
        compare(failures, counted.failed, "failures")
        compare(errors, counted.errors, "errors")
        if let skipped, skipped != counted.skipped {
            compare(skipped.addingReportingOverflow(disabled ?? 0).partialValue, counted.skipped, "skipped")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

/// A suite while it is open.
struct JUnitSuite {
    /// Names of it and its enclosing suites, outermost first, joined by " > "; without the element that only collects suites.
    var path: String
    /// Playwright's project (a browser), of which each has a suite of the same name.
    var project = ""
    var declared = JUnitDeclaration()
    var time = JUnitTime.Reading.absent
    /// Declared by the outermost suites inside; what the cases are compared with where this one declares nothing.
    var declaredInside = JUnitDeclaration()
    /// Of the cases inside, at any depth.
    var caseTime: JUnitTime.Seconds?
    /// Of the suites directly inside.
    var suiteTime: JUnitTime.Seconds?
    /// Counts when it was opened.
    var before: TestSummary.Counts
    /// An error or failure that belongs to no case: what it said.
    var problem: [UInt8]?
    /// Marked as skipped as a whole.
    var isSkipped = false
    /// Reruns and flaky cases inside explain failures that are declared but not there.
    var attempts = 0

    /// Bytes of a path that are kept.
    private static let pathLimit = 2048

    static func path(_ outer: String, _ name: String) -> String {
        if name.isEmpty { return outer }
        let path = outer.isEmpty ? name : "\(outer) > \(name)"
        return path.utf8.count <= pathLimit ? path : path.prefix(pathLimit / 4) + "…"
    }

    struct Key: Hashable {
        var path: String
        var project: String
    }

    var key: Key { Key(path: path, project: project) }

    /// Its own time, else that of its cases.
    var duration: JUnitTime.Seconds? {
        if case .seconds(let seconds) = time { return seconds }
        return caseTime?.rounded
    }
}

extension TestSummary {
    /// The counts alone.
    struct Counts {
        var tests: Int
        var bad: Int
    }

    var counts: Counts { Counts(tests: tests, bad: failed + errors) }
}

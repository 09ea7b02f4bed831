import Analysis

/// A sign in the shape of its meaning, so that colour is never alone; the words stand beside it.
enum Icon {
    enum Kind: String { case bad, warn, good, better, unknown, quiet }

    static func html(_ kind: Kind) -> HTML {
        "<svg class=\"icon \(kind.rawValue)\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">\(shape(kind))</svg>"
    }

    private static func shape(_ kind: Kind) -> HTML {
        switch kind {
        case .bad: "<path d=\"M5 1h6l4 4v6l-4 4H5l-4-4V5z\"/><path class=\"sign\" d=\"M5.5 5.5l5 5m0-5l-5 5\"/>"
        case .warn: "<path d=\"M8 1l7.5 14H.5z\"/><path class=\"sign\" d=\"M8 6v4.5m0 2v.3\"/>"
        case .good: "<circle cx=\"8\" cy=\"8\" r=\"7.5\"/><path class=\"sign\" d=\"M4.5 8.3l2.5 2.4 4.5-5\"/>"
        case .better: "<circle cx=\"8\" cy=\"8\" r=\"7.5\"/><path class=\"sign\" d=\"M8 3.8v8m-3.2-3L8 12l3.2-3.2\"/>"
        case .unknown:
            "<circle cx=\"8\" cy=\"8\" r=\"7.5\"/><path class=\"sign\" d=\"M6 6.2a2 2 0 1 1 2.7 1.9c-.5.2-.7.6-.7 1.2m0 2.2v.2\"/>"
        case .quiet: "<circle cx=\"8\" cy=\"8\" r=\"7.5\"/><path class=\"sign\" d=\"M4.8 8h6.4\"/>"
        }
    }
}

extension Check {
    var icon: Icon.Kind {
        switch status {
        case .improved: return .better
        case .passed: return isAdvisory ? .quiet : (level == .target ? .warn : .good)
        case .noBaseline, .waived: return .quiet
        case .inconclusive, .notComparable: return .unknown
        case .regressed, .overBudget, .missing: return level == .critical ? .bad : (level == .info ? .quiet : .warn)
        }
    }
}

extension Verdict.Outcome {
    var icon: Icon.Kind {
        switch self {
        case .pass: .good
        case .warn: .warn
        case .fail, .error: .bad
        case .inconclusive: .unknown
        case .noBaseline: .quiet
        }
    }

    var words: String {
        switch self {
        case .pass: "Passed"
        case .warn: "Passed with warnings"
        case .fail: "Failed"
        case .inconclusive: "No verdict"
        case .noBaseline: "No baseline"
        case .error: "Not judged"
        }
    }
}

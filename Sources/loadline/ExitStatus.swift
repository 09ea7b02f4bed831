import Analysis

/// What the process ends with; scripts depend on the numbers.
enum ExitStatus: Int32 {
    case pass = 0
    case fail = 1
    /// Nothing could be decided.
    case noVerdict = 2
    case usage = 64
    case unreadableInput = 65
    case missingInput = 66
    case defect = 70
    case unwritableOutput = 74

    init(_ outcome: Verdict.Outcome) {
        switch outcome {
        case .pass, .warn, .noBaseline: self = .pass
        case .fail: self = .fail
        case .inconclusive: self = .noVerdict
        case .error: self = .defect
        }
    }
}

extension ExitStatus {
    /// Thrown by a command that has said everything and ends with a status other than 0.
    struct Ended: Error { var status: ExitStatus }
}

/// Ends a command: a sentence for standard error, and the status of the process.
struct Failure: Error {
    var status: ExitStatus
    var message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}

import Analysis
import Measurements

/// Failed tests, folded: their names and the first lines of what they said.
enum FailedTests {
    private static let most = 20

    static func section(_ tests: TestSummary) -> [String] {
        let failed = tests.failed + tests.errors
        guard failed > 0 else { return [] }
        var items = tests.failures.prefix(most).map(item)
        if failed > items.count { items.append("…and \(failed - items.count) more.") }
        return MarkdownReporter.folded(counted(failed, "failed test"), items.joined(separator: "\n\n"))
    }

    private static func item(_ failure: TestSummary.Failure) -> String {
        let name =
            "**\(MarkdownText.prose(failure.fullName, columns: 160))**" + (failure.kind == .error ? " (broken)" : "")
        let message =
            failure.message.allSatisfy(\.isWhitespace) ? "" : "\n\n" + MarkdownText.block(failure.message, lines: 8)
        return name + message
    }
}

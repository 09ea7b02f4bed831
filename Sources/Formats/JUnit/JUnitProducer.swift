/// Who wrote a report, where names that only one producer gives reveal it.
enum JUnitProducer {
    /// By the name of the root or of the first suite.
    static func named(_ name: String) -> String? {
        if name.hasPrefix("pytest") { return "pytest" }
        if name.hasPrefix("Mocha") { return "mocha" }
        if name.hasPrefix("cypress") { return "cypress" }
        return names[name]
    }

    /// By the schema that the root refers to.
    static func schema(_ location: String) -> String? { location.contains("surefire") ? "surefire" : nil }

    /// Playwright gives the root an id and names suites by files of TypeScript or JavaScript
    /// (https://github.com/microsoft/playwright/blob/v1.56.1/packages/playwright/src/reporters/junit.ts).
    static func isPlaywright(rootHasID: Bool, suite: String) -> Bool {
        rootHasID && [".ts", ".js", ".tsx", ".jsx", ".mts", ".mjs"].contains { suite.hasSuffix($0) }
    }

    private static let names = [
        "jest tests": "jest", "vitest tests": "vitest", "AllTests": "googletest", "nosetests": "nose",
        "nextest-run": "nextest", "Cucumber": "cucumber", "rspec": "rspec", "TestResults": "swift", "CTest": "ctest",
        "Robot": "robot", "k6 thresholds": "k6",
    ]
}

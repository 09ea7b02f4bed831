import Measurements
import Yams

/// Reads budget files (YAML; budgets/README.md says how they are written). Pure: bytes and environment are the caller's to fetch.
package enum BudgetReader {
    /// Bytes; larger files are refused.
    package static let largestFile = BudgetDocument.largest

    /// Keys at the top of a file that are no metrics.
    package static let topWords = ["suite", "variables", "defaults", "endpoints", "compare"]

    /// - Parameters:
    ///   - bytes: the file's content, at most 1 MiB of UTF-8.
    ///   - source: the file as the user named it; its name without folder and extension is the suite where the file names none.
    /// - Throws: everything that is wrong with the file, at most 20 problems.
    package static func read(
        _ bytes: [UInt8], source: String, environment: [String: String]
    ) throws(BudgetError) -> Budget {
        if bytes.isEmpty {
            throw BudgetError(source, "the file is empty; expected limits, such as \"p95: 500ms\"")
        }
        let text = try BudgetDocument.text(bytes, source)
        guard let root = try BudgetDocument.root(of: text, source), !root.isBlank else {
            throw BudgetError(source, "there are no limits in this file")
        }
        guard let mapping = root.mapping else {
            let mark = root.mark
            throw BudgetError(
                source, line: mark?.line, column: mark?.column, "expected a mapping, such as \"p95: 500ms\"")
        }
        return try BudgetFile(mapping, source: source, environment: environment).budget()
    }

    package static func read(
        _ text: String, source: String, environment: [String: String]
    ) throws(BudgetError) -> Budget {
        try read(Array(text.utf8), source: source, environment: environment)
    }

    /// "budgets/checkout.yml" is the suite "checkout".
    static func suite(of source: String) -> String {
        let name = source.split { $0 == "/" || $0 == "\\" }.last ?? ""
        let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
        return stem.isEmpty || stem == "-" || stem == "standard input" ? "performance" : String(stem)
    }
}

import Foundation

/// The numbers of `reference.json`, which `make_reference.py` writes with SciPy.
struct Reference: Decodable {
    let scipy: String
    /// Per function: rows of arguments followed by the value.
    let functions: [String: [[Double]]]
    let priors: [Prior]
    let adjustments: [Adjustment]

    struct Prior: Decodable {
        let variances: [Double]
        let df: [Double]
        let prior: [Double]
    }

    struct Adjustment: Decodable {
        let p: [Double]
        let benjaminiHochberg: [Double]
        let holm: [Double]
    }

    static let shared: Result<Reference, any Error> = Result {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "reference.json")
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }

    static func load() throws -> Reference { try shared.get() }
}

/// Whether two numbers agree to 1e-9 of their size, or 1e-12 where that is more.
func agree(_ actual: Double, _ expected: Double, relative: Double = 1e-9, absolute: Double = 1e-12) -> Bool {
    actual == expected || abs(actual - expected) <= max(relative * abs(expected), absolute)
}

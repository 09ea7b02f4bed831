import Foundation

/// The numbers of `reference.json`, which `make_reference.py` writes with SciPy.
struct Reference: Decodable {
    let scipy: String
    /// Per function: rows of arguments followed by the value.
    let functions: [String: [[Double]]]
    let priors: [Prior]
    let adjustments: [Adjustment]
    let comparisons: [Comparison]
    let errorRates: [Errors]
    let plans: Plans
    let levelShifts: [LevelShift]
    let histories: [History]
    let twoSamples: [TwoSamples]
    let proportions: Proportions
    let quantiles: [Quantiles]

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

    struct Comparison: Decodable {
        let baseline: [[Double]]
        let candidate: [[Double]]
        let endpoints: [Int]
        let profile: [Double]?
        let profileDF: Double
        let shifts: [Expected]

        /// A shift; all but the change and the degrees of freedom are absent where it is insufficient.
        struct Expected: Decodable {
            let change: Double
            let df: Double
            let estimate: Double?
            let se: Double?
            let worse: Double?
            let better: Double?
            let adjusted: Bool?
            let low: Double?
            let high: Double?
        }
    }

    struct Errors: Decodable {
        let baseline: [[Double]]
        let candidate: [[Double]]
        let history: [[Double]]?
        let worse: Double
        let better: Double
        let dispersion: Double
        let df: Double
        let difference: Double
        let extra: Double
    }

    struct Plans: Decodable {
        /// Deviation, tests, runs needed (0 for too many).
        let runs: [[Double]]
        /// Standard error, degrees of freedom, tests, detectable change.
        let changes: [[Double]]
    }

    struct LevelShift: Decodable {
        let values: [Double]
        let start: Int
    }

    struct History: Decodable {
        /// Absent where not measured.
        let history: [[Double?]]
        let runs: [[Double]]
        let endpoints: [Int]
        /// Absent where insufficient.
        let shifts: [Expected?]
        let tails: Double
        let rho: Double
        let globalWorse: Double
        let globalBetter: Double
        let globalChange: Double

        struct Expected: Decodable {
            let change: Double
            let raw: Double
            let df: Double
            let worse: Double
            let better: Double
            let start: Int
            let se: Double
        }
    }

    struct TwoSamples: Decodable {
        let first: [Double]
        let second: [Double]
        let u: Double
        /// The p-values for greater, less, either.
        let mannWhitney: [Double]
        /// Statistic, degrees of freedom, two-sided p, 90 % interval, p for greater.
        let welch: [Double]?
    }

    struct Proportions: Decodable {
        let wilson: [[Double]]
        let newcombe: [[Double]]
    }

    struct Quantiles: Decodable {
        let values: [Double]
        let levels: [Double]
        let plain: [Double]
        let harrellDavis: [Double]
        let errors: [Double]
        let bootstrapError: [Double]
        let bootstrapLow: [Double]
        let bootstrapHigh: [Double]
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

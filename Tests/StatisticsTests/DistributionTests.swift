import Testing

@testable import Statistics

@Suite("Special functions and distributions against SciPy")
struct DistributionTests {
    /// Each function as one of a row of arguments.
    static let functions: [String: @Sendable ([Double]) -> Double] = [
        "logGamma": { logGamma($0[0]) },
        "digamma": { digamma($0[0]) },
        "trigamma": { trigamma($0[0]) },
        "tetragamma": { tetragamma($0[0]) },
        "inverseTrigamma": { inverseTrigamma($0[0]) },
        "normalTail": { StandardNormal.upperTail($0[0]) },
        "normalQuantile": { StandardNormal.upperQuantile($0[0]) },
        "tTail": { StudentT(degreesOfFreedom: $0[1]).upperTail($0[0]) },
        "tQuantile": { StudentT(degreesOfFreedom: $0[1]).upperQuantile($0[0]) },
        "beta": { regularizedBeta($0[0], $0[1], $0[2]) },
        "noncentralT": { NoncentralT(degreesOfFreedom: $0[1], noncentrality: $0[2]).upperTail($0[0]) },
    ]

    @Test("every reference value is met to 1e-11 of its size", arguments: functions.keys.sorted())
    func values(name: String) throws {
        let function = try #require(Self.functions[name])
        for row in try #require(Reference.load().functions[name]) {
            let expected = try #require(row.last)
            let actual = function(row)
            #expect(
                agree(actual, expected, relative: 1e-11, absolute: 1e-15 * abs(row[0])),
                "\(name)\(row.dropLast()) is \(actual), not \(expected)")
        }
    }
}

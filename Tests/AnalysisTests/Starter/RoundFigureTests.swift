import Testing

@testable import Analysis

@Suite struct RoundFigureTests {
    @Test(arguments: [
        (0.0463, 0.048), (0.05, 0.05), (0.0501, 0.055), (1.0, 1.0), (1.01, 1.1), (0.3, 0.3), (99.5, 100), (123, 130),
        (2.01, 2.2), (9.6, 10),
        (0.00099, 0.001), (987_654, 1_000_000),
    ])
    func goesUpToTheNextFigureOfTwoDigits(_ value: Double, _ expected: Double) {
        #expect(RoundFigure.above(value) == expected)
    }

    @Test(arguments: [(0.0463, 0.046), (83.2, 80), (100, 100), (1.99, 1.9), (4.9, 4.8), (0.3, 0.3)])
    func goesDown(_ value: Double, _ expected: Double) {
        #expect(RoundFigure.below(value) == expected)
    }

    @Test func isNeverFartherThanATenth() {
        for step in 1...3000 {
            let value = Double(step) * 0.00137
            #expect(RoundFigure.above(value) >= value * (1 - 1e-9))
            #expect(RoundFigure.above(value) <= value * 1.1 + 1e-12)
            #expect(RoundFigure.below(value) <= value * (1 + 1e-9))
            #expect(RoundFigure.below(value) >= value / 1.12)
        }
    }
}

import Testing

@testable import Statistics

@Suite("Distributions: properties and the edges of their domains")
struct DistributionPropertyTests {
    static let degrees: [Double] = [0.1, 0.5, 1, 2.3, 7, 40, 1e4, 999_999, 1_000_001, 1e9, .infinity]

    @Test("Student's t is symmetric, falls, and stays a probability", arguments: degrees)
    func studentShape(df: Double) {
        let t = StudentT(degreesOfFreedom: df)
        var last = 1.0
        for x in stride(from: -60.0, through: 60, by: 0.37) {
            let tail = t.upperTail(x)
            #expect((0...1).contains(tail) && tail <= last)
            #expect(agree(tail + t.upperTail(-x), 1, absolute: 1e-15))
            last = tail
        }
    }

    @Test("the quantile of Student's t inverts its tail down to 1e-300", arguments: degrees.dropLast())
    func studentQuantile(df: Double) {
        let t = StudentT(degreesOfFreedom: df)
        for p in [1e-300, 1e-150, 1e-30, 1e-7, 0.01, 0.25, 0.4999, 0.6, 0.97] {
            let x = t.upperQuantile(p)
            #expect(!x.isFinite ? df < 1 : agree(t.upperTail(x), p, relative: 1e-11, absolute: 0))
        }
    }

    @Test("the normal quantile inverts the normal tail down to 1e-300")
    func normalQuantile() {
        for p in [1e-300, 1e-100, 1e-12, 0.003, 0.0749, 0.0751, 0.5, 0.93, 0.999] {
            #expect(agree(StandardNormal.upperTail(StandardNormal.upperQuantile(p)), p, relative: 1e-12, absolute: 0))
        }
        #expect(StandardNormal.quantile(0) == -.infinity)
        #expect(StandardNormal.quantile(1) == .infinity)
        #expect(StandardNormal.quantile(1.1).isNaN)
    }

    @Test("the t of many degrees of freedom passes smoothly into the normal distribution")
    func seam() {
        for x in [0.1, 1.0, 6.0, 30.0] {
            let below = StudentT(degreesOfFreedom: 1e6).upperTail(x)
            let above = StudentT(degreesOfFreedom: 1e6.nextUp).upperTail(x)
            #expect(agree(below, above, relative: 1e-11, absolute: 0))
            #expect(StudentT(degreesOfFreedom: .infinity).upperTail(x) == StandardNormal.upperTail(x))
        }
    }

    @Test("the incomplete beta function mirrors itself and grows with x")
    func betaShape() {
        for (a, b) in [(0.5, 0.5), (1e-3, 7), (30, 2), (4000, 5000), (5e8, 5e8)] {
            var last = 0.0
            for x in stride(from: 0.0, through: 1, by: 1 / 64) {
                let here = regularizedBeta(x, complement: 1 - x, a, b)
                let mirrored = regularizedBeta(1 - x, complement: x, b, a)
                #expect(agree(here.lower, mirrored.upper) && agree(here.upper, mirrored.lower))
                #expect(here.lower >= last)
                last = here.lower
            }
        }
    }

    @Test("with no noncentrality the noncentral t is Student's")
    func central() {
        for df in [0.5, 3, 60, 1e5] {
            for t in [-3, 0, 0.5, 2, 30.0] {
                let plain = StudentT(degreesOfFreedom: df).upperTail(t)
                let noncentral = NoncentralT(degreesOfFreedom: df, noncentrality: 0).upperTail(t)
                #expect(agree(noncentral, plain, relative: 1e-10, absolute: 1e-15))
            }
        }
    }

    @Test("outside its domain a function answers NaN")
    func domain() {
        #expect(logGamma(0).isNaN && digamma(-1).isNaN && trigamma(0).isNaN && inverseTrigamma(0).isNaN)
        #expect(StudentT(degreesOfFreedom: 0).upperTail(1).isNaN)
        #expect(StudentT(degreesOfFreedom: 3).upperTail(.nan).isNaN)
        #expect(regularizedBeta(0.5, 0, 1).isNaN)
    }
}

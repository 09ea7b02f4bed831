import Testing

@testable import Statistics

@Suite("Borrowed variances and adjusted p-values")
struct ModerationTests {
    @Test("the prior of many variances has the reference's size and weight")
    func prior() throws {
        for item in try Reference.load().priors {
            let fitted = fitVariancePrior(item.variances, degreesOfFreedom: item.df)
            #expect(agree(fitted.degreesOfFreedom, item.prior[0]))
            #expect(agree(fitted.scale, item.prior[1]))
        }
    }

    @Test("a moderated variance lies between its own and the prior's")
    func between() {
        let prior = VariancePrior(degreesOfFreedom: 4, scale: 2)
        #expect(prior.moderated(8, degreesOfFreedom: 2) == 4)
        #expect(prior.moderated(8, degreesOfFreedom: 2, profile: 2) == 16.0 / 3)
    }

    @Test("adjusted p-values are SciPy's and never fall below the raw ones")
    func adjusted() throws {
        for item in try Reference.load().adjustments {
            let falseDiscovery = benjaminiHochberg(item.p)
            let familyWise = holm(item.p)
            for (index, raw) in item.p.enumerated() {
                #expect(agree(falseDiscovery[index], item.benjaminiHochberg[index], absolute: 0))
                #expect(agree(familyWise[index], item.holm[index], absolute: 0))
                #expect(raw <= falseDiscovery[index].nextUp && falseDiscovery[index] <= familyWise[index])
            }
        }
        #expect(benjaminiHochberg([]).isEmpty && holm([]).isEmpty)
    }
}

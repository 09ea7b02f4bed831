import Measurements
import Testing

@testable import Analysis

@Suite struct SteadyStateNoteTests {
    private func codes(_ runs: [Run]) -> [String] {
        Judge(head: runs, base: [], budget: nil).verdict().diagnostics.map(\.code)
    }

    @Test func growingLatencyIsSaid() {
        let growing = ForLimitTests.run((0..<80).map { 100 + Double($0) })
        #expect(codes([growing]).contains("steady.never"))
        let verdict = Judge(head: [growing], base: [], budget: nil).verdict()
        let note = verdict.diagnostics.first { $0.code == "steady.never" }
        #expect(
            note?.message.contains("from 52.2 ms in the first eighth of the run to 87.2 ms") == true,
            "\(note?.message ?? "")")
        let steady = ForLimitTests.run((0..<80).map { 100 + Double($0 * 37 % 11) })
        #expect(!codes([steady]).contains("steady.never"))
    }

    /// More users take longer; that is what a ramp is for.
    @Test func rampsAreNotMeantToBeSteady() {
        var ramp = ForLimitTests.run((0..<80).map { 100 + Double($0) })
        for index in 0..<80 { ramp.series[0].timeline?.slices[index].users = 10 + index }
        #expect(!codes([ramp]).contains("steady.never"))
    }
}

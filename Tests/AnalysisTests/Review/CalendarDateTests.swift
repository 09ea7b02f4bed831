import Testing

@testable import Analysis

@Suite struct CalendarDateTests {
    @Test(arguments: [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-11-21", 20_778), ("9999-12-31", 2_932_896)])
    func daysSinceTheEpoch(text: String, days: Int) {
        #expect(CalendarDate(text)?.days == days)
        #expect(CalendarDate(days: days).description == text)
    }

    @Test(arguments: [
        "2026-02-30", "2100-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-01-01T00:00",
        "1969-12-31",
        "+026-01-01", "", "tomorrow", "２０２６-01-01",
    ])
    func whatIsNoDay(text: String) { #expect(CalendarDate(text) == nil) }

    @Test func everyDayComesThrough() {
        for days in stride(from: 0, to: 120_000, by: 13) {
            #expect(CalendarDate(CalendarDate(days: days).description)?.days == days)
        }
    }
}

/// What people and an earlier verdict have to say of the findings; applied when all checks are made, before the conclusion.
package struct Review: Sendable {
    package var waivers: [Waiver]
    /// The day on which waivers are asked whether they hold.
    package var today: CalendarDate
    /// An independent verdict on the same change: only what it found too counts.
    package var earlier: EarlierVerdict?

    package init(waivers: [Waiver] = [], today: CalendarDate, earlier: EarlierVerdict? = nil) {
        self.waivers = waivers
        self.today = today
        self.earlier = earlier
    }

    func apply(to verdict: inout Verdict) {
        earlier?.confirm(&verdict)
        WaiverList(waivers, today: today).apply(to: &verdict)
        verdict.checks.sort(by: Check.comesFirst)
    }
}

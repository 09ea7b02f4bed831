import Measurements

/// A finding that someone has accepted: who, why, and until when.
package struct Waiver: Sendable, Equatable {
    /// How far the acceptance goes.
    package enum Extent: Sendable, Equatable {
        /// What a finding counts as from now on; never critical.
        case level(Check.Level)
        /// The worst value that is accepted, in base units.
        case bound(Double, unit: Unit, text: String)
    }

    package var check: CheckPattern
    package var reason: String
    package var author: String
    package var accepted: CalendarDate
    /// The last day on which it holds; nil without end.
    package var expires: CalendarDate?
    package var commit: String?
    package var extent: Extent
    package var file: String
    /// Counted from 1.
    package var line: Int

    package init(
        _ check: CheckPattern, reason: String, author: String, accepted: CalendarDate, expires: CalendarDate? = nil,
        commit: String? = nil, extent: Extent = .level(.info), file: String = "", line: Int = 1
    ) {
        self.check = check
        self.reason = reason
        self.author = author
        self.accepted = accepted
        self.expires = expires
        self.commit = commit
        self.extent = extent
        self.file = file
        self.line = line
    }

    package var place: String { "\(file):\(line)" }

    /// "Waived by Ada until 2026-12-31: the new tax service is slower (budgets/waivers.yml:3)."
    package var sentence: String {
        let end = expires.map { "until \($0)" } ?? "without end"
        var limit = ""
        if case .bound(_, _, let text) = extent { limit = ", up to \(text)" }
        return "Waived by \(author) \(end)\(limit): \(reason) (\(place))."
    }

    func hasExpired(on today: CalendarDate) -> Bool { expires.map { $0 < today } ?? false }

    /// Why it can never hold, or nil: no check can be meant, or its worst value is in no unit of the metric.
    package var contradiction: String? {
        if let problem = check.contradiction { return problem }
        guard case .bound(_, let unit, let text) = extent else { return nil }
        guard let metric = check.metric, let quantity = Quantity(text) else {
            return unit == .unknown ? "\(text) has no unit; write for example \(text)ms" : nil
        }
        do throws(Misread) {
            _ = try quantity.limit(of: KnownMetrics.metric(metric))
            return nil
        } catch { return error.message }
    }

    /// Whether the check is worse than what was accepted.
    func isExceeded(by check: Check) -> Bool {
        guard case .bound(let bound, let unit, _) = extent else { return false }
        let isPlain = unit == .unknown && ![.seconds, .bytes, .bytesPerSecond].contains(check.unit)
        guard let value = check.head?.value, isPlain || unit == check.unit else { return true }
        return check.direction == .higher ? value < bound : value > bound
    }

    /// Reads `info`, `target`, `warning`, or a value such as `600ms`.
    package static func extent(_ text: String) throws(Misread) -> Extent {
        if let level = Check.Level(rawValue: text) {
            guard level < .critical else {
                throw Misread("critical would waive nothing; expected info, target or warning")
            }
            return .level(level)
        }
        guard let quantity = Quantity(text), !quantity.isPoints else {
            throw Misread(
                "\"\(text)\": expected info, target, warning, or the worst value that is accepted, such as 600ms")
        }
        return .bound(quantity.value, unit: quantity.unit, text: quantity.text)
    }
}

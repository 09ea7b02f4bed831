import Foundation
import Measurements

/// Values on a line of a drawing: where its ticks are and how they are written.
struct Axis {
    let low: Double
    let high: Double
    let ticks: [Double]
    /// Ratios instead of differences.
    let isLogarithmic: Bool
    private let unit: Measurements.Unit
    private let scale: Scale
    private let decimals: Int

    /// Round ticks (1, 2 or 5 times a power of ten in the shown unit) that cover the values.
    /// - Parameter leastShare: of the largest value that the axis covers at least, so that noise does not look like mountains.
    init(
        covering values: [Double], _ unit: Measurements.Unit, count: Int = 4, fromZero: Bool = false,
        leastShare: Double = 0.1
    ) {
        // What is beyond all measuring would leave no digits for the rest.
        let finite = values.filter { $0.isFinite && $0.magnitude < 1e150 }
        var (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
        if fromZero { (low, high) = (min(0, low), max(0, high)) }
        let room = max(abs(low), abs(high)) * leastShare - (high - low)
        if room > 0 { (low, high) = (low - (fromZero ? 0 : room / 2), high + room / 2) }
        if !(high - low > 1e-150) { high = low + (unit == .ratio ? 0.01 : 1) }
        if low < 0, finite.allSatisfy({ $0 >= 0 }) { low = 0 }
        let scale = Scale.fitting(max(abs(low), abs(high)), unit)
        let step = Self.niceStep((high - low) / scale.step / Double(count))
        let first = (low / scale.step / step).rounded(.down)
        let last = max((high / scale.step / step - 1e-9).rounded(.up), first + 1)
        let numbers = Int(min(last - first, 20))
        ticks = (0...numbers).map { (first + Double($0)) * step * scale.step }
        self.low = ticks[0]
        self.high = ticks[numbers]
        self.scale = scale
        decimals =
            (0...6).first { abs((step * pow(10, Double($0))).rounded() - step * pow(10, Double($0))) < 1e-6 } ?? 6
        isLogarithmic = false
        self.unit = unit
    }

    /// Ticks at 1, 2 and 5 times powers of ten; for values above 0 that span several of them.
    init(logarithmic values: [Double], _ unit: Measurements.Unit) {
        let finite = values.filter { $0 > 1e-150 && $0 < 1e150 }
        let (low, high) = (finite.min() ?? 1, finite.max() ?? 10)
        let bottom = Self.round(low / 1.02, .down), top = Self.round(high * 1.02, .up)
        let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        let isWide = decades.count > 3
        let marks = decades.flatMap { exponent in (isWide ? [1.0] : [1, 2, 5]).map { $0 * pow(10, Double(exponent)) } }
        self.low = bottom
        self.high = top
        ticks = marks.filter { $0 >= bottom * 0.999 && $0 <= top * 1.001 }
        scale = Scale.fitting(high, unit)
        decimals = 0
        isLogarithmic = true
        self.unit = unit
    }

    private static func round(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
        let power = pow(10, log10(value).rounded(.down))
        let mantissas: [Double] = [1, 2, 5, 10]
        let found = rule == .up ? mantissas.first { $0 * power >= value } : mantissas.last { $0 * power <= value }
        return (found ?? 1) * power
    }

    private static func niceStep(_ raw: Double) -> Double {
        guard raw.isFinite, raw > 0 else { return 1 }
        let power = pow(10, log10(raw).rounded(.down))
        return ([1, 2, 2.5, 5, 10].first { $0 * power >= raw * 0.999 } ?? 10) * power
    }

    /// 0 at the low end, 1 at the high one.
    func share(_ value: Double) -> Double {
        let share =
            isLogarithmic
            ? log(max(value, low / 10) / low) / log(high / low) : (value - low) / (high - low)
        return share.isFinite ? min(max(share, -0.05), 1.05) : 0
    }

    func label(_ tick: Double) -> String {
        if isLogarithmic { return Quantity.text(tick, unit) }
        return Digits.fixed(tick / scale.step, decimals: min(decimals, 6)) + scale.suffix
    }

    /// A value in the axis's unit, without it.
    func number(_ value: Double) -> String { Digits.significant(Digits.nineDigits(value / scale.step), 3) }

    var suffix: String { scale.suffix }
}

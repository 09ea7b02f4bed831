import Measurements

/// The first part of a test, of which nothing counts: values whose time is less than `length` after the first one.
///
/// The first value is the earliest, which is only known when all have been read. It hardly ever stands far from the beginning, so the earliest of the
/// beginning is taken for it. Where an earlier one turns up, a file is read again, and of a stream a note says so.
struct WarmUp: Sendable {
    /// Nanoseconds.
    private let length: Int64
    private var cutoff: Int64?
    private var earliest = Int64.max
    private var isStream = false
    /// Values that were left out.
    private(set) var leftOut = 0
    let isActive: Bool

    /// Nothing is left out.
    static let none = WarmUp(length: 0, isActive: false)

    private init(length: Int64, isActive: Bool) {
        self.length = length
        self.isActive = isActive
    }

    /// - Parameter first: time of the earliest value in nanoseconds; nil where it is the first one that comes.
    init(seconds: Double, first: Int64?, isStream: Bool = false) {
        self.init(length: Int64(min(max(seconds, 0), 1e9) * 1e9), isActive: true)
        cutoff = first.map { $0.addingReportingOverflow(length).partialValue }
        self.isStream = isStream || first == nil
    }

    /// Whether a value belongs to the warm-up.
    mutating func leavesOut(_ time: Int64) -> Bool {
        if time < earliest { earliest = time }
        let end = cutoff ?? time.addingReportingOverflow(length).partialValue
        cutoff = end
        guard time < end else { return false }
        leftOut += 1
        return true
    }

    /// Bytes of an input in which its earliest value is looked for.
    private static let beginning = 256 << 10

    /// Reads an input without its warm-up, and a file again if its earliest value did not stand in the beginning.
    /// - Parameters:
    ///   - earliest: nanoseconds of the earliest value of an input; nil where there is none.
    ///   - read: what an input holds without a warm-up, and the warm-up as it was left out.
    static func leaveOut<Found>(
        _ seconds: Double, of input: Input, earliest: (Input) throws(FormatError) -> Int64?,
        read: (Input, WarmUp) throws(FormatError) -> (Found, WarmUp)
    ) throws(FormatError) -> Found {
        let guess = try earliest(try Input(name: input.name, bytes: try input.peek(beginning)))
        let warmUp = WarmUp(seconds: seconds, first: guess, isStream: input.file == nil)
        let (found, left) = try read(input, warmUp)
        guard let file = input.file, left.earliest < guess ?? .max else { return found }
        let exact = WarmUp(seconds: seconds, first: left.earliest)
        return try read(Input(name: input.name, file: file), exact).0
    }

    /// For another part of the same input.
    var fresh: WarmUp {
        var fresh = self
        fresh.leftOut = 0
        return fresh
    }

    mutating func merge(_ other: WarmUp) {
        leftOut += other.leftOut
        earliest = min(earliest, other.earliest)
    }

    /// What a run says of it. `values`: what was counted, in the plural.
    func mark(_ run: inout Run, _ values: String) {
        guard isActive else { return }
        let seconds = Quantity.plain(Double(length) / 1e9)
        run.environment[Self.field] = "\(seconds) s"
        run.notes.append(
            Note("warmup.trimmed", "the warm-up was left out: \(leftOut) \(values) of the first \(seconds) s"))
        guard isStream, let cutoff, earliest < cutoff - length else { return }
        let late = Quantity.plain(Double(cutoff - length - earliest) / 1e9)
        run.notes.append(
            Note(
                "warmup.start",
                "the input is a stream whose earliest value does not stand in its beginning, by \(late) s; the warm-up is counted from the earliest there"
            ))
    }

    /// Of `Run.environment`.
    static let field = "warm-up"

    private enum Quantity {
        static func plain(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }
    }
}

extension FormatError {
    /// Why a format cannot leave out a warm-up.
    static func noTimes(_ input: Input, _ format: String) -> FormatError {
        let why =
            format == "loadline"
            ? "a kept run holds the figures of a whole test; give --warmup when it is recorded or digested"
            : "\(format) does not say when each request was made; give raw samples, such as k6's --out json or a JTL file"
        return FormatError(input.name, "the warm-up cannot be left out: \(why)")
    }

    static func allWarmUp(_ source: String, _ seconds: Double) -> FormatError {
        FormatError(source, "nothing is left after a warm-up of \(seconds) s: the test was shorter")
    }
}

/// A form of k6's raw output, JSON lines or CSV: where the parts of a sample stand, and what they say.
///
/// In both a sample is P T V S. Time and value are new in every sample; P names the metric, and S, from after the value to the end of the line or
/// record, holds the tags. Some S have in them a stretch M of metadata, of users and iterations, which may be anything and means nothing here.
protocol K6Form: Sendable {
    /// What is wrong with a record of more than that size, "4 MiB".
    static func tooLong(_ size: String) -> String
    /// Whether damage is told by the number of its line.
    static var tellsLines: Bool { get }

    /// Whether the parts of this input have to be read one after the other.
    var needsOrder: Bool { get }
    /// For a part of an input whose beginning has been read.
    mutating func becomePart()
    mutating func merge(_ other: Self)

    /// After the line feed that ends the record at the beginning of the range; nil where that is not there yet.
    func recordEnd(_ bytes: RawSpan, _ range: Range<Int>) -> Int?
    /// Where P ends; nil where the record is an unusual one.
    func timeOffset(_ bytes: RawSpan, _ record: Range<Int>) -> Int?
    /// Reads the time that begins there; `end`: where the value begins.
    mutating func readTime(_ bytes: RawSpan, _ start: Int, _ end: Int) -> (nanoseconds: Int64, end: Int)?

    /// Where M stands in an S, at the end if it has none.
    func metadata(_ suffix: RawSpan) -> Range<Int>
    /// Where M ends, if it begins there; it never goes beyond the end of its record.
    func metadataEnd(_ bytes: RawSpan, _ start: Int) -> Int?

    /// Picks the few tags that matter; false where S looks otherwise than it usually does.
    func pick(_ suffix: RawSpan, into picked: inout K6PickedTags) -> Bool
    /// Metric and outcome of samples with this P and these tags; nil where they cannot be told.
    func kind(
        _ prefix: RawSpan, _ picked: K6PickedTags, _ tally: inout K6Tally
    ) -> (metric: Int, outcome: K6Outcome)?
    /// Number of the endpoint of samples with these tags; nil where they cannot be read.
    func endpoint(_ picked: K6PickedTags, _ tally: inout K6Tally) -> Int?
    /// Where the values of this P and S go, by reading all of it; nil where that is not to be told.
    mutating func slot(_ prefix: RawSpan, _ suffix: RawSpan, _ tally: inout K6Tally) -> K6Tally.Slot?
    /// Reads an unusual record in full.
    mutating func parse(_ record: [UInt8], at offset: Int, _ intake: inout K6Intake)
}

/// Tags of an S as they stand: those of the outcome, and those that tell endpoints apart, so that the two do not multiply. Whatever else S holds
/// (metadata of users and iterations, for one) may differ from sample to sample.
struct K6PickedTags {
    var outcome: [UInt8] = []
    var endpoint: [UInt8] = []
}

/// What was read of an input, or of a part of it.
struct K6Intake {
    var tally: K6Tally
    var lines = LineCount()
    var warmUp = WarmUp.none

    init(endpointLimit: Int, warmUp: WarmUp) {
        tally = K6Tally(endpointLimit: endpointLimit)
        self.warmUp = warmUp
    }

    /// Empty, for another part of the same input.
    func fresh(_ overflow: K6Tally.Overflow) -> K6Intake {
        var fresh = self
        fresh.tally = tally.emptied(overflow)
        fresh.lines = LineCount()
        fresh.warmUp = warmUp.fresh
        return fresh
    }

    mutating func merge(_ other: K6Intake) {
        tally.merge(other.tally)
        lines.merge(other.lines)
        warmUp.merge(other.warmUp)
    }

    mutating func add(_ batch: K6Batch) {
        guard warmUp.isActive else { return tally.add(batch) }
        for sample in batch.samples[..<batch.count] {
            add(sample.value, to: sample.slot, time: sample.time, offset: sample.offset)
        }
    }

    /// `time`: nanoseconds since 1970; nil in files that somebody stripped of it. `offset`: where the record begins in the input.
    mutating func add(_ value: Double, to slot: K6Tally.Slot, time: Int64?, offset: Int) {
        guard slot.allows(value) else { return lines.addMalformed(Plausibility.expected, at: offset) }
        if let time {
            if warmUp.isActive, warmUp.leavesOut(time) { return }
            if time < tally.first { tally.first = time }
            if time > tally.last { tally.last = time }
        }
        tally.points &+= 1
        tally.add(value, to: slot, time: time ?? Int64.min, offset: offset)
    }
}

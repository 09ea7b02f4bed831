/// Collects whole milliseconds as a `Recorder` would, with the same result, but much faster: each millisecond is counted by itself, and only what
/// comes out is computed in seconds.
package struct MillisecondRecorder: Sendable {
    /// Counts of milliseconds from 0 on, as far as there were any; empty at first, so that thousands of recorders with some values each are small.
    @usableFromInline var counts: [UInt16] = []
    /// The first values, until there are enough of them to be counted.
    private var few: [UInt16] = []
    /// Everything that is neither of the first ones nor in `counts`.
    private var others = Recorder()
    @usableFromInline var counted = 0

    private static let fewest = 256
    private static let limit = 4096

    package init() {}

    package var count: Int { counted }

    @inlinable package mutating func add(_ milliseconds: Int) {
        counted &+= 1
        if milliseconds < counts.count, counts[milliseconds] < .max {
            counts[milliseconds] &+= 1
        } else {
            addSlowly(milliseconds)
        }
    }

    /// Adds those of many values that are at the given places.
    package mutating func add(_ values: Span<Int>, at places: Span<Int>) {
        var next = addKnown(values, at: places)
        while next < places.count {
            counted &+= 1
            addSlowly(values[places[next]])
            next += 1 + addKnown(values, at: places.extracting((next + 1)...))
        }
    }

    /// Adds values as long as they have a count that is not full; returns how many.
    private mutating func addKnown(_ values: Span<Int>, at places: Span<Int>) -> Int {
        var counts = counts.mutableSpan
        for index in places.indices {
            let value = values[places[index]]
            guard value < counts.count, counts[value] < .max else {
                counted &+= index
                return index
            }
            counts[value] &+= 1
        }
        counted &+= places.count
        return places.count
    }

    @usableFromInline mutating func addSlowly(_ milliseconds: Int) {
        if milliseconds < counts.count {
            // The count is full.
            others.add(Double(milliseconds) / 1000, times: Int(counts[milliseconds]))
            counts[milliseconds] = 1
        } else if counted <= Self.fewest, let value = UInt16(exactly: milliseconds) {
            few.append(value)
        } else if milliseconds < Self.limit {
            makeRoom(milliseconds)
            add(milliseconds, times: 1)
        } else {
            others.add(Double(milliseconds) / 1000)
        }
    }

    private mutating func makeRoom(_ milliseconds: Int) {
        guard milliseconds >= counts.count else { return }
        counts.append(contentsOf: repeatElement(0, count: (milliseconds | 127) + 1 - counts.count))
        countFew()
    }

    private mutating func countFew() {
        let first = few
        few = []
        for value in first.map(Int.init) {
            if value < Self.limit { add(value, times: 1) } else { others.add(Double(value) / 1000) }
        }
    }

    package mutating func merge(_ other: MillisecondRecorder) {
        // Shares its memory.
        if counted == 0 { return self = other }
        counted += other.counted - other.few.count
        others.merge(other.others)
        for value in other.few { add(Int(value)) }
        for (milliseconds, count) in other.counts.enumerated() where count > 0 { add(milliseconds, times: count) }
    }

    private mutating func add(_ milliseconds: Int, times: UInt16) {
        makeRoom(milliseconds)
        let (sum, overflow) = counts[milliseconds].addingReportingOverflow(times)
        if overflow { others.add(Double(milliseconds) / 1000, times: Int(times)) } else { counts[milliseconds] = sum }
    }

    /// All values in seconds.
    package var inSeconds: Recorder {
        var recorder = others
        // There will be too many to keep: not one by one first.
        if counted > Recorder.exactLimit, !recorder.hasSpilled { recorder.spill() }
        for value in few { recorder.add(Double(value) / 1000) }
        for (milliseconds, count) in counts.enumerated() where count > 0 {
            recorder.add(Double(milliseconds) / 1000, times: Int(count))
        }
        return recorder
    }
}

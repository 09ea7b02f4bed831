/// Reads k6's raw output into a tally, at a rate of gigabytes per second.
///
/// What stands around time and value is the same in many samples, and nothing can be misread where it is: the same bytes around another time and
/// another number mean the same. k6 writes the samples of a request in the same order always, so the P and S that followed last time are tried
/// first. Otherwise they are looked up in `K6Skeletons`; what is new there is reduced by `K6Walk` to the tags that matter.
struct K6Scanner<Form: K6Form> {
    private(set) var form: Form
    private(set) var intake: K6Intake
    private var skeletons: K6Skeletons
    private var walk = K6Walk()
    /// The last time and what stands between it and the value, in the bytes of this scan: the samples of one request share it.
    private var time = (start: 0, length: 0, nanoseconds: Int64(0))

    /// - Parameter memory: bytes of S that are remembered.
    init(_ form: Form, _ intake: K6Intake, memory: Int) {
        self.form = form
        self.intake = intake
        skeletons = K6Skeletons(memory: memory)
    }

    // MARK: - Parts of an input

    /// Whether the parts of this input have to be read one after the other.
    var needsOrder: Bool { form.needsOrder || intake.tally.isContradictory }

    /// Whether this part was left before its end, at an endpoint more than can be told apart.
    var isStopped: Bool { intake.tally.isStopped }

    /// For a part of the input that follows what has been read.
    func part() -> K6Scanner {
        var part = self
        part.form.becomePart()
        part.intake = intake.fresh(intake.tally.isFull ? .fold : .stop)
        return part
    }

    /// Adds parts that begin where all before them has been read.
    mutating func merge(_ parts: consuming [K6Scanner]) {
        intake.tally.admitEndpoints(of: parts.map(\.intake.tally))
        while let part = parts.popLast() {
            intake.merge(part.intake)
            form.merge(part.form)
        }
    }

    /// Says on which line the first damage is.
    mutating func setLine(_ line: Int) { intake.lines.setLine(line) }

    // MARK: - Records

    /// Reads the whole records that begin before `limit`; returns where the first one begins that was not read. `offset`: where
    /// `bytes` begin in the input.
    mutating func scan(_ bytes: RawSpan, _ range: Range<Int>, limit: Int, offset: Int) -> Int {
        var position = range.lowerBound
        time.length = 0
        skeletons.forgetPassing()
        while position < range.upperBound, position < limit {
            if let next = expected(bytes, position, range.upperBound, offset) {
                position = next
            } else if let next = other(bytes, position, range.upperBound, offset) {
                position = next
            } else {
                break
            }
            intake.lines.count &+= 1
        }
        return position
    }

    /// What is left at the end of an input, without a line feed: where it cannot be read, it was cut off.
    mutating func scanLast(_ record: [UInt8], offset: Int) {
        let before = intake.lines
        let whole = record + [UInt8(ascii: "\n")]
        let end = scan(unsafe whole.span.bytes, 0..<whole.count, limit: Int.max, offset: offset)
        guard !isStopped, end < whole.count || intake.lines.malformed > before.malformed else { return }
        intake.lines = before
        intake.lines.isCut = true
    }

    /// The record that begins there, if its P and S are the expected ones; returns where the next begins.
    @inline(__always)
    private mutating func expected(_ bytes: RawSpan, _ position: Int, _ end: Int, _ offset: Int) -> Int? {
        guard let guess = skeletons.expected else { return nil }
        let pair = skeletons.pair(guess)
        guard let start = skeletons.prefixEnd(of: pair, bytes, position, end),
            let value = readTime(bytes, start, end),
            let (number, suffix) = DecimalNumber.read(bytes, at: value, end: end),
            let next = skeletons.suffixEnd(of: pair, bytes, suffix, end),
            let slot = skeletons.slot(of: pair)
                ?? passingSlot(guess, bytes.extracting(position..<start), offset &+ position)
        else { return nil }
        intake.add(number.value(shift: slot.shift), to: slot, time: time.nanoseconds, offset: offset &+ position)
        skeletons.current = guess
        return next
    }

    /// Another P before the S that the walk has just been through.
    private mutating func passingSlot(_ pair: Int, _ prefix: RawSpan, _ offset: Int) -> K6Tally.Slot? {
        intake.tally.place = offset
        guard walk.suffix == K6Skeletons.passingSuffix,
            let slot = walk.slot(prefix, Int(skeletons.pair(pair).prefix), &form, &intake.tally), !isStopped
        else { return nil }
        skeletons.setSlot(slot, of: pair)
        return slot
    }

    /// Reads the time that begins there and remembers it; returns where the value begins.
    @inline(__always)
    private mutating func readTime(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int? {
        let known = start &+ time.length
        if time.length > 0, known <= end {
            let last = time.start..<time.start &+ time.length
            if bytes.extracting(start..<known).holdsSameBytes(as: bytes.extracting(last)) { return known }
        }
        guard let (nanoseconds, value) = form.readTime(bytes, start, end) else { return nil }
        time = (start, value - start, nanoseconds)
        return value
    }

    /// Any other record; nil where it has no end yet, or is not for this part to read.
    private mutating func other(_ bytes: RawSpan, _ position: Int, _ end: Int, _ offset: Int) -> Int? {
        guard let next = form.recordEnd(bytes, position..<end) else { return nil }
        intake.tally.place = offset + position
        guard let start = skeletons.expectedTime(bytes, position..<next) ?? form.timeOffset(bytes, position..<next),
            let value = readTime(bytes, start, next),
            let (number, suffix) = DecimalNumber.read(bytes, at: value, end: next),
            let slot = slot(bytes, position..<start, suffix..<next)
        else {
            form.parse(bytes.array(position..<next), at: offset + position, &intake)
            return isStopped ? nil : next
        }
        if isStopped { return nil }
        intake.add(number.value(shift: slot.shift), to: slot, time: time.nanoseconds, offset: offset + position)
        return next
    }

    /// Where the values of these P and S go; nil where the record has to be read in full.
    private mutating func slot(_ bytes: RawSpan, _ first: Range<Int>, _ second: Range<Int>) -> K6Tally.Slot? {
        let (prefix, suffix) = (bytes.extracting(first), bytes.extracting(second))
        let prefixNumber = skeletons.number(ofPrefix: prefix)
        let suffixNumber = skeletons.number(ofSuffix: suffix, in: bytes)
        if let slot = skeletons.follow(prefixNumber, suffixNumber) { return slot }
        if suffixNumber == nil || suffixNumber != walk.suffix, !walk.pick(suffix, form) {
            return parsedSlot(prefix, prefixNumber, suffix, suffixNumber, at: second)
        }
        guard let slot = walk.slot(prefix, prefixNumber, &form, &intake.tally) else {
            return parsedSlot(prefix, prefixNumber, suffix, suffixNumber, at: second)
        }
        walk.suffix = suffixNumber ?? skeletons.add(suffix, at: second)
        skeletons.add(prefixNumber, walk.suffix, slot)
        return slot
    }

    private mutating func parsedSlot(
        _ prefix: RawSpan, _ prefixNumber: Int?, _ suffix: RawSpan, _ suffixNumber: Int?, at range: Range<Int>
    ) -> K6Tally.Slot? {
        guard let slot = form.slot(prefix, suffix, &intake.tally) else { return nil }
        skeletons.add(prefixNumber, suffixNumber ?? skeletons.add(suffix, at: range), slot)
        return slot
    }
}

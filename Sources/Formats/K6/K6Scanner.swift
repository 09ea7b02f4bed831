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
    typealias Time = (start: Int, length: Int, nanoseconds: Int64)
    private var time: Time = (0, 0, 0)
    private var batch = K6Batch()

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

    /// Sorting them all later is then merging what is sorted, and sorting is done by several threads.
    mutating func sortSamples() { intake.tally.sortSamples() }

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
            if batch.isFull { count() }
            let known = batch.count
            let (end, pair) = Self.follow(
                bytes, position..<range.upperBound, limit: limit, offset, skeletons, &form, &time,
                &batch.samples, &batch.count)
            skeletons.current = pair
            intake.lines.count &+= batch.count &- known
            if end > position {
                position = end
                continue
            }
            guard
                let next = passing(bytes, position, range.upperBound, offset)
                    ?? other(bytes, position, range.upperBound, offset)
            else { break }
            position = next
            intake.lines.count &+= 1
        }
        count()
        return position
    }

    /// Counts what was read.
    private mutating func count() {
        intake.add(batch)
        batch.count = 0
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

    /// The record that begins there, if its P is the expected one and its S the passing one; returns where the next begins.
    private mutating func passing(_ bytes: RawSpan, _ position: Int, _ end: Int, _ offset: Int) -> Int? {
        guard let guess = skeletons.expected, skeletons.pairs[guess].suffix == K6Skeletons.passingSuffix,
            let start = skeletons.prefixEnd(of: guess, bytes, position, end),
            let value = readTime(bytes, start, end),
            let (number, suffix) = DecimalNumber.read(bytes, at: value, end: end),
            let next = skeletons.passingEnd(bytes, suffix, end),
            let slot = skeletons.slot(of: skeletons.pairs[guess])
                ?? passingSlot(guess, bytes.extracting(position..<start), offset &+ position)
        else { return nil }
        add(number, to: slot, at: offset &+ position)
        skeletons.current = guess
        return next
    }

    private mutating func add(_ number: DecimalNumber, to slot: K6Tally.Slot, at offset: Int) {
        let value = number.value(shift: slot.shift)
        guard slot.allows(value) else { return intake.lines.addMalformed(Plausibility.expected, at: offset) }
        if batch.isFull { count() }
        batch.add(K6Sample(value: value, time: time.nanoseconds, offset: offset, slot: slot))
    }

    /// Another P before the S that the walk has just been through.
    private mutating func passingSlot(_ pair: Int, _ prefix: RawSpan, _ offset: Int) -> K6Tally.Slot? {
        intake.tally.place = offset
        guard walk.suffix == K6Skeletons.passingSuffix,
            let slot = walk.slot(prefix, Int(skeletons.pairs[pair].prefix), &form, &intake.tally), !isStopped
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
            count()
            form.parse(bytes.array(position..<next), at: offset + position, &intake)
            return isStopped ? nil : next
        }
        if isStopped { return nil }
        add(number, to: slot, at: offset + position)
        return next
    }

    /// Where the values of these P and S go; nil where the record has to be read in full.
    private mutating func slot(_ bytes: RawSpan, _ first: Range<Int>, _ second: Range<Int>) -> K6Tally.Slot? {
        let (prefix, suffix) = (bytes.extracting(first), bytes.extracting(second))
        let metadata = form.metadata(suffix)
        let prefixNumber = skeletons.number(ofPrefix: prefix)
        let suffixNumber = skeletons.number(ofSuffix: suffix, metadata, in: bytes)
        if let slot = skeletons.follow(prefixNumber, suffixNumber) { return slot }
        if suffixNumber == nil || suffixNumber != walk.suffix, !walk.pick(suffix, form) {
            return parsedSlot(prefix, prefixNumber, suffix, suffixNumber, metadata, at: second.lowerBound)
        }
        guard let slot = walk.slot(prefix, prefixNumber, &form, &intake.tally) else {
            return parsedSlot(prefix, prefixNumber, suffix, suffixNumber, metadata, at: second.lowerBound)
        }
        walk.suffix = suffixNumber ?? skeletons.add(suffix, metadata, at: second.lowerBound)
        skeletons.add(prefixNumber, walk.suffix, slot)
        return slot
    }

    private mutating func parsedSlot(
        _ prefix: RawSpan, _ prefixNumber: Int?, _ suffix: RawSpan, _ suffixNumber: Int?, _ metadata: Range<Int>,
        at start: Int
    ) -> K6Tally.Slot? {
        guard let slot = form.slot(prefix, suffix, &intake.tally) else { return nil }
        // Where the walk did not go through it, what looks like metadata may be something else.
        guard metadata.isEmpty else { return slot }
        skeletons.add(prefixNumber, suffixNumber ?? skeletons.add(suffix, metadata, at: start), slot)
        return slot
    }
}

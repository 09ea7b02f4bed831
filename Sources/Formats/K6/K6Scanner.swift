/// Reads lines of k6's JSON output into a tally, at a rate of gigabytes per second.
///
/// A line is P `"time":"` T `","value":` V S. T and V are new in every line, but P and S (the skeleton: the metric and its tags) are one of
/// some hundred pairs. So only the first line of a skeleton is parsed as JSON, and says where its values go; from then on comparing its bytes
/// is enough, and nothing can be misread: the same bytes around another time and another number mean the same. k6 writes the points of a request in
/// the same order always, so the skeleton that followed last time is tried first; otherwise a hash finds it.
///
/// A new skeleton is reduced by `K6TagWalk` to the tags that matter. Where skeletons hardly repeat (metadata of users and iterations, URLs with
/// ids), they would fill the memory, and every line is reduced instead.
struct K6Scanner {
    private(set) var tally: K6Tally
    var lines = LineCount()
    var warmUp = WarmUp.none
    /// Points of undeclared metrics are somebody else's business: the declaration may stand in a part of the file that another scanner reads.
    private let isPart: Bool
    private(set) var missesDeclaration = false

    private var skeletons = BytePairTable()
    private var slots: [K6Tally.Slot] = []
    /// For each skeleton the one that followed it last.
    private var successors: [Int] = []
    private var current = 0
    private var walk = K6TagWalk()
    /// Whether skeletons are not remembered any more.
    private var isFull = false
    private var timestamps = TimestampReader()
    /// The last time stamp, in the bytes of this scan: the points of one request share it.
    private var time = (start: 0, length: 0, nanoseconds: Int64(0))

    /// Bytes of skeletons that are remembered; the memory of a scanner stays small.
    private let memoryLimit: Int

    init(endpointLimit: Int, memoryLimit: Int) {
        tally = K6Tally(endpointLimit: endpointLimit)
        self.memoryLimit = memoryLimit
        isPart = false
    }

    /// For a part of an input whose beginning has been read.
    init(after beginning: K6Scanner) {
        tally = K6Tally(endpointLimit: beginning.tally.endpointLimit)
        memoryLimit = beginning.memoryLimit
        warmUp = beginning.warmUp.fresh
        isPart = true
        for (name, declaration) in beginning.tally.metrics { tally.declare(name, declaration) }
    }

    /// Whether the parts of this input have to be read one after the other: which endpoints are the first ones, and what a late declaration is for,
    /// depends on the order.
    var needsOrder: Bool { missesDeclaration || tally.isFull || tally.isContradictory }

    mutating func merge(_ other: K6Scanner) {
        tally.merge(other.tally)
        lines.merge(other.lines)
        warmUp.merge(other.warmUp)
        missesDeclaration = missesDeclaration || other.missesDeclaration
    }

    /// Reads whole lines, each with its line feed; `offset`: where `bytes` begin in the input.
    mutating func scan(_ bytes: RawSpan, _ range: Range<Int>, offset: Int) {
        var position = range.lowerBound
        time.length = 0
        while position < range.upperBound {
            if let next = expected(bytes, position, range.upperBound, offset) {
                position = next
            } else {
                let end = bytes.firstOffset(of: UInt8(ascii: "\n"), in: position..<range.upperBound)
                let next = (end ?? range.upperBound - 1) + 1
                other(bytes, position..<next, offset)
                position = next
            }
            lines.count &+= 1
        }
    }

    /// The last line of an input, without a line feed: where it is no JSON, it was cut off.
    mutating func scanCutLine(_ line: ArraySlice<UInt8>, offset: Int) {
        let before = lines
        scan(unsafe Array(line).span.bytes, 0..<line.count, offset: offset)
        if lines.malformed > before.malformed {
            lines = before
            lines.isCut = true
        }
    }

    /// The line that begins there, if its skeleton is the expected one; returns where the next line begins.
    @inline(__always)
    private mutating func expected(_ bytes: RawSpan, _ position: Int, _ end: Int, _ offset: Int) -> Int? {
        guard current < successors.count else { return nil }
        let guess = successors[current]
        let lengths = skeletons.lengths(guess)
        let start = position &+ lengths.first
        guard start &+ 64 <= end, skeletons.isFirst(guess, bytes.extracting(position..<start)),
            let value = readTime(bytes, start, end),
            let (number, suffix) = DecimalNumber.read(bytes, at: value, end: end)
        else { return nil }
        let next = suffix &+ lengths.second
        guard next <= end, skeletons.isSecond(guess, bytes.extracting(suffix..<next)) else { return nil }
        let slot = slots[guess]
        add(number.value(shift: slot.shift), to: slot, offset &+ position)
        current = guess
        return next
    }

    /// Reads the time stamp that begins there and remembers it; returns where the value begins.
    @inline(__always)
    private mutating func readTime(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int? {
        let known = start &+ time.length &+ K6Template.middleLength
        if time.length > 0, known <= end {
            let last = time.start..<time.start &+ time.length &+ K6Template.middleLength
            if bytes.extracting(start..<known).holdsSameBytes(as: bytes.extracting(last)) { return known }
        }
        guard let (nanoseconds, stop) = timestamps.read(bytes, at: start, end: end),
            K6Template.isMiddle(bytes, at: stop, end: end)
        else { return nil }
        time = (start, stop - start, nanoseconds)
        return stop + K6Template.middleLength
    }

    @inline(__always)
    private mutating func add(_ value: Double, to slot: K6Tally.Slot, _ offset: Int) {
        if slot.isOwnTime, !Plausibility.times.contains(value) {
            return lines.addMalformed(Plausibility.expected, at: offset)
        }
        let now = time.nanoseconds
        if warmUp.isActive, warmUp.leavesOut(now) { return }
        if now < tally.first { tally.first = now }
        if now > tally.last { tally.last = now }
        tally.points &+= 1
        tally.add(value, to: slot, time: now, offset: offset)
    }

    /// A line whose skeleton was not the expected one.
    private mutating func other(_ bytes: RawSpan, _ line: Range<Int>, _ offset: Int) {
        guard let start = K6Template.timeOffset(bytes, line), let value = readTime(bytes, start, line.upperBound),
            let (number, suffix) = DecimalNumber.read(bytes, at: value, end: line.upperBound)
        else { return parse(bytes, line, offset) }
        let prefix = bytes.extracting(line.lowerBound..<start)
        let rest = bytes.extracting(suffix..<line.upperBound)
        let slot = isFull ? walk.slot(prefix, rest, &tally, isPart: isPart) : rememberedSlot(prefix, rest)
        guard let slot else { return parse(bytes, line, offset) }
        add(number.value(shift: slot.shift), to: slot, offset + line.lowerBound)
    }

    /// Where the values of this skeleton go; nil where only the full parser can tell.
    private mutating func rememberedSlot(_ prefix: RawSpan, _ suffix: RawSpan) -> K6Tally.Slot? {
        let hash = BytePairTable.hash(prefix, suffix)
        if let number = skeletons.number(of: prefix, suffix, hash: hash) {
            successors[current] = number
            current = number
            return slots[number]
        }
        guard let slot = walk.slot(prefix, suffix, &tally, isPart: isPart) ?? parsedSlot(prefix, suffix) else {
            return nil
        }
        let number = skeletons.count
        skeletons.add(prefix, suffix, hash: hash)
        slots.append(slot)
        successors.append(0)
        successors[current] = number
        current = number
        if skeletons.byteCount > memoryLimit { forget() }
        return slot
    }

    private mutating func parsedSlot(_ prefix: RawSpan, _ suffix: RawSpan) -> K6Tally.Slot? {
        K6Template.point(prefix, suffix).flatMap { slot(of: $0) }
    }

    private mutating func forget() {
        isFull = true
        skeletons = BytePairTable()
        slots = []
        successors = []
    }

    private mutating func slot(of point: K6Point) -> K6Tally.Slot? {
        guard let metric = tally.metric(of: point, isPart: isPart) else {
            missesDeclaration = true
            return nil
        }
        return tally.slot(for: tally.key(metric, point.tags))
    }

    /// Any other line, or one that is seen for the first time.
    private mutating func parse(_ bytes: RawSpan, _ line: Range<Int>, _ offset: Int) {
        do throws(K6Line.Malformed) {
            switch try K6Line.parse(bytes.array(line)) {
            case .blank: break
            case .declaration(let metric, let declaration): tally.declare(metric, declaration)
            case .point(let point): try add(point, offset + line.lowerBound)
            }
        } catch {
            lines.addMalformed(error.problem, at: offset + line.lowerBound)
        }
    }

    private mutating func add(_ point: K6Point, _ offset: Int) throws(K6Line.Malformed) {
        var now: Int64?
        if let text = point.time {
            now = TimestampReader.nanoseconds(text)
            if now == nil { throw K6Line.Malformed("\"time\" is no time of RFC 3339") }
        }
        guard let slot = slot(of: point) else {
            if isPart { return }
            throw K6Line.Malformed("there are more metrics than any test has")
        }
        let value = DecimalNumber(point.value).value(shift: slot.shift)
        if slot.isOwnTime, !Plausibility.times.contains(value) { throw K6Line.Malformed(Plausibility.expected) }
        if let now, warmUp.isActive, warmUp.leavesOut(now) { return }
        if let now {
            tally.first = min(tally.first, now)
            tally.last = max(tally.last, now)
        }
        tally.points += 1
        tally.add(value, to: slot, time: now ?? Int64.min, offset: offset)
    }
}

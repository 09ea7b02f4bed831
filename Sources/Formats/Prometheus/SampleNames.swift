/// A name of samples with what follows from it: the family that it belongs to, and what it says of it. A class, so that a sample costs one count of
/// references and not five.
final class SampleName {
    let text: String
    /// Where it is among the bytes of all names.
    let range: Range<Int>
    let hash: UInt64
    /// By what is declared: what has to be checked.
    let declared: (base: String, suffix: String, kind: MetricFamily.Kind?)
    /// Of the declared base.
    let familyHash: UInt64
    /// By the samples too: where the values go.
    fileprivate(set) var place: Exposition.Place
    /// Position of the family in the exposition; nil as long as it is not looked up.
    var family: Int?

    fileprivate init(
        _ text: String, _ range: Range<Int>, _ hash: UInt64, _ kinds: [String: MetricFamily.Kind],
        _ place: Exposition.Place
    ) {
        (self.text, self.range, self.hash, self.place) = (text, range, hash, place)
        let (base, suffix) = Exposition.split(text, kinds)
        declared = (base, suffix, kinds[base])
        familyHash = SampleScanner.hash(ofKey: base)
    }
}

/// The names that were seen so far.
struct SampleNames {

    /// Declared kinds.
    private(set) var kinds: [String: MetricFamily.Kind] = [:]
    /// Declared, or found by samples.
    private var known: [String: MetricFamily.Kind] = [:]
    private var names: [SampleName] = []
    private var bytes: [UInt8] = []
    private var numbers: [String: Int] = [:]
    /// By hashes of the bytes.
    private var byHash: [UInt64: Int] = [:]
    private var last = 0

    var count: Int { names.count }

    @inline(__always)
    mutating func name(_ name: RawSpan) -> SampleName {
        if last >= names.count || !isName(last, name) { last = find(name) }
        return names[last]
    }

    @inline(__always)
    private func isName(_ number: Int, _ name: RawSpan) -> Bool {
        unsafe bytes.span.bytes.extracting(names[number].range).holdsSameBytes(as: name)
    }

    private mutating func find(_ name: RawSpan) -> Int {
        var hash = name.hash(seed: 0)
        while let number = byHash[hash] {
            if isName(number, name) { return number }
            hash &+= 1
        }
        let text = name.text(0..<name.byteCount)
        let start = bytes.count
        bytes += text.utf8
        let place = Exposition.Place(of: text, known)
        names.append(SampleName(text, start..<bytes.count, hash, kinds, place))
        byHash[hash] = names.count - 1
        numbers[text] = names.count - 1
        return names.count - 1
    }

    func forgetFamilies() {
        for name in names { name.family = nil }
    }

    mutating func declare(_ family: String, _ kind: MetricFamily.Kind) {
        kinds[family] = kind
        known[family] = kind
    }

    /// Whether there were samples already that would belong to a family, were it declared as that.
    func hasSamples(of family: String, _ kind: MetricFamily.Kind) -> Bool { !relatives(of: family, kind).isEmpty }

    func hasSample(_ name: String) -> Bool { numbers[name] != nil }

    /// Numbers of names that are a family's, by their own names, and not declared to be another one's.
    private func relatives(of family: String, _ kind: MetricFamily.Kind) -> [Int] {
        ([""] + (Exposition.suffixes[kind] ?? [])).compactMap { suffix in
            numbers[family + suffix].flatMap { suffix.isEmpty || kinds[names[$0].text] == nil ? $0 : nil }
        }
    }

    func isKnown(_ family: String) -> Bool { known[family] != nil }

    /// A kind that samples tell. Names whose samples belong to that family from now on, with where they were before.
    mutating func infer(
        _ family: String, _ kind: MetricFamily.Kind
    ) -> [(before: Exposition.Place, after: Exposition.Place)] {
        known[family] = kind
        return relatives(of: family, kind).compactMap { number in
            let (before, after) = (names[number].place, Exposition.Place(of: names[number].text, known))
            guard before != after else { return nil }
            names[number].place = after
            return names[number].family == nil ? nil : (before, after)
        }
    }
}

/// The values in ascending order, none of them NaN.
///
/// For long lists a radix sort on the bit patterns, which order like the numbers once the sign is folded in; eleven bits at
/// a time, digits that all values share left out (Knuth, "The Art of Computer Programming", volume 3, section 5.2.5).
func ascending(_ values: [Double]) -> [Double] {
    guard values.count > 4096 else { return values.sorted() }
    var keys = values.map { value in
        let bits = value.bitPattern
        return bits >> 63 == 1 ? ~bits : bits | (1 << 63)
    }
    var sorted = keys
    for shift in stride(from: UInt64(0), to: 64, by: 11) {
        var places = digitStarts(keys, shift: shift)
        if places.isEmpty { continue }
        for key in keys {
            let digit = Int(truncatingIfNeeded: key >> shift) & 2047
            sorted[places[digit]] = key
            places[digit] += 1
        }
        swap(&keys, &sorted)
    }
    return keys.map { Double(bitPattern: $0 >> 63 == 1 ? $0 & ~(1 << 63) : ~$0) }
}

/// Where the keys of each digit begin in the order of that digit; empty when all keys share one.
private func digitStarts(_ keys: [UInt64], shift: UInt64) -> [Int] {
    var counts = [Int](repeating: 0, count: 2048)
    for key in keys { counts[Int(truncatingIfNeeded: key >> shift) & 2047] += 1 }
    if counts.contains(keys.count) { return [] }
    var start = 0
    for digit in counts.indices { (counts[digit], start) = (start, start + counts[digit]) }
    return counts
}

/// The rows of a batch by kind, and whether they failed, so that what is counted of them is looked up once for each group.
struct JMeterGroups {
    /// Rows of one kind that all failed or all succeeded: a range of `order`.
    struct Group {
        var kind: Int
        var isFailed: Bool
        var range: Range<Int>

        fileprivate var place: Int { kind &* 2 &+ (isFailed ? 1 : 0) }
    }

    private(set) var groups: [Group] = []
    /// Numbers of rows, those of a group one after the other.
    private(set) var order = [Int](repeating: 0, count: JMeterBatch.size)
    /// By kind, twice, successes first: how many rows there are, then where the next one belongs in `order`; all 0 between two batches.
    private var places: [Int] = []

    /// Sorts the rows that are not odd. `kindCount`: how many kinds there are.
    mutating func sort(_ batch: JMeterBatch, kindCount: Int) {
        if places.count < 2 * kindCount {
            places.append(contentsOf: repeatElement(0, count: 2 * kindCount - places.count))
        }
        groups.removeAll(keepingCapacity: true)
        Self.count(batch, &places, &groups)
        var end = 0
        for index in groups.indices {
            let place = groups[index].place
            groups[index].range = end..<end + places[place]
            (places[place], end) = (end, end + places[place])
        }
        Self.fill(batch, &places, &order)
        for group in groups { places[group.place] = 0 }
    }

    private static func count(_ batch: JMeterBatch, _ places: inout [Int], _ groups: inout [Group]) {
        let (kinds, isFailed, isOdd) = (batch.kinds.span, batch.isFailed.span, batch.isOdd.span)
        var places = places.mutableSpan
        for row in 0..<batch.count where !isOdd[row] {
            let group = Group(kind: kinds[row], isFailed: isFailed[row], range: 0..<0)
            if places[group.place] == 0 { groups.append(group) }
            places[group.place] &+= 1
        }
    }

    private static func fill(_ batch: JMeterBatch, _ places: inout [Int], _ order: inout [Int]) {
        let (kinds, isFailed, isOdd) = (batch.kinds.span, batch.isFailed.span, batch.isOdd.span)
        var places = places.mutableSpan
        var order = order.mutableSpan
        for row in 0..<batch.count where !isOdd[row] {
            let place = Group(kind: kinds[row], isFailed: isFailed[row], range: 0..<0).place
            order[places[place]] = row
            places[place] &+= 1
        }
    }
}

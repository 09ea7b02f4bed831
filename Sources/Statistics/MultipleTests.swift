/// p-values adjusted so that, among the findings at a threshold, the expected share of false ones is at most that
/// threshold, in the order given (Benjamini & Hochberg, "Controlling the False Discovery Rate", 1995).
///
/// With nothing changed at all, the threshold also bounds the chance of any finding.
package func benjaminiHochberg(_ p: [Double]) -> [Double] {
    let order = p.indices.sorted { p[$0] > p[$1] }
    var adjusted = p
    var smallest = 1.0
    for (position, index) in order.enumerated() {
        smallest = min(smallest, p[index] * Double(p.count) / Double(p.count - position))
        adjusted[index] = smallest
    }
    return adjusted
}

/// p-values adjusted so that the chance of any false finding at a threshold is at most that threshold, in the order given
/// (Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979).
package func holm(_ p: [Double]) -> [Double] {
    let order = p.indices.sorted { p[$0] < p[$1] }
    var adjusted = p
    var largest = 0.0
    for (position, index) in order.enumerated() {
        largest = max(largest, min(1, p[index] * Double(p.count - position)))
        adjusted[index] = largest
    }
    return adjusted
}

/// Numbers of a kept run, looked at before it is decoded: Foundation's decoder does not say which one is no whole number, and would make
/// room for any histogram.
enum KeptRunNumbers {
    private static let counts: Set = [
        "requests", "errors", "count", "hits", "virtualUsers", "tests", "passed", "failed", "skipped", "flaky", "zeros",
    ]
    private static let lists: Set = ["bins", "negatives"]
    /// 256 MiB of counters.
    private static let mostBins = 1 << 26

    static func check(_ root: JSONNode) throws(FormatError) {
        try checkCounts(root)
        guard histogramBins(in: root.json) <= mostBins else {
            throw FormatError(root.source, "its histograms are spread wider than measured values can be")
        }
    }

    private static func checkCounts(_ node: JSONNode) throws(FormatError) {
        for (key, member) in node.members {
            if member.json.number != nil, counts.contains(key) { _ = try member.count() }
            if lists.contains(key) {
                for number in member.elements(where: { JSONNode.count($0) == nil }) { _ = try number.count() }
            }
            if key == "ratio", let total = member["total"] { _ = try total.count() }
            if !lists.contains(key) { try checkCounts(member) }
        }
        for element in node.elements(where: { $0.number == nil }) { try checkCounts(element) }
    }

    /// How many counters the histograms take: all bins from the first to the last, so that two numbers in a file can ask for much memory.
    private static func histogramBins(in json: JSON) -> Int {
        switch json {
        case .array(let elements): return elements.reduce(0) { $0 + histogramBins(in: $1) }
        case .object(let object):
            let flat = object["bins"]?.array ?? []
            let bins = stride(from: 0, to: flat.count, by: 2).compactMap { flat[$0].number }
            let span = max(0, min((bins.max() ?? 0) - (bins.min() ?? 0), Double(mostBins + 1)))
            return object.members.reduce(Int(span)) { $0 + ($1.key == "bins" ? 0 : histogramBins(in: $1.value)) }
        default: return 0
        }
    }
}

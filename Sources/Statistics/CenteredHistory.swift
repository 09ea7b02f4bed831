/// A history and new runs, each test centred by its median over the history, with the part that all endpoints share.
struct CenteredHistory {
    /// Rows are runs; not measured is NaN.
    let history: [[Double]]
    let runs: [[Double]]
    /// The median over the other endpoints, per run and test; 0 where there is none, or with too few endpoints.
    let commonOfHistory: [[Double]]
    let commonOfRuns: [[Double]]
    /// Whether there are enough endpoints for a common mode.
    let hasCommonMode: Bool

    init(history: [[Double]], runs: [[Double]], groups: Endpoints) {
        let center = (history.first ?? []).indices.map { column in median(history.lazy.map { $0[column] }) }
        let past = history.map { difference($0, center) }
        let now = runs.map { difference($0, center) }
        func common(_ row: [Double]) -> [Double] {
            guard groups.allowCommonMode else { return row.map { _ in 0 } }
            return groups.mediansOfOthers(row).map { $0.isFinite ? $0 : 0 }
        }
        self.history = past
        self.runs = now
        commonOfHistory = past.map(common)
        commonOfRuns = now.map(common)
        hasCommonMode = groups.allowCommonMode
    }

    /// A test's share of the common mode, between 0 and 1.5, from first differences, which level shifts hardly disturb.
    func slope(_ column: Int) -> Double {
        guard hasCommonMode else { return 0 }
        var product = 0.0
        var squares = 0.0
        for (before, after) in zip(history.indices, history.indices.dropFirst()) {
            let own = history[after][column] - history[before][column]
            guard own.isFinite else { continue }
            let common = commonOfHistory[after][column] - commonOfHistory[before][column]
            product += common * own
            squares += common * common
        }
        return min(max(product / (squares + 1e-9), 0), 1.5)
    }

    /// What a fitted slope adds to the variance of each new run, in units of the variance of a run.
    func leverage(_ column: Int) -> [Double] {
        guard hasCommonMode else { return runs.map { _ in 0 } }
        let past = commonOfHistory.map { $0[column] }
        let center = mean(past)
        let squares = max(sumOfSquares(past), 1e-6)
        return commonOfRuns.map { ($0[column] - center) * ($0[column] - center) / squares }
    }

    /// The measured values of one test in history without the common mode, with the rows that they come from.
    func measured(_ column: Int, slope: Double) -> (rows: [Int], values: [Double]) {
        let rows = history.indices.filter { history[$0][column].isFinite }
        return (rows, rows.map { history[$0][column] - slope * commonOfHistory[$0][column] })
    }
}

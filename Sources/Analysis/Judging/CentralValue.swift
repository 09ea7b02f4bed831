import Foundation

/// The central value of several runs: geometric mean where all are positive, since their ratios are what is compared; else the mean.
func centralValue(of values: [Double]) -> Double {
    guard let first = values.first else { return .nan }
    if values.allSatisfy({ $0 == first }) { return first }
    if values.contains(where: { !($0 > 0) }) { return values.reduce(0, +) / Double(values.count) }
    return exp(values.reduce(0) { $0 + log($1) } / Double(values.count))
}

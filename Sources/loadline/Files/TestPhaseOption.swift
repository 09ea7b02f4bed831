/// The value of `--junit`: a path, or PHASE=PATH where the user names the phase of the pipeline.
enum TestPhaseOption {
    /// A file whose name holds "=" is a file.
    static func parse(_ value: String) -> (phase: String?, path: String) {
        guard let sign = value.firstIndex(of: "="), NativePath.kind(value) == nil else { return (nil, value) }
        let phase = value[..<sign]
        let isName =
            phase.first?.isLetter == true && phase.count <= 40
            && phase.allSatisfy { $0.isLetter || $0.isNumber || " -_".contains($0) }
        return isName ? (String(phase), String(value[value.index(after: sign)...])) : (nil, value)
    }
}
